// SPDX-License-Identifier: Apache-2.0
import type { Revision } from '@dossier/core/documents';
import type { Structure } from '../organizations.ts';
import type { LocalTime } from './calendar.ts';
import type { DemoPatient } from './patients.ts';
import type { Practitioner } from './practitioners.ts';
import type { Xml } from './xml.ts';

/** A cell of a table; with an id where a coded entry refers to it. */
export type Cell = string | { readonly id: string; readonly text: string };

/** Something readable in a section. */
export type Block =
  | { readonly paragraph: string }
  | { readonly list: readonly string[] }
  | { readonly head: readonly string[]; readonly rows: readonly (readonly Cell[])[] };

/** A code with its label, of LOINC unless a system is named. */
export interface Label {
  readonly code: string;
  readonly display: string;
}

export interface Section {
  readonly templates?: readonly string[];
  readonly code: Label;
  readonly title: string;
  readonly blocks: readonly Block[];
  /** Content of `entry` elements. */
  readonly entries?: readonly Xml[];
  readonly sections?: readonly Section[];
}

/** A page as people print it: a title, then paragraphs and lists. */
export type Page = readonly Block[];

type Body =
  | {
      readonly kind: 'structured';
      readonly template?: readonly [root: string, extension?: string];
      readonly sections: readonly Section[];
    }
  /** CDA level 1: the page as PDF in a CDA envelope. */
  | { readonly kind: 'scanned'; readonly page: Page }
  /** The page as PDF, without an envelope. */
  | { readonly kind: 'pdf'; readonly page: Page };

export type Writer =
  | { readonly practitioner: Practitioner }
  | { readonly patient: true }
  /** Nobody by name: an information system of the structure. */
  | { readonly structure: Structure };

/** A document of a story, before it is rendered. */
export interface Draft {
  /** Unique among the documents of a patient; never changes, identifiers are made from it. */
  readonly key: string;
  readonly type: string;
  readonly title: string;
  readonly at: LocalTime;
  /** When the care began and ended, where it is not the moment of writing. */
  readonly service?: { readonly start: LocalTime; readonly stop: LocalTime };
  readonly writer: Writer;
  readonly body: Body;
  readonly confidentiality?: readonly ('masked' | 'hiddenFromPatient' | 'hiddenFromRepresentatives')[];
  readonly comments?: string;
  /** Key of the document that this one replaces, or adds to. */
  readonly replaces?: string;
  readonly appends?: string;
  /** The kind of activity it comes from (contentTypeCode), where it is not the structure's own. */
  readonly activity?: string;
  /** Title of the folder that it comes in. */
  readonly folder?: string;
  /** Accession number, for imaging. */
  readonly accession?: string;
  /** What is done to it once it is in the record, and by whom. */
  readonly revisions?: readonly { readonly by: 'patient' | 'writer'; readonly revision: Revision }[];
}

export interface Story {
  readonly patient: DemoPatient;
  readonly drafts: readonly Draft[];
}
