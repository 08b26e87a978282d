// SPDX-License-Identifier: Apache-2.0
import type { Code } from '../documents/index.ts';
import type { Dtm } from '../time/index.ts';

/** Something that a document says in codes, in words, or in both: the codes as they were sent, the first one first. */
export interface Concept {
  readonly codes: readonly Code[];
  /** The words of the document, or else those that came with the code. */
  readonly text?: string;
}

/** A number as it was written, so that `4.10` stays `4.10`; `unit` is UCUM, or whatever the document has in its place. */
export interface Quantity {
  readonly written: string;
  readonly value: number;
  readonly unit?: string;
  readonly comparator?: '<' | '<=' | '>' | '>=';
}

export interface QuantityRange {
  readonly low?: Quantity;
  readonly high?: Quantity;
}

export type FactValue =
  | { readonly kind: 'quantity'; readonly quantity: Quantity }
  | { readonly kind: 'range'; readonly range: QuantityRange }
  | { readonly kind: 'concept'; readonly concept: Concept }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'time'; readonly time: Dtm };

/** When it was or is so; each end as precise as the document says. */
export interface Period {
  readonly start?: Dtm;
  readonly end?: Dtm;
}

/** Where in a document a fact stands: the section by its code (LOINC in a CDA) and title. */
export interface FactSection {
  readonly code?: string;
  readonly title?: string;
}

/**
 * What a document says of what a fact is about.
 * - `stated`: it is so
 * - `negated`: it is not so
 * - `absent`: there is none of the kind, by a code ("no known allergies")
 * - `worded`: its words may say either; a person has to read them
 */
export type FactAssertion = 'stated' | 'negated' | 'absent' | 'worded';

interface FactBase {
  /** What it is about: the problem, the substance, the product, the test, the act. */
  readonly concept: Concept;
  readonly assertion: FactAssertion;
  /** Meant for later: an intention, a request, a goal (moodCode other than EVN). */
  readonly planned: boolean;
  readonly period?: Period;
  /** Clinical status, by the code that was sent: `active`, `inactive`, `resolved`… */
  readonly status?: string;
  readonly certainty?: Concept;
  readonly severity?: Concept;
  readonly comment?: string;
  readonly section: FactSection;
  /** Identifiers that the document gives it, as `root` or `root^extension`. */
  readonly ids: readonly string[];
  /** Who wrote this statement, where the document says it of the statement itself. */
  readonly author?: string;
}

export interface Reaction {
  readonly manifestation: Concept;
  readonly severity?: Concept;
}

export interface AllergyFact extends FactBase {
  readonly kind: 'allergy';
  /** Allergy or intolerance, to what sort of thing. */
  readonly type?: Concept;
  readonly criticality?: string;
  readonly reactions: readonly Reaction[];
}

export interface ProblemFact extends FactBase {
  readonly kind: 'problem';
  /** As the section says: now, in the past, or only noted. */
  readonly course: 'present' | 'past' | 'noted';
}

export interface FamilyHistoryFact extends FactBase {
  readonly kind: 'family-history';
  readonly relative?: Concept;
}

/** What a document does with a medicine. */
export type MedicationAct = 'statement' | 'prescription' | 'dispensation' | 'reimbursement' | 'stopped';

export interface MedicationFact extends FactBase {
  readonly kind: 'medication';
  readonly act: MedicationAct;
  readonly route?: Concept;
  readonly dose?: QuantityRange;
  /** Time between two doses. */
  readonly every?: Quantity;
  /** How to take it, in the words of the document. */
  readonly dosage?: string;
  /** Packages given or to be given. */
  readonly quantity?: Quantity;
  readonly reason?: Concept;
  /** Of a dispensation: the line of the prescription that it fulfils. */
  readonly fulfils: readonly string[];
}

export interface ImmunizationFact extends FactBase {
  readonly kind: 'immunization';
  /** Primary series, booster… */
  readonly type?: Concept;
  readonly lot?: string;
  readonly doseNumber?: number;
  readonly route?: Concept;
  readonly site?: Concept;
  readonly reactions: readonly Reaction[];
}

/** What an observation is of, by the section in which it stands. */
export type ObservationKind =
  | 'result'
  | 'vital-sign'
  | 'social-history'
  | 'functional-status'
  | 'pregnancy'
  | 'directive'
  | 'finding';

/** A result in the unit in which an analyte is compared over laboratories and years. */
export interface Comparable {
  /** Name of the analyte in the profile. */
  readonly analyte: string;
  readonly unit: string;
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}

export interface ObservationFact extends FactBase {
  readonly kind: ObservationKind;
  readonly values: readonly FactValue[];
  readonly interpretation?: Concept;
  readonly ranges: readonly (QuantityRange & { readonly text?: string })[];
  readonly method?: Concept;
  readonly specimen?: Concept;
  /** The micro-organism that was isolated, of which this is said. */
  readonly organism?: Concept;
  /** What it was measured together with. */
  readonly panel?: Concept;
  readonly comparable?: Comparable;
}

export interface ProcedureFact extends FactBase {
  readonly kind: 'procedure';
  readonly reason?: Concept;
  readonly performer?: string;
}

export interface DeviceFact extends FactBase {
  readonly kind: 'device';
  readonly quantity?: Quantity;
}

export interface EncounterFact extends FactBase {
  readonly kind: 'encounter';
  readonly place?: string;
}

/** A clinical statement of a document. */
export type Fact =
  | AllergyFact
  | ProblemFact
  | FamilyHistoryFact
  | MedicationFact
  | ImmunizationFact
  | ObservationFact
  | ProcedureFact
  | DeviceFact
  | EncounterFact;

export type FactKind = Fact['kind'];

/** A fact with the document that says it. */
export interface SourcedFact {
  readonly fact: Fact;
  readonly source: FactSource;
  /** Position in the document, from 0. */
  readonly index: number;
}

export interface FactSource {
  readonly logicalId: string;
  readonly entryUuid: string;
  readonly title?: string;
  readonly typeCode: string;
  /** When the document was written. */
  readonly creationTime: Dtm;
  readonly authors: readonly string[];
}
