// SPDX-License-Identifier: Apache-2.0
import { sentenceOf } from '@dossier/core/errors';
import { cda } from '../../../test/cda.ts';
import { type ClinicalDocument, type Fact, readClinicalDocument } from './index.ts';
import { brief } from './test-brief.ts';

const LOINC = 'codeSystem="2.16.840.1.113883.6.1"';

/** A section of a LOINC code with a title, narrative and entries. */
export const section = (code: string, entries: string, text = '', attributes = ''): string =>
  `<component><section ${attributes}><code code="${code}" ${LOINC}/><title>${code}</title><text>${text}</text>${entries}</section></component>`;

export const entry = (statement: string): string => `<entry>${statement}</entry>`;

/** `<templateId>` of each root. */
export const templates = (...roots: readonly string[]): string =>
  roots.map((root) => `<templateId root="${root}"/>`).join('');

/** A structured body around sections; `xsi` is bound. */
export const body = (...sections: readonly string[]): string =>
  `<component xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><structuredBody>${sections.join('')}</structuredBody></component>`;

export const readBody = (xml: string, changes: { readonly code?: string } = {}): ClinicalDocument => {
  const read = readClinicalDocument(cda({ ...changes, body: xml }));
  if (!read.ok) throw new Error(read.error.map(sentenceOf).join());
  return read.value;
};

export const factsOf = (...sections: readonly string[]): readonly Fact[] => readBody(body(...sections)).facts;

/** The facts of a document of these sections, each on one line. */
export const briefs = (...sections: readonly string[]): readonly string[] => factsOf(...sections).map(brief);
