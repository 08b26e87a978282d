// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { type Actor, partyKey, systemActor } from '@dossier/core/actors';
import type { JournalEntry } from '@dossier/core/journal';
import { type TestHouse, type TestHouseOptions, testHouse } from '../../../../test/harness.ts';
import { type PersonaKey, personas, type TokenOptions } from '../../../demo/index.ts';
import { changeConsent, openRecord, readJournal } from '../../../record/index.ts';
import { bundle, type Loose } from '../intake/test-messages.ts';

/** A running house with the record of `dominique` open and her decisions made, for the tests of this folder. */
export interface FhirHouse {
  readonly house: TestHouse;
  readonly recordId: string;
  ask(who: PersonaKey | undefined, path: string, more?: Ask): Promise<Reply>;
  /** Shares one document of the gp; what the test is about, `change` says. */
  share(
    change?: (document: Loose) => void,
    more?: { readonly content?: string; readonly mimeType?: string; readonly by?: PersonaKey },
  ): Promise<Shared>;
  /** The newest entries of the journal, of one operation where it is named; newest first. */
  traces(operation?: string): Promise<readonly JournalEntry[]>;
}

interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text or bytes go as they are, anything else as FHIR JSON. */
  readonly body?: unknown;
  readonly token?: TokenOptions;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  readonly json: Loose;
}

interface Shared {
  readonly uniqueId: string;
  readonly entryUuid: string;
  readonly logicalId: string;
  readonly content: Buffer;
}

const demo = personas.dominique.patient;
if (!demo) throw new Error('dominique is a patient');

export const insToken = `urn:oid:${demo.ins.oid}|${demo.ins.value}`;
export const ofDominique = `patient.identifier=${encodeURIComponent(insToken)}`;

const actorOf = (key: PersonaKey): Actor => personas[key].actor;

const openDominique = async ({ ports }: TestHouse): Promise<string> => {
  const patient = actorOf('dominique');
  if (patient.kind !== 'patient') throw new Error('dominique is a patient');
  const request = { ins: demo.ins, traits: demo.traits, identityStatus: 'qualified', regime: 'fr-2010' } as const;
  const opened = await openRecord(
    systemActor('test'),
    { ...request, personId: patient.personId, consentRecorded: true },
    ports,
  );
  if (!opened.ok) throw new Error(opened.error.code);
  const { recordId } = opened.value;
  const decide = async (kind: 'authorization' | 'attending-doctor' | 'block', key: PersonaKey): Promise<void> => {
    const change = { do: 'begin', kind, holder: partyKey(actorOf(key)), holderName: actorOf(key).name } as const;
    const changed = await changeConsent(patient, { record: { recordId }, change }, ports);
    if (!changed.ok) throw new Error(changed.error.code);
  };
  await decide('attending-doctor', 'gp');
  for (const key of ['gp', 'cardiologist', 'nurse', 'occupational-physician'] as const)
    await decide('authorization', key);
  await decide('block', 'blocked');
  return recordId;
};

const parsed = (text: string): Loose => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const bodyOf = (body: unknown): string | Uint8Array<ArrayBuffer> =>
  typeof body === 'string' ? body : body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body);

export const fhirHouse = async (
  env: Readonly<Record<string, string>> = {},
  more: Pick<TestHouseOptions, 'now' | 'ways'> = {},
): Promise<FhirHouse> => {
  const house = await testHouse({ env, ...more });
  const recordId = await openDominique(house);
  let serial = 0;

  const ask: FhirHouse['ask'] = async (who, path, { method, headers, body, token } = {}) => {
    const url = path.startsWith('http') ? path : `${house.baseUrl}${path}`;
    const response = await fetch(url, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        ...(who === undefined ? {} : { authorization: `Bearer ${await house.token(who, token)}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/fhir+json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: bodyOf(body) }),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const text = bytes.toString();
    return { status: response.status, headers: response.headers, bytes, text, json: parsed(text) };
  };

  const share: FhirHouse['share'] = async (
    change = () => undefined,
    { content: text, mimeType = 'application/pdf', by = 'gp' } = {},
  ) => {
    serial += 1;
    const message = bundle();
    const content = Buffer.from(text ?? `%PDF-1.4 compte rendu ${serial}`);
    const uniqueId = `1.2.250.1.999.7.100.${serial}`;
    const [set, document, binary] = message.entry.map((entry: Loose) => entry.resource);
    set.identifier[0].value = `urn:oid:1.2.250.1.999.8.100.${serial}`;
    document.masterIdentifier.value = `urn:oid:${uniqueId}`;
    document.content[0].attachment.size = content.length;
    document.content[0].attachment.hash = createHash('sha1').update(content).digest('base64');
    document.content[0].attachment.contentType = mimeType;
    binary.contentType = mimeType;
    binary.data = content.toString('base64');
    change(document);
    const reply = await ask(by, '/', { body: message });
    if (reply.status !== 200) throw new Error(`${reply.status} ${reply.text}`);
    const [, reference, content_] = reply.json.entry.map((entry: Loose) => entry.response.location.split('/')[1]);
    return { uniqueId, entryUuid: reference, logicalId: content_, content };
  };

  const traces: FhirHouse['traces'] = async (operation) => {
    const query = { limit: 20, ...(operation === undefined ? {} : { operations: [operation] }) };
    const page = await readJournal(actorOf('dominique'), { record: { recordId }, query }, house.ports);
    if (!page.ok) throw new Error(page.error.code);
    return page.value.entries;
  };

  return { house, recordId, ask, share, traces };
};

/** The code of the registry in an OperationOutcome. */
export const codeOf = ({ json }: Reply): unknown => json?.issue?.[0]?.details?.coding?.[0]?.code;

/** Ids of the matches on a page. */
export const ids = ({ json }: Reply): readonly string[] =>
  (json.entry ?? []).filter((entry: Loose) => entry.search.mode === 'match').map((entry: Loose) => entry.resource.id);

export const link = ({ json }: Reply, relation: string): string | undefined =>
  json.link.find((one: Loose) => one.relation === relation)?.url;
