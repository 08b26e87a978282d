// SPDX-License-Identifier: Apache-2.0

export interface Preferences {
  /** What comes back after a write (FHIR R4 §3.1.0.1.9). */
  readonly return?: 'minimal' | 'representation' | 'OperationOutcome';
  /** Unknown search parameters: an error, or left out with a warning (FHIR R4 §3.1.1.5.1). */
  readonly handling: 'strict' | 'lenient';
}

/** The Prefer header (RFC 7240); what is not known in it is ignored, as that RFC asks. */
export const readPreferences = (prefer: string | undefined): Preferences => {
  const wishes = new Map<string, string>();
  for (const part of (prefer ?? '').split(/[,;]/)) {
    const [name = '', value = ''] = part.split('=', 2).map((text) => text.trim());
    const key = name.toLowerCase();
    if (!wishes.has(key)) wishes.set(key, value.replace(/^"(.*)"$/, '$1'));
  }
  const back = wishes.get('return');
  return {
    handling: wishes.get('handling') === 'strict' ? 'strict' : 'lenient',
    ...(back === 'minimal' || back === 'representation' || back === 'OperationOutcome' ? { return: back } : {}),
  };
};
