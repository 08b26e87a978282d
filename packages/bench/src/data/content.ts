// SPDX-License-Identifier: Apache-2.0

/** What a document is made from: the same facts give the same bytes, in every process. */
export interface ContentFacts {
  /** OID. */
  readonly uniqueId: string;
  /** The value of the patient's INS. */
  readonly ins: string;
  readonly doctorId: string;
  readonly sizeBytes: number;
}

const WORDS =
  `patient consultation examen clinique tension artérielle pouls régulier auscultation cardiaque pulmonaire abdomen
souple indolore absence signe douleur thoracique dyspnée effort repos traitement habituel posologie comprimé matin soir
bilan biologique hémoglobine leucocytes plaquettes créatinine clairance glycémie jeun cholestérol triglycérides ferritine
radiographie échographie scanner normale évolution favorable contrôle semaine mois année antécédent familial personnel
chirurgical appendicectomie allergie pénicilline vaccination rappel antitétanique tabac sevré alcool occasionnel activité
physique modérée poids taille indice masse corporelle surveillance avis spécialisé cardiologue pneumologue dermatologue
conclusion stable poursuite adaptation renouvellement ordonnance kinésithérapie séance repos arrêt travail reprise prévue
droite gauche bilatérale supérieure inférieure membre genou hanche épaule rachis lombaire cervical mobilité limitée`
    // ASCII, so that a cut anywhere is text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .split(/\s+/);

const POOL_BYTES = 256 * 1024;

/** A generator with a state of 32 bits (mulberry32): reproducible, and good enough for words. */
const randomOf = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** Running text of a clinic, with the numbers of measurements in it: gzip makes about a third of it. */
const makePool = (): Buffer => {
  const random = randomOf(20_260_101);
  const sentences: string[] = [];
  for (let length = 0; length < POOL_BYTES; ) {
    const words = Array.from({ length: 6 + Math.floor(random() * 10) }, () =>
      random() < 0.2 ? (random() * 400).toFixed(1) : (WORDS[Math.floor(random() * WORDS.length)] ?? ''),
    );
    const sentence = `${words.join(' ')}. `;
    sentences.push(sentence);
    length += sentence.length;
  }
  return Buffer.from(sentences.join('').slice(0, POOL_BYTES), 'latin1');
};

const pool = makePool();

const head = ({ uniqueId, ins, doctorId }: ContentFacts): string => `<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3"><realmCode code="FR"/><typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
<templateId root="2.16.840.1.113883.2.8.2.1"/><templateId root="1.2.250.1.213.1.1.1.1"/><templateId root="1.3.6.1.4.1.19376.1.5.3.1.1.1"/>
<id root="${uniqueId}"/><code code="11488-4" codeSystem="2.16.840.1.113883.6.1" displayName="CR de consultation"/>
<title>Compte rendu de consultation</title><effectiveTime value="20261120100000+0100"/>
<confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25"/><languageCode code="fr-FR"/>
<recordTarget><patientRole><id root="1.2.250.1.213.1.4.8" extension="${ins}"/><patient><name><family>BANC</family><given>MESURE</given></name></patient></patientRole></recordTarget>
<author><time value="20261120100000+0100"/><assignedAuthor><id root="1.2.250.1.71.4.2.1" extension="${doctorId}"/></assignedAuthor></author>
<component><structuredBody><component><section><title>Examen</title><text>`;

const TAIL = Buffer.from('</text></section></component></structuredBody></component></ClinicalDocument>\n', 'latin1');

/** Where the text of this document begins in the pool: spread by its identifier. */
const startOf = (uniqueId: string): number => {
  let hash = 0;
  for (let i = 0; i < uniqueId.length; i++) hash = (Math.imul(hash, 31) + uniqueId.charCodeAt(i)) | 0;
  return (hash >>> 0) % POOL_BYTES;
};

/** A CDA document of exactly so many bytes; ASCII. */
export const contentOf = (facts: ContentFacts): Buffer => {
  const content = Buffer.allocUnsafe(facts.sizeBytes);
  let at = content.write(head(facts), 0, 'latin1');
  const end = facts.sizeBytes - TAIL.length;
  if (at > end) throw new RangeError(`A document of ${facts.sizeBytes} bytes is too small for its header.`);
  for (let from = startOf(facts.uniqueId); at < end; from = 0)
    at += pool.copy(content, at, from, from + Math.min(end - at, POOL_BYTES - from));
  TAIL.copy(content, end);
  return content;
};
