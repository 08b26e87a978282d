// SPDX-License-Identifier: Apache-2.0
import { connect, type Socket } from 'node:net';
import { type Answer, answerReader } from './answer-reader.ts';

/** A request as a workload makes it. */
export interface Ask {
  readonly method: 'GET' | 'POST';
  /** From the root of the server, `/fhir/…`. */
  readonly path: string;
  /** A bearer token. */
  readonly token?: string;
  readonly accept?: string;
  readonly contentType?: string;
  readonly body?: Buffer;
}

/** One kept connection to a server; one request is on at a time. */
export interface Connection {
  /**
   * Rejects when the connection breaks before the answer is whole, or when that takes longer than the limit; the next
   * request opens another one.
   */
  ask(ask: Ask): Promise<Answer>;
  close(): void;
}

const headOf = ({ method, path, token, accept, contentType, body }: Ask, host: string): string =>
  `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\n${token === undefined ? '' : `authorization: Bearer ${token}\r\n`}${
    accept === undefined ? '' : `accept: ${accept}\r\n`
  }${contentType === undefined ? '' : `content-type: ${contentType}\r\n`}${
    body === undefined ? '' : `content-length: ${body.length}\r\n`
  }\r\n`;

interface Waiting {
  readonly done: (answer: Answer) => void;
  readonly failed: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** A server that has not answered by then has lost the request; without a limit its client would wait for ever. */
const MOST_ANSWER_MS = 30_000;

/**
 * @param baseUrl `http://127.0.0.1:8080`
 * @param answerMs how long a whole answer may take
 */
export const openConnection = (baseUrl: string, answerMs = MOST_ANSWER_MS): Connection => {
  const { hostname, port, host } = new URL(baseUrl);
  let socket: Socket | undefined;
  let waiting: Waiting | undefined;

  const settle = (settled: (now: Waiting) => void): void => {
    const now = waiting;
    waiting = undefined;
    if (now === undefined) return;
    clearTimeout(now.timer);
    settled(now);
  };

  const giveUp = (asked: Socket): void => void asked.destroy(new Error(`no answer within ${answerMs / 1000} s`));

  const open = (): Socket => {
    const opened = connect({ host: hostname, port: Number(port), noDelay: true });
    const read = answerReader();
    const drop = (error: Error): void => {
      opened.destroy();
      if (socket !== opened) return;
      socket = undefined;
      settle(({ failed }) => failed(error));
    };
    opened.on('data', (arrived) => {
      try {
        const answer = read(arrived);
        if (answer === undefined) return;
        if (answer.last) socket = undefined;
        settle(({ done }) => done(answer));
      } catch (error) {
        drop(error as Error);
      }
    });
    opened.on('error', drop);
    opened.on('close', () => drop(new Error('The server closed the connection before its answer was whole.')));
    return opened;
  };

  return {
    ask: (ask) =>
      new Promise((done, failed) => {
        socket ??= open();
        const timer = setTimeout(giveUp, answerMs, socket);
        waiting = { done, failed, timer };
        const head = headOf(ask, host);
        if (ask.body === undefined) socket.write(head, 'latin1');
        else {
          socket.cork();
          socket.write(head, 'latin1');
          socket.write(ask.body);
          socket.uncork();
        }
      }),
    close: () => {
      clearTimeout(waiting?.timer);
      socket?.destroy();
      socket = undefined;
    },
  };
};
