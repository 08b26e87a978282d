// SPDX-License-Identifier: Apache-2.0

export { fromXml } from './read-xml.ts';
export { toXml } from './write-xml.ts';
