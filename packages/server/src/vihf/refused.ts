// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';

/** Thrown while an assertion is read, and caught by {@link reading}: the first fault is the one told. */
class Refused extends Error {
  readonly refusal: Failure;
  constructor(refusal: Failure) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/** Ends a reading: the element or attribute, and what is wrong with it, without quoting its value. */
export const reject = (field: string, why: string): never => {
  throw new Refused(failure('assertion-invalid', { field, why }));
};

/** Ends a reading by another failure. */
export const refuseWith = (refusal: Failure): never => {
  throw new Refused(refusal);
};

/** Runs a reading; what it rejects is a failure. */
export const reading = <T>(read: () => T): Result<T, Failure> => {
  try {
    return ok(read());
  } catch (error) {
    if (error instanceof Refused) return fail(error.refusal);
    throw error;
  }
};
