// SPDX-License-Identifier: Apache-2.0
/** Controls and marks of text direction could falsify what somebody reads on a screen. */
const DECEPTIVE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/u;

/** Text that a person wrote for a person: not blank, not too long, nothing in it that is not seen. */
export const isSentence = (text: string, characters: number): boolean =>
  text.trim() !== '' && text.length <= characters && !DECEPTIVE.test(text);
