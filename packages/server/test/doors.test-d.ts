// SPDX-License-Identifier: Apache-2.0
/** What the types of the use cases and of the store promise and refuse; checked by the compiler, never run. */
import type { Allowed, Decision } from '@dossier/core/access';
import type { Actor } from '@dossier/core/actors';
import type { Failure } from '@dossier/core/errors';
import type { Result } from '@dossier/core/result';
import { describe, expectTypeOf, test } from 'vitest';
import type { Criterion, Ports, RecordRef, Store, Writer } from '../src/record/index.ts';
import * as record from '../src/record/index.ts';

declare const store: Store;
declare const allowed: Allowed;
declare const decision: Decision;
declare const actor: Actor;
declare const ports: Ports;

/** Those that answer nothing of what a record holds, or write what has no decision; every other method demands one. */
type WithoutDecision =
  | 'loadPolicy'
  | 'recallPolicy'
  | 'createRecord'
  | 'journal'
  | 'takeDuties'
  | 'tryInvitation'
  | 'dossierCandidates'
  | 'findByTraitsHeld'
  | 'foldNames';

describe('the store', () => {
  test('opens to an Allowed only', () => {
    type Demanding = { [M in keyof Store]: Parameters<Store[M]>[0] extends Allowed ? M : never }[keyof Store];
    expectTypeOf<Exclude<keyof Store, Demanding>>().toEqualTypeOf<WithoutDecision>();
  });

  test('does not take a decision that nobody read, nor the parts of one', () => {
    // @ts-expect-error: it may be a refusal
    store.readPerson(decision);
    if (decision.verdict === 'allowed') store.readPerson(decision);
    // @ts-expect-error: a decision, not an actor
    store.readPerson(actor);
    // @ts-expect-error: a decision, not an id
    store.openContent('record-1', { id: 'document-1' });
    const { lens, recordId, operation } = allowed;
    // @ts-expect-error: made by hand
    store.findDocuments({ verdict: 'allowed', actor, lens, recordId, operation }, { criteria: [], limit: 1 });
  });

  test('writes inside a transaction only', () => {
    expectTypeOf<Extract<keyof Store, keyof Writer>>().toEqualTypeOf<'journal'>();
    const written = store.write(allowed, async (writer) => {
      expectTypeOf(writer).toEqualTypeOf<Writer>();
      return 1;
    });
    expectTypeOf(written).resolves.toExtend<{ readonly committed: boolean }>();
    void written.then((outcome) => {
      // @ts-expect-error: it may have met a conflict
      void outcome.value;
      if (outcome.committed) expectTypeOf(outcome.value).toEqualTypeOf<number>();
    });
  });
});

describe('the use cases', () => {
  type UseCases = Omit<
    typeof record,
    'PolicyChangedError' | 'WriteConflictError' | 'performDuties' | 'wholeOf' | 'dossiersOf' | 'foldNames'
  >;

  test('are asked by an actor, with the ports last, and answer a Result', () => {
    expectTypeOf<{ [U in keyof UseCases]: Parameters<UseCases[U]>[0] }[keyof UseCases]>().toEqualTypeOf<Actor>();
    expectTypeOf<{ [U in keyof UseCases]: Parameters<UseCases[U]>[2] }[keyof UseCases]>().toEqualTypeOf<Ports>();
    type Answers = { [U in keyof UseCases]: Awaited<ReturnType<UseCases[U]>> }[keyof UseCases];
    expectTypeOf<Answers>().toExtend<Result<unknown, Failure>>();
  });

  test('do not answer anybody else', () => {
    // @ts-expect-error: nobody asks
    record.findDocuments(undefined, { record: { recordId: '1' }, query: { criteria: [], limit: 1 } }, ports);
  });

  test('name a record in one way', () => {
    expectTypeOf<{ readonly recordId: string }>().toExtend<RecordRef>();
    expectTypeOf<object>().not.toExtend<RecordRef>();
    expectTypeOf<string>().not.toExtend<RecordRef>();
  });

  test('search by criteria of the list', () => {
    expectTypeOf<{ readonly field: 'status'; readonly anyOf: readonly ['approved'] }>().toExtend<Criterion>();
    expectTypeOf<{ readonly field: 'status'; readonly anyOf: readonly ['current'] }>().not.toExtend<Criterion>();
    expectTypeOf<{ readonly field: 'colour'; readonly anyOf: readonly string[] }>().not.toExtend<Criterion>();
  });
});
