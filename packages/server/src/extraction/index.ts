// SPDX-License-Identifier: Apache-2.0
export { createExtraction, type Extraction, startExtraction } from './extraction.ts';
