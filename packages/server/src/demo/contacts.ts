// SPDX-License-Identifier: Apache-2.0
import { type PartyKey, partyKey } from '@dossier/core/actors';
import type { Contacts } from '../notices/index.ts';
import { type PersonaKey, personas } from './personas.ts';

/** Personas who get notices, with a number of the range that is kept for fiction (ARCEP: 06 39 98). */
const reachable: readonly (readonly [persona: PersonaKey, phone?: string])[] = [
  ['dominique', '+33639980001'],
  ['adele', '+33639980002'],
  ['lea', '+33639980003'],
  ['parent', '+33639980004'],
  ['closed'],
  ['gp', '+33639980005'],
];

/** Gives the personas addresses, where they have none yet: what a user changed stays. */
export const seedContacts = async (contacts: Contacts): Promise<void> => {
  for (const [persona, phone] of reachable) {
    const party: PartyKey = partyKey(personas[persona].actor);
    if ((await contacts.read(party)) !== undefined) continue;
    const email = `${persona}@demo.example`;
    await contacts.put(party, { language: 'fr', email, ...(phone !== undefined && { phone }), preferences: {} });
  }
};
