// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type Actor, systemActor } from '@dossier/core/actors';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { INS } from '../../test/submissions.ts';
import { changeConsent, findDocuments, type Ports } from '../record/index.ts';

/** A mail server for tests: keeps what it takes, and can be down or refuse. */
export interface TestMail {
  readonly port: number;
  readonly mails: readonly ParsedMail[];
  /** Whole messages as they came. */
  readonly raw: readonly string[];
  /** Status with which the next mails are refused; undefined: taken. */
  refuse(status: number | undefined): void;
  close(): Promise<void>;
}

export const testMail = async (port = 0): Promise<TestMail> => {
  const mails: ParsedMail[] = [];
  const raw: string[] = [];
  let status: number | undefined;
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', async () => {
        if (status !== undefined) return done(Object.assign(new Error('refused'), { responseCode: status }));
        raw.push(Buffer.concat(chunks).toString());
        mails.push(await simpleParser(Buffer.concat(chunks)));
        return done();
      });
    },
  });
  server.on('error', () => undefined);
  const listening = once(server.server, 'listening');
  server.listen(port, '127.0.0.1');
  await listening;
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    raw,
    refuse: (next) => {
      status = next;
    },
    close: () => new Promise((done) => server.close(() => done())),
  };
};

/** A patient's documents as this actor finds them. */
export const look = async (actor: Actor, ports: Ports): Promise<string> => {
  const found = await findDocuments(
    actor,
    {
      record: { ins: INS },
      query: { criteria: [], order: { by: 'submitted', descending: true }, limit: 10 },
    },
    ports,
  );
  return found.ok ? 'found' : found.error.code;
};

/** Ties somebody to the record, as the house does on proof. */
export const tie = async (
  kind: 'authorization' | 'attending-doctor' | 'legal-representative' | 'carer',
  holder: string,
  ports: Ports,
  by: Actor = systemActor('test'),
): Promise<void> => {
  const changed = await changeConsent(
    by,
    { record: { ins: INS }, change: { do: 'begin', kind, holder, holderName: `Holder of ${kind}` } as never },
    ports,
  );
  if (!changed.ok) throw new Error(`${changed.error.code} ${JSON.stringify(changed.error.parameters)}`);
};
