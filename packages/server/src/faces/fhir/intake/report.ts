// SPDX-License-Identifier: Apache-2.0
import { type ErrorCode, type Failure, type FailureParameters, failure } from '@dossier/core/errors';

/** Gathers all that is wrong with one message, in the order of the message; the same fault at the same place once. */
export interface Report {
  readonly failures: readonly Failure[];
  readonly warnings: readonly Failure[];
  readonly refuse: (code: ErrorCode, path: string, parameters?: FailureParameters) => undefined;
  readonly warn: (code: ErrorCode, path: string, parameters?: FailureParameters) => undefined;
  readonly missing: (path: string, why: string) => undefined;
  readonly invalid: (path: string, why: string) => undefined;
  readonly unsupported: (path: string, why: string) => undefined;
}

/** More failures than this help nobody; the message is refused all the same. */
const LIMIT = 100;

export const newReport = (): Report => {
  const failures: Failure[] = [];
  const warnings: Failure[] = [];
  const known = new Set<string>();
  const add = (list: Failure[], code: ErrorCode, path: string, parameters: FailureParameters = {}): undefined => {
    const key = `${code} ${path}`;
    if (known.has(key) || list.length >= LIMIT) return undefined;
    known.add(key);
    list.push(failure(code, parameters, { location: path }));
    return undefined;
  };
  return {
    failures,
    warnings,
    refuse: (code, path, parameters) => add(failures, code, path, parameters),
    warn: (code, path, parameters) => add(warnings, code, path, parameters),
    missing: (path, why) => add(failures, 'element-missing', path, { path, why }),
    invalid: (path, why) => add(failures, 'element-invalid', path, { path, why }),
    unsupported: (path, why) => add(failures, 'element-unsupported', path, { path, why }),
  };
};
