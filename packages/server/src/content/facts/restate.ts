// SPDX-License-Identifier: Apache-2.0
import { xpath } from '../cda/index.ts';
import { known } from '../cda/known.ts';
import { attribute, type XmlElement } from '../xml/index.ts';
import type { Around } from './around.ts';
import { conceptAt } from './concepts.ts';
import { purposeOf } from './templates.ts';
import type { Fact, FactBaseOf, PlanFact, ReimbursementFact, StatedFact } from './types.ts';

const baseIn = (fact: StatedFact): FactBaseOf => {
  const { assertion, code, status, time, authors, performers, text, comments, within, source } = fact;
  return known<FactBaseOf>({ assertion, code, status, time, authors, performers, text, comments, within, source });
};

const planOf = (fact: StatedFact, statement: XmlElement, { texts }: Around): PlanFact =>
  known<PlanFact>({
    kind: 'plan',
    planned: fact.kind,
    intent: attribute(statement, 'moodCode') ?? 'EVN',
    ...baseIn(fact),
    product: 'product' in fact ? fact.product : undefined,
    value: 'value' in fact ? fact.value : undefined,
    priority: conceptAt(statement, 'h:priorityCode', texts),
  });

/** The day of care is that of the delivery where there is one (CI-SIS CNAM-HR). */
const reimbursementOf = (fact: StatedFact, statement: XmlElement): ReimbursementFact => {
  const [supply] = 'supplies' in fact ? fact.supplies : [];
  const own = 'quantity' in fact ? fact.quantity : undefined;
  const isDelivered = fact.kind === 'device' || supply !== undefined;
  return known<ReimbursementFact>({
    kind: 'reimbursement',
    item: fact.kind,
    ...baseIn(fact),
    time: supply?.time ?? fact.time,
    performers: supply && supply.by.length > 0 ? supply.by : fact.performers,
    product: 'product' in fact ? fact.product : undefined,
    quantity: own ?? supply?.quantity,
    prescribers: supply?.prescribers ?? (isDelivered && xpath.first(statement, 'h:author') ? fact.authors : []),
    marks: 'marks' in fact ? fact.marks : [],
  });
};

/** HL7 ActMood of an order; the kinds that say themselves that they are one. */
const ordered: ReadonlySet<string> = new Set(['INT', 'RQO']);
const orderable: ReadonlySet<StatedFact['kind']> = new Set(['medication', 'device']);

/** It is to be, may be, or is wished for: a statement in any mood but that of what happened. */
const isIntended = ({ kind }: StatedFact, mood: string): boolean =>
  mood !== 'EVN' && !(orderable.has(kind) && ordered.has(mood));

/** Reads a statement as the document means it: in a plan, in a list of reimbursements, or as it stands. */
export const restated = (fact: StatedFact, statement: XmlElement, around: Around): Fact => {
  const purpose = purposeOf(around.source.sectionCode?.code, around.documentCode?.code);
  if (purpose === 'reimbursement') return reimbursementOf(fact, statement);
  const mood = attribute(statement, 'moodCode') ?? 'EVN';
  const isPlanned = purpose === 'plan' || isIntended(fact, mood);
  return isPlanned && fact.assertion !== 'absent' ? planOf(fact, statement, around) : fact;
};
