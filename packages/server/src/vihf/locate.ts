// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';
import { fail, type Result } from '@dossier/core/result';
import { XmlElement } from 'libxml2-wasm';
import { withXml, type XmlLimits } from '../content/xml/index.ts';
import { type Enveloped, openEnveloped, type Suite } from '../xml-signature/index.ts';
import { reading, reject } from './refused.ts';
import { SAML } from './saml.ts';

const SOAP = 'http://www.w3.org/2003/05/soap-envelope';
const SECURITY = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';

const is = (element: XmlElement | null, namespace: string, name: string): boolean =>
  element !== null && element.namespaceUri === namespace && element.name === name;

/** The one assertion of a message, where it belongs: Envelope, Header, Security, and nothing beside it. */
const assertionIn = (root: XmlElement): XmlElement => {
  const assertions = root.find('(//saml:Assertion)[position() < 3]', { saml: SAML });
  const [assertion, more] = assertions;
  if (!(assertion instanceof XmlElement)) return reject('wsse:Security', 'it holds no assertion');
  if (more !== undefined) return reject('wsse:Security', 'the message holds more than one assertion');
  const security = assertion.parent;
  const header = security?.parent ?? null;
  if (!is(security, SECURITY, 'Security') || !is(header, SOAP, 'Header') || !header?.parent?.isSameNode(root))
    return reject('wsse:Security', 'the assertion does not stand in it');
  if (!is(root, SOAP, 'Envelope')) return reject('wsse:Security', 'it is not in an envelope');
  if (root.eval('count(//wsse:Security)', { wsse: SECURITY }) !== 1)
    return reject('wsse:Security', 'it stands more than once');
  if (security?.eval('count(*)') !== 1) return reject('wsse:Security', 'it holds more than the assertion');
  return assertion;
};

/**
 * Finds the assertion in a SOAP envelope by where it stands, and looks at its signature. Nothing of it has been verified.
 *
 * @returns `assertion-invalid`, `assertion-signature-refused`, or what the XML room refuses
 */
export const locate = (envelope: Uint8Array, suite: Suite, limits?: XmlLimits): Result<Enveloped, Failure> => {
  const read = withXml(
    envelope,
    ({ root }): Result<Enveloped, Failure> => {
      const found = reading(() => assertionIn(root));
      if (!found.ok) return found;
      const opened = openEnveloped(found.value, suite);
      return opened.ok ? opened : fail(failure('assertion-signature-refused', { why: opened.error }));
    },
    limits,
  );
  return read.ok ? read.value : read;
};
