// SPDX-License-Identifier: Apache-2.0
import pg from 'pg';

/** Runs single statements, each a transaction of its own. */
export interface Lanes {
  query<Row extends pg.QueryResultRow>(config: pg.QueryConfig): Promise<pg.QueryResult<Row>>;
  /** Waits for the statements that are on; those that come after it are refused. */
  end(): Promise<void>;
}

interface Lane extends Lanes {
  /** Statements that are on. */
  readonly load: () => number;
  /** Since when the oldest of them is on, in milliseconds; Infinity without any. */
  readonly since: () => number;
}

/** A backend works through its lane in turn: with more of them a slow statement holds up fewer others. */
export const LANES = 2;

/** What is on for so long will be for longer, and all that comes behind it waits. */
const SLOW_MS = 100;

/** Beyond the time that the database gives a statement: it says itself what took too long, as long as it is there. */
const ANSWER_MORE_MS = 2_000;

/** So that a peer which is gone without a word is found out, and does not hold up for ever what is asked of it. */
const watchful = ({ statement_timeout }: pg.ClientConfig): pg.ClientConfig => ({
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  // In a pipeline pg ends the connection with it.
  ...(typeof statement_timeout === 'number' && { query_timeout: statement_timeout + ANSWER_MORE_MS }),
});

const openLane = (options: pg.ClientConfig): Lane => {
  let ready: pg.Client | undefined;
  let connecting: Promise<pg.Client> | undefined;
  /** When each of the statements that are on was asked; the oldest first. */
  const on = new Set<{ readonly sinceMs: number }>();
  let corked = false;

  const connect = async (): Promise<pg.Client> => {
    const fresh = new pg.Client({ ...options, ...watchful(options), pipeline: true } as pg.ClientConfig);
    const forget = (): void => {
      if (ready === fresh) ready = undefined;
    };
    // what is on fails by itself; the next statement connects anew
    fresh.on('error', forget);
    fresh.on('end', forget);
    await fresh.connect();
    ready = fresh;
    return fresh;
  };

  const connected = (): pg.Client | Promise<pg.Client> => {
    // pg ends the stream first, and tells us a moment later
    if (ready && !ready.connection.stream.destroyed) return ready;
    connecting ??= connect().finally(() => {
      connecting = undefined;
    });
    return connecting;
  };

  /** What the requests of one turn of the event loop ask goes out in one piece, and wakes the backend once. */
  const gatherTurn = ({ connection }: pg.Client): void => {
    if (corked) return;
    const { stream } = connection;
    corked = true;
    stream.cork();
    setImmediate(() => {
      corked = false;
      stream.uncork();
    });
  };

  return {
    load: () => on.size,
    since: () => {
      for (const { sinceMs } of on) return sinceMs;
      return Infinity;
    },
    query: async <Row extends pg.QueryResultRow>(config: pg.QueryConfig) => {
      const asked = { sinceMs: performance.now() };
      on.add(asked);
      try {
        const client = await connected();
        gatherTurn(client);
        return await client.query<Row>(config);
      } finally {
        on.delete(asked);
      }
    },
    end: async () => {
      const last = await connecting?.catch(() => undefined);
      await (ready ?? last)?.end();
    },
  };
};

/**
 * A few connections on which statements follow each other without waiting for answers (pipelining), for the many small
 * reads of requests that are on at the same time. Connections are made when they are needed, like those of the pool.
 */
export const createLanes = (options: pg.ClientConfig): Lanes => {
  const lanes = Array.from({ length: LANES }, () => openLane(options));
  let ended = false;
  /** The one with the fewest statements, of those where none is slow if there are such. */
  const lightest = (): Lane => {
    const slowSince = performance.now() - SLOW_MS;
    return lanes.reduce((best, lane) => {
      const isSlow = lane.since() < slowSince;
      if (isSlow !== best.since() < slowSince) return isSlow ? best : lane;
      return lane.load() < best.load() ? lane : best;
    });
  };
  return {
    query: async (config) => {
      // It would open a connection again, which nobody closes.
      if (ended) throw new Error('Cannot use a lane after it was ended');
      return lightest().query(config);
    },
    end: async () => {
      ended = true;
      await Promise.all(lanes.map((lane) => lane.end()));
    },
  };
};
