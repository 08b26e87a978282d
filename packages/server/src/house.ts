// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { secretForNotice } from './accounts/index.ts';
import { countUnsent, startForwarding } from './atna/index.ts';
import { forgetExpired, type SignInWay } from './authorization/index.ts';
import { isLoaded, refreshDirectory } from './directory/index.ts';
import { startExtraction } from './extraction/index.ts';
import { CLOSE_MS, openFront, publicUrl, tlsUrl } from './front.ts';
import { countNotices, startNotices } from './notices/index.ts';
import { closers, closingUnless } from './platform/closers.ts';
import type { Config } from './platform/config.ts';
import { claimPorts } from './platform/doors.ts';
import { openInstallation } from './platform/installation.ts';
import { seldom } from './platform/log.ts';
import { measureAudit, measureNotices, measureWork } from './platform/metrics/index.ts';
import { configuredTrust } from './platform/tokens.ts';
import { LEADER_CONNECTIONS, type Led, lead, NOTICE_CONNECTIONS } from './platform/workers/index.ts';
import { foldNames, performDuties } from './record/index.ts';
import { openRooms, type Rooms, type RoomsOptions } from './rooms.ts';
import { countDueDuties, countUnreadDocuments } from './store/index.ts';
import { createPool } from './store/postgres/index.ts';
import { type Loop, startLoop } from './work/index.ts';

export interface HouseOptions extends Pick<RoomsOptions, 'clock' | 'log' | 'onStep'> {
  readonly sealIntervalMs?: number;
  readonly dutyIntervalMs?: number;
  readonly noticeIntervalMs?: number;
  readonly readingIntervalMs?: number;
  /** Ways of signing in, for a house in one process; default: its own. */
  readonly ways?: readonly SignInWay[];
  /** Runs before the first request is taken, for example to load the demo's population. */
  readonly prepare?: (rooms: Rooms) => Promise<void>;
  /** The same in TLS on the port after that of the configuration; the demo's authority must have made its files. */
  readonly tlsBeside?: boolean;
}

/** A house that answers over HTTP and does what is due. */
export interface House extends Rooms {
  /** `http://127.0.0.1:8080`, without a slash at the end. */
  readonly url: string;
  /** The same in TLS, where that is another address. */
  readonly tlsUrl?: string;
  /** Rejects with a StartError when the house cannot go on: its workers, or its database, end as soon as they begin. */
  readonly broken: Promise<never>;
}

const SEAL_INTERVAL_MS = 500;
const DUTY_INTERVAL_MS = 10_000;
const DUTIES_AT_ONCE = 50;
const NAMES_AT_ONCE = 200;
const NOTICE_INTERVAL_MS = 1_000;
const AUDIT_INTERVAL_MS = 1_000;
const READING_INTERVAL_MS = 500;
const FORGET_INTERVAL_MS = 600_000;

const HOUR_MS = 3_600_000;

const WORKER = join(import.meta.dirname, 'worker.ts');

/** Takes the directory again and again from where it is published; nothing where nowhere is configured. */
const keepDirectory = ({ config, pool, ports: { clock }, log }: Rooms): Loop | undefined => {
  const { directorySource: source, directoryEndPercent: endLimitPercent } = config;
  if (source === undefined) return undefined;
  const turn = async (): Promise<boolean> => {
    const report = await refreshDirectory(source, { pool, clock, endLimitPercent });
    const { faults, ...figures } = report;
    const level = report.outcome === 'refused' ? 'error' : 'info';
    log[level]({ ...figures, faults: faults.slice(0, 3) }, 'the directory was looked at');
    return false;
  };
  return startLoop(turn, {
    intervalMs: config.directoryHours * HOUR_MS,
    onError: (error) => log.error({ err: error }, 'the directory could not be refreshed'),
  });
};

/** This process answers itself. */
const answerAlone = async (rooms: Rooms, ways: readonly SignInWay[] | undefined, tlsBeside: boolean): Promise<Led> => ({
  ...(await openFront(rooms, {
    ...(await claimPorts(rooms.config, tlsBeside)),
    ...(ways && { ways }),
    metrics: () => rooms.metrics.metrics(),
  })),
  broken: new Promise<never>(() => undefined),
});

/** Workers answer, and this process leads them. */
const answerByWorkers = ({ config, pool, log, metrics }: Rooms, tlsBeside: boolean): Promise<Led> =>
  lead({ config, pool, log, registry: metrics, file: WORKER, closeMs: CLOSE_MS, tlsBeside });

/** Sends the journal to an audit record repository too, where one is set (docs/atna.md). */
const forwardAudit = ({ config, pool, log, metrics, ports }: Rooms): Loop | undefined => {
  const { auditRepository: url, auditCa, auditCertificate, auditKey } = config;
  if (url === undefined) return undefined;
  const text = (path: string | undefined) => (path === undefined ? undefined : readFileSync(path, 'utf8'));
  const [ca, certificate, key] = [auditCa, auditCertificate, auditKey].map(text);
  const repository = {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port),
    ...(ca !== undefined && { ca }),
    ...(certificate !== undefined && { certificate }),
    ...(key !== undefined && { key }),
  };
  const onError = seldom((error) => log.error({ err: error }, 'the audit record repository was not reached'));
  return startForwarding(
    { pool, repository, source: ports.repositoryUniqueId, onSent: measureAudit(metrics) },
    { intervalMs: AUDIT_INTERVAL_MS, onError },
  );
};

/** Tells people what the journal gives cause for; the queue has connections of its own. */
const tellPeople = (rooms: Rooms, url: string, intervalMs: number): { stop(): Promise<void> } => {
  const { pool, ports, senders, accounts, log, metrics } = rooms;
  const queuePool = createPool(String(pool.options.connectionString), { max: NOTICE_CONNECTIONS });
  const onError = seldom((error) => log.error({ err: error }, 'a notice could not be written'));
  const work = startNotices({
    pool,
    queuePool,
    ports,
    senders,
    url,
    intervalMs,
    onError,
    onSent: measureNotices(metrics),
    secretFor: (receiver) => secretForNotice(receiver, accounts),
  });
  return { stop: () => work.stop().finally(() => queuePool.end()) };
};

/**
 * Opens the whole house: the rooms, the faces, the loops. With `DOSSIER_WORKERS` above 1 this process starts the
 * database, seals the journal and performs the duties, and workers answer (docs/decisions/0009).
 *
 * @throws StartError with a sentence for the operator; whatever was open by then is closed
 */
export const openHouse = async (config: Config, options: HouseOptions = {}): Promise<House> => {
  const {
    sealIntervalMs = SEAL_INTERVAL_MS,
    dutyIntervalMs = DUTY_INTERVAL_MS,
    noticeIntervalMs = NOTICE_INTERVAL_MS,
    readingIntervalMs = READING_INTERVAL_MS,
    prepare,
    ways,
    tlsBeside = false,
    ...more
  } = options;
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
      notices: () => countNotices(pool),
      unread: () => countUnreadDocuments(pool),
      ...(config.auditRepository !== undefined && { audit: () => countUnsent(pool) }),
    });
    await prepare?.(rooms);
    const { port, tlsPort, broken, close } = await (alone
      ? answerAlone(rooms, ways, tlsBeside)
      : answerByWorkers(rooms, tlsBeside));
    add(close);
    const duties = startLoop(async () => (await performDuties(ports, DUTIES_AT_ONCE)) === DUTIES_AT_ONCE, {
      intervalMs: dutyIntervalMs,
      onError: (error) => log.error({ err: error }, 'a duty could not be done'),
    });
    add(duties.stop);
    const folding = startLoop(async () => (await foldNames(ports, NAMES_AT_ONCE)) === NAMES_AT_ONCE, {
      intervalMs: dutyIntervalMs,
      onError: (error) => log.error({ err: error }, 'names could not be made ready for the search by traits'),
    });
    add(folding.stop);
    const onReadError = seldom((error) => log.error({ err: error }, 'a document could not be read'));
    const reading = startExtraction(
      { pool, keyring: rooms.keyring, clock: ports.clock },
      { intervalMs: readingIntervalMs, onError: onReadError },
    );
    add(reading.stop);
    const directory = keepDirectory(rooms);
    if (directory) add(directory.stop);
    else if (config.environment === 'production' && config.directory !== 'off' && !(await isLoaded(pool)))
      log.warn('no directory of professionals was ever loaded (docs/directory.md)');
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
    const url = publicUrl(config, port);
    add(tellPeople(rooms, url, noticeIntervalMs).stop);
    const audit = forwardAudit(rooms);
    if (audit) add(audit.stop);
    return {
      ...rooms,
      url,
      ...(tlsPort !== undefined && tlsPort !== port && { tlsUrl: tlsUrl(config, tlsPort) }),
      broken: Promise.race([rooms.broken, broken]),
      close: closeAll,
    };
  }, closeAll);
};
