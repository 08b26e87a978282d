// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import type { FactKind, SourcedFact } from '@dossier/core/facts';
import { ok } from '@dossier/core/result';
import { admitToRead } from './admit.ts';
import { allowedTrace } from './journal-entries.ts';
import type { PersonView, Ports, RecordRef } from './ports.ts';
import type { Outcome } from './requests.ts';

export interface ReadFactsRequest {
  readonly record: RecordRef;
  /** Absent: all kinds. */
  readonly kinds?: readonly FactKind[];
  /** Of what is read, what is answered. */
  readonly isAsked?: (sourced: SourcedFact) => boolean;
}

export interface FactsOfRecord {
  readonly recordId: string;
  readonly person: PersonView | undefined;
  readonly facts: readonly SourcedFact[];
  /** Current documents in sight that were shared and not yet read. */
  readonly unread: number;
}

/**
 * What the current documents in sight say, fact by fact with its source. To read a fact is to read its document: the same
 * right, the same lens, and a trace that names the documents of the facts that are answered.
 */
export const readFacts = async (
  actor: Actor,
  { record, kinds, isAsked = () => true }: ReadFactsRequest,
  ports: Ports,
): Outcome<FactsOfRecord> => {
  const read = await admitToRead(actor, 'document.retrieve', record, ports, async ({ allowed }) => {
    const [found, person] = await Promise.all([ports.store.readFacts(allowed), ports.store.readPerson(allowed)]);
    return { found, person };
  });
  if (!read.ok) return read;
  const { admitted, value } = read.value;
  const { allowed, policy } = admitted;
  const { found, person } = value;
  const facts = found.facts.filter(
    (sourced) => (kinds === undefined || kinds.includes(sourced.fact.kind)) && isAsked(sourced),
  );
  const documents = [...new Set([...policy.named, ...facts.map(({ source }) => source.logicalId)])];
  const detail = { facts: kinds === undefined ? 'all' : [...kinds].sort().join(' ') };
  await ports.store.journal(allowedTrace(allowed, ports, { documents, detail }));
  return ok({ recordId: allowed.recordId, person, facts, unread: found.unread });
};
