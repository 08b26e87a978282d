// SPDX-License-Identifier: Apache-2.0

/** A terminal, npm and our own launcher may each pass the same Ctrl-C on: within this time it counts once. */
const SAME_SIGNAL_MS = 1_000;

/** How often a process that npm started looks whether npm is still there. */
const PARENT_CHECK_MS = 1_000;

/**
 * Runs `onGone` when the parent has ended. npm passes no signal on to what it started through a shell: whoever ends
 * `npm start` by its process id would leave the house running.
 */
const watchParent = (onGone: () => void): void => {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, PARENT_CHECK_MS);
  timer.unref();
};

/**
 * Resolves when somebody asks this process to stop: Ctrl-C, SIGTERM, the end of the terminal or of the process that
 * launched it. Asked a second time, the process ends at once.
 */
export const untilSignal = (env: NodeJS.ProcessEnv): Promise<void> =>
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
    // a terminal that is gone must not keep the house from closing what it opened
    for (const stream of [process.stdout, process.stderr]) stream.on('error', onSignal);
    if (env.npm_lifecycle_event === 'start') watchParent(onSignal);
  });
