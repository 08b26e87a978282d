// SPDX-License-Identifier: Apache-2.0
import { failure } from '@dossier/core/errors';
import { fail, ok } from '@dossier/core/result';
import { describe, expect, it } from 'vitest';
import type { RecordRef } from '../../../record/index.ts';
import { compoundId, readCompoundId } from './compound-id.ts';
import { askIn, refusalById } from './where.ts';

describe('askIn', () => {
  const asked: RecordRef[] = [];
  const knows = (name: string) => async (record: RecordRef) => {
    asked.push(record);
    return 'object' in record && record.object === name ? ok(name) : fail(failure('document-unknown'));
  };

  it('tries the names of an object until one leads to it', async () => {
    asked.length = 0;
    expect(await askIn({ objects: ['a', 'b', 'c'] }, knows('b'))).toEqual(ok('b'));
    expect(asked).toEqual([{ object: 'a' }, { object: 'b' }]);
    expect((await askIn({ objects: ['a', 'c'] }, knows('b'))).ok).toBe(false);
  });

  it('does not try again what was refused for another reason', async () => {
    let count = 0;
    const refused = await askIn({ objects: ['a', 'b'] }, async () => {
      count++;
      return fail(failure('reason-required'));
    });
    expect([refused.ok, count]).toEqual([false, 1]);
  });
});

describe('ids of resources that only their record leads to', () => {
  const record = '0f8b6c2a-1111-4222-8333-444455556666';
  const object = 'aaaaaaaa-0000-4000-8000-000000000003';

  it('come apart as they were put together, within the 64 characters of FHIR', () => {
    expect(compoundId(record, object)).toHaveLength(64);
    expect(readCompoundId(compoundId(record, object))).toEqual({ recordId: record, objectId: object });
  });

  it('lead nowhere in any other form', () => {
    for (const id of ['', 'x', record, compoundId(record, object).toUpperCase(), `${compoundId(record, object)}0`]) {
      expect(readCompoundId(id).recordId, id).toBe('00000000-0000-0000-0000-000000000000');
    }
  });

  it('are unknown to whoever may not see them', () => {
    for (const code of ['access-refused', 'record-unknown', 'record-closed', 'document-unknown'] as const) {
      expect(refusalById(failure(code), 'Consent')).toEqual(failure('object-unknown', { type: 'Consent' }));
    }
    expect(refusalById(failure('busy'), 'Consent').code).toBe('busy');
  });
});
