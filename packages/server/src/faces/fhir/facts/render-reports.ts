// SPDX-License-Identifier: Apache-2.0
import type { SourcedFact } from '@dossier/core/facts';
import { dtmToIso } from '@dossier/core/time';
import type { DiagnosticReport, ExplanationOfBenefit } from '../r4/index.ts';
import { codeable, coded, fhirQuantity, iso } from './datatypes.ts';
import { type FactContext, factId } from './render-fact.ts';

const LOINC = 'http://loinc.org';

/** One report for each document that holds results, with them in its own order. */
export const renderReports = (
  facts: readonly SourcedFact[],
  { base, recordId }: FactContext,
): readonly DiagnosticReport[] => {
  const byDocument = new Map<string, SourcedFact[]>();
  for (const sourced of facts) {
    const { logicalId } = sourced.source;
    byDocument.set(logicalId, [...(byDocument.get(logicalId) ?? []), sourced]);
  }
  return [...byDocument.values()].flatMap((results) => {
    const [first] = results;
    if (first === undefined) return [];
    const { source } = first;
    return [
      {
        resourceType: 'DiagnosticReport',
        id: source.logicalId,
        meta: { source: `${base}/DocumentReference/${source.entryUuid}` },
        status: 'final',
        category: [coded('v2-0074', 'LAB')],
        code: { coding: [{ system: LOINC, code: source.typeCode }], text: source.title },
        subject: { reference: `${base}/Patient/${recordId}` },
        effectiveDateTime: dtmToIso(source.creationTime),
        performer: source.authors.length === 0 ? undefined : source.authors.map((display) => ({ display })),
        result: results.map((sourced) => ({ reference: `${base}/Observation/${factId(sourced)}` })),
      },
    ];
  });
};

/** What health insurance paid for, one item each; who was paid is known where the statement names them. */
export const renderBenefit = (sourced: SourcedFact, { base, recordId }: FactContext): ExplanationOfBenefit => {
  const { fact, source } = sourced;
  const insurer = { display: source.authors[0] ?? source.title ?? source.typeCode };
  const provider = 'performer' in fact ? fact.performer : 'place' in fact ? fact.place : fact.author;
  const served = iso(fact.period?.start ?? fact.period?.end)?.slice(0, 10);
  return {
    resourceType: 'ExplanationOfBenefit',
    id: factId(sourced),
    meta: { source: `${base}/DocumentReference/${source.entryUuid}` },
    status: 'active',
    type: coded('claim-type', fact.kind === 'medication' ? 'pharmacy' : 'professional'),
    use: 'claim',
    patient: { reference: `${base}/Patient/${recordId}` },
    created: dtmToIso(source.creationTime),
    insurer,
    provider: { display: provider ?? insurer.display },
    outcome: 'complete',
    insurance: [{ focal: true, coverage: insurer }],
    item: [
      {
        sequence: 1,
        productOrService: codeable(fact.concept),
        servicedDate: served,
        quantity: 'quantity' in fact && fact.quantity ? fhirQuantity(fact.quantity) : undefined,
      },
    ],
  };
};
