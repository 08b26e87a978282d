// SPDX-License-Identifier: Apache-2.0
import type { Failure } from '@dossier/core/errors';
import type { Result } from '@dossier/core/result';
import { type CdaHeader, withCdaDocument } from '../cda/index.ts';
import type { XmlLimits } from '../xml/index.ts';
import { type Narrative, readNarrative, sectionsOf } from './narrative.ts';
import { textsOf } from './texts.ts';
import type { Fact } from './types.ts';
import { factsIn } from './walk.ts';

/** All that Dossier understands of a CDA document. */
export interface ClinicalDocument {
  readonly header: CdaHeader;
  readonly facts: readonly Fact[];
  /** All facts are here with all their words; of a document of extraordinary length the last are left out. */
  readonly factsAreComplete: boolean;
  readonly narrative: Narrative;
}

/**
 * Reads a CDA R2 document: who and what it is about, what it states in coded form, and its words. It judges nothing but
 * whether it is a CDA; sections and entries of templates that are not known stay narrative. Failures: those of
 * `parseXml`, and `cda-finding` for XML that is no CDA.
 */
export const readClinicalDocument = (
  bytes: Uint8Array,
  limits?: XmlLimits,
): Result<ClinicalDocument, readonly Failure[]> =>
  withCdaDocument(
    bytes,
    (document, headerOf) => {
      const header = headerOf();
      const texts = textsOf(document);
      const sections = sectionsOf(document);
      const { facts, isComplete: factsAreComplete } = factsIn(sections, texts, header.code);
      return { header, facts, factsAreComplete, narrative: readNarrative(document, sections, texts) };
    },
    limits,
  );
