// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { forgetExpired, type SignInWay } from './authorization/index.ts';
import { CLOSE_MS, openFront, publicUrl } from './front.ts';
import { closers, closingUnless } from './platform/closers.ts';
import type { Config } from './platform/config.ts';
import { claimPort } from './platform/doors.ts';
import { openInstallation } from './platform/installation.ts';
import { seldom } from './platform/log.ts';
import { measureWork } from './platform/metrics/index.ts';
import { configuredTrust } from './platform/tokens.ts';
import { LEADER_CONNECTIONS, type Led, lead } from './platform/workers/index.ts';
import { performDuties } from './record/index.ts';
import { openRooms, type Rooms, type RoomsOptions } from './rooms.ts';
import { countDueDuties } from './store/index.ts';
import { startLoop } from './work/index.ts';

export interface HouseOptions extends Pick<RoomsOptions, 'clock' | 'log' | 'onStep'> {
  readonly sealIntervalMs?: number;
  readonly dutyIntervalMs?: number;
  /** Ways of signing in, for a house in one process; default: its own. */
  readonly ways?: readonly SignInWay[];
  /** Runs before the first request is taken, for example to load the demo's population. */
  readonly prepare?: (rooms: Rooms) => Promise<void>;
}

/** A house that answers over HTTP and does what is due. */
export interface House extends Rooms {
  /** `http://127.0.0.1:8080`, without a slash at the end. */
  readonly url: string;
  /** Rejects with a StartError when the house cannot go on: its workers, or its database, end as soon as they begin. */
  readonly broken: Promise<never>;
}

const SEAL_INTERVAL_MS = 500;
const DUTY_INTERVAL_MS = 10_000;
const DUTIES_AT_ONCE = 50;
const FORGET_INTERVAL_MS = 600_000;

const WORKER = join(import.meta.dirname, 'worker.ts');

/** This process answers itself. */
const answerAlone = async (rooms: Rooms, ways: readonly SignInWay[] | undefined): Promise<Led> => ({
  ...(await openFront(rooms, {
    port: await claimPort(rooms.config.host, rooms.config.port),
    ...(ways && { ways }),
    metrics: () => rooms.metrics.metrics(),
  })),
  broken: new Promise<never>(() => undefined),
});

/** Workers answer, and this process leads them. */
const answerByWorkers = ({ config, pool, log, metrics }: Rooms): Promise<Led> =>
  lead({ config, pool, log, registry: metrics, file: WORKER, closeMs: CLOSE_MS });

/**
 * Opens the whole house: the rooms, the faces, the loops. With `DOSSIER_WORKERS` above 1 this process starts the
 * database, seals the journal and performs the duties, and workers answer (docs/decisions/0009).
 *
 * @throws StartError with a sentence for the operator; whatever was open by then is closed
 */
export const openHouse = async (config: Config, options: HouseOptions = {}): Promise<House> => {
  const { sealIntervalMs = SEAL_INTERVAL_MS, dutyIntervalMs = DUTY_INTERVAL_MS, prepare, ways, ...more } = options;
  const alone = config.workers === 1;
  await openInstallation(config.home, config.environment);
  await configuredTrust(config);
  const rooms = await openRooms(config, alone ? more : { ...more, connections: LEADER_CONNECTIONS });
  const { ports, journal, log, pool } = rooms;
  const { add, closeAll } = closers();
  add(rooms.close);
  return closingUnless(async () => {
    // It fails again at every turn.
    const onSealError = seldom((error) => log.error({ err: error }, 'the journal could not be sealed'));
    journal.start({ intervalMs: sealIntervalMs, onError: onSealError });
    measureWork(rooms.metrics, {
      backlog: journal.backlog,
      duties: () => countDueDuties(pool, ports.clock.now()),
    });
    await prepare?.(rooms);
    const { port, broken, close } = await (alone ? answerAlone(rooms, ways) : answerByWorkers(rooms));
    add(close);
    const duties = startLoop(async () => (await performDuties(ports, DUTIES_AT_ONCE)) === DUTIES_AT_ONCE, {
      intervalMs: dutyIntervalMs,
      onError: (error) => log.error({ err: error }, 'a duty could not be done'),
    });
    add(duties.stop);
    const forgetting = startLoop(
      async () => {
        await forgetExpired(pool);
        return false;
      },
      {
        intervalMs: FORGET_INTERVAL_MS,
        onError: (error) => log.error({ err: error }, 'what has expired could not be deleted'),
      },
    );
    add(forgetting.stop);
    return { ...rooms, url: publicUrl(config, port), broken: Promise.race([rooms.broken, broken]), close: closeAll };
  }, closeAll);
};
