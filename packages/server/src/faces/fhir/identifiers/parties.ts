// SPDX-License-Identifier: Apache-2.0
import type { PartyKey } from '@dossier/core/actors';
import type { Reference } from '../r4/index.ts';
import { ownSystems } from './profile.ts';
import { professionalIds, structureIds, withOidPrefix, withoutOidPrefix } from './systems.ts';

/** A party as a logical reference: national identifiers where there are, the key itself otherwise. */
export const partyReference = (key: PartyKey, display?: string): Reference => {
  const identifier = key.startsWith('ps:')
    ? { system: withOidPrefix(professionalIds), value: key.slice(3) }
    : key.startsWith('org:')
      ? { system: withOidPrefix(structureIds), value: key.slice(4) }
      : { system: ownSystems.party, value: key };
  return { identifier, display };
};

/** The key of the party that an identifier names; undefined when its system is not one of ours. */
export const partyOfIdentifier = (system: string, value: string): PartyKey | undefined => {
  switch (withoutOidPrefix(system)) {
    case professionalIds:
      return `ps:${value}`;
    case structureIds:
      return `org:${value}`;
    case ownSystems.party:
      return /^[a-z]+:./.test(value) ? value : undefined;
    default:
      return undefined;
  }
};
