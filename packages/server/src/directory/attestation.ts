// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import type { Failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import type { Instant } from '@dossier/core/time';
import type { Pool } from 'pg';
import { type Asked, askedOf, judge, type Standing } from './standing.ts';
import * as sql from './statements.ts';

/**
 * What becomes of a caller whom the directory does not know as they say: nothing, a line in the log, a refusal.
 * `when-loaded` refuses as soon as something was loaded once.
 */
export type DirectoryMode = 'off' | 'warn' | 'enforce' | 'when-loaded';

export interface AttestationOptions {
  readonly pool: Pool;
  readonly clock: { now(): Instant };
  readonly mode: DirectoryMode;
  /** Told, in mode `warn`, of each refusal that would have been, once until the directory changes. */
  readonly onDoubt: (failure: Failure) => void;
  readonly pollMs?: number;
  readonly remembered?: number;
}

/** Asks the directory about callers, and remembers its answers until it changes. */
export interface Attestation {
  /** The actor, or why the directory does not let them act now (see `judge`). */
  attest<A extends Actor>(actor: A): Promise<Result<A, Failure>>;
  close(): Promise<void>;
}

const POLL_MS = 1_000;
/** After so many turns without an answer nothing remembered counts any more. */
const POLLS_MISSED = 3;
const REMEMBERED = 20_000;

const nameOf = ({ professional: p, organization = '' }: Asked): string =>
  p === undefined ? organization : `${p.id} ${p.profession} ${p.specialty ?? ''} ${organization}`;

/**
 * The check of every actor against the directory, between authentication and the use cases. Remembered answers are
 * dropped within about a second of a change, at the change of day, and when the database does not answer.
 */
export const openAttestation = (options: AttestationOptions): Attestation => {
  const { pool, clock, mode, onDoubt, pollMs = POLL_MS, remembered = REMEMBERED } = options;
  if (mode === 'off') return { attest: async (actor) => ok(actor), close: async () => undefined };

  const known = new Map<string, Failure | undefined>();
  // What was begun to be asked in an earlier generation is answered, and not remembered.
  let generation = 0;
  let version: string | undefined;
  let day = '';
  let heardAt = Number.NEGATIVE_INFINITY;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let turn: Promise<void> = Promise.resolve();

  const forget = (): void => {
    generation += 1;
    known.clear();
  };

  let loaded = false;
  const look = async (): Promise<void> => {
    const { rows } = await pool.query<{ version: string; loaded: boolean }>(sql.readChange);
    if (rows[0]?.version !== version) forget();
    version = rows[0]?.version;
    loaded = rows[0]?.loaded === true;
    heardAt = performance.now();
  };
  const poll = (): void => {
    // where the database is away the requests themselves say so
    turn = look()
      .catch(() => undefined)
      .then(() => {
        if (!stopped) timer = setTimeout(poll, pollMs).unref();
      });
  };
  poll();

  const ask = async (asked: Asked, today: string): Promise<Failure | undefined> => {
    const { rows } = await pool.query<Standing>({
      name: 'directory-standing',
      text: sql.readStanding,
      values: [asked.professional?.id ?? null, asked.organization ?? null],
    });
    return judge(asked, rows[0] ?? { professional: null, organization: null, situations: [] }, today);
  };

  const verdictOn = async (asked: Asked): Promise<Failure | undefined> => {
    const today = clock.now().slice(0, 10);
    if (today !== day || performance.now() - heardAt > pollMs * POLLS_MISSED) {
      forget();
      day = today;
    }
    const name = nameOf(asked);
    const verdict = known.get(name);
    if (verdict !== undefined || known.has(name)) return verdict;
    const begun = generation;
    if (version === undefined) await look();
    const found = mode === 'when-loaded' && !loaded ? undefined : await ask(asked, today);
    if (found && mode === 'warn') onDoubt(found);
    const kept = mode === 'warn' ? undefined : found;
    if (begun === generation) {
      if (known.size >= remembered) known.clear();
      known.set(name, kept);
    }
    return kept;
  };

  return {
    attest: async (actor) => {
      const asked = askedOf(actor);
      const refused = asked && (await verdictOn(asked));
      return refused ? fail(refused) : ok(actor);
    },
    close: async () => {
      stopped = true;
      clearTimeout(timer);
      await turn;
    },
  };
};
