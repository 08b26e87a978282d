// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { type Failure, failure, sentenceOf } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { type IdentityContext, metadataFromCda, readCdaHeader } from '../../content/cda/index.ts';
import { defaultXmlLimits } from '../../content/xml/index.ts';
import type { Candidate } from './candidate.ts';
import type { FoundFile } from './find-files.ts';
import type { ImportedFile } from './report.ts';
import { readDescribed } from './sidecar.ts';

const SIDECAR_BYTES = 64 * 1024;

/**
 * The bytes of a file of at most `limitBytes`. The size is asked of the open file, so that a file that grows or is
 * exchanged meanwhile cannot fill the memory. Never throws: an unreadable file is a Failure like any other.
 */
export const readBytes = async (path: string, limitBytes: number): Promise<Result<Buffer, Failure>> => {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    const { size } = await file.stat();
    if (size > limitBytes) return fail(failure('document-too-large', { document: 'the file', limitBytes }));
    const buffer = Buffer.alloc(size);
    const { bytesRead } = await file.read(buffer, 0, size, 0);
    return ok(buffer.subarray(0, bytesRead));
  } catch (error) {
    return fail(unreadable(error));
  } finally {
    await file?.close();
  }
};

const unreadable = (error: unknown): Failure =>
  failure('file-unreadable', {
    why: error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason',
  });

export const sha256Of = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

const refused = (path: string, failures: readonly Failure[]): ImportedFile => ({
  path,
  outcome: 'refused',
  reasons: failures.map(sentenceOf),
  warnings: [],
});

const passedOver = (path: string, reason: string): ImportedFile => ({
  path,
  outcome: 'passed-over',
  reasons: [reason],
  warnings: [],
});

const readCda = (
  path: string,
  content: Buffer,
  context: IdentityContext,
  bytes: number,
): Result<Candidate, readonly Failure[]> => {
  const header = readCdaHeader(content, { ...defaultXmlLimits, bytes });
  if (!header.ok) return header;
  const document = metadataFromCda(header.value, context);
  const places = { document: '/ClinicalDocument', related: '/ClinicalDocument/relatedDocument' };
  return document.ok ? ok({ path, ...document.value, places, sha256: sha256Of(content) }) : document;
};

const isNoDocument = (failures: readonly Failure[]): boolean => failures[0]?.parameters.finding === 'not-cda';

/** Judges one file: a candidate for sharing, or what the report says of it. */
export const readFile = async (
  { path, kind, sidecar, why, named }: FoundFile,
  context: IdentityContext,
  limitBytes: number,
): Promise<Result<Candidate, ImportedFile>> => {
  if (kind === 'unreadable') return fail(refused(path, [failure('file-unreadable', { why: why ?? 'unknown reason' })]));
  if (kind === 'other') {
    const reason = `Not a document: ${why ?? 'it is of no known kind'}.`;
    return fail(named ? { ...passedOver(path, reason), outcome: 'refused' } : passedOver(path, reason));
  }
  const content = await readBytes(path, limitBytes);
  if (!content.ok) return fail(refused(path, [content.error]));
  if (content.value.length === 0) return fail(refused(path, [failure('content-missing', { document: 'this file' })]));
  if (sidecar !== undefined) {
    const description = await readBytes(sidecar, SIDECAR_BYTES);
    if (!description.ok) return fail(refused(path, [description.error]));
    const described = readDescribed(path, content.value, description.value, context);
    return described.ok ? described : fail(refused(path, described.error));
  }
  const cda = readCda(path, content.value, context, limitBytes);
  if (cda.ok) return cda;
  if (isNoDocument(cda.error) && !named) return fail(passedOver(path, cda.error.map(sentenceOf).join(' ')));
  return fail(refused(path, cda.error));
};
