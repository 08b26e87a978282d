// SPDX-License-Identifier: Apache-2.0

/** A terminal, npm and our own launcher may each pass the same Ctrl-C on: within this time it counts once. */
const SAME_SIGNAL_MS = 1_000;

/**
 * Resolves when somebody asks this process to stop: Ctrl-C, SIGTERM, the end of the terminal or of the process that
 * launched it. Asked a second time, the process ends at once.
 */
export const untilSignal = (): Promise<void> =>
  new Promise((done) => {
    let firstAt: number | undefined;
    const onSignal = (): void => {
      if (firstAt === undefined) {
        firstAt = Date.now();
        done();
      } else if (Date.now() - firstAt > SAME_SIGNAL_MS) process.exit(130);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
    process.once('disconnect', onSignal);
    process.channel?.unref();
  });
