// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { parseJson } from '../intake/index.ts';
import { bodyFormat } from '../negotiation/index.ts';
import type { RawParameter } from '../search/index.ts';
import { fromXml } from '../xml/index.ts';
import type { Exchange } from './route.ts';

const malformed = (format: string, why: string): Result<never, Failure> =>
  fail(failure('body-malformed', { format, why }));

/** Strict UTF-8: bytes that are none would be replaced silently, and what is stored would not be what was sent. */
const readText = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

/**
 * Reads a body in the form its content type names; fails with `body-malformed`, `doctype-refused`, `nesting-too-deep`,
 * `too-many-entries`.
 */
export const readBody = ({ body, contentType, limits }: Exchange): Result<unknown, Failure> => {
  const asXml = bodyFormat(contentType) === 'xml';
  if (body.length === 0) return malformed(asXml ? 'XML' : 'JSON', 'it is empty');
  if (asXml) return fromXml(body, { depth: limits.nestingXml, nodes: limits.elements });
  const text = readText(body);
  if (text === undefined) return malformed('JSON', 'it is not UTF-8');
  return parseJson(text, { depth: limits.nestingJson, elements: limits.elements });
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A parameter of a Parameters resource as one of an address: its name and its one primitive value. */
const parameterOf = (parameter: unknown): RawParameter | undefined => {
  if (!isObject(parameter) || typeof parameter.name !== 'string') return undefined;
  const value = Object.entries(parameter).find(([key]) => key.startsWith('value'))?.[1];
  return value === undefined || typeof value === 'object' ? undefined : { name: parameter.name, value: String(value) };
};

/**
 * The parameters of an operation: those of the address and, in a POST, those of the Parameters resource
 * (FHIR R4 §3.2.0.4). Fails when the body is something else.
 */
export const operationParameters = (exchange: Exchange): Result<readonly RawParameter[], Failure> => {
  if (exchange.body.length === 0) return ok(exchange.parameters);
  const body = readBody(exchange);
  if (!body.ok) return body;
  if (!isObject(body.value) || body.value.resourceType !== 'Parameters') {
    return fail(failure('element-invalid', { path: 'resourceType', why: 'an operation takes a Parameters resource' }));
  }
  const inBody: RawParameter[] = [];
  for (const [index, parameter] of (Array.isArray(body.value.parameter) ? body.value.parameter : []).entries()) {
    const read = parameterOf(parameter);
    const path = `Parameters.parameter[${index}]`;
    if (!read) return fail(failure('element-invalid', { path, why: 'it needs a name and a simple value' }));
    inBody.push(read);
  }
  return ok([...exchange.parameters, ...inBody]);
};
