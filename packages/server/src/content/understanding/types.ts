// SPDX-License-Identifier: Apache-2.0
import type { Fact } from '@dossier/core/facts';

/** A section of a document, in its own order, with its words: a line for each paragraph, item or row of a table. */
export interface SectionText {
  readonly code?: string;
  readonly title?: string;
  readonly text: string;
}

/** What could be understood of a document. */
export interface Understood {
  readonly facts: readonly Fact[];
  readonly sections: readonly SectionText[];
  /** No words were found in it: a scan, an image, or something that is not read. */
  readonly withoutText: boolean;
}
