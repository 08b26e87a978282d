// SPDX-License-Identifier: Apache-2.0
/** What the types of the core promise and refuse; checked by the compiler, never run. */
import type { Allowed, Decision, LawVersion, Lens, Operation, Question, Reason, Refused } from '@dossier/core/access';
import { decide, type operations, sees } from '@dossier/core/access';
import type { Actor, PartyKey, Professional } from '@dossier/core/actors';
import { partyKey } from '@dossier/core/actors';
import type { RecordPolicy, Relation } from '@dossier/core/consent';
import type { Law, RightsCell, RightsCondition, RightsMatrix, RightsRow } from '@dossier/core/data';
import type { Author, DocumentEntry, DocumentFacts, DocumentMetadata } from '@dossier/core/documents';
import { type ErrorCode, type Failure, failure, sentenceOf } from '@dossier/core/errors';
import type { InclusionProof, JournalCrypto, JournalEntry, ProofFailure } from '@dossier/core/journal';
import { verifyInclusionProof } from '@dossier/core/journal';
import { fail, ok, type Result } from '@dossier/core/result';
import { describe, expectTypeOf, test } from 'vitest';

declare const question: Question;
declare const decision: Decision;
declare const allowed: Allowed;
declare const lens: Lens;
declare const facts: DocumentFacts;

describe('Result', () => {
  test('has a value or an error, never either without looking', () => {
    const result = {} as Result<number, Failure>;
    // @ts-expect-error: nobody looked whether there is a value
    void result.value;
    // @ts-expect-error: nor whether there is an error
    void result.error;
    if (result.ok) expectTypeOf(result.value).toEqualTypeOf<number>();
    else expectTypeOf(result.error).toEqualTypeOf<Failure>();
  });

  test('made by ok and fail, fits every Result of its kind', () => {
    expectTypeOf(ok(1)).toExtend<Result<number, Failure>>();
    expectTypeOf(fail(failure('record-unknown'))).toExtend<Result<number, Failure>>();
    expectTypeOf(ok('1')).not.toExtend<Result<number, Failure>>();
    expectTypeOf(fail('why')).not.toExtend<Result<number, Failure>>();
  });

  test('cannot be changed', () => {
    const result = ok(1);
    // @ts-expect-error: readonly
    result.value = 2;
  });
});

describe('a Decision', () => {
  test('is what decide gives, and nothing before its verdict was read', () => {
    expectTypeOf(decide).parameters.toEqualTypeOf<[Question]>();
    expectTypeOf(decide(question)).toEqualTypeOf<Decision>();
    expectTypeOf<Decision['verdict']>().toEqualTypeOf<'allowed' | 'refused'>();
    // @ts-expect-error: a refusal has no lens
    void decision.lens;
    if (decision.verdict === 'allowed') {
      expectTypeOf(decision).toEqualTypeOf<Allowed>();
      expectTypeOf(decision.lens).toEqualTypeOf<Lens>();
    } else {
      expectTypeOf(decision).toEqualTypeOf<Refused>();
      expectTypeOf(decision).not.toHaveProperty('lens');
    }
  });

  test('always tells its reasons and its law', () => {
    expectTypeOf(decision.reasons).toEqualTypeOf<readonly Reason[]>();
    expectTypeOf(decision.law).toEqualTypeOf<readonly LawVersion[]>();
  });
});

describe('Allowed', () => {
  test('cannot be made by hand', () => {
    const { actor, operation, recordId, policyVersion, actorClass, conditions, reasons, law } = allowed;
    const verdict = 'allowed' as const;
    const parts = { verdict, actor, operation, recordId, policyVersion, actorClass, lens, conditions, reasons, law };
    expectTypeOf(parts).not.toExtend<Allowed>();
    // @ts-expect-error: the brand is missing
    const forged: Allowed = parts;
    void forged;
    expectTypeOf<Refused>().not.toExtend<Allowed>();
    expectTypeOf<Decision>().not.toExtend<Allowed>();
  });

  test('cannot be changed', () => {
    // @ts-expect-error: readonly
    allowed.recordId = 'another';
    // @ts-expect-error: readonly, all the way down
    allowed.lens.hiddenBy.push('N');
    // @ts-expect-error: readonly
    allowed.lens.types = 'every';
  });

  test('has a lens through which documents are seen', () => {
    expectTypeOf(sees).parameters.toEqualTypeOf<[Lens, DocumentFacts]>();
    expectTypeOf(sees(lens, facts)).toEqualTypeOf<boolean>();
    // @ts-expect-error: through the lens, not through the decision
    sees(allowed, facts);
  });
});

describe('operations and rights', () => {
  test('an operation is one of the list', () => {
    expectTypeOf<(typeof operations)[number]>().toEqualTypeOf<Operation>();
    expectTypeOf<'document.retrieve'>().toExtend<Operation>();
    expectTypeOf<'document.print'>().not.toExtend<Operation>();
    expectTypeOf<string>().not.toExtend<Operation>();
  });

  test('a matrix has a row for each operation and for each kind of sight, and no other', () => {
    expectTypeOf<Operation>().toExtend<RightsRow>();
    expectTypeOf<Exclude<RightsRow, Operation>>().toEqualTypeOf<
      'sight.masked' | 'sight.hidden' | 'sight.not-current'
    >();
    expectTypeOf<keyof RightsMatrix['rows']>().toEqualTypeOf<RightsRow>();
    // @ts-expect-error: no such row
    void ({ 'document.print': { 'doctor.normal': 'yes' } } satisfies RightsMatrix['rows']);
    // @ts-expect-error: no such cell
    void ({ 'document.find': { 'doctor.normal': 'maybe' } } satisfies RightsMatrix['rows']);
    expectTypeOf<RightsCell>().toEqualTypeOf<'yes' | 'no' | RightsCondition>();
  });

  test('a question always says whether there is a policy', () => {
    const { policy: _, ...without } = question;
    // @ts-expect-error: absent is not the same as undefined here: who has no policy says so
    decide(without);
    expectTypeOf<Question['policy']>().toEqualTypeOf<RecordPolicy | undefined>();
    expectTypeOf<Question['law']>().toEqualTypeOf<Law>();
  });
});

describe('actors', () => {
  test('are told apart by their kind', () => {
    const actor = {} as Actor;
    // @ts-expect-error: only professionals have one
    void actor.nationalId;
    if (actor.kind === 'professional') expectTypeOf(actor).toEqualTypeOf<Professional>();
    if (actor.kind === 'representative' || actor.kind === 'carer') expectTypeOf(actor.personId).toEqualTypeOf<string>();
    expectTypeOf(partyKey(actor)).toEqualTypeOf<PartyKey>();
  });

  test('break-glass has a reason, always', () => {
    expectTypeOf<{ readonly kind: 'break-glass' }>().not.toExtend<Actor['mode']>();
    expectTypeOf<{ readonly kind: 'break-glass'; readonly reason: string }>().toExtend<Actor['mode']>();
  });
});

describe('what is absent is not undefined (exactOptionalPropertyTypes)', () => {
  test('in the values that are stored and signed', () => {
    expectTypeOf<{ readonly title: undefined }>().not.toExtend<Pick<DocumentMetadata, 'title'>>();
    expectTypeOf<object>().toExtend<Pick<DocumentMetadata, 'title'>>();
    expectTypeOf<{ readonly holder: undefined }>().not.toExtend<Pick<Relation, 'holder'>>();
    expectTypeOf<{ readonly until: undefined }>().not.toExtend<Pick<Relation, 'until'>>();
    expectTypeOf<{ readonly name: undefined }>().not.toExtend<Pick<Author, 'name'>>();
    expectTypeOf<{ readonly reason: undefined }>().not.toExtend<Pick<JournalEntry['actor'], 'reason'>>();
    expectTypeOf<{ readonly location: undefined }>().not.toExtend<Pick<Failure, 'location'>>();
  });

  test('and an entry is metadata and more', () => {
    expectTypeOf<DocumentEntry>().toExtend<DocumentMetadata>();
    expectTypeOf<DocumentMetadata>().not.toExtend<DocumentEntry>();
  });
});

describe('failures', () => {
  test('have a code of the registry', () => {
    expectTypeOf(failure).parameter(0).toEqualTypeOf<ErrorCode>();
    expectTypeOf<string>().not.toExtend<ErrorCode>();
    // @ts-expect-error: no such code
    failure('no-such-code');
    expectTypeOf(sentenceOf(failure('record-unknown'))).toEqualTypeOf<string>();
  });
});

describe('proofs', () => {
  test('are checked with a key and a way to compute, and give the entry or the part that fails', () => {
    expectTypeOf(verifyInclusionProof).parameters.toEqualTypeOf<[InclusionProof, Uint8Array, JournalCrypto]>();
    const checked = verifyInclusionProof({} as InclusionProof, new Uint8Array(), {} as JournalCrypto);
    if (checked.ok) expectTypeOf(checked.value.entry).toEqualTypeOf<JournalEntry>();
    else expectTypeOf(checked.error).toEqualTypeOf<ProofFailure>();
    // @ts-expect-error: the key is bytes, not text
    verifyInclusionProof({} as InclusionProof, 'key', {} as JournalCrypto);
  });
});
