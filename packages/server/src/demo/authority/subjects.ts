// SPDX-License-Identifier: Apache-2.0

import { frenchCertificates, type Purpose } from '../../certificates/index.ts';
import * as x509 from '../../certificates/x509.ts';
import { type PersonaKey, personas } from '../personas.ts';

/** One certificate of the demo: where it lies, and what it says. */
export interface Holder {
  /** Under the authority's folder, without the ending: `cards/gp-authentication`. */
  readonly file: string;
  readonly subject: x509.JsonName;
  readonly extensions: readonly x509.Extension[];
  /** Named in the revocation list. */
  readonly revoked?: true;
}

/** DER of a UTF8String of less than 128 bytes. */
const utf8 = (text: string): Uint8Array => {
  const bytes = Buffer.from(text);
  return Uint8Array.from([12, bytes.length, ...bytes]);
};

/** Key usages of the two kinds; no certificate has both. */
export const usagesOf = (purpose: Purpose): readonly x509.Extension[] =>
  purpose === 'authentication'
    ? [
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
      ]
    : [new x509.KeyUsagesExtension(x509.KeyUsageFlags.nonRepudiation, true)];

const purposes = ['authentication', 'signature'] as const satisfies readonly Purpose[];

/** Subject and extensions of the card of a professional or a member of staff, as the profile places them. */
export const cardOf = (key: PersonaKey, purpose: Purpose): Omit<Holder, 'file'> | undefined => {
  const { actor } = personas[key];
  if (actor.kind !== 'professional' && actor.kind !== 'staff') return undefined;
  const { card, organization: at } = frenchCertificates;
  const isProfessional = actor.kind === 'professional';
  const words = actor.name.split(' ');
  const [family = ''] = words.slice(-1);
  return {
    subject: [
      { C: ['FR'] },
      ...(actor.organization ? [{ [at.name]: [actor.organization.name] }, { [at.id]: [actor.organization.id] }] : []),
      { [card.familyName]: [family] },
      { [card.givenName]: [words.slice(0, -1).join(' ')] },
      { [card.nationalId]: [isProfessional ? actor.nationalId : actor.staffId] },
    ],
    extensions: [
      ...usagesOf(purpose),
      ...(isProfessional ? [new x509.Extension(card.professionExtension, false, utf8(actor.profession))] : []),
      ...(isProfessional && actor.specialty
        ? [new x509.Extension(card.specialtyExtension, false, utf8(actor.specialty))]
        : []),
    ],
  };
};

/** The same of a structure's certificate. */
export const structureOf = (key: PersonaKey, purpose: Purpose): Omit<Holder, 'file'> | undefined => {
  const { actor, organizations } = personas[key];
  const [structure] = organizations;
  if ((actor.kind !== 'organization' && actor.kind !== 'feed') || structure === undefined) return undefined;
  const { organization: at } = frenchCertificates;
  return {
    subject: [
      { C: ['FR'] },
      { ST: [structure.address.city] },
      { [at.name]: [structure.name] },
      { [at.id]: [structure.id] },
      { CN: [`${key}.dossier.example`] },
    ],
    extensions: usagesOf(purpose),
  };
};

/** Every certificate of the demo: cards of the professionals and of staff, certificates of the structures, and a lost card. */
export const holders = (): readonly Holder[] => {
  const all = (Object.keys(personas) as PersonaKey[]).flatMap((key) =>
    purposes.flatMap((purpose): Holder[] => {
      const card = cardOf(key, purpose);
      if (card) return [{ file: `cards/${key}-${purpose}`, ...card }];
      const structure = structureOf(key, purpose);
      return structure ? [{ file: `organizations/${key}-${purpose}`, ...structure }] : [];
    }),
  );
  const lost = cardOf('gp', 'authentication');
  return [...all, ...(lost ? [{ file: 'cards/gp-lost', ...lost, revoked: true } as const] : [])];
};
