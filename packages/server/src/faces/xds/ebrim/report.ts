// SPDX-License-Identifier: Apache-2.0
import { type ErrorCode, type Failure, type FailureParameters, failure } from '@dossier/core/errors';

/** Gathers what is wrong with one submission, in the order of the message. */
export interface Report {
  readonly failures: readonly Failure[];
  readonly warnings: readonly Failure[];
  readonly refuse: (code: ErrorCode, location: string, parameters?: FailureParameters) => undefined;
  readonly missing: (path: string, why: string) => undefined;
  readonly invalid: (path: string, why: string) => undefined;
  readonly unsupported: (path: string, why: string) => undefined;
  /** Something that was sent is not kept (XDSExtraMetadataNotSaved). */
  readonly unkept: (path: string, name: string) => undefined;
}

/** More help nobody; the submission is refused all the same. */
const LIMIT = 100;

export const newReport = (): Report => {
  const failures: Failure[] = [];
  const warnings: Failure[] = [];
  const add = (list: Failure[], code: ErrorCode, location: string, parameters: FailureParameters): undefined => {
    if (list.length < LIMIT) list.push(failure(code, parameters, { location }));
    return undefined;
  };
  return {
    failures,
    warnings,
    refuse: (code, location, parameters = {}) => add(failures, code, location, parameters),
    missing: (path, why) => add(failures, 'element-missing', path, { path, why }),
    invalid: (path, why) => add(failures, 'element-invalid', path, { path, why }),
    unsupported: (path, why) => add(failures, 'element-unsupported', path, { path, why }),
    unkept: (path, name) => add(warnings, 'metadata-not-kept', path, { path, name }),
  };
};
