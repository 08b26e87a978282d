// SPDX-License-Identifier: Apache-2.0
export { type JournalFaceOptions, journalFace } from './face.ts';
