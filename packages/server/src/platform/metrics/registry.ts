// SPDX-License-Identifier: Apache-2.0
import type { Pool } from 'pg';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Answered } from '../http.ts';

/** A registry with what every process tells of itself: processor, memory, event loop, garbage collection. */
export const createRegistry = (): Registry => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
};

const DURATION_BUCKETS_S = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** Answers what is to be told of each request answered: by the route's pattern, never by its address. */
export const measureRequests = (registry: Registry): ((answered: Answered) => void) => {
  const histogram = new Histogram({
    name: 'dossier_http_request_duration_seconds',
    help: 'Requests answered, by pattern of the route, method and status.',
    labelNames: ['route', 'method', 'status'],
    buckets: DURATION_BUCKETS_S,
    registers: [registry],
  });
  return ({ route, method, status, durationMs }) => histogram.observe({ route, method, status }, durationMs / 1000);
};

export const measurePool = (registry: Registry, pool: Pool): void => {
  const gauge = (name: string, help: string, read: () => number): void => {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  };
  gauge('dossier_database_connections_max', 'Most connections to the database.', () => pool.options.max);
  gauge('dossier_database_connections_open', 'Connections to the database.', () => pool.totalCount);
  gauge('dossier_database_connections_idle', 'Connections that nobody uses now.', () => pool.idleCount);
  gauge('dossier_database_requests_waiting', 'Requests that wait for a connection.', () => pool.waitingCount);
};
