// SPDX-License-Identifier: Apache-2.0

/** Controls other than tab and line ends, noncharacters, and the marks that turn the reading direction of a text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is looked for
const DECEPTIVE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/;

/** Whether a text can make a reader see something else than it says. */
export const isDeceptive = (text: string): boolean => DECEPTIVE.test(text);
