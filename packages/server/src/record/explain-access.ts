// SPDX-License-Identifier: Apache-2.0
import {
  type Decision,
  type Explanation,
  explainDocument,
  explainParty,
  type Supposed,
  sees,
} from '@dossier/core/access';
import type { Actor } from '@dossier/core/actors';
import type { DocumentFacts } from '@dossier/core/documents';
import { failure } from '@dossier/core/errors';
import { ok } from '@dossier/core/result';
import { type Admitted, admit } from './admit.ts';
import { allowedTrace, failed } from './journal-entries.ts';
import { knownTo } from './known-relations.ts';
import type { DocumentRef, Ports, RecordRef } from './ports.ts';
import type { Outcome } from './requests.ts';

/** Who can see one document and why. */
export const explainAccess = async (
  actor: Actor,
  { record, document }: { readonly record: RecordRef; readonly document: DocumentRef },
  ports: Ports,
): Outcome<{ readonly explanations: readonly Explanation[]; readonly law: Admitted['law']['versions'] }> => {
  const admitted = await admit(actor, 'access.explain', record, ports);
  if (!admitted.ok) return admitted;
  const { allowed, policy, law, now } = admitted.value;
  const found = await ports.store.readDocument(allowed, document);
  if (found === undefined)
    return failed(allowed, failure('document-unknown'), ports, {
      outcome: 'refused',
      documents: policy.named,
      reason: 'out-of-sight',
    });
  await ports.store.journal(allowedTrace(allowed, ports, { documents: [found.facts.logicalId] }));
  return ok({
    explanations: explainDocument({ policy: knownTo(actor, policy), law, at: now }, found.facts),
    law: law.versions,
  });
};

/** How many documents a preview names at most. */
const PREVIEW_DOCUMENTS = 1000;

/**
 * What somebody would see: the decision that their own request would meet, and those of the documents that the asker
 * knows of which would be in sight.
 */
export const previewAccess = async (
  actor: Actor,
  { record, supposed }: { readonly record: RecordRef; readonly supposed: Supposed },
  ports: Ports,
): Outcome<{ readonly decision: Decision; readonly inSight: readonly DocumentFacts[]; readonly known: number }> => {
  const admitted = await admit(actor, 'access.explain', record, ports);
  if (!admitted.ok) return admitted;
  const { allowed, policy, law, now } = admitted.value;
  const decision = explainParty({ policy: knownTo(actor, policy), law, at: now }, supposed);
  const known = await ports.store.listFacts(allowed, PREVIEW_DOCUMENTS);
  await ports.store.journal(allowedTrace(allowed, ports, { detail: { of: 'preview' } }));
  const inSight = decision.verdict === 'refused' ? [] : known.facts.filter((facts) => sees(decision.lens, facts));
  return ok({ decision, inSight, known: known.total });
};
