// SPDX-License-Identifier: Apache-2.0
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import {
  AggregatorRegistry,
  Counter,
  Gauge,
  type MetricObjectWithValues,
  type MetricValue,
  type Registry,
} from 'prom-client';
import { closingUnless } from '../closers.ts';
import type { Config } from '../config.ts';
import { type ClaimedPorts, claimPorts } from '../doors.ts';
import { type Assignment, catcherOf } from './assignment.ts';
import { answerMetrics, askMetrics, type Channel } from './channel.ts';
import { connectionsPerWorker } from './connections.ts';
import { startCrew } from './crew.ts';
import { shared } from './shared.ts';

export interface LeadOptions {
  readonly config: Config;
  readonly pool: Pool;
  readonly log: Logger;
  readonly registry: Registry;
  /** Program of a worker. */
  readonly file: string;
  /** How long requests that are on may take when the server stops. */
  readonly closeMs: number;
  /** TLS on the port after that of the configuration, too. */
  readonly tlsBeside?: boolean;
}

export interface Led extends ClaimedPorts {
  /** Rejects with a StartError when workers cannot be kept alive. */
  readonly broken: Promise<never>;
  close(): Promise<void>;
}

/** Beyond the time for requests: closing the pool and the journal. */
const STOP_MORE_MS = 5_000;
/** A worker that is too busy to answer is left out of one scrape. */
const WORKER_ANSWER_MS = 2_000;

type Families = MetricObjectWithValues<MetricValue<string>>[];

/** The metrics of all processes as those of one: counters and most gauges added up. */
const gather = async (registry: Registry, workers: readonly Channel[]): Promise<string> => {
  const theirs = await Promise.all(workers.map((worker) => askMetrics<Families>(worker, WORKER_ANSWER_MS)));
  const ours = (await registry.getMetricsAsJSON()) as Families;
  return AggregatorRegistry.aggregate([ours, ...theirs.filter((families) => families !== undefined)]).metrics();
};

/**
 * Lets workers answer on one port, and keeps their number.
 *
 * @throws StartError when they cannot start
 */
export const lead = async ({
  config,
  pool,
  log,
  registry,
  file,
  closeMs,
  tlsBeside = false,
}: LeadOptions): Promise<Led> => {
  const size = config.workers;
  const connections = await connectionsPerWorker(pool, size);
  const ports = await claimPorts(config, tlsBeside);
  const assignment: Assignment = {
    environment: config.environment,
    ...ports,
    connections,
    catcher: catcherOf(config),
  };
  const ends = new Counter({
    name: 'dossier_worker_ends_total',
    help: 'Workers that ended without being told to.',
    registers: [registry],
  });
  // Several may be asked for metrics at once, and each gathering asks all workers.
  const gatherAll = shared(() => gather(registry, crew.workers()));
  const crew = startCrew({
    size,
    file,
    argument: JSON.stringify(assignment),
    stopMs: closeMs + STOP_MORE_MS,
    log,
    onWorker: (worker) => answerMetrics(worker, gatherAll),
    onEnd: () => ends.inc(),
  });
  new Gauge({
    name: 'dossier_workers',
    help: 'Processes that answer requests.',
    registers: [registry],
    collect() {
      this.set(crew.workers().length);
    },
  });
  await closingUnless(() => Promise.race([crew.listening, crew.broken]), crew.stop);
  return { ...ports, broken: crew.broken, close: crew.stop };
};
