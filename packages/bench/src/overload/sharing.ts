// SPDX-License-Identifier: Apache-2.0
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { DemoHouse, Patient } from './house.ts';

/** A document of 20 KB that was shared, and how to know it again. */
export interface Acknowledged {
  readonly id: string;
  readonly patient: Patient;
  readonly sha256: string;
}

export interface Shared {
  /** 0 where there was no answer. */
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly acknowledged?: Acknowledged;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
}

/** After that a client gives up. */
const PATIENCE_MS = 30_000;
const FILLING = randomBytes(15_000).toString('base64');

const once = (
  port: number,
  options: {
    readonly method: string;
    readonly path: string;
    readonly token: string;
    /** Absent: over a connection of its own. */
    readonly agent: Agent | undefined;
    readonly body?: string;
  },
): Promise<Answer> =>
  new Promise((done, failed) => {
    const { method, path, token, agent = false, body } = options;
    const headers = {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && {
        'content-type': 'application/fhir+json',
        'content-length': Buffer.byteLength(body),
        prefer: 'return=minimal',
      }),
    };
    const sent = request({ host: '127.0.0.1', port, method, path, agent, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', failed);
      response.on('end', () =>
        done({ status: response.statusCode ?? 0, headers: response.headers, bytes: Buffer.concat(parts) }),
      );
    });
    const timer = setTimeout(() => sent.destroy(new Error('patience is over')), PATIENCE_MS);
    sent.on('error', failed).on('close', () => clearTimeout(timer));
    sent.end(body);
  });

const messageOf = (patient: Patient, uniqueId: string, content: Buffer): string =>
  JSON.stringify({
    resourceType: 'DocumentReference',
    contained: [
      {
        resourceType: 'Practitioner',
        id: 'author',
        identifier: [{ system: 'urn:oid:1.2.250.1.71.4.2.1', value: '899700218896' }],
      },
    ],
    masterIdentifier: { system: 'urn:ietf:rfc:3986', value: uniqueId },
    status: 'current',
    type: { coding: [{ system: 'http://loinc.org', code: '11488-4' }] },
    subject: { reference: `Patient?identifier=${patient.ins}` },
    date: '2026-11-20T09:00:00+01:00',
    author: [{ reference: '#author' }],
    content: [
      { attachment: { contentType: 'application/pdf', title: 'Compte rendu', data: content.toString('base64') } },
    ],
  });

/** Shares a new document of 20 KB (ITI-105) with a patient taken by chance. */
export const shareOne = async ({ port, authorToken, patients }: DemoHouse, agent?: Agent): Promise<Shared> => {
  const patient = patients[Math.floor(Math.random() * patients.length)];
  if (patient === undefined) throw new Error('The demo has no patient.');
  const uniqueId = `urn:uuid:${randomUUID()}`;
  const content = Buffer.from(`${uniqueId}\n${FILLING}`);
  const body = messageOf(patient, uniqueId, content);
  try {
    const path = '/fhir/DocumentReference';
    const { status, headers } = await once(port, { method: 'POST', path, token: authorToken, agent, body });
    const retryAfter = headers['retry-after']?.toString();
    if (status !== 201) return { status, retryAfter };
    const id = /DocumentReference\/([^/]+)/.exec(headers.location?.toString() ?? '')?.[1] ?? '';
    const sha256 = createHash('sha256').update(content).digest('hex');
    return { status, retryAfter, acknowledged: { id, patient, sha256 } };
  } catch {
    return { status: 0, retryAfter: undefined };
  }
};

const READERS = 16;

/** Reads back everything that was acknowledged, as its patient; answers how many are not there byte for byte. */
export const countLost = async (house: DemoHouse, acknowledged: readonly Acknowledged[]): Promise<number> => {
  const agent = new Agent({ keepAlive: true });
  const tokens = new Map(
    await Promise.all(house.patients.map(async (patient) => [patient, await house.patientToken(patient)] as const)),
  );
  const get = (path: string, patient: Patient): Promise<Answer> =>
    once(house.port, { method: 'GET', path, token: tokens.get(patient) ?? '', agent });
  let lost = 0;
  const rest = acknowledged.values();
  const reader = async (): Promise<void> => {
    for (const { id, patient, sha256 } of rest) {
      const metadata = await get(`/fhir/DocumentReference/${id}`, patient);
      const url = metadata.status === 200 && JSON.parse(metadata.bytes.toString()).content[0].attachment.url;
      const content = url ? await get(new URL(url).pathname, patient) : undefined;
      const there = content?.status === 200 && createHash('sha256').update(content.bytes).digest('hex') === sha256;
      if (!there) lost += 1;
    }
  };
  await Promise.all(Array.from({ length: READERS }, reader));
  agent.destroy();
  return lost;
};
