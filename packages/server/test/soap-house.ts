// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { partyKey, systemActor } from '@dossier/core/actors';
import { decodeEntry, type JournalEntry } from '@dossier/core/journal';
import { ok } from '@dossier/core/result';
import { addDelay, type Instant, instantOf } from '@dossier/core/time';
import { fastify } from 'fastify';
import { openAuthorization } from '../src/authorize.ts';
import { demoAuthorityFiles, openCertificates } from '../src/certificates/index.ts';
import { defaultXmlLimits } from '../src/content/xml/index.ts';
import { demoDirectory, makeDemoAuthority, ocspResponder, personas } from '../src/demo/index.ts';
import { loadDirectory } from '../src/directory/index.ts';
import { submissionCheckOf } from '../src/front.ts';
import { readConfig } from '../src/platform/config.ts';
import { createLog } from '../src/platform/log.ts';
import { changeConsent, findDocuments, openRecord, retrieveDocument, shareDocuments } from '../src/record/index.ts';
import { openRooms, type Rooms } from '../src/rooms.ts';
import { element, registerSoap, type SoapOperation, textAt, textElement } from '../src/soap/index.ts';
import { ask, type Pair, type SecureReply } from './certificates.ts';
import { testDatabase } from './harness.ts';
import { documentOf, metadataBy, submissionOf } from './submissions.ts';

const NS = 'urn:dossier:test';

export interface SoapHouse {
  readonly home: string;
  readonly rooms: Rooms;
  readonly recordId: string;
  /** Of the document of the gp in the record of dominique. */
  readonly uniqueId: string;
  now(): Instant;
  /** Moves the clock by so many seconds. */
  advance(seconds: number): void;
  /** Sends a message to one of the operations: `find`, `retrieve`, `share`. */
  send(message: { readonly header: string; readonly body: string }, pair?: Pair): Promise<SecureReply>;
  /** Entries of a record, the newest first; of none where none is named. */
  entries(recordId?: string): Promise<readonly JournalEntry[]>;
  stop(): Promise<void>;
}

/** A message with what is to stand in its `wsse:Security`, to an operation on the record of this patient. */
export const messageTo = (
  operation: string,
  security: string,
  parameters: Readonly<Record<string, string>> = {},
): { readonly header: string; readonly body: string } => {
  const wsse = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
  const children = Object.entries(parameters).map(([name, value]) => textElement(`t:${name}`, value));
  return {
    header: `<wsse:Security xmlns:wsse="${wsse}">${security}</wsse:Security>`,
    body: element(`t:${operation}`, { 'xmlns:t': NS }, children),
  };
};

const envelopeOf = ({ header, body }: { readonly header: string; readonly body: string }): string =>
  `<soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope"><soap:Header>${header}</soap:Header><soap:Body>${body}</soap:Body></soap:Envelope>`;

/** Three operations over the real use cases, for what is in front of them. */
const operationsOf = ({ ports }: Rooms): readonly SoapOperation[] => {
  const insOf = (body: Parameters<SoapOperation['answer']>[0]['body']) => ({
    oid: textAt(body, NS, 'oid') ?? personas.dominique.patient?.ins.oid ?? '',
    value: textAt(body, NS, 'ins') ?? personas.dominique.patient?.ins.value ?? '',
  });
  const operation = (name: string, answer: SoapOperation['answer']): SoapOperation => ({
    ...{
      needs: [],
      action: `${NS}:${name}`,
      responseAction: `${NS}:${name}Response`,
      namespace: NS,
      element: name,
      answer,
    },
  });
  return [
    operation('find', async ({ actor, body }) => {
      const query = { criteria: [], order: { by: 'submitted', descending: true }, limit: 10 } as const;
      const found = await findDocuments(actor, { record: { ins: insOf(body) }, query }, ports);
      return found.ok ? ok(textElement('found', String(found.value.documents.length))) : found;
    }),
    operation('retrieve', async ({ actor, body }) => {
      const document = { uniqueId: textAt(body, NS, 'uniqueId') ?? '' };
      const found = await retrieveDocument(actor, { document }, ports);
      return found.ok ? ok(textElement('size', String(found.value.content.sizeBytes))) : found;
    }),
    operation('share', async ({ actor, body }) => {
      const metadata = metadataBy(textAt(body, NS, 'author') ?? '', {}, textAt(body, NS, 'institution'));
      const shared = await shareDocuments(actor, submissionOf([documentOf(metadata)], { ins: insOf(body) }), ports);
      return shared.ok ? ok(textElement('shared', metadata.uniqueId)) : shared;
    }),
  ];
};

const fill = async ({ ports, pool }: Rooms): Promise<Pick<SoapHouse, 'recordId' | 'uniqueId'>> => {
  const { patient, actor: dominique } = personas.dominique;
  const { actor: gp } = personas.gp;
  if (!patient || dominique.kind !== 'patient' || gp.kind !== 'professional') throw new Error('the personas changed');
  const need = <T>(
    result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown },
  ): T => {
    if (!result.ok) throw new Error(JSON.stringify(result.error));
    return result.value;
  };
  await loadDirectory(demoDirectory(), {
    ...{ pool, clock: ports.clock, fingerprint: 'demo', whole: false, endLimitPercent: 0 },
  });
  const { recordId } = need(
    await openRecord(
      systemActor('test'),
      {
        ...{ ins: patient.ins, traits: patient.traits, identityStatus: 'qualified', regime: 'fr-2010' },
        ...{ personId: dominique.personId, consentRecorded: true },
      } as const,
      ports,
    ),
  );
  for (const { actor } of [personas.gp, personas.cardiologist]) {
    const change = { do: 'begin', kind: 'authorization', holder: partyKey(actor), holderName: actor.name } as const;
    need(await changeConsent(dominique, { record: { recordId }, change }, ports));
  }
  const metadata = metadataBy(gp.nationalId);
  need(await shareDocuments(gp, submissionOf([documentOf(metadata)]), ports));
  return { recordId, uniqueId: metadata.uniqueId };
};

/**
 * SOAP in TLS before the real rooms, with the demo's authority and directory, and the record of dominique, who has
 * authorised the gp and the cardiologist.
 */
export const soapHouse = async (env: Readonly<Record<string, string>> = {}): Promise<SoapHouse> => {
  const home = await mkdtemp(join(tmpdir(), 'dossier-soap-'));
  const database = await testDatabase();
  let offsetMs = 0;
  const clock = { now: () => instantOf(Date.now() + offsetMs) };
  const config = readConfig({ DOSSIER_HOME: home, DATABASE_URL: database.url, DOSSIER_WORKERS: '1', ...env }, 'demo');
  await makeDemoAuthority(home, '127.0.0.1', addDelay(clock.now(), { days: -1 }));
  const log = createLog(config, { write: () => undefined });
  const opened = await openRooms(config, { clock, log });
  const plain = fastify();
  await plain.register(ocspResponder, { prefix: '/demo/ca', home, clock });
  await plain.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(plain.server.address() as AddressInfo).port}`;
  const certificates = await openCertificates({
    ...{ config, demoResponder: `${url}/demo/ca/ocsp`, clock, law: opened.ports.law, log },
  });
  const filled = await fill(opened);
  const ports = { ...opened.ports, checkSignature: submissionCheckOf(opened, certificates) };
  const rooms: Rooms = { ...opened, ports };
  const authorization = await openAuthorization(rooms, url, { certificates, secureUrl: url });
  const files = demoAuthorityFiles(home);
  const [cert, key, ca] = await Promise.all([files.server, files.serverKey, files.ca].map((path) => readFile(path)));
  if (!cert || !key || !ca) throw new Error('the demo has an authority');
  const app = fastify({ https: { cert, key, ca, requestCert: true, rejectUnauthorized: false } });
  registerSoap(app as never, [{ path: '/test', operations: operationsOf(rooms), wsdl: () => '' }], {
    authenticate: authorization.sender,
    origin: () => url,
    message: { totalBytes: 1e7, envelopeBytes: 1e7, partBytes: 1e7, parts: 10, headerBytes: 4096 },
    xml: defaultXmlLimits,
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const address = `https://127.0.0.1:${(app.server.address() as AddressInfo).port}/test`;
  return {
    home,
    rooms,
    ...filled,
    now: () => clock.now(),
    advance: (seconds) => {
      offsetMs += seconds * 1000;
    },
    send: (message, pair) =>
      ask(
        address,
        { home },
        pair,
        { 'content-type': 'application/soap+xml; charset=utf-8' },
        undefined,
        envelopeOf(message),
      ),
    entries: async (recordId = '00000000-0000-0000-0000-000000000000') => {
      const { rows } = await database.pool.query<{ body: string }>(
        'SELECT body FROM journal_entry WHERE record_id = $1 ORDER BY seq DESC',
        [recordId],
      );
      return rows.flatMap(({ body }) => {
        const decoded = decodeEntry(body);
        return decoded.ok ? [decoded.value] : [];
      });
    },
    stop: async () => {
      await Promise.all([app.close(), plain.close()]);
      await authorization.stop();
      certificates.close();
      await rooms.close();
      await database.close();
      await rm(home, { recursive: true, force: true });
    },
  };
};
