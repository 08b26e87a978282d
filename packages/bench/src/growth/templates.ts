// SPDX-License-Identifier: Apache-2.0
import { hash } from 'node:crypto';
import { findConcept } from '@dossier/core/codes';
import { type BoundElement, frenchProfile, type Law, lawAt } from '@dossier/core/data';
import type { Author, Code, DocumentMetadata } from '@dossier/core/documents';
import type { Instant } from '@dossier/core/time';

/** A document as its source would send it, without what is the patient's or the submission's. */
export interface Template {
  readonly metadata: Omit<DocumentMetadata, 'uniqueId' | 'creationTime'>;
  /** SHA-1 in hexadecimal, and SHA-256, of the body. */
  readonly sha1: string;
  readonly sha256: Buffer;
  readonly sizeBytes: number;
}

/** Number of templates, each with a body of its own. */
export const TEMPLATES = 2_000;
/** About the size of a structured report of one consultation. */
const BODY_BYTES = 20_480;

const TYPES = ['11488-4', '11490-0', '34112-3', '60591-5', '11502-2', '34874-8', '57833-6', '18748-4'] as const;
const TITLES = [
  'Compte rendu de consultation',
  'Lettre de liaison à la sortie',
  'Compte rendu hospitalier',
  "Compte rendu d'imagerie du thorax",
  'Résultats de biologie médicale',
  'Lettre au médecin traitant',
] as const;
const FAMILIES = ['AUBERT', 'MOREL', 'VASSEUR', 'LEFÈVRE', 'GARNIER', 'ROUSSEL', 'PERRIN', 'LAMBERT', 'FONTAINE'];
const GIVEN = ['Camille', 'Philippe', 'Solène', 'Étienne', 'Nadia', 'Marc', 'Hélène', 'Julien', 'Sophie', 'Karim'];
const PLACES = ['des Tilleuls', 'des Ormes', 'du Parc', 'de la Gare', 'du Port', 'Saint-Martin', 'des Alizés'];
const WORDS = (
  'patient traitement examen douleur tension artérielle rythme cardiaque auscultation normale contrôle dans trois mois ' +
  'ordonnance renouvelée absence de fièvre bilan sanguin prescrit surveillance du poids bonne tolérance sans effet ' +
  'indésirable antécédents familiaux connus consultation de suivi avis du spécialiste demandé imagerie du thorax'
).split(' ');

const codeOf = (law: Law, element: BoundElement, code: string): Code => {
  const concept = findConcept(law.valueSets[element], code);
  if (!concept) throw new Error(`${code} is not in the value set of ${element}`);
  return { code, system: concept.system, ...(concept.label.fr !== undefined && { display: concept.label.fr }) };
};

const pick = <T>(list: readonly T[], n: number): T => {
  const item = list[n % list.length];
  if (item === undefined) throw new Error('There is nothing to pick from.');
  return item;
};

/** One of a few hundred professionals, each at one place. */
const authorOf = (law: Law, n: number): Author => {
  const serial = String(n % 400).padStart(4, '0');
  return {
    kind: 'professional',
    identifier: { system: law.partySystems.professional, value: `89970090${serial}`, type: 'IDNPS' },
    name: { family: pick(FAMILIES, n), given: [pick(GIVEN, n * 3)], suffix: 'DR' },
    institutions: [
      {
        name: `Maison de santé ${pick(PLACES, n)} ${n % 40}`,
        identifier: {
          system: law.partySystems.organization,
          value: `19909${String(n % 40).padStart(5, '0')}`,
          type: 'IDNST',
        },
      },
    ],
    roles: [],
    specialties: [codeOf(law, 'authorSpecialty', 'G15_10/SM26')],
    telecoms: [`tel:0300${serial}`],
  };
};

const metadataOf = (law: Law, n: number): Template['metadata'] => {
  const type = pick(TYPES, n);
  const author = authorOf(law, n);
  return {
    typeCode: codeOf(law, 'typeCode', type),
    classCode: codeOf(law, 'classCode', law.typeToClass.classOf[type] ?? ''),
    formatCode: codeOf(law, 'formatCode', 'urn:asipSante:modelesHorsProfils:2011'),
    healthcareFacilityTypeCode: codeOf(law, 'healthcareFacilityTypeCode', pick(['SA07', 'SA01', 'SA05'], n)),
    practiceSettingCode: codeOf(law, 'practiceSettingCode', 'AMBULATOIRE'),
    confidentialityCodes: [codeOf(law, 'confidentialityCode', law.confidentiality.normal)],
    eventCodes: [],
    languageCode: 'fr-FR',
    mimeType: 'text/xml',
    title: `${pick(TITLES, n)} du Dr ${author.name?.family}`,
    authors: [author],
    legalAuthenticator: author,
    referenceIds: [],
  };
};

/** The body of a template: a CDA document of {@link BODY_BYTES}, the same each time. */
export const bodyOf = (n: number): Buffer => {
  const head = `<?xml version="1.0" encoding="UTF-8"?>\n<ClinicalDocument xmlns="urn:hl7-org:v3"><id root="1.2.250.1.999.6" extension="${n}"/><title>${pick(TITLES, n)}</title><component><structuredBody>`;
  const tail = '</structuredBody></component></ClinicalDocument>\n';
  const parts: string[] = [head];
  let bytes = Buffer.byteLength(head) + tail.length;
  for (let seed = n + 1, section = 0; ; section += 1) {
    let text = '';
    for (let word = 0; word < 30; word += 1) {
      seed = (seed * 48_271) % 2_147_483_647;
      text += `${pick(WORDS, seed)}${word % 7 === 6 ? ` ${seed % 1000}` : ''} `;
    }
    const part = `<component><section><code code="${section}"/><text>${text}</text></section></component>\n`;
    bytes += Buffer.byteLength(part);
    if (bytes > BODY_BYTES) break;
    parts.push(part);
  }
  const body = Buffer.from(parts.join('') + tail);
  return Buffer.concat([body, Buffer.alloc(BODY_BYTES - body.length, ' ')]);
};

/** All templates, by the law of that moment. */
export const makeTemplates = (at: Instant, count = TEMPLATES): readonly Template[] => {
  const law = lawAt(frenchProfile, at);
  return Array.from({ length: count }, (_, n) => {
    const body = bodyOf(n);
    return {
      metadata: metadataOf(law, n),
      sha1: hash('sha1', body),
      sha256: hash('sha256', body, 'buffer'),
      sizeBytes: body.length,
    };
  });
};
