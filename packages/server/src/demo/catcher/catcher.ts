// SPDX-License-Identifier: Apache-2.0
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { type AddressObject, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { type Box, openBox } from './box.ts';

/** Takes what the demo sends, by the same protocols as in production, and lets nothing out. */
export interface Catcher {
  /** What the house is to be configured with. */
  readonly settings: {
    readonly smtpUrl: string;
    readonly mailFrom: string;
    readonly smsUrl: string;
    readonly smsSecret: string;
  };
  close(): Promise<void>;
}

const HERE = '127.0.0.1';
const MAIL_BYTES = 1_000_000;

const textOf = (addresses: AddressObject | AddressObject[] | undefined): string =>
  [addresses ?? []]
    .flat()
    .map(({ text }) => text)
    .join(', ');

const mailServer = (box: Box): SMTPServer =>
  new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: MAIL_BYTES,
    logger: false,
    onData: (stream, _session, done) => {
      simpleParser(stream)
        .then(({ from, to, subject = '', text = '', html }) =>
          box.put({
            channel: 'email',
            from: textOf(from),
            to: textOf(to),
            subject,
            text,
            ...(typeof html === 'string' && { html }),
          }),
        )
        .then(
          () => done(),
          (error: Error) => done(error),
        );
    },
  });

const isAuthorized = ({ headers: { authorization = '' } }: IncomingMessage, secret: string): boolean => {
  const given = Buffer.from(authorization);
  const wanted = Buffer.from(`Bearer ${secret}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
};

const smsServer = (box: Box, secret: string): Server =>
  createServer((request, response) => {
    const answer = async (): Promise<number> => {
      if (!isAuthorized(request, secret)) return 401;
      const { to, text } = (await json(request)) as { readonly to: string; readonly text: string };
      await box.put({ channel: 'sms', from: 'Dossier', to, subject: '', text });
      return 202;
    };
    answer().then(
      (status) => response.writeHead(status).end(),
      () => response.writeHead(400).end(),
    );
  });

const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;

/** Starts both catchers on free ports of this machine; what they take lies in the home. */
export const startCatcher = async (home: string): Promise<Catcher> => {
  const box = openBox(home);
  const smsSecret = randomBytes(24).toString('base64url');
  const mail = mailServer(box);
  // A connection that breaks is no matter of the demo.
  mail.on('error', () => undefined);
  const sms = smsServer(box, smsSecret);
  const listening = once(mail.server, 'listening');
  mail.listen(0, HERE);
  sms.listen(0, HERE);
  await Promise.all([listening, once(sms, 'listening')]);
  return {
    settings: {
      smtpUrl: `smtp://${HERE}:${portOf(mail.server)}`,
      mailFrom: 'no-reply@dossier.example',
      smsUrl: `http://${HERE}:${portOf(sms)}/messages`,
      smsSecret,
    },
    close: async () => {
      sms.closeAllConnections();
      await Promise.all([
        new Promise<void>((done) => mail.close(() => done())),
        new Promise<void>((done) => sms.close(() => done())),
      ]);
    },
  };
};
