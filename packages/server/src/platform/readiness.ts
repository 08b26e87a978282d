// SPDX-License-Identifier: Apache-2.0

/** Each check resolves when its part is ready and throws, or takes too long, when it is not. */
export interface ReadinessChecks {
  readonly database: () => Promise<unknown>;
  readonly migrations: () => Promise<unknown>;
  readonly keys: () => Promise<unknown>;
}

export interface Readiness {
  readonly ready: boolean;
  readonly database: boolean;
  readonly migrations: boolean;
  readonly keys: boolean;
}

const CHECK_MS = 3_000;

const passes = async (check: () => Promise<unknown>): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<false>((done) => {
    timer = setTimeout(done, CHECK_MS, false);
  });
  const passed = check().then(
    () => true,
    () => false,
  );
  return Promise.race([passed, tooLate]).finally(() => clearTimeout(timer));
};

/** Content of `/readyz`: only whether, not why, because anybody may ask. */
export const readiness = async (checks: ReadinessChecks): Promise<Readiness> => {
  const [database, migrations, keys] = await Promise.all([
    passes(checks.database),
    passes(checks.migrations),
    passes(checks.keys),
  ]);
  return { ready: database && migrations && keys, database, migrations, keys };
};
