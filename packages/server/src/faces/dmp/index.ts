// SPDX-License-Identifier: Apache-2.0
export { dmpPrefixes, dmpServices } from './services.ts';
