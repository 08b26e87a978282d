// SPDX-License-Identifier: Apache-2.0
import type { CdaTime } from '../cda/index.ts';

/** A coded notion as the document gives it (HL7 CD). At least one member besides `translations` says something. */
export interface Concept {
  readonly code?: string;
  /** OID of the code system. */
  readonly system?: string;
  /** Name of the code system as the document writes it. */
  readonly systemName?: string;
  readonly display?: string;
  /** The words of the author, from the narrative or from the entry. */
  readonly originalText?: string;
  /** Why there is no code (HL7 NullFlavor: `UNK`, `NASK`, `OTH` …). */
  readonly nullFlavor?: string;
  /** The same notion in other code systems; translations of translations stand beside them. */
  readonly translations: readonly Concept[];
  /** What narrows the notion, as `role: value`. */
  readonly qualifiers?: readonly { readonly role?: Concept; readonly value: Concept }[];
}

/** A measured amount; `value` is the decimal as written, so that its precision is kept; `unit` is UCUM as written. */
export interface Quantity {
  readonly value: string;
  readonly unit?: string;
  /** The same in the words of the author. */
  readonly text?: string;
}

/** Bounds are part of the range unless open. A bound that is not there is not known or does not exist. */
export interface Range {
  readonly low?: Quantity;
  readonly high?: Quantity;
  readonly lowOpen?: true;
  readonly highOpen?: true;
}

/** When something was so. `at` is a point; `low` and `high` are ends, each absent when not known. */
export interface Period {
  readonly at?: CdaTime;
  readonly low?: CdaTime;
  readonly high?: CdaTime;
  readonly width?: Quantity;
  /** The document says why there is no time (HL7 NullFlavor); for an end, `lowMissing` and `highMissing`. */
  readonly missing?: string;
  readonly lowMissing?: string;
  readonly highMissing?: string;
}

/** What was found or measured. */
export type Value =
  | { readonly type: 'quantity'; readonly quantity: Quantity }
  | { readonly type: 'range'; readonly range: Range }
  | { readonly type: 'coded'; readonly concept: Concept }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'time'; readonly period: Period }
  | { readonly type: 'ratio'; readonly numerator?: Quantity; readonly denominator?: Quantity }
  /** There is a place for a value and none in it. `unit` is what it would have been measured in. */
  | { readonly type: 'missing'; readonly nullFlavor?: string; readonly unit?: string }
  /** A value that is not of the type that it says it is. */
  | { readonly type: 'unreadable'; readonly declared?: string; readonly written: string };
