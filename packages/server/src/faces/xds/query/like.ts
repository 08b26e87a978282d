// SPDX-License-Identifier: Apache-2.0

/**
 * LIKE of SQL: `%` stands for any characters, `_` for one (ITI TF-2 §3.18.4.1.2.3.7.1). In time of text times pattern:
 * after a mismatch only the last `%` takes one character more.
 */
export const like =
  (pattern: string) =>
  (text: string): boolean => {
    let at = 0;
    let inText = 0;
    let wildcard = -1;
    let resumed = 0;
    while (inText < text.length) {
      const expected = pattern[at];
      if (expected === '%') {
        wildcard = at;
        resumed = inText;
        at += 1;
      } else if (expected === '_' || (expected !== undefined && expected === text[inText])) {
        at += 1;
        inText += 1;
      } else if (wildcard >= 0) {
        resumed += 1;
        inText = resumed;
        at = wildcard + 1;
      } else return false;
    }
    return /^%*$/.test(pattern.slice(at));
  };
