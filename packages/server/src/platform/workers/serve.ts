// SPDX-License-Identifier: Apache-2.0
import process from 'node:process';
import type { Registry } from 'prom-client';
import { answerMetrics, askMetrics, type Channel, type Message, tell } from './channel.ts';
import { shared } from './shared.ts';

const leader = process as Channel;

class LeaderBusyError extends Error {
  readonly code = 'DOSSIER_LEADER_BUSY';
}

/** The leader asks all workers before it answers. */
const LEADER_ANSWER_MS = 5_000;

/**
 * Resolves when this worker is told to stop, by the leader or by SIGTERM. Ctrl-C and the end of the terminal reach every
 * process: they are the leader's to judge. When the leader is gone, Node ends the worker at once (node:cluster).
 */
export const untilTold = (): Promise<void> =>
  new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
    process.on('SIGTERM', done);
    leader.on('message', (message: Message) => {
      if (message.say === 'stop') done();
    });
  });

export const tellListening = (): Promise<void> => tell(leader, { say: 'listening' });

export const tellRefused = (sentence: string): Promise<void> => tell(leader, { say: 'refused', sentence });

/** Gives this worker's metrics to the leader. Answers how to get those of all. */
export const shareMetrics = (registry: Registry): (() => Promise<string>) => {
  answerMetrics(leader, () => registry.getMetricsAsJSON());
  return shared(async () => {
    const text = await askMetrics<string>(leader, LEADER_ANSWER_MS);
    if (text === undefined) throw new LeaderBusyError('The leading process did not answer.');
    return text;
  });
};
