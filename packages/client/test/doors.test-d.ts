// SPDX-License-Identifier: Apache-2.0
/** What the types of the SDK promise and refuse; checked by the compiler, never run. */
import {
  AnswerError,
  type AnswerProblem,
  type AuditEvent,
  type Consent,
  connect,
  type Decision,
  type DocumentReference,
  type DocumentToShare,
  type Dossier,
  DossierError,
  type Fault,
  type InclusionProof,
  type RecordClient,
  type RecordStatus,
  type Revision,
  type SearchCriteria,
  type SharedDocument,
  type SubmissionDetails,
} from '@dossier/client';
import { journalCrypto } from '@dossier/client/node';
import { verifyInclusionProof } from '@dossier/core/journal';
import { describe, expectTypeOf, test } from 'vitest';

declare const dossier: Dossier;
declare const record: RecordClient;
declare const document: DocumentToShare;
declare const submission: SubmissionDetails;

describe('connect', () => {
  test('needs an address and a token', () => {
    expectTypeOf(connect({ baseUrl: 'http://127.0.0.1:8080/fhir', token: 'secret' })).toEqualTypeOf<Dossier>();
    expectTypeOf(connect).toBeCallableWith({ baseUrl: '', token: () => '' });
    expectTypeOf(connect).toBeCallableWith({ baseUrl: '', token: async () => '', fetch });
    // @ts-expect-error: nobody reads without a token
    connect({ baseUrl: 'http://127.0.0.1:8080/fhir' });
    // @ts-expect-error: an absent fetch is left out, not undefined
    connect({ baseUrl: '', token: '', fetch: undefined });
  });
});

describe('a record', () => {
  test('may not be there, and status says so', () => {
    expectTypeOf(record.status).returns.resolves.toEqualTypeOf<RecordStatus | undefined>();
    void record.status().then((status) => {
      // @ts-expect-error: nobody looked whether there is a record
      void status.open;
      if (status?.authorization === 'blocked') expectTypeOf(status.open).toEqualTypeOf<boolean>();
    });
    expectTypeOf<RecordStatus['authorization']>().toEqualTypeOf<'valid' | 'expired' | 'blocked' | 'none'>();
  });

  test('takes documents with all that the law asks for', () => {
    expectTypeOf(record.share([document], submission)).resolves.toEqualTypeOf<readonly SharedDocument[]>();
    const { type: _type, ...untyped } = document;
    // @ts-expect-error: a document has a type
    record.share([untyped], submission);
    const { author: _author, ...anonymous } = document;
    // @ts-expect-error: and an author
    record.share([anonymous], submission);
    // @ts-expect-error: what replaces nothing leaves it out
    record.share([{ ...document, replaces: undefined }], submission);
    // @ts-expect-error: content is bytes
    record.share([{ ...document, content: 'text' }], submission);
    // @ts-expect-error: a submission says where it comes from
    record.share([document], {});
  });

  test('is iterated, not fetched whole', () => {
    expectTypeOf(record.find()).toEqualTypeOf<AsyncGenerator<DocumentReference, void, undefined>>();
    expectTypeOf(record.consents()).toEqualTypeOf<AsyncGenerator<Consent, void, undefined>>();
    expectTypeOf(record.accesses()).toEqualTypeOf<AsyncGenerator<AuditEvent, void, undefined>>();
    expectTypeOf(record.count()).resolves.toEqualTypeOf<number>();
    // @ts-expect-error: an iteration is no array
    void record.find().length;
  });

  test('is searched by values, lists of them, or several that all hold', () => {
    expectTypeOf(record.find).toBeCallableWith({ type: ['a|b'], isArchived: false, _count: 5 });
    expectTypeOf(record.find).toBeCallableWith({ date: { all: ['ge2026-01-01', 'lt2027-01-01'] } });
    expectTypeOf<{ date: Date }>().not.toExtend<SearchCriteria>();
    // @ts-expect-error: a date is written as FHIR has it
    record.find({ date: new Date() });
  });

  test('takes decisions that are whole', () => {
    expectTypeOf(record.decide).parameter(0).toEqualTypeOf<Decision>();
    expectTypeOf(record.decide).toBeCallableWith({ kind: 'opposition-break-glass' });
    expectTypeOf(record.decide).toBeCallableWith({ kind: 'block', holder: { system: 'urn:oid:1.2', value: '1' } });
    // @ts-expect-error: an authorisation is about somebody
    record.decide({ kind: 'authorization' });
    // @ts-expect-error: an opposition is about everybody
    record.decide({ kind: 'opposition-break-glass', holder: { value: '1' } });
    // @ts-expect-error: a default has a value
    record.decide({ kind: 'default-confidentiality' });
    // @ts-expect-error: legal representatives are recorded by the house
    record.decide({ kind: 'legal-representative', holder: { value: '1' } });
  });
});

describe('a document', () => {
  test('is revised by a verb', () => {
    expectTypeOf(dossier.revise).parameter(1).toEqualTypeOf<Revision>();
    expectTypeOf(dossier.revise).returns.resolves.toEqualTypeOf<DocumentReference>();
    // @ts-expect-error: no such verb
    dossier.revise('1', 'print');
  });

  test('is retrieved as bytes', () => {
    expectTypeOf(dossier.retrieve).parameter(0).toEqualTypeOf<DocumentReference>();
    expectTypeOf(dossier.retrieve({} as DocumentReference))
      .resolves.toHaveProperty('bytes')
      .toEqualTypeOf<Uint8Array<ArrayBuffer>>();
    // @ts-expect-error: the metadata, which hold size and hash
    dossier.retrieve('1');
  });
});

describe('every method', () => {
  test('takes a signal last', () => {
    const { signal } = new AbortController();
    void dossier.read('1', { signal });
    void record.status({ signal });
    void record.find({}, { signal });
    void dossier.journal.key({ signal });
    // @ts-expect-error: an absent signal is left out, not undefined
    void dossier.read('1', { signal: undefined });
  });
});

describe('errors', () => {
  test('are told apart', () => {
    const error: unknown = undefined;
    if (error instanceof DossierError) {
      expectTypeOf(error.status).toEqualTypeOf<number>();
      expectTypeOf(error.code).toEqualTypeOf<string | undefined>();
      expectTypeOf(error.faults).toEqualTypeOf<readonly Fault[]>();
    }
    if (error instanceof AnswerError) expectTypeOf(error.problem).toEqualTypeOf<AnswerProblem>();
    expectTypeOf<AnswerError>().not.toExtend<DossierError>();
  });
});

describe('proofs', () => {
  test('go from the connection to the verifier as they are', () => {
    expectTypeOf(dossier.proofOf).returns.resolves.toEqualTypeOf<InclusionProof>();
    expectTypeOf(verifyInclusionProof).parameter(0).toEqualTypeOf<InclusionProof>();
    expectTypeOf(dossier.journal.key).returns.resolves.toExtend<Uint8Array>();
    expectTypeOf(journalCrypto).toEqualTypeOf<Parameters<typeof verifyInclusionProof>[2]>();
  });
});
