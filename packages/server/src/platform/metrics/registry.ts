// SPDX-License-Identifier: Apache-2.0
import type { Pool } from 'pg';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Full, Places } from '../admission/index.ts';
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

const gaugesOf =
  (registry: Registry) =>
  (name: string, help: string, read: () => number): void => {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  };

/** Answers what is to be told of the places for requests, and of each request that found none. */
export const measureAdmission = (
  registry: Registry,
): { readonly onPlaces: (places: Places) => void; readonly onRefused: (full: Full) => void } => {
  const counter = new Counter({
    name: 'dossier_http_requests_refused_total',
    help: 'Requests refused with 503 because of what was on already: as many requests, or as many bytes of bodies, as there may be.',
    labelNames: ['full'],
    registers: [registry],
  });
  const gauge = gaugesOf(registry);
  return {
    onPlaces: ({ requests, bodyBytes }) => {
      gauge('dossier_http_requests_in_progress', 'Requests in progress.', requests);
      gauge('dossier_http_body_bytes', 'Bytes of request bodies in memory.', bodyBytes);
    },
    onRefused: (full) => counter.inc({ full }),
  };
};

export const measurePool = (registry: Registry, pool: Pool): void => {
  const gauge = gaugesOf(registry);
  gauge(
    'dossier_database_connections_max',
    'Most connections of the pools; the lanes of reads come on top.',
    () => pool.options.max,
  );
  gauge('dossier_database_connections_open', 'Connections of the pools.', () => pool.totalCount);
  gauge('dossier_database_connections_idle', 'Connections of the pools that nobody uses now.', () => pool.idleCount);
  gauge('dossier_database_requests_waiting', 'Requests that wait for a connection.', () => pool.waitingCount);
};
