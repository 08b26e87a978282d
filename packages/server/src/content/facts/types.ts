// SPDX-License-Identifier: Apache-2.0
import type { CdaId, CdaParty, CdaTime } from '../cda/index.ts';
import type { Concept, Period, Quantity, Range, Value } from './value-types.ts';

export type { Concept, Period, Quantity, Range, Value } from './value-types.ts';

/**
 * What a statement says of its subject.
 * - `stated`: it is so
 * - `negated`: it is said not to be so (negationInd)
 * - `absent`: a code says that there is none of the kind ("no known allergies")
 * - `worded`: its subject stands only in words, which may say that it is so or that there is none: a person has to read
 *   them
 * - `withdrawn`: it was cancelled or entered in error
 * - `unknown`: the document says that it does not know, or leaves open what the statement is about
 */
export type Assertion = 'stated' | 'negated' | 'absent' | 'worded' | 'withdrawn' | 'unknown';

/** Where in the document a fact stands. */
export interface Source {
  /** Section numbers from the outside in (`2.1`), the first is 1. */
  readonly section: string;
  readonly sectionCode?: Concept;
  readonly sectionTitle?: string;
  /** Number of the entry in its section, the first is 1; 0 when the section itself says it. */
  readonly entry: number;
  /** Identifiers of the statement. */
  readonly ids: readonly CdaId[];
}

/** Who wrote a statement, of the statement itself or of what surrounds it inside the body. */
export type FactAuthor = CdaParty & { readonly time?: CdaTime };

interface FactBase {
  readonly assertion: Assertion;
  /** What the statement is about. */
  readonly code?: Concept;
  /** `statusCode` of the statement: `completed`, `active`, `aborted` … */
  readonly status?: string;
  readonly time?: Period;
  readonly authors: readonly FactAuthor[];
  readonly performers: readonly FactAuthor[];
  /** The words of the narrative that the statement points at. */
  readonly text?: string;
  readonly comments: readonly string[];
  /** What the statement around it is about: the tumour of a stage. */
  readonly within?: Concept;
  readonly source: Source;
}

/** How a problem, an allergy or a reaction stands. */
interface Course {
  /** Whether it is followed (status of the concern around it): `active`, `suspended`, `aborted`, `completed`. */
  readonly concernStatus?: string;
  /** From when to when it is followed; `time` is when it was there. */
  readonly concernTime?: Period;
  readonly clinicalStatus?: Concept;
  readonly severity?: Concept;
  readonly certainty?: Concept;
  /** How the patient is with it. */
  readonly healthStatus?: Concept;
}

export interface ProblemFact extends FactBase, Course {
  readonly kind: 'problem';
  /** Diagnosis, symptom, finding … */
  readonly category?: Concept;
  /** Where in the body; the side stands in its qualifiers. */
  readonly site?: Concept;
}

/** `code` is the problem of the relative. */
export interface FamilyHistoryFact extends FactBase, Course {
  readonly kind: 'family-history';
  readonly category?: Concept;
  readonly relative?: Concept;
}

export interface Reaction {
  readonly code?: Concept;
  readonly assertion: Assertion;
  readonly severity?: Concept;
  readonly time?: Period;
}

/** `code` is the agent, and the kind of allergy where no agent is named. */
export interface AllergyFact extends FactBase, Course {
  readonly kind: 'allergy';
  readonly category?: Concept;
  readonly agent?: Concept;
  readonly criticality?: Concept;
  readonly reactions: readonly Reaction[];
}

export interface Product {
  readonly name?: string;
  /** Speciality, presentation, class …, each in `translations` of the first. */
  readonly code?: Concept;
  readonly form?: Concept;
  readonly lot?: string;
  readonly expiry?: CdaTime;
  /** Classes that the product belongs to (ATC). */
  readonly classes: readonly Concept[];
  readonly ingredients: readonly { readonly code?: Concept; readonly name?: string; readonly strength?: Value }[];
  /** What it is packed in, and how much that holds. */
  readonly container?: { readonly code?: Concept; readonly form?: Concept; readonly capacity?: Quantity };
}

export interface Frequency {
  readonly period?: Quantity;
  /** An event of the day that it goes by (`ACM` before meals …). */
  readonly event?: string;
  readonly phase?: Period;
  readonly text?: string;
}

/** One step of how a medicine is taken. */
export interface Dosage {
  readonly sequence?: number;
  readonly text?: string;
  readonly time?: Period;
  readonly frequency: readonly Frequency[];
  readonly dose?: Range;
  readonly rate?: Range;
  /** `{ type: 'ratio' }`: so much in so long at most. */
  readonly maximum?: Value;
  readonly route?: Concept;
  readonly site?: Concept;
  readonly condition?: string;
}

/** A delivery of a product, inside the statement that it fulfils. */
export interface Supply {
  readonly quantity?: Quantity;
  readonly time?: Period;
  readonly by: readonly FactAuthor[];
  readonly prescribers: readonly FactAuthor[];
}

/** What else is said of a prescription, mostly yes or no (long-term illness, not reimbursed …). */
export interface Mark {
  readonly code: Concept;
  readonly value: Value;
}

export type MedicationStatement = 'treatment' | 'prescription' | 'dispensation' | 'administration';

/** `code` is that of the product. */
export interface MedicationFact extends FactBase {
  readonly kind: 'medication';
  readonly statement: MedicationStatement;
  readonly product?: Product;
  readonly dosages: readonly Dosage[];
  readonly quantity?: Quantity;
  /** How often it may be dispensed again. */
  readonly repeats?: number;
  readonly substitution?: Concept;
  readonly reasons: readonly Concept[];
  readonly instructions: readonly string[];
  readonly marks: readonly Mark[];
  readonly supplies: readonly Supply[];
  /** Identifiers of the line of the prescription that it answers, and of the document that this stands in. */
  readonly prescription?: { readonly ids: readonly CdaId[]; readonly documentIds: readonly CdaId[] };
}

/** `code` is that of the vaccine. */
export interface ImmunizationFact extends FactBase {
  readonly kind: 'immunization';
  /** First series, booster … */
  readonly category?: Concept;
  readonly product?: Product;
  readonly doseNumber?: string;
  readonly dose?: Range;
  readonly route?: Concept;
  readonly site?: Concept;
  readonly reasons: readonly Concept[];
  readonly reactions: readonly Reaction[];
  readonly supplies: readonly Supply[];
}

export interface Specimen {
  readonly ids: readonly CdaId[];
  readonly type?: Concept;
  readonly site?: Concept;
  readonly collected?: Period;
  readonly received?: Period;
}

export interface ReferenceRange {
  readonly value?: Value;
  readonly text?: string;
  readonly interpretation?: Concept;
}

/** What the kinds share that answer a question with a value. */
interface Observed extends FactBase {
  readonly value?: Value;
  readonly interpretation: readonly Concept[];
  readonly method?: Concept;
  readonly site?: Concept;
  readonly referenceRanges: readonly ReferenceRange[];
  /** The batteries around it, the outermost first. */
  readonly panels: readonly Concept[];
  readonly devices: readonly Concept[];
  /** Remarks on the batteries around it. */
  readonly remarks: readonly string[];
}

export interface ResultFact extends Observed {
  readonly kind: 'result';
  readonly specimens: readonly Specimen[];
  /** The isolate that was tested: its results are the count and the susceptibilities (antibiogram). */
  readonly organism?: Concept;
  /** Earlier results of the same test that the document quotes. */
  readonly previous: readonly { readonly value?: Value; readonly time?: Period }[];
}

export interface ObservedFact extends Observed {
  readonly kind: 'vital-sign' | 'social-history' | 'pregnancy' | 'directive' | 'observation';
}

export interface ProcedureFact extends FactBase {
  readonly kind: 'procedure';
  readonly site?: Concept;
  readonly approach?: Concept;
  readonly method?: Concept;
  readonly reasons: readonly Concept[];
}

export interface DeviceFact extends FactBase {
  readonly kind: 'device';
  readonly statement: 'use' | 'prescription';
  /** The unique identifier as written. */
  readonly deviceIds: readonly CdaId[];
  readonly quantity?: Quantity;
  readonly repeats?: number;
  readonly expectedUse?: Period;
  readonly marks: readonly Mark[];
}

export interface EncounterFact extends FactBase {
  readonly kind: 'encounter';
  readonly places: readonly string[];
}

type Stated =
  | ProblemFact
  | FamilyHistoryFact
  | AllergyFact
  | MedicationFact
  | ImmunizationFact
  | ResultFact
  | ObservedFact
  | ProcedureFact
  | DeviceFact
  | EncounterFact;

/** What is to be done. `intent` is the mood of the statement: `INT`, `RQO`, `GOL`, `ARQ` …, or `EVN` in a plan. */
export interface PlanFact extends FactBase {
  readonly kind: 'plan';
  readonly planned: Stated['kind'];
  readonly intent: string;
  readonly product?: Product;
  readonly value?: Value;
  readonly priority?: Concept;
}

/** What health insurance paid for. `time` is the day of care or of delivery. */
export interface ReimbursementFact extends FactBase {
  readonly kind: 'reimbursement';
  readonly item: Stated['kind'];
  readonly product?: Product;
  readonly quantity?: Quantity;
  readonly prescribers: readonly FactAuthor[];
  readonly marks: readonly Mark[];
}

/** What a document states, in one of the kinds that Dossier understands. */
export type Fact = Stated | PlanFact | ReimbursementFact;

/** Facts before they are read as a plan or a reimbursement. */
export type StatedFact = Stated;

export type FactBaseOf = FactBase;
