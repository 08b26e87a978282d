// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import type { RecordPolicy, Relation, RelationKind } from '@dossier/core/consent';

/** What a professional may know of the patient's choices (DMP TD1.6): who is authorised and who is blocked. */
const KNOWN_TO_PROFESSIONALS: readonly RelationKind[] = ['authorization', 'block', 'attending-doctor'];

/** Whether this actor may know of this decision; what began in a secret session is kept from parents and carers. */
const mayKnow = ({ kind }: Actor, relation: Relation): boolean => {
  if (relation.kind === 'emergency-access') return false; // nobody's decision; it stands in the journal
  if (kind === 'representative' || kind === 'carer') return relation.secret !== true;
  return kind !== 'professional' || KNOWN_TO_PROFESSIONALS.includes(relation.kind);
};

/** The policy with those decisions only that this actor may know of; for answers, never for decisions. */
export const knownTo = (actor: Actor, policy: RecordPolicy): RecordPolicy => ({
  ...policy,
  relations: policy.relations.filter((relation) => mayKnow(actor, relation)),
});
