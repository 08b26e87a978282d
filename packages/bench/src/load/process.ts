// SPDX-License-Identifier: Apache-2.0
// Program of the load generator: asks a server as many clients at once would.
import { readDataset } from '../data/dataset.ts';
import { answerCalls, type Telling } from '../measure/calls.ts';
import { runClosedLoop } from '../measure/closed-loop.ts';
import type { Outcome } from '../measure/outcome.ts';
import { workloadNamed } from '../workloads/index.ts';
import { type Connection, openConnection } from './connection.ts';
import { converse, type ExchangeSize } from './converse.ts';
import { runOpenLoop } from './open-loop.ts';
import type { LoadQuestion, Mix } from './questions.ts';

const dataset = await readDataset(process.argv[2] ?? '');
/** Of each client that this process ever makes. */
let clients = 0;

const clientFor = (name: string) => {
  clients += 1;
  const root = `1.2.250.1.999.43.${process.pid}.${Date.now()}.${clients}`;
  return workloadNamed(name).client({ dataset, number: clients, root });
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
    const pairs = connections.map((connection) => ({ connection, client: clientFor(question.workload) }));
    const operations = pairs.map(
      ({ connection, client }) =>
        () =>
          converse(client.operation(), connection),
    );
    const outcome = await runClosedLoop(operations, { ...question, onEdge });
    const checks = await Promise.allSettled(
      pairs.map(async ({ connection, client }) => {
        const conversation = client.afterwards?.();
        if (conversation) await converse(conversation, connection);
      }),
    );
    const failed = checks.filter((check) => check.status === 'rejected');
    const firstWrong = outcome.firstWrong ?? (failed[0]?.reason as Error | undefined)?.message;
    return { ...outcome, wrong: outcome.wrong + failed.length, ...(firstWrong === undefined ? {} : { firstWrong }) };
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

const mixed = (connection: Connection, mix: Mix): (() => Promise<void>) => {
  const clientsByName = new Map(Object.keys(mix).map((name) => [name, clientFor(name)]));
  return async () => {
    const client = clientsByName.get(pick(mix));
    if (client) await converse(client.operation(), connection);
  };
};

const runMix = (question: Of<'mix'>, { onEdge }: Telling): Promise<Outcome> =>
  withConnections(question, (connections) =>
    runClosedLoop(
      connections.map((connection) => mixed(connection, question.mix)),
      { ...question, onEdge },
    ),
  );

const runArrivals = (question: Of<'arrivals'>, { onProgress }: Telling): Promise<void> =>
  withConnections(question, (connections) =>
    runOpenLoop(
      connections.map((connection) => mixed(connection, question.mix)),
      { ...question, onSpan: onProgress },
    ),
  );

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
