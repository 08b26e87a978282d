// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import type { Instant } from '@dossier/core/time';
import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import { demoAuthorityFiles, hexSerial } from '../../certificates/index.ts';
import * as x509 from '../../certificates/x509.ts';
import { answerTo } from './answers.ts';

export interface ResponderOptions {
  readonly home: string;
  readonly clock: { now(): Instant };
}

const MOST_BYTES = 16 * 1024;
const HOLDS_MS = 300_000;

/** Answers, below its prefix, which certificates of the demo's authority are revoked (RFC 6960 appendix A.1). */
export const ocspResponder: FastifyPluginAsync<ResponderOptions> = async (app, { home, clock }) => {
  const files = demoAuthorityFiles(home);

  const answer = async (request: Uint8Array, reply: FastifyReply): Promise<FastifyReply> => {
    const [certificate, key, crl] = await Promise.all(
      [files.responder, files.responderKey, files.crl].map((path) => readFile(path, 'utf8')),
    );
    const { entries } = new x509.X509Crl(x509.PemConverter.decodeFirst(crl ?? ''));
    const now = new Date(clock.now());
    now.setMilliseconds(0);
    const bytes = answerTo(request, {
      by: { certificate: certificate ?? '', key: key ?? '' },
      revoked: new Set(entries.map(({ serialNumber }) => hexSerial(serialNumber))),
      thisUpdate: now,
      nextUpdate: new Date(now.getTime() + HOLDS_MS),
    });
    return reply.type('application/ocsp-response').send(Buffer.from(bytes));
  };

  app.addContentTypeParser(
    'application/ocsp-request',
    { parseAs: 'buffer', bodyLimit: MOST_BYTES },
    (_request, body, done) => done(null, body),
  );
  app.post<{ Body: Buffer }>('/ocsp', (request, reply) => answer(request.body, reply));
  app.get<{ Params: { readonly '*': string } }>('/ocsp/*', (request, reply) =>
    answer(Buffer.from(request.params['*'], 'base64'), reply),
  );
};
