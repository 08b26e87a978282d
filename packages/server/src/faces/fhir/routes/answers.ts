// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { operationOutcomeText } from '../outcome/index.ts';
import type { ReadyText } from '../rendering/index.ts';
import type { RawParameter } from '../search/index.ts';
import { writeQuery } from '../search/index.ts';
import type { Answer } from './route.ts';

type Headers = NonNullable<Answer['headers']>;

export const resource = (
  json: string | Buffer,
  more: { readonly status?: number; readonly headers?: Headers } = {},
): Result<Answer, never> =>
  ok({ status: more.status ?? 200, json, ...(more.headers ? { headers: more.headers } : {}) });

/** After a write, what `Prefer: return=` asks for (FHIR R4 §3.1.0.1.9). */
export const written = (
  json: string | Buffer,
  preference: 'minimal' | 'representation' | 'OperationOutcome' | undefined,
  more: { readonly status: number; readonly headers: Headers },
): Result<Answer, never> => {
  if (preference === 'minimal') return ok({ status: more.status, headers: more.headers });
  if (preference === 'OperationOutcome') return resource(operationOutcomeText([]), more);
  return resource(json, more);
};

export interface SearchEntry {
  readonly fullUrl: string;
  /** JSON text of the resource. */
  readonly json: string | ReadyText;
  /** How well it agrees with what was asked, from 0 to 1. */
  readonly score?: number;
}

export interface Searchset {
  readonly total?: number;
  readonly self: string;
  readonly next?: string;
  readonly entries: readonly SearchEntry[];
  readonly warnings: readonly Failure[];
}

const match = (score: number | undefined): string =>
  score === undefined ? ',"search":{"mode":"match"}}' : `,"search":{"mode":"match","score":${score}}}`;

/** The parts in UTF-8, each written once. */
const joined = (parts: readonly (string | ReadyText)[]): Buffer => {
  const sizes = parts.map((part) => (typeof part === 'string' ? Buffer.byteLength(part) : part.sizeBytes));
  const bytes = Buffer.allocUnsafe(sizes.reduce((sum, size) => sum + size, 0));
  let at = 0;
  for (const [index, part] of parts.entries()) {
    if (typeof part === 'string') bytes.write(part, at);
    else part.writeTo(bytes, at);
    at += sizes[index] ?? 0;
  }
  return bytes;
};

/** A searchset Bundle, put together from bytes: what was stored ready-made is not read again. */
export const searchset = ({ total, self, next, entries, warnings }: Searchset): Result<Answer, never> => {
  const links = [`{"relation":"self","url":${JSON.stringify(self)}}`];
  if (next !== undefined) links.push(`{"relation":"next","url":${JSON.stringify(next)}}`);
  const count = total === undefined ? '' : `"total":${total},`;
  const parts: (string | ReadyText)[] = [
    `{"resourceType":"Bundle","type":"searchset",${count}"link":[${links.join(',')}]`,
  ];
  // An empty array is not allowed in FHIR JSON (FHIR R4 §2.6.2).
  let before = ',"entry":[';
  for (const { fullUrl, json, score } of entries) {
    parts.push(`${before}{"fullUrl":${JSON.stringify(fullUrl)},"resource":`, json, match(score));
    before = ',';
  }
  if (warnings.length > 0) {
    // Every entry of a searchset has a fullUrl (FHIR R4 §2.36.4); the outcome has no address of its own.
    const outcome = operationOutcomeText(warnings, 'warning');
    parts.push(`${before}{"fullUrl":"urn:uuid:${randomUUID()}","resource":${outcome},"search":{"mode":"outcome"}}`);
    before = ',';
  }
  parts.push(before === ',' ? ']}' : '}');
  return resource(joined(parts));
};

/** The address of a search as it was understood (FHIR R4 §3.1.1.3). */
export const selfLink = (base: string, path: string, understood: readonly RawParameter[]): string =>
  understood.length === 0 ? `${base}${path}` : `${base}${path}?${writeQuery(understood)}`;

export const unknown = (type: string): Result<never, Failure> => fail(failure('object-unknown', { type }));
