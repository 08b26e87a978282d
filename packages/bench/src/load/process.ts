// SPDX-License-Identifier: Apache-2.0
// Program of the load generator: asks a server as many clients at once would.
import { readDataset } from '../data/dataset.ts';
import { answerCalls, type Telling } from '../measure/calls.ts';
import { runClosedLoop } from '../measure/closed-loop.ts';
import type { Outcome } from '../measure/outcome.ts';
import { type BenchClient, workloadNamed } from '../workloads/index.ts';
import { type Connection, openConnection } from './connection.ts';
import { converse, type ExchangeSize } from './converse.ts';
import { runOpenLoop, type Span } from './open-loop.ts';
import type { Afterwards, ArrivalSpan, LoadQuestion, Mix } from './questions.ts';

const dataset = await readDataset(process.argv[2] ?? '');
/** Of each client that this process ever makes. */
let clients = 0;

const clientFor = (name: string, checkAll = false): BenchClient => {
  clients += 1;
  const root = `1.2.250.1.999.43.${process.pid}.${Date.now()}.${clients}`;
  return workloadNamed(name).client({ dataset, root, checkAll });
};

/** A connection with the clients that ask over it. */
interface Seat {
  readonly connection: Connection;
  readonly clients: readonly BenchClient[];
}

/** More at once could be refused, and what is refused is not known to be there. */
const LOOKING = 64;

/** Looks for what the clients were acknowledged. */
const lookAfterwards = async (seats: readonly Seat[]): Promise<Afterwards> => {
  let checked = 0;
  const wrong: string[] = [];
  const conversations = seats
    .flatMap(({ clients }) => clients)
    .flatMap((client) => [...(client.afterwards?.() ?? [])])
    .values();
  const look = async ({ connection }: Seat): Promise<void> => {
    for (const conversation of conversations) {
      checked += 1;
      await converse(conversation, connection).catch((error: Error) => void wrong.push(error.message));
    }
  };
  await Promise.all(seats.slice(0, LOOKING).map(look));
  const [firstMissing] = wrong;
  return { checked, missing: wrong.length, ...(firstMissing !== undefined && { firstMissing }) };
};

/** Connections of the round that runs; closed when it is over. */
const withConnections = async <T>(
  { baseUrl, concurrency }: { readonly baseUrl: string; readonly concurrency: number },
  work: (connections: readonly Connection[]) => Promise<T>,
): Promise<T> => {
  const connections = Array.from({ length: concurrency }, () => openConnection(baseUrl));
  try {
    return await work(connections);
  } finally {
    for (const connection of connections) connection.close();
  }
};

type Of<D extends LoadQuestion['do']> = Extract<LoadQuestion, { readonly do: D }>;

/** Does one operation, and answers how large its requests and answers were. */
const probe = ({ workload, baseUrl }: Of<'probe'>): Promise<readonly ExchangeSize[]> =>
  withConnections({ baseUrl, concurrency: 1 }, async ([connection]) => {
    const sizes: ExchangeSize[] = [];
    if (connection) await converse(clientFor(workload).operation(), connection, (size) => void sizes.push(size));
    return sizes;
  });

const runWorkload = (question: Of<'workload'>, { onEdge }: Telling): Promise<Outcome> =>
  withConnections(question, async (connections) => {
    const seats = connections.map((connection) => ({ connection, clients: [clientFor(question.workload)] }));
    const operations = seats.map(
      ({ connection, clients: [client] }) =>
        async () =>
          client && converse(client.operation(), connection),
    );
    const outcome = await runClosedLoop(operations, { ...question, onEdge });
    const { missing, firstMissing } = await lookAfterwards(seats);
    const firstWrong = outcome.firstWrong ?? firstMissing;
    return { ...outcome, wrong: outcome.wrong + missing, ...(firstWrong === undefined ? {} : { firstWrong }) };
  });

/** The same requests and answers by size, of a server that does nothing else. */
const runBare = (question: Of<'bare'>, { onEdge }: Telling): Promise<Outcome> =>
  withConnections(question, (connections) => {
    const [token] = dataset.tokens;
    const bodies = question.exchanges.map(({ sent }) => Buffer.alloc(sent, 'x'));
    const operations = connections.map((connection) => async () => {
      for (const [index, { answered }] of question.exchanges.entries()) {
        const body = bodies[index];
        const answer = await connection.ask({
          method: body === undefined || body.length === 0 ? 'GET' : 'POST',
          path: `/${answered}`,
          ...(token === undefined ? {} : { token }),
          ...(body === undefined || body.length === 0 ? {} : { body }),
        });
        if (answer.status !== 200 || answer.body.length !== answered) throw new Error('The bare server answers wrong.');
      }
    });
    return runClosedLoop(operations, { ...question, onEdge });
  });

/** One of the workloads, by chance. */
const pick = (mix: Mix): string => {
  let left = Math.random();
  for (const [name, part] of Object.entries(mix)) {
    left -= part;
    if (left < 0) return name;
  }
  return Object.keys(mix)[0] ?? '';
};

/** Does an operation of the mix over one connection. */
const mixed = (connection: Connection, mix: Mix, checkAll?: boolean) => {
  const byName = new Map(Object.keys(mix).map((name) => [name, clientFor(name, checkAll)]));
  return {
    connection,
    clients: [...byName.values()],
    operation: async (): Promise<void> => {
      const client = byName.get(pick(mix));
      if (client) await converse(client.operation(), connection);
    },
  };
};

const runMix = (question: Of<'mix'>, { onEdge }: Telling): Promise<Outcome> =>
  withConnections(question, (connections) =>
    runClosedLoop(
      connections.map((connection) => mixed(connection, question.mix).operation),
      { ...question, onEdge },
    ),
  );

const runArrivals = (question: Of<'arrivals'>, { onProgress }: Telling): Promise<Afterwards> =>
  withConnections(question, async (connections) => {
    const { mix, phases, spanSeconds, patienceMs, checkAll } = question;
    const seats = connections.map((connection) => mixed(connection, mix, checkAll));
    const operations = seats.map(({ operation }) => operation);
    for (const [phase, { seconds, perSecond }] of phases.entries()) {
      const onSpan = (span: Span): void => onProgress({ ...span, phase } satisfies ArrivalSpan);
      await runOpenLoop(operations, { perSecond, seconds, spanSeconds, patienceMs, onSpan });
    }
    return lookAfterwards(seats);
  });

answerCalls<LoadQuestion>((question, telling) => {
  switch (question.do) {
    case 'probe':
      return probe(question);
    case 'workload':
      return runWorkload(question, telling);
    case 'bare':
      return runBare(question, telling);
    case 'mix':
      return runMix(question, telling);
    case 'arrivals':
      return runArrivals(question, telling);
  }
});
