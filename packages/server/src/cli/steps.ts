// SPDX-License-Identifier: Apache-2.0

/** Prints each step when it is done, with the time that it took. */
export const stepPrinter = (out: (text: string) => void): ((step: string) => void) => {
  let lastMs = performance.now();
  return (step) => {
    const nowMs = performance.now();
    out(`  ${step.padEnd(56)} ${((nowMs - lastMs) / 1000).toFixed(1).padStart(5)} s\n`);
    lastMs = nowMs;
  };
};

/** Columns under each other, two spaces apart. */
export const columns = (rows: readonly (readonly string[])[]): string => {
  const widths = rows.reduce<number[]>(
    (most, row) => row.map((cell, index) => Math.max(most[index] ?? 0, cell.length)),
    [],
  );
  return rows
    .map((row) => `  ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')}`.trimEnd())
    .join('\n');
};
