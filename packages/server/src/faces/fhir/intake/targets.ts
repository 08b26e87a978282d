// SPDX-License-Identifier: Apache-2.0
import { isUuid, type RelationType } from '@dossier/core/documents';
import type { TargetRef } from '../../../record/requests.ts';
import { associationTypes, extensions, uniqueIdFromFhir, withoutOidPrefix } from '../identifiers/index.ts';
import { child, type Element, extensionsOf, items, textAt } from './element.ts';
import { readUniqueId } from './identifiers.ts';
import { follow, type Scope, type Target } from './scope.ts';

/** A reference to a document: of the same message by position, or of the record by id or uniqueId. */
export const readTarget = (reference: Element, scope: Scope, documents: readonly Element[]): TargetRef | undefined => {
  const target = follow(reference, scope);
  return target && targetOf(target, child(reference, 'reference'), documents);
};

/** The same for a target that was followed; `at` is where its reference stands. */
export const targetOf = (target: Target, at: Element, documents: readonly Element[]): TargetRef | undefined => {
  const { path: place, report } = at;
  switch (target.kind) {
    case 'resource': {
      const index = documents.findIndex(({ path }) => path === target.resource.path);
      return index >= 0 ? { index } : report.invalid(place, `a ${target.type} is not a document`);
    }
    case 'server':
      if (target.type !== 'DocumentReference') return report.invalid(place, `a ${target.type} is not a document`);
      return isUuid(target.id.toLowerCase())
        ? { entryUuid: target.id.toLowerCase() }
        : report.refuse('target-unknown', place, { path: place }); // ids of this server are UUIDs
    case 'urn': {
      // not the fullUrl of an entry: an entryUUID or a uniqueId of a document that is in the record
      const uuid = target.urn.slice('urn:uuid:'.length).toLowerCase();
      return isUuid(uuid) ? { entryUuid: uuid } : { uniqueId: withoutOidPrefix(target.urn) };
    }
    case 'conditional': {
      const uniqueId = uniqueIdFromFhir(target.system, target.value);
      if (target.type === 'DocumentReference' && uniqueId !== undefined) return { uniqueId };
      return report.invalid(place, 'it does not name a document');
    }
    case 'logical': {
      const uniqueId = readUniqueId(target.identifier);
      return uniqueId === undefined ? undefined : { uniqueId };
    }
  }
};

const codes: readonly RelationType[] = ['replaces', 'appends', 'transforms', 'signs'];

export interface ReadRelation {
  readonly type: RelationType;
  readonly target: TargetRef;
  readonly path: string;
}

/** DocumentReference.relatesTo; the extension keeps what `code` cannot say (XFRM_RPLC). */
export const readRelations = (
  reference: Element,
  scope: Scope,
  documents: readonly Element[],
): readonly ReadRelation[] =>
  items(reference, 'relatesTo').flatMap((relation) => {
    const code = textAt(relation, 'code');
    const plain = codes.find((one) => one === code);
    if (code === undefined) relation.report.missing(`${relation.path}.code`, 'a relation says what it is');
    else if (plain === undefined) relation.report.invalid(`${relation.path}.code`, `use one of ${codes.join(', ')}`);
    const original = extensionsOf(relation, extensions.associationType).map((one) => textAt(one, 'valueUri'))[0];
    const both = plain === 'replaces' && original === associationTypes['transforms-and-replaces'];
    const place = child(relation, 'target');
    const target = readTarget(place, scope, documents);
    if (target === undefined || plain === undefined) return [];
    if ('index' in target && documents[target.index]?.path === reference.path) {
      relation.report.invalid(place.path, 'a document cannot relate to itself');
      return [];
    }
    return [{ type: both ? 'transforms-and-replaces' : plain, target, path: place.path }];
  });

export const sameTarget = (one: TargetRef, other: TargetRef): boolean => JSON.stringify(one) === JSON.stringify(other);
