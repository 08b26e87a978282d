// SPDX-License-Identifier: Apache-2.0
import type { HtmlNode, SafeAddress } from './html.ts';
import type { Words } from './phrases.ts';

/** A document as it came: what it is declared to be, and all of its bytes. */
export interface DocumentContent {
  readonly mimeType: string;
  readonly bytes: Uint8Array;
}

/** Where a reader finds what a page does not show. */
export interface Addresses {
  readonly original: string;
  /** Of the content that stands at this place in the document, from 1. */
  readonly attachment: (number: number) => string;
}

/** What is needed to show a document, beside it. */
export interface Around {
  readonly words: Words;
  readonly original: SafeAddress;
  readonly attachment: (number: number) => SafeAddress;
}

/** A document as it is shown, before it is written. */
export interface Shown {
  readonly title: string;
  /** Language of the document, as it states it. */
  readonly language?: string;
  readonly header: readonly HtmlNode[];
  readonly body: readonly HtmlNode[];
  /** Where it has no text, why: `none` to be read in it, or `unreadable`. */
  readonly withoutText?: 'none' | 'unreadable';
  /** Something of its text was left out, for it is too long. */
  readonly cut?: true;
}
