// SPDX-License-Identifier: Apache-2.0
import { type Decision, type Explanation, explainDocument, explainParty } from '@dossier/core/access';
import type { Actor } from '@dossier/core/actors';
import { failure } from '@dossier/core/errors';
import { fail, ok } from '@dossier/core/result';
import { type Admitted, admit } from './admit.ts';
import { allowedTrace } from './journal-entries.ts';
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
  await ports.store.journal(
    allowedTrace(allowed, ports, found === undefined ? {} : { documents: [found.facts.logicalId] }),
  );
  if (found === undefined) return fail(failure('document-unknown'));
  return ok({ explanations: explainDocument({ policy, law, at: now }, found.facts), law: law.versions });
};

/** What somebody would see of the record: the decision their own request would meet, and how many documents in sight. */
export const previewAccess = async (
  actor: Actor,
  { record, as }: { readonly record: RecordRef; readonly as: Actor },
  ports: Ports,
): Outcome<{ readonly decision: Decision; readonly inSight: readonly string[] }> => {
  const admitted = await admit(actor, 'access.explain', record, ports);
  if (!admitted.ok) return admitted;
  const { allowed, policy, law, now } = admitted.value;
  const decision = explainParty({ policy, law, at: now }, as);
  await ports.store.journal(allowedTrace(allowed, ports, { detail: { of: 'preview' } }));
  if (decision.verdict === 'refused') return ok({ decision, inSight: [] });
  const found = await ports.store.findDocuments(decision, {
    criteria: [],
    order: { by: 'submitted', descending: true },
    limit: PREVIEW_DOCUMENTS,
  });
  const own = await ports.store.findDocuments(allowed, {
    criteria: [],
    order: { by: 'submitted', descending: true },
    limit: PREVIEW_DOCUMENTS,
  });
  const known = new Set(own.documents.map(({ facts }) => facts.logicalId));
  return ok({ decision, inSight: found.documents.map(({ facts }) => facts.logicalId).filter((id) => known.has(id)) });
};

const PREVIEW_DOCUMENTS = 1000;
