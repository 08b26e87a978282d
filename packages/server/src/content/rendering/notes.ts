// SPDX-License-Identifier: Apache-2.0
import { type HtmlNode, paragraph } from './html.ts';

/** A sentence that the house says, which is no text of the document. */
export const houseNote = (sentence: string): HtmlNode => paragraph([sentence], { class: ['house'] });
