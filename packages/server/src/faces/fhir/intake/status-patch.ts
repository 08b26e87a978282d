// SPDX-License-Identifier: Apache-2.0
import { at, type Element, isFields, items, textAt } from './element.ts';
import { followText, type Scope } from './scope.ts';
import { type ReadRelation, sameTarget, targetOf } from './targets.ts';

/**
 * A PATCH entry (MHD Patch.Parameters, slice UpdateDocumentRefs): it may say of the target of a `replaces` of the same
 * message what the replacement does anyway, that its status becomes superseded. Anything else is refused.
 */
export const checkStatusPatch = (
  entry: Element,
  resource: Element,
  scope: Scope,
  relations: readonly ReadRelation[],
): void => {
  const { report } = entry;
  const operations = items(resource, 'parameter').filter(({ value }) => isFields(value) && value.name === 'operation');
  if (operations.length !== 1 || items(resource, 'parameter').length !== 1)
    report.unsupported(`${resource.path}.parameter`, 'one operation on DocumentReference.status is taken');
  for (const operation of operations) checkOperation(operation);

  const place = at(entry, 'request', 'url');
  const followed = followText(textAt(entry, 'request', 'url') ?? '', place, scope);
  const target = followed && targetOf(followed, place, []);
  if (target === undefined) return;
  const replaced = relations.some(
    (relation) =>
      (relation.type === 'replaces' || relation.type === 'transforms-and-replaces') &&
      sameTarget(relation.target, target),
  );
  if (!replaced)
    report.invalid(`${entry.path}.request.url`, 'no document of the message replaces this one, named in the same way');
};

const parts: ReadonlyMap<string | undefined, string> = new Map([
  ['path', 'DocumentReference.status'],
  ['type', 'replace'],
  ['value', 'superseded'],
]);

const checkOperation = (operation: Element): void => {
  const { report } = operation;
  for (const part of items(operation, 'part')) {
    const name = textAt(part, 'name');
    const value = textAt(part, 'valueString') ?? textAt(part, 'valueCode');
    const wanted = parts.get(name);
    if (wanted === undefined) report.unsupported(`${part.path}.name`, `no part ${name} is known`);
    else if (name === 'path' && value !== wanted) report.refuse('patch-not-allowed', part.path, { path: value ?? '' });
    else if (value !== wanted) report.invalid(part.path, `only ${wanted} is taken here`);
  }
  const names = items(operation, 'part').map((part) => textAt(part, 'name'));
  for (const name of parts.keys())
    if (!names.includes(name)) report.missing(`${operation.path}.part`, `the operation has a ${name}`);
};
