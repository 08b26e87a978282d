// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import type { Law } from '@dossier/core/data';
import { type Failure, failure } from '@dossier/core/errors';
import type { Instant } from '@dossier/core/time';
import type { SignatureCertificates } from '../certificates/index.ts';
import type { Submission } from '../record/index.ts';
import { legacySuite, type ManifestEntry, modernSuite, openManifest } from '../xml-signature/index.ts';
import { type Structures, signsFor } from './holder.ts';

export interface SubmissionSignatureOptions {
  readonly needed: boolean;
  /** Whether signatures with SHA-1 are taken. */
  readonly sha1: 'refuse' | 'accept';
  readonly structures: Structures;
  /** Absent where no authority is trusted: then signatures are kept as they come, unless one is needed. */
  readonly certificates?: SignatureCertificates;
  readonly clock: { now(): Instant };
  readonly law: (at: Instant) => Law;
}

const refused = (why: string): Failure => failure('submission-signature-refused', { why });

/** A uniqueId as the manifest writes it. */
const plain = (uri: string): string => uri.replace(/^urn:oid:/, '');

/**
 * Compares a manifest with the submission: every other document of it is named with its digest, once, and nothing else but
 * the submission set, whose digest says nothing (IHE DSG; `AA==` in practice).
 */
const mismatch = (entries: readonly ManifestEntry[], submission: Submission, others: Submission['documents']) => {
  const left = new Map(others.map((one) => [plain(one.metadata.uniqueId), one]));
  for (const { uri, isOf } of entries) {
    if (plain(uri) === plain(submission.set.uniqueId)) continue;
    const named = left.get(plain(uri));
    if (named === undefined) return 'it names a document that is not in the submission, or one twice';
    if (!isOf(named.content)) return 'a document is not the one that was signed';
    left.delete(plain(uri));
  }
  return left.size === 0 ? undefined : 'a document of the submission is not among what it signs';
};

/**
 * Verifies the signature of a submission (XAdES, IHE DSG; domain §3.3): by one of its documents, with a certificate for
 * signatures of whoever submits, over every other document.
 *
 * @returns `submission-signature-refused` or `submission-signature-missing`; undefined where nothing is wrong
 */
export const createSubmissionCheck = (options: SubmissionSignatureOptions) => {
  const { needed, certificates, clock, law, structures } = options;
  const suite = options.sha1 === 'accept' ? legacySuite : modernSuite;

  const verify = async (
    signature: Submission['documents'][number],
    submission: Submission,
    others: Submission['documents'],
    actor: Actor,
  ): Promise<Failure | undefined> => {
    const opened = openManifest(signature.content, suite);
    if (!opened.ok) return refused(opened.error);
    if (certificates === undefined) return refused('no authority is trusted here');
    const facts = await certificates.signature(opened.value.certificate);
    if (!facts.ok) return refused(`of its certificate, ${facts.error.parameters.why}`);
    const holder = certificates.holder(facts.value);
    if (!holder.ok) return refused(`of its certificate, ${holder.error.parameters.why}`);
    const entries = opened.value.signedBy(facts.value.certificate.publicKey);
    if (entries === undefined) return refused('it does not hold, or what was signed has changed');
    if (!signsFor(holder.value, actor, structures)) return refused('it is by somebody else than who submits');
    // a signature that comes later, of what was shared before, is kept: what it signs is not at hand
    const why = others.length === 0 ? undefined : mismatch(entries, submission, others);
    return why === undefined ? undefined : refused(why);
  };

  return async (actor: Actor, submission: Submission): Promise<Failure | undefined> => {
    const { formats, signers } = law(clock.now()).submissionSignatures;
    const isSignature = ({ metadata }: Submission['documents'][number]) => formats.includes(metadata.formatCode.code);
    if (actor.kind === 'system' || (certificates === undefined && !needed)) return undefined;
    const signatures = submission.documents.filter(isSignature);
    if (signatures.length === 0)
      return needed && signers.includes(actor.kind) ? failure('submission-signature-missing') : undefined;
    const others = submission.documents.filter((one) => !isSignature(one));
    for (const signature of signatures) {
      const refusal = await verify(signature, submission, others, actor);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  };
};
