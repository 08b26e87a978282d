// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type TLSSocket } from 'node:tls';
import { systemActor } from '@dossier/core/actors';
import { XmlDocument } from 'libxml2-wasm';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type TestHouse, testHouse } from '../../test/harness.ts';
import { documentOf, metadataBy, submissionOf } from '../../test/submissions.ts';
import { demoAuthorityFiles } from '../certificates/index.ts';
import { makeDemoAuthority, personas } from '../demo/index.ts';
import { openRecord, shareDocuments } from '../record/index.ts';
import { forwardOn } from './forward.ts';
import { sendFrames } from './repository.ts';
import { syslogFrame } from './syslog.ts';

/** Reads frames of RFC 5425 strictly; throws where there is anything else. */
const messagesIn = (bytes: Buffer): readonly string[] => {
  const messages: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(0x20, at);
    const digits = bytes.toString('latin1', at, space);
    if (!/^[1-9]\d*$/.test(digits)) throw new Error(`no length of a frame: ${digits.slice(0, 20)}`);
    const end = space + 1 + Number(digits);
    if (end > bytes.length) break;
    messages.push(bytes.toString('utf8', space + 1, end));
    at = end;
  }
  return messages;
};

/** A repository that keeps what it gets; `hostile` cuts the connection after so many bytes. */
const repository = async (files: { readonly cert: Buffer; readonly key: Buffer }, port = 0) => {
  const received: Buffer[] = [];
  const sockets = new Set<TLSSocket>();
  let cutAfter = Number.POSITIVE_INFINITY;
  const server = createServer({ ...files, allowHalfOpen: false }, (socket) => {
    sockets.add(socket);
    const parts: Buffer[] = [];
    socket.on('data', (part: Buffer) => {
      parts.push(part);
      if (parts.reduce((sum, { length }) => sum + length, 0) > cutAfter) socket.destroy();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      received.push(Buffer.concat(parts));
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    messages: () => received.flatMap(messagesIn),
    cut: (bytes: number) => {
      cutAfter = bytes;
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
};

/** What a message says: outcome, event, operation, who, on what. */
const told = (message: string) => {
  const [, header, xml = ''] = /^(<85>1 \S+ \S+ dossier \d+ DICOM\+RFC3881 - )\ufeff(.*)$/s.exec(message) ?? [];
  expect(header).toBeDefined();
  const { root } = XmlDocument.fromString(xml);
  const all = (xpath: string) => root.find(xpath).map(({ content }) => content);
  return {
    outcome: root.get('//EventIdentification/@EventOutcomeIndicator')?.content,
    event: root.get('//EventID/@csd-code')?.content,
    types: all('//EventTypeCode/@csd-code'),
    purpose: root.get('//PurposeOfUse/@csd-code')?.content,
    caller: root.get('//ActiveParticipant[@UserIsRequestor="true"]/@UserID')?.content,
    source: root.get('//AuditSourceIdentification/@AuditSourceID')?.content,
    objects: all('//ParticipantObjectIdentification/@ParticipantObjectID'),
  };
};

const ofOperation = (messages: readonly string[], operation: string) =>
  messages.map(told).filter(({ types }) => types.includes(operation));

let authority: string;
let files: { readonly cert: Buffer; readonly key: Buffer };
let ca: string;
beforeAll(async () => {
  authority = await mkdtemp(join(tmpdir(), 'dossier-audit-'));
  await makeDemoAuthority(authority, '127.0.0.1', '2026-01-01T00:00:00.000Z');
  const paths = demoAuthorityFiles(authority);
  files = { cert: await readFile(paths.server), key: await readFile(paths.serverKey) };
  ca = paths.ca;
});
afterAll(() => rm(authority, { recursive: true, force: true }));

const openDominique = async ({ ports }: TestHouse): Promise<string> => {
  const { patient, actor } = personas.dominique;
  if (!patient || actor.kind !== 'patient') throw new Error('the personas changed');
  const opened = await openRecord(
    systemActor('test'),
    {
      ...{ ins: patient.ins, traits: patient.traits, identityStatus: 'qualified', regime: 'fr-2010' },
      ...{ personId: actor.personId, consentRecorded: true },
    } as const,
    ports,
  );
  if (!opened.ok) throw new Error(opened.error.code);
  return opened.value.recordId;
};

const shareOne = async ({ ports }: TestHouse): Promise<string> => {
  const shared = await shareDocuments(personas.gp.actor, submissionOf([documentOf(metadataBy('899700218896'))]), ports);
  if (!shared.ok) throw new Error(shared.error.code);
  return shared.value.documents[0]?.entry.logicalId ?? '';
};

describe('a house with an audit record repository', () => {
  test('sends what happens as audit messages, through a time without repository and a cut connection', {
    timeout: 60_000,
  }, async () => {
    const first = await repository(files);
    const { port } = first;
    const house = await testHouse({
      env: { DOSSIER_AUDIT_REPOSITORY: `tls://127.0.0.1:${port}`, DOSSIER_AUDIT_CA: ca },
    });
    try {
      const recordId = await openDominique(house);
      const id = await shareOne(house);
      const refused = await fetch(`${house.baseUrl}/Binary/${id}`, {
        headers: { authorization: `Bearer ${await house.token('stranger')}` },
      });
      expect(refused.status).toBeGreaterThanOrEqual(400);
      const emergency = await house.token('stranger', { mode: 'break-glass', reason: 'found unconscious' });
      await fetch(`${house.baseUrl}/Binary/${id}`, { headers: { authorization: `Bearer ${emergency}` } });

      await vi.waitFor(
        () => expect(ofOperation(first.messages(), 'document.retrieve').length).toBeGreaterThanOrEqual(2),
        { timeout: 15_000, interval: 100 },
      );
      const [share] = ofOperation(first.messages(), 'document.share');
      expect(share).toMatchObject({
        ...{ outcome: '0', event: '110107', types: ['ITI-41', 'document.share'], caller: 'ps:899700218896' },
        ...{ source: house.ports.repositoryUniqueId, objects: [recordId, id] },
      });
      const [refusal, opened] = ofOperation(first.messages(), 'document.retrieve');
      expect(refusal).toMatchObject({ outcome: '4', event: '110106', types: ['ITI-43', 'document.retrieve'] });
      expect(opened).toMatchObject({ purpose: 'BTG' });
      expect(first.messages().join()).not.toContain('unconscious');

      await first.stop();
      const away = await Promise.all([shareOne(house), shareOne(house)]);
      const back = await repository(files, port);
      back.cut(200);
      const more = await shareOne(house);
      await new Promise((done) => setTimeout(done, 2_500));
      back.cut(Number.POSITIVE_INFINITY);
      await vi.waitFor(
        () => {
          const objects = ofOperation(back.messages(), 'document.share').flatMap((one) => one.objects);
          expect(objects).toEqual(expect.arrayContaining([...away, more]));
        },
        { timeout: 20_000, interval: 200 },
      );
      await back.stop();
    } finally {
      await house.stop();
      await first.stop().catch(() => undefined);
    }
  });
});

describe('the forwarder', () => {
  let house: TestHouse;
  beforeAll(async () => {
    house = await testHouse();
    await openDominique(house);
  });
  afterAll(() => house.stop());

  const sealed = async (entries: number): Promise<void> => {
    await vi.waitFor(
      async () => {
        const { rows } = await house.pool.query(
          'select coalesce(sum(cardinality(seqs)), 0)::integer as n from journal_batch',
        );
        expect(rows[0].n).toBeGreaterThanOrEqual(entries);
      },
      { timeout: 10_000, interval: 50 },
    );
  };

  test('of two at once one sends, and each entry once', async () => {
    const audit = await repository(files);
    for (let shares = 0; shares < 5; shares += 1) await shareOne(house);
    await sealed(6);
    let sent = 0;
    const forwarding = {
      pool: house.pool,
      repository: { host: '127.0.0.1', port: audit.port, ca: await readFile(ca, 'utf8') },
      source: 'test',
      onSent: (count: number) => {
        sent += count;
      },
    };
    while ((await Promise.all([forwardOn(forwarding), forwardOn(forwarding)])).includes(true));
    await forwardOn(forwarding);
    await vi.waitFor(() => expect(audit.messages().length).toBe(sent));
    expect(new Set(audit.messages()).size).toBe(sent);
    expect(sent).toBeGreaterThanOrEqual(6);
    await audit.stop();
  });

  test('sends nothing to whom its authority does not know, and stays where it is', async () => {
    const audit = await repository(files);
    await shareOne(house);
    await sealed(7);
    const place = () =>
      house.pool.query('select next_batch from audit.progress').then(({ rows }) => rows[0].next_batch);
    const before = await place();
    const stranger = { host: '127.0.0.1', port: audit.port };
    const turn = forwardOn({ pool: house.pool, repository: stranger, source: 'test', onSent: () => undefined });
    await expect(turn).rejects.toThrow(/certificate/);
    expect(await place()).toBe(before);
    expect(audit.messages()).toEqual([]);
    await audit.stop();
  });

  test('what a repository closes on before it is all there is not sent', async () => {
    const audit = await repository(files);
    audit.cut(1);
    const frames = Array.from({ length: 2_000 }, () => syslogFrame('2026-11-23T12:00:00.000Z', 'x'.repeat(20_000)));
    const to = { host: '127.0.0.1', port: audit.port, ca: await readFile(ca, 'utf8') };
    await expect(sendFrames(to, frames)).rejects.toThrow();
    await audit.stop();
  });

  test('what no repository reads is not sent', async () => {
    const frames = [syslogFrame('2026-11-23T12:00:00.000Z', '<AuditMessage/>')];
    await expect(sendFrames({ host: '127.0.0.1', port: 1 }, frames)).rejects.toThrow(/ECONNREFUSED/);
  });
});
