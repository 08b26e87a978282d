// SPDX-License-Identifier: Apache-2.0
export { createPhrasebook, MOST_PHRASES, type Phrasebook } from './phrasebook.ts';
