// SPDX-License-Identifier: Apache-2.0

interface Related {
  readonly uniqueId: string;
  /** uniqueIds that must come before. */
  readonly after: readonly string[];
}

/**
 * Puts each document behind those of the same run that it replaces, completes or is made from, and otherwise keeps
 * the order given. Documents that refer to each other in a circle keep their order.
 */
export const inOrderOfDependence = <T>(documents: readonly T[], relatedOf: (document: T) => Related): readonly T[] => {
  const byId = Map.groupBy(documents, (document) => relatedOf(document).uniqueId);
  const done = new Set<T>();
  const ordered: T[] = [];
  for (const start of documents) {
    // Iterative, because a chain of versions may be as long as the run.
    const stack: { readonly document: T; readonly before: T[] }[] = [];
    const enter = (document: T): void => {
      if (done.has(document)) return;
      done.add(document);
      stack.push({ document, before: relatedOf(document).after.flatMap((id) => byId.get(id) ?? []) });
    };
    enter(start);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const next = top.before.shift();
      if (next !== undefined) enter(next);
      else {
        ordered.push(top.document);
        stack.pop();
      }
    }
  }
  return ordered;
};
