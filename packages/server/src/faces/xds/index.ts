// SPDX-License-Identifier: Apache-2.0
export { xdsPrefixes, xdsServices } from './services.ts';
