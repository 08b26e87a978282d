// SPDX-License-Identifier: Apache-2.0
// One record behind two faces: what each persona is answered over SOAP and over FHIR, and what the journal keeps of it.
import { partyKey, systemActor } from '@dossier/core/actors';
import { decodeEntry, type JournalEntry } from '@dossier/core/journal';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PersonaKey, personas } from '../../src/demo/index.ts';
import { changeConsent, openRecord, shareDocuments } from '../../src/record/index.ts';
import { type TestHouse, testHouse } from '../harness.ts';
import { documentOf, INS, metadataBy, submissionOf } from '../submissions.ts';
import { entryOf, envelope, provideBody, queryBody, retrieveBody } from '../xds-messages.ts';

const GP = '899700218896';
const callers: readonly PersonaKey[] = [
  ...(['dominique', 'adele', 'gp', 'cardiologist', 'pharmacist', 'dentist', 'stranger', 'blocked'] as const),
  ...(['occupational-physician', 'secretary', 'hospital', 'laboratory', 'insurer', 'support'] as const),
];

let house: TestHouse;
let recordId: string;
let uniqueId: string;
let hidden: string;

beforeAll(async () => {
  house = await testHouse();
  const { patient, actor } = personas.dominique;
  if (!patient || actor.kind !== 'patient') throw new Error('the personas changed');
  const opened = await openRecord(
    systemActor('test'),
    {
      ...{ ins: patient.ins, traits: patient.traits, identityStatus: 'qualified', regime: 'fr-2010' },
      ...{ personId: actor.personId, consentRecorded: true },
    } as const,
    house.ports,
  );
  if (!opened.ok) throw new Error(opened.error.code);
  ({ recordId } = opened.value);
  for (const [key, kind] of [
    ['gp', 'authorization'],
    ['cardiologist', 'authorization'],
    ['dentist', 'authorization'],
    ['blocked', 'block'],
  ] as const) {
    const holder = personas[key].actor;
    const change = { do: 'begin', kind, holder: partyKey(holder), holderName: holder.name } as const;
    const changed = await changeConsent(actor, { record: { recordId }, change }, house.ports);
    if (!changed.ok) throw new Error(changed.error.code);
  }
  const masked = [{ code: 'MASQUE_PS', system: '1.2.250.1.213.1.1.4.13' }];
  const documents = [documentOf(metadataBy(GP)), documentOf(metadataBy(GP, { confidentialityCodes: masked }))];
  [uniqueId, hidden] = documents.map(({ metadata }) => metadata.uniqueId) as [string, string];
  const shared = await shareDocuments(personas.gp.actor, submissionOf(documents), house.ports);
  if (!shared.ok) throw new Error(shared.error.code);
});
afterAll(() => house.stop());

/** What happened, and the one entry that it left. */
interface Happened {
  readonly done: boolean;
  readonly seen: readonly string[];
  readonly entry: Partial<JournalEntry> | undefined;
}

const lastEntry = async (): Promise<JournalEntry | undefined> => {
  const { rows } = await house.pool.query<{ body: string }>('select body from journal_entry order by seq desc limit 1');
  const entry = rows[0] && decodeEntry(rows[0].body);
  return entry?.ok ? entry.value : undefined;
};

/** Without what no two requests have in common. */
const traced = async (): Promise<Happened['entry']> => {
  const entry = await lastEntry();
  if (entry === undefined) return undefined;
  const { entryId: _, at: __, detail: ___, documents, ...rest } = entry;
  return rest.operation === 'document.share' ? rest : { ...rest, documents };
};

const soap = async (persona: string, service: string, action: string, body: string): Promise<Happened> => {
  const answer = await fetch(`${house.url}/xds/${service}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/soap+xml; charset=utf-8',
      authorization: `Bearer ${await house.token(persona)}`,
    },
    body: envelope(`urn:ihe:iti:2007:${action}`, body),
  });
  const text = await answer.text();
  const seen = [uniqueId, hidden].filter((id) => text.includes(id) && text.includes('ExtrinsicObject'));
  return { done: text.includes('ResponseStatusType:Success'), seen, entry: await traced() };
};

const fhir = async (persona: string, path: string, body?: object): Promise<Happened> => {
  const answer = await fetch(`${house.baseUrl}${path}`, {
    headers: {
      authorization: `Bearer ${await house.token(persona)}`,
      ...(body && { 'content-type': 'application/fhir+json' }),
    },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const seen = [uniqueId, hidden].filter((id) => text.includes(id) && text.includes('searchset'));
  return { done: answer.ok, seen, entry: await traced() };
};

const author = (key: PersonaKey): string => {
  const { actor } = personas[key];
  return actor.kind === 'professional' ? actor.nationalId : GP;
};

describe.each(callers)('%s', (persona) => {
  test('finds the same', async () => {
    const cx = `'${INS.value}^^^&amp;${INS.oid}&amp;ISO'`;
    const approved = "('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved')";
    const parameters = { $XDSDocumentEntryPatientId: [cx], $XDSDocumentEntryStatus: [approved] };
    const body = queryBody('14d4debf-8f97-4251-9a74-a90016b0af0d', parameters);
    const over = await soap(persona, 'registry', 'RegistryStoredQuery', body);
    expect(over).toEqual(
      await fhir(persona, `/DocumentReference?patient.identifier=urn:oid:${INS.oid}|${INS.value}&status=current`),
    );
    expect(over.entry).toMatchObject({ operation: 'document.find', recordId });
    // not the same nothing for everybody
    if (persona === 'cardiologist') expect(over).toMatchObject({ done: true, seen: [uniqueId] });
    if (persona === 'dominique') expect(over).toMatchObject({ done: true, seen: [uniqueId, hidden] });
    if (persona === 'stranger') expect(over).toMatchObject({ done: false, seen: [] });
  });

  test.each(['there', 'hidden', 'absent'])('retrieves the same: %s', async (which) => {
    const asked = { there: uniqueId, hidden, absent: '1.2.250.1.999.0' }[which] ?? '';
    const { rows } = await house.pool.query<{ logical_id: string }>(
      'select logical_id from record.document_entry where unique_id = $1',
      [asked],
    );
    const id = rows[0]?.logical_id ?? '00000000-0000-4000-8000-000000000000';
    const body = retrieveBody(house.ports.repositoryUniqueId, [asked]);
    const over = await soap(persona, 'repository', 'RetrieveDocumentSet', body);
    expect(over).toEqual(await fhir(persona, `/Binary/${id}`));
    expect(over.entry?.operation).toBe('document.retrieve');
  });

  test('shares the same', async () => {
    const content = Buffer.from(`by ${persona}`);
    const provided = { entry: entryOf(metadataBy(author(persona), { mimeType: 'text/plain' }), content), content };
    const over = await soap(persona, 'repository', 'ProvideAndRegisterDocumentSet-b', provideBody([provided]));
    const { typeCode, formatCode, healthcareFacilityTypeCode: facility, practiceSettingCode: setting } = provided.entry;
    const coded = ({ code, system }: { readonly code: string; readonly system: string }) => ({
      coding: [{ code, system: `urn:oid:${system}` }],
    });
    const other = await fhir(persona, '/DocumentReference', {
      resourceType: 'DocumentReference',
      status: 'current',
      contained: [
        {
          ...{ resourceType: 'Practitioner', id: 'a', name: [{ family: 'AUTEUR' }] },
          identifier: [{ system: 'urn:oid:1.2.250.1.71.4.2.1', value: author(persona) }],
        },
      ],
      masterIdentifier: { system: 'urn:ietf:rfc:3986', value: `urn:oid:${provided.entry.uniqueId}9` },
      type: coded(typeCode),
      subject: { identifier: { system: `urn:oid:${INS.oid}`, value: INS.value } },
      date: '2026-11-20T10:00:00Z',
      author: [{ reference: '#a' }],
      context: { facilityType: coded(facility), practiceSetting: coded(setting) },
      content: [
        {
          attachment: { contentType: 'text/plain', language: 'fr-FR', data: content.toString('base64') },
          format: { code: formatCode.code, system: `urn:oid:${formatCode.system}` },
        },
      ],
    });
    expect(over).toEqual(other);
    expect(over.entry).toMatchObject({ operation: 'document.share', recordId });
  });
});
