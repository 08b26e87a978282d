// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import { join } from 'node:path';
import { demoAuthorityFiles } from '../src/certificates/index.ts';
import * as x509 from '../src/certificates/x509.ts';
import { importKey, type Signer } from '../src/demo/authority/issue.ts';
import type { TestHouse } from './harness.ts';

export { type Answer, answerTo } from '../src/demo/authority/answers.ts';
export {
  certify,
  importKey,
  issue,
  issueList,
  issueRoot,
  type Signer,
  type Wanted,
} from '../src/demo/authority/issue.ts';
export { cardOf, usagesOf } from '../src/demo/authority/subjects.ts';

export interface Pair {
  readonly cert: string;
  readonly key: string;
}

export interface SecureReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** The demo's authority in the home of a test, to sign with. */
export const signerIn = async (home: string): Promise<Signer> => {
  const { ca, caKey } = demoAuthorityFiles(home);
  const certificate = new x509.X509Certificate(await readFile(ca, 'utf8'));
  return { certificate, key: await importKey(await readFile(caKey, 'utf8')) };
};

/** A certificate of the demo and its key, such as `cards/gp-authentication`. */
export const pairIn = async (home: string, name: string): Promise<Pair> => {
  const path = join(demoAuthorityFiles(home).folder, name);
  return { cert: await readFile(`${path}.pem`, 'utf8'), key: await readFile(`${path}-key.pem`, 'utf8') };
};

/** One request on a connection of its own; with a form, or another body, it is posted. */
export const ask = async (
  url: string,
  { home }: Pick<TestHouse, 'home'>,
  pair: Pair | undefined,
  headers: Readonly<Record<string, string>> = {},
  form?: Readonly<Record<string, string>>,
  body?: string,
): Promise<SecureReply> => {
  const ca = await readFile(demoAuthorityFiles(home).ca, 'utf8');
  const { promise, resolve, reject } = Promise.withResolvers<SecureReply>();
  const sent = request(
    url,
    { ca, agent: false, ...((form ?? body) && { method: 'POST' }), headers, ...pair },
    (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
    },
  );
  sent.on('error', reject);
  if (form) sent.setHeader('content-type', 'application/x-www-form-urlencoded');
  sent.end(form ? new URLSearchParams(form).toString() : body);
  return promise;
};
