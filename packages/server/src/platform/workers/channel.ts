// SPDX-License-Identifier: Apache-2.0

/**
 * What the leading process and its workers say to each other. No secret goes this way: each process reads its keys and
 * the password of the database where the installation keeps them.
 */
export type Message =
  | { readonly say: 'listening' }
  /** A worker cannot start; the sentence is for the operator. */
  | { readonly say: 'refused'; readonly sentence: string }
  | { readonly say: 'stop' }
  | { readonly say: 'metrics-wanted'; readonly question: number }
  | { readonly say: 'metrics'; readonly question: number; readonly metrics: unknown };

/** One end of the channel: a worker as its leader sees it, or the worker's own process. */
export interface Channel {
  send?(message: Message, done: (error: Error | null) => void): unknown;
  on(event: 'message', listener: (message: Message) => void): unknown;
  off(event: 'message', listener: (message: Message) => void): unknown;
}

/** Resolves when the message has left, or the other side is gone: who waits for an answer has a time limit. */
export const tell = (channel: Channel, message: Message): Promise<void> =>
  new Promise((done) => {
    if (channel.send === undefined) done();
    else channel.send(message, () => done());
  });

let questions = 0;

/** Asks the other side for its metrics; undefined when it does not answer in time. */
export const askMetrics = <T>(channel: Channel, waitMs: number): Promise<T | undefined> =>
  new Promise((done) => {
    questions += 1;
    const question = questions;
    const finish = (metrics?: T): void => {
      clearTimeout(timer);
      channel.off('message', hear);
      done(metrics);
    };
    const hear = (message: Message): void => {
      if (message.say === 'metrics' && message.question === question) finish(message.metrics as T);
    };
    const timer = setTimeout(finish, waitMs);
    channel.on('message', hear);
    void tell(channel, { say: 'metrics-wanted', question });
  });

/** Answers the other side when it asks for metrics. */
export const answerMetrics = (channel: Channel, read: () => Promise<unknown>): void => {
  const answer = async (question: number): Promise<void> => {
    const metrics = await read().catch(() => undefined);
    if (metrics !== undefined) await tell(channel, { say: 'metrics', question, metrics });
  };
  channel.on('message', (message) => {
    if (message.say === 'metrics-wanted') void answer(message.question);
  });
};
