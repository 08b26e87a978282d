// SPDX-License-Identifier: Apache-2.0
import type { Professional } from '@dossier/core/actors';
import type { DirectoryEntry, SourceItem } from '../directory/index.ts';
import { type Structure, structures } from './organizations.ts';
import { personas } from './personas.ts';
import { practitioners } from './population/practitioners.ts';

interface Practice {
  readonly actor: Professional;
  readonly structure: Structure;
}

const practices = (): readonly Practice[] => [
  ...Object.values(personas).flatMap(({ actor, organizations }) =>
    actor.kind === 'professional' ? organizations.map((structure) => ({ actor, structure })) : [],
  ),
  ...Object.values(practitioners),
];

const organizationOf = ({ id, name, sector }: Structure): DirectoryEntry => ({
  kind: 'organization',
  key: id,
  active: true,
  aliases: [],
  facts: { name, sector },
});

const entriesOf = ({ actor, structure }: Practice): readonly DirectoryEntry[] => {
  const [given = '', ...family] = actor.name.replace(/^Dr /, '').split(' ');
  const { nationalId, profession, specialty } = actor;
  return [
    { kind: 'professional', key: nationalId, active: true, aliases: [], facts: { family: family.join(' '), given } },
    {
      kind: 'situation',
      key: `${nationalId}/${structure.id}`,
      active: true,
      aliases: [],
      professional: nationalId,
      organization: structure.id,
      facts: { profession, ...(specialty !== undefined && { specialty }) },
    },
  ];
};

const entries = (): readonly DirectoryEntry[] => [
  ...Object.values(structures).map(organizationOf),
  ...practices().flatMap(entriesOf),
];

/** The directory of the demo: its structures, its personas, and their colleagues. */
export const demoDirectory = async function* (): AsyncGenerator<SourceItem> {
  yield { entries: entries(), place: 'the demo' };
};
