// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import type { FactLine } from '@dossier/core/facts';
import type { Instant } from '@dossier/core/time';
import type { FactsOfRecord } from '../../../record/index.ts';
import { withOidPrefix } from '../identifiers/index.ts';
import type { Composition, CompositionSection, FactResource, Patient } from '../r4/index.ts';
import { coded } from './datatypes.ts';
import { type FactContext, renderFact } from './render-fact.ts';
import { type SummaryView, sectionsOf, wordsOf } from './summary-lines.ts';

/** What XML cannot carry, not even escaped, is left out. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replace(UNWRITABLE, '')
    .replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign);

const divOf = (lines: readonly FactLine[]): string =>
  lines.length === 0
    ? '<div xmlns="http://www.w3.org/1999/xhtml" lang="fr"><p>Aucune information dans les documents lus.</p></div>'
    : `<div xmlns="http://www.w3.org/1999/xhtml" lang="fr"><ul>${lines.map((line) => `<li>${escaped(wordsOf(line))}</li>`).join('')}</ul></div>`;

const loinc = (code: string, display?: string) => ({ coding: [{ system: 'http://loinc.org', code, display }] });

const patientOf = ({ person }: FactsOfRecord, { recordId }: FactContext): Patient => {
  const [current] = person?.identifiers ?? [];
  const traits = person?.traits;
  return {
    resourceType: 'Patient',
    id: recordId,
    identifier: current && [{ use: 'official', system: withOidPrefix(current.ins.oid), value: current.ins.value }],
    name: traits && [
      {
        use: 'official',
        family: traits.birthFamilyName,
        given: traits.birthGivenNames.length === 0 ? undefined : [...traits.birthGivenNames],
      },
    ],
    gender: traits?.sex,
    birthDate: traits?.birthDate,
  };
};

const urn = (): string => `urn:uuid:${randomUUID()}`;

/**
 * The International Patient Summary of what is in sight (HL7 IPS 1.1): a document Bundle whose lines are reconciled, each
 * with the resource of its newest witness. `unread` documents are not in it, and its text says so.
 */
export const renderSummary = (
  read: FactsOfRecord,
  context: FactContext,
  { at, view }: { readonly at: Instant; readonly view: SummaryView },
): { readonly resourceType: 'Bundle'; readonly [element: string]: unknown } => {
  const patient = patientOf(read, context);
  const patientUrl = urn();
  const device = {
    resourceType: 'Device',
    id: randomUUID(),
    deviceName: [{ name: 'Dossier', type: 'user-friendly-name' }],
  };
  const deviceUrl = urn();
  const resources: { readonly fullUrl: string; readonly resource: FactResource }[] = [];
  const composed = sectionsOf(view, read.facts).map(({ section, lines }): CompositionSection => {
    const entry = lines.flatMap(({ witnesses: [newest] }) => {
      const resource = renderFact(newest, context);
      if (resource === undefined) return [];
      const fullUrl = urn();
      const about = { reference: patientUrl };
      resources.push({
        fullUrl,
        resource: 'patient' in resource ? { ...resource, patient: about } : { ...resource, subject: about },
      });
      return [{ reference: fullUrl }];
    });
    return {
      title: section.title,
      code: loinc(section.code),
      text: { status: 'generated', div: divOf(lines) },
      ...(entry.length > 0 ? { entry } : { emptyReason: coded('list-empty-reason', 'unavailable') }),
    };
  });
  const composition: Composition = {
    resourceType: 'Composition',
    id: randomUUID(),
    meta: { profile: ['http://hl7.org/fhir/uv/ips/StructureDefinition/Composition-uv-ips'] },
    language: 'fr-FR',
    text: {
      status: 'generated',
      div: `<div xmlns="http://www.w3.org/1999/xhtml" lang="fr"><p>Synthèse des documents visibles par le lecteur.${
        read.unread > 0 ? ` ${read.unread} document(s) partagé(s) n’y figurent pas encore.` : ''
      }</p></div>`,
    },
    status: 'final',
    type: loinc('60591-5', 'Patient summary Document'),
    subject: { reference: patientUrl },
    date: at,
    author: [{ reference: deviceUrl }],
    title: view === 'emergency' ? 'Synthèse pour l’urgence' : 'Synthèse du dossier',
    confidentiality: 'N',
    section: [...composed],
  };
  return {
    resourceType: 'Bundle',
    id: randomUUID(),
    meta: { profile: ['http://hl7.org/fhir/uv/ips/StructureDefinition/Bundle-uv-ips'] },
    identifier: { system: 'urn:ietf:rfc:3986', value: urn() },
    type: 'document',
    timestamp: at,
    entry: [
      { fullUrl: urn(), resource: composition },
      { fullUrl: patientUrl, resource: patient },
      { fullUrl: deviceUrl, resource: device },
      ...resources,
    ],
  };
};
