// SPDX-License-Identifier: Apache-2.0
export {
  type Authenticate,
  refuseInSoap,
  registerSoap,
  type SoapContext,
  type SoapExchange,
  type SoapOperation,
  type SoapOptions,
  type SoapService,
} from './face.ts';
export { attributeAt, binaryOf, childOf, childrenOf, type Element, textAt } from './message/element.ts';
export { readEnvelope, type SecurityHeader } from './message/envelope.ts';
export { element, type Markup, textElement } from './message/markup.ts';
export { type DescribedOperation, type DescribedService, describeService } from './wsdl.ts';
