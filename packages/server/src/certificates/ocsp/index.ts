// SPDX-License-Identifier: Apache-2.0
import type { RevocationStates } from '../revocation.ts';
import { createResponder, type ResponderOptions } from './responder.ts';

export interface OcspOptions extends ResponderOptions {
  /** What becomes of a certificate of which the responder says nothing: refused, or as the lists have it. */
  readonly silence: 'refuse' | 'accept';
  /** Revocation lists, where there are any. */
  readonly lists?: RevocationStates;
}

/**
 * Asks responders beside the revocation lists (RFC 6960): either says what is revoked, and of two that differ otherwise
 * the responder knows better.
 */
export const askBeside = ({ lists, silence, ...options }: OcspOptions): RevocationStates => {
  const ask = createResponder(options);
  return {
    stateOf: async (below, authority, at) => {
      const listed = await lists?.stateOf(below, authority, at);
      if (listed === 'revoked') return 'revoked';
      const told = await ask(below, authority, at);
      if (told === 'none') return listed ?? 'unknown';
      if (told !== 'silent') return told;
      return silence === 'refuse' ? 'unknown' : (listed ?? 'good');
    },
  };
};
