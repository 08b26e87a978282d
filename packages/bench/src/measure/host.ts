// SPDX-License-Identifier: Apache-2.0
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { Client } from 'pg';

/** The machine on which it was measured. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly system: string;
  readonly node: string;
}

/** The machine, and the database on it. */
export interface Host extends Machine {
  readonly postgres: string;
  /** As `SHOW` answers them. */
  readonly settings: Readonly<Record<string, string>>;
}

export const readMachine = (): Machine => ({
  processor: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  memoryBytes: totalmem(),
  system: `${type()} ${release()}`,
  node: process.versions.node,
});

const SETTINGS = ['fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers', 'max_connections'] as const;

export const readHost = async (databaseUrl: string): Promise<Host> => {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const show = async (name: string): Promise<string> => {
      const { rows } = await client.query<{ readonly value: string }>('SELECT current_setting($1) AS value', [name]);
      return rows[0]?.value ?? '';
    };
    const settings = await SETTINGS.reduce<Promise<Record<string, string>>>(
      async (before, name) => ({ ...(await before), [name]: await show(name) }),
      Promise.resolve({}),
    );
    return { ...readMachine(), postgres: await show('server_version'), settings };
  } finally {
    await client.end();
  }
};
