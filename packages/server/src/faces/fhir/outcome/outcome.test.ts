// SPDX-License-Identifier: Apache-2.0
import { errors, failure } from '@dossier/core/errors';
import { describe, expect, it } from 'vitest';
import { operationOutcome, operationOutcomeText, statusOf } from './index.ts';

describe('OperationOutcome', () => {
  it('says code, sentence and place, and keeps the detail for the log', () => {
    const refusal = failure(
      'code-unknown',
      { path: 'Bundle.entry[1].resource.type', code: '0-0', system: '1.2', valueSet: 'J66' },
      { location: 'Bundle.entry[1].resource.type', detail: 'secret' },
    );
    const sentence = 'Bundle.entry[1].resource.type: the code 0-0 of 1.2 is not in J66.';
    expect(JSON.parse(operationOutcomeText([refusal]))).toEqual({
      resourceType: 'OperationOutcome',
      issue: [
        {
          severity: 'error',
          code: 'code-invalid',
          details: { coding: [{ system: 'urn:dossier:error', code: 'code-unknown' }], text: sentence },
          diagnostics: sentence,
          expression: ['Bundle.entry[1].resource.type'],
        },
      ],
    });
  });

  it('has one issue for each failure, and one when there is none', () => {
    expect(operationOutcome([failure('busy'), failure('unexpected')], 'warning').issue).toHaveLength(2);
    expect(operationOutcome([]).issue).toEqual([{ severity: 'information', code: 'informational' }]);
  });

  it('takes the status of the first failure', () => {
    expect(statusOf([failure('patch-not-allowed', { path: '/type' }), failure('busy')])).toBe(405);
    expect(statusOf([])).toBe(200);
  });

  it('can tell every error of the registry', () => {
    for (const code of Object.keys(errors) as (keyof typeof errors)[])
      expect(operationOutcome([failure(code)]).issue[0]?.code).toBe(errors[code].issue);
  });
});
