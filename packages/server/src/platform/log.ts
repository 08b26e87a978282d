// SPDX-License-Identifier: Apache-2.0
import { type DestinationStream, type Logger, pino } from 'pino';
import type { Config } from './config.ts';

/** Errors of the language itself: their messages name code, not data. */
const SPEAKABLE = new Set(['TypeError', 'ReferenceError', 'StartError', 'AssertionError']);

/**
 * What of an error may stand in the log: its kind, its code and where it was thrown. Not its message, in which a
 * database quotes values and a parser quotes the document.
 */
export const describeError = (error: unknown): Readonly<Record<string, unknown>> => {
  if (!(error instanceof Error)) return { name: typeof error };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const { code } = error as { code?: unknown };
  return {
    name: error.name,
    ...(typeof code === 'string' && { code }),
    ...(SPEAKABLE.has(error.name) && { message: error.message }),
    at: frames.slice(0, 12).map((line) => line.trim().replace(/^at /, '')),
  };
};

const SELDOM_MS = 60_000;

/** Tells of an error that comes again and again once a minute, of another one at once. */
export const seldom = (
  tell: (error: unknown) => void,
  nowMs: () => number = () => performance.now(),
): ((error: unknown) => void) => {
  let last: string | undefined;
  let againMs = 0;
  return (error) => {
    const now = nowMs();
    if (String(error) === last && now < againMs) return;
    last = String(error);
    againMs = now + SELDOM_MS;
    tell(error);
  };
};

/** Workers write to one pipe: a write of this size is never torn by another's (PIPE_BUF of Linux). */
const MOST_AT_ONCE_BYTES = 4096;

/** JSON lines; requests and responses by method and status only, never an address, a header or a body. */
export const createLog = (config: Pick<Config, 'logLevel'>, destination?: DestinationStream): Logger =>
  pino(
    {
      level: config.logLevel,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: {
        err: describeError,
        error: describeError,
        req: ({ method }: { method?: string }) => ({ method }),
        res: ({ statusCode }: { statusCode?: number }) => ({ statusCode }),
      },
      redact: { paths: ['authorization', 'token', 'headers', 'url', 'body', 'query', 'password'], remove: true },
    },
    destination ?? pino.destination({ fd: 1, sync: false, maxWrite: MOST_AT_ONCE_BYTES }),
  );
