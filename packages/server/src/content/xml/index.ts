// SPDX-License-Identifier: Apache-2.0
export { defaultXmlLimits, type XmlLimits } from './guard.ts';
export { parseXml, withXml } from './parse.ts';
export { attribute, childNodesOf, type XmlElement, xpathReader } from './xpath.ts';
