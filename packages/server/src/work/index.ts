// SPDX-License-Identifier: Apache-2.0

export interface Loop {
  /** Ends the turns; waits for the one that is on. */
  stop(): Promise<void>;
}

/**
 * Does `turn` again and again, `intervalMs` after the turn before has ended; at once while it answers true, that is,
 * while there is more to do. A turn that fails goes to `onError`, and the next one tries again.
 */
export const startLoop = (
  turn: () => Promise<boolean>,
  { intervalMs, onError }: { readonly intervalMs: number; readonly onError: (error: unknown) => void },
): Loop => {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let current: Promise<void> = Promise.resolve();

  const run = async (): Promise<void> => {
    let more = true;
    while (more && !stopped) {
      more = await turn().catch((error: unknown) => {
        onError(error);
        return false;
      });
    }
    if (!stopped) timer = setTimeout(begin, intervalMs).unref();
  };
  const begin = (): void => {
    current = run();
  };
  begin();

  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await current;
    },
  };
};
