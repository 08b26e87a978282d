// SPDX-License-Identifier: Apache-2.0
import { execFileSync, spawnSync } from 'node:child_process';
import { webcrypto, X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyFileSigner, signAssertion } from '@dossier/client/node';
import fc from 'fast-check';
import { XmlElement } from 'libxml2-wasm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SignedXml } from 'xml-crypto';
import { issueRoot } from '../../test/certificates.ts';
import * as x509 from '../certificates/x509.ts';
import { withXml } from '../content/xml/index.ts';
import { personas } from '../demo/index.ts';
import { legacySuite, modernSuite, openEnveloped, type Suite } from './index.ts';

const SAML = 'urn:oasis:names:tc:SAML:2.0:assertion';
const gp = personas.gp.actor;
if (gp.kind !== 'professional') throw new Error('gp is a professional');

let certificate: string;
let key: string;
let folder: string;
let signed: string;
let rsa: { readonly certificate: string; readonly key: string };

/** A self-signed RSA certificate. */
const rsaPair = async (): Promise<{ readonly certificate: string; readonly key: string }> => {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048 };
  const publicExponent = Uint8Array.from([1, 0, 1]);
  const keys = await webcrypto.subtle.generateKey({ ...algorithm, publicExponent }, true, ['sign', 'verify']);
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    ...{ serialNumber: '51', name: [{ C: ['FR'] }, { O: ['Essai'] }, { CN: ['rsa'] }], keys },
    ...{ notBefore: new Date('2026-01-01'), notAfter: new Date('2036-01-01'), signingAlgorithm: algorithm },
  });
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { certificate: made.toString('pem'), key: x509.PemConverter.encode(key, 'PRIVATE KEY') };
};

const details = (id: string) => ({
  id,
  at: '2026-11-23T12:00:00.000Z',
  patient: { oid: '1.2.250.1.213.1.4.8', value: '279035121518989' },
  software: { name: 'Essai & <fils>', version: '1\t"2"', approval: 'H-1' },
});

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dossier-signature-'));
  const root = await issueRoot([{ CN: ['Signature'] }], new Date('2026-01-01'), new Date('2036-01-01'));
  ({ certificate, key } = root);
  rsa = await rsaPair();
  signed = await signAssertion(gp, details('_a1'), keyFileSigner(certificate, key));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a reader gets to see of the first assertion of a document; or why it sees nothing. */
const seen = (xml: string | Uint8Array, suite: Suite = modernSuite, holder = certificate): string => {
  const read = withXml(Buffer.from(xml as string), ({ root }) => {
    const found = root.name === 'Assertion' ? root : root.find('//s:Assertion', { s: SAML })[0];
    return found instanceof XmlElement ? openEnveloped(found, suite) : undefined;
  });
  if (!read.ok) return read.error.code;
  if (read.value === undefined) return 'no assertion';
  if (!read.value.ok) return read.value.error;
  const { publicKey } = new X509Certificate(holder);
  return read.value.value.signedBy(publicKey)?.toString() ?? 'not signed by this key';
};

const inside = (assertion: string, before = '', after = ''): string =>
  `<e:Envelope xmlns:e="urn:e" xmlns:x="urn:x"><e:Header>${before}${assertion}${after}</e:Header><e:Body/></e:Envelope>`;

const content = (): string => signed.replace(/<ds:Signature.*<\/ds:Signature>/s, '');

describe('an enveloped signature', () => {
  it('holds, and shows the canonical form without the signature, wherever the element stands', () => {
    expect(seen(signed)).toBe(content());
    expect(seen(inside(signed))).toBe(content());
    expect(seen(`<?xml version="1.0"?><!-- before -->${inside(signed, '\n ', '<x:y/>')}`)).toBe(content());
    expect(seen(signed.replace('ID="_a1" IssueInstant', 'ID  =  "_a1"\n IssueInstant'))).toBe(content());
  });

  it('is not shown to another key, and not to one of another kind', async () => {
    const other = await issueRoot([{ CN: ['Other'] }], new Date('2026-01-01'), new Date('2036-01-01'));
    expect(seen(signed, modernSuite, other.certificate)).toBe('not signed by this key');
    expect(seen(signed, modernSuite, rsa.certificate)).toBe('not signed by this key');
  });

  it('holds with RSA too', async () => {
    const one = await signAssertion(gp, details('_r'), keyFileSigner(rsa.certificate, rsa.key));
    expect(one).toContain('#rsa-sha256');
    expect(seen(one, modernSuite, rsa.certificate)).toContain('ID="_r"');
  });
});

describe('what others make and take', () => {
  const sign = (
    xml: string,
    algorithms: { readonly signature: string; readonly digest: string },
    prefixes: string[],
  ) => {
    const made = new SignedXml({
      privateKey: rsa.key,
      publicCert: rsa.certificate,
      getKeyInfoContent: SignedXml.getKeyInfoContent,
      signatureAlgorithm: algorithms.signature,
      canonicalizationAlgorithm: 'http://www.w3.org/2001/10/xml-exc-c14n#',
      inclusiveNamespacesPrefixList: prefixes,
    });
    made.addReference({
      xpath: "//*[local-name(.)='Assertion']",
      digestAlgorithm: algorithms.digest,
      transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', 'http://www.w3.org/2001/10/xml-exc-c14n#'],
      inclusiveNamespacesPrefixList: prefixes,
    });
    const location = { reference: "//*[local-name(.)='Assertion']", action: 'append' } as const;
    made.computeSignature(xml, { prefix: 'ds', location });
    return made.getSignedXml();
  };
  const modern = {
    signature: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    digest: 'http://www.w3.org/2001/04/xmlenc#sha256',
  };
  const old = {
    signature: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
    digest: 'http://www.w3.org/2000/09/xmldsig#sha1',
  };

  it('takes what xml-crypto signs, with inclusive namespaces and without', () => {
    expect(seen(sign(inside(content()), modern, []), modernSuite, rsa.certificate)).toBe(content());
    const inclusive = sign(inside(content()), modern, ['x', 'e']);
    expect(inclusive).toContain('PrefixList="x e"');
    const shown = seen(inclusive, modernSuite, rsa.certificate);
    expect(shown).toContain('xmlns:x="urn:x"');
    // and what they declare is signed too
    const changed = inclusive.replace('xmlns:x="urn:x"', 'xmlns:x="urn:z"');
    expect(seen(changed, modernSuite, rsa.certificate)).toBe('not signed by this key');
  });

  it('takes SHA-1 with the legacy suite only, and half of it likewise', () => {
    for (const half of [old, { ...modern, digest: old.digest }, { ...old, digest: modern.digest }]) {
      const xml = sign(inside(content()), half, []);
      expect(seen(xml, modernSuite, rsa.certificate)).toBe('its algorithm is not taken here');
      expect(seen(xml, legacySuite, rsa.certificate)).toBe(content());
    }
  });

  it('makes what xml-crypto takes', async () => {
    const one = await signAssertion(gp, details('_x'), keyFileSigner(rsa.certificate, rsa.key));
    const check = new SignedXml({ publicCert: rsa.certificate });
    check.loadSignature(/<ds:Signature .*<\/ds:Signature>/s.exec(one)?.[0] ?? '');
    expect(check.checkSignature(one)).toBe(true);
    expect(check.getSignedReferences()).toEqual([one.replace(/<ds:Signature.*<\/ds:Signature>/s, '')]);
  });

  const XMLSEC = 'xmlsec1';
  const xmlsec = spawnSync(XMLSEC, ['--version']).status === 0;
  it.skipIf(!xmlsec)('makes what xmlsec1 takes, and takes what it makes (needs xmlsec1)', async () => {
    const write = (name: string, text: string): string => {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    };
    const idAttribute = ['--id-attr:ID', `${SAML}:Assertion`];
    for (const pair of [{ certificate, key }, rsa]) {
      const one = await signAssertion(gp, details('_s'), keyFileSigner(pair.certificate, pair.key));
      const checked = spawnSync(XMLSEC, [
        ...['--verify', ...idAttribute, '--pubkey-cert-pem', write('certificate.pem', pair.certificate)],
        write('made.xml', inside(one)),
      ]);
      expect(`${checked.stderr}`).toContain('OK');
      expect(checked.status).toBe(0);
    }
    const empty = signed
      .replace(/<ds:DigestValue>.*?<\/ds:DigestValue>/, '<ds:DigestValue/>')
      .replace(/<ds:SignatureValue>.*?<\/ds:SignatureValue>/, '<ds:SignatureValue/>')
      .replace(/<ds:X509Data>.*<\/ds:X509Data>/, '<ds:X509Data/>')
      .replace('ecdsa-sha256', 'rsa-sha256');
    const key1 = `${write('key.pem', rsa.key)},${write('certificate.pem', rsa.certificate)}`;
    const args = ['--sign', ...idAttribute, '--privkey-pem', key1, write('template.xml', inside(empty))];
    const made = execFileSync(XMLSEC, args).toString();
    expect(seen(made, modernSuite, rsa.certificate)).toBe(content());
  });
});

describe('attacks', () => {
  const signature = (): string => /<ds:Signature .*<\/ds:Signature>/s.exec(signed)?.[0] ?? '';
  const evil = (): string => content().replace('899700218896', '899700500079');
  const change = (from: string | RegExp, to: string): string => {
    expect(signed).toMatch(from);
    return signed.replace(from, to);
  };

  it.each<[string, () => string, string]>([
    ['no signature', () => content(), 'there is none'],
    ['a byte changed', () => change('899700218896', '899700218897'), 'not signed by this key'],
    [
      'wrapping: the signed one inside another',
      () => evil().replace('</saml2:Assertion>', `${signed}</saml2:Assertion>`),
      'its ID stands more than once in the message',
    ],
    [
      'wrapping: the signed one inside another, of another ID',
      () => evil().replace('ID="_a1"', 'ID="_evil"').replace('</saml2:Assertion>', `${signed}</saml2:Assertion>`),
      'it does not hold one signature, in itself',
    ],
    [
      'wrapping: the signature of one in another',
      () =>
        inside(
          evil().replace('ID="_a1"', 'ID="_b"').replace('<saml2:Subject>', `${signature()}<saml2:Subject>`),
          '',
          content(),
        ),
      'it is not about the element it stands in',
    ],
    [
      'wrapping: another of the same ID first',
      () => inside(evil().replace('<saml2:Subject>', `${signature()}<saml2:Subject>`), '', signed),
      'its ID stands more than once in the message',
    ],
    [
      'wrapping: the signed one in an Object of the signature',
      () => change('</ds:Signature>', `<ds:Object>${content()}</ds:Object></ds:Signature>`),
      'its ID stands more than once in the message',
    ],
    [
      'an Object',
      () => change('</ds:Signature>', '<ds:Object>x</ds:Object></ds:Signature>'),
      'Signature holds what is not expected there',
    ],
    [
      'an ID of another case elsewhere',
      () => inside(signed, '<y Id="_a1"/>'),
      'its ID stands more than once in the message',
    ],
    [
      'an ID of a namespace elsewhere',
      () => inside(signed, '<y x:id=" _a1"/>'),
      'its ID stands more than once in the message',
    ],
    [
      'two signatures',
      () => change('<saml2:Subject>', `${signature()}<saml2:Subject>`),
      'it does not hold one signature, in itself',
    ],
    [
      'a signature deeper',
      () => content().replace('<saml2:Subject>', `<saml2:Subject>${signature()}`),
      'it does not hold one signature, in itself',
    ],
    [
      'a comment in a name',
      () => change('899700218896', '8997<!-- -->00218896'),
      'it holds comments or processing instructions',
    ],
    [
      'a comment in the digest',
      () => change('<ds:DigestValue>', '<ds:DigestValue><!--AAAA-->'),
      'it holds comments or processing instructions',
    ],
    [
      'an instruction',
      () => change('<saml2:Subject>', '<?x y?><saml2:Subject>'),
      'it holds comments or processing instructions',
    ],
    ['a DTD', () => `<!DOCTYPE x [<!ENTITY a "b">]>${signed}`, 'doctype-refused'],
    [
      'a DTD that declares the ID',
      () => `<!DOCTYPE x [<!ATTLIST y z ID #IMPLIED>]>${inside(signed, '<y z="_a1"/>')}`,
      'doctype-refused',
    ],
    [
      'a reference to elsewhere',
      () => change('URI="#_a1"', 'URI="https://evil.example/a"'),
      'it is not about the element it stands in',
    ],
    ['a reference to all', () => change('URI="#_a1"', 'URI=""'), 'it is not about the element it stands in'],
    [
      'a reference by XPointer',
      () => change('URI="#_a1"', `URI="#xpointer(id('_a1'))"`),
      'it is not about the element it stands in',
    ],
    ['no reference', () => change(/ URI="#_a1"/, ''), 'Reference has no URI'],
    [
      'two references',
      () => change(/(<ds:Reference .*<\/ds:Reference>)/, '$1$1'),
      'SignedInfo holds what is not expected there',
    ],
    [
      'two SignedInfo',
      () => change(/(<ds:SignedInfo .*<\/ds:SignedInfo>)/, '$1$1'),
      'Signature holds no SignatureValue where it should stand',
    ],
    [
      'a transform by XPath',
      () =>
        change(
          /<ds:Transform Algorithm="[^"]*enveloped-signature">/,
          '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116">',
        ),
      'the first transform is not that of an enveloped signature',
    ],
    [
      'a transform by stylesheet',
      () =>
        change(
          '<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#">',
          '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116">',
        ),
      'the second transform is not exclusive canonicalization',
    ],
    [
      'a third transform',
      () => change('</ds:Transforms>', '<ds:Transform Algorithm="x"/></ds:Transforms>'),
      'Transforms holds what is not expected there',
    ],
    [
      'inclusive canonicalization',
      () =>
        change(
          '<ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"',
          '<ds:CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"',
        ),
      'SignedInfo is not canonicalized exclusively',
    ],
    [
      'HMAC with the public key',
      () => change('xmldsig-more#ecdsa-sha256', 'xmldsig-more#hmac-sha256'),
      'its algorithm is not taken here',
    ],
    [
      'a length of the HMAC',
      () => change(/(<ds:SignatureMethod [^>]*>)/, '$1<ds:HMACOutputLength>0</ds:HMACOutputLength>'),
      'SignatureMethod holds what is not expected there',
    ],
    ['another digest', () => change('xmlenc#sha256', 'xmlenc#ripemd160'), 'its algorithm is not taken here'],
    [
      'another certificate beside',
      () => change('</ds:X509Data>', '<ds:X509Certificate>AAAA</ds:X509Certificate></ds:X509Data>'),
      'KeyInfo holds not one certificate',
    ],
    [
      'a bare key',
      () => change(/<ds:X509Data>.*<\/ds:X509Data>/, '<ds:KeyValue><ds:RSAKeyValue/></ds:KeyValue>'),
      'KeyInfo holds no X509Data where it should stand',
    ],
    [
      'a key by address',
      () => change('</ds:X509Data>', '</ds:X509Data><ds:RetrievalMethod URI="https://evil.example/k"/>'),
      'KeyInfo holds what is not expected there',
    ],
    [
      'no KeyInfo',
      () => change(/<ds:KeyInfo>.*<\/ds:KeyInfo>/, ''),
      'Signature holds no KeyInfo where it should stand',
    ],
    [
      'a signature that is no base64',
      () => change('<ds:SignatureValue>', '<ds:SignatureValue>*'),
      'SignatureValue holds no base64',
    ],
    ['text in the signature', () => change('<ds:KeyInfo>', 'x<ds:KeyInfo>'), 'Signature holds more than elements'],
    [
      'CDATA in the digest',
      () => change(/<ds:DigestValue>(.*?)</, '<ds:DigestValue><![CDATA[$1]]><'),
      'DigestValue holds more than text',
    ],
    [
      'a million elements',
      () => change('</saml2:Assertion>', `${'<x/>'.repeat(1_000_000)}</saml2:Assertion>`),
      'it is too large',
    ],
    [
      'thousands of attributes',
      () =>
        change('<saml2:Subject>', `<saml2:Subject ${Array.from({ length: 6_000 }, (_, i) => `a${i}=""`).join(' ')}>`),
      'it is too large',
    ],
    ['an ID that is none', () => change('ID="_a1"', `ID="a' or '1'='1"`), 'its ID is not one'],
  ])('%s', (_, xml, why) => {
    expect(seen(xml())).toBe(why);
  });

  it('no change of a byte inside what is signed shows anything else, and none outside changes what is read', () => {
    const bytes = Buffer.from(inside(signed));
    const from = bytes.indexOf('<saml2:Assertion');
    const to = bytes.indexOf('</saml2:Assertion>');
    const genuine = content();
    fc.assert(
      fc.property(fc.integer({ min: from, max: to - 1 }), fc.integer({ min: 0, max: 255 }), (at, byte) => {
        const changed = Buffer.from(bytes);
        changed[at] = byte;
        const shown = seen(changed);
        // white space in markup and in base64, or a part of KeyInfo that is not signed, may change; what is read may not
        expect(shown === genuine || !shown.startsWith('<')).toBe(true);
      }),
      { numRuns: 1_500 },
    );
    const filler = fc.constantFrom('', ' ', '<x:y/>', '<!-- c -->', '<?p?>', '<x:z Id="other">t</x:z>', 'text');
    fc.assert(
      fc.property(filler, filler, fc.array(filler, { maxLength: 3 }), (before, after, deep) => {
        const xml = `<x:a xmlns:x="urn:x">${deep.join('')}${inside(signed, before, after)}${before}</x:a>`;
        expect(seen(xml)).toBe(genuine);
      }),
      { numRuns: 200 },
    );
  });
});

const corpus = new URL('../../../../../shared/corpus/', import.meta.url);
describe.skipIf(!existsSync(corpus))('signatures of others (needs the corpus)', () => {
  const file = (path: string): string => {
    const text = readFileSync(new URL(path, corpus), 'utf8');
    return path.endsWith('.base64') ? Buffer.from(text, 'base64').toString() : text;
  };
  const holderOf = (xml: string): string => {
    const [, base64 = ''] = /X509Certificate>([\s\S]*?)<\//.exec(xml.slice(xml.indexOf('Assertion'))) ?? [];
    return `-----BEGIN CERTIFICATE-----\n${base64.replace(/\s+/g, '').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----`;
  };
  const node = 'xml-crypto-tests/test/static/';
  const python = 'python3-saml-tests/tests/data/responses/';

  it.each<[string, string]>([
    [`${node}valid_saml.xml`, '<saml:Assertion'],
    [`${node}valid_saml_with_digest_comment.xml`, 'it holds comments or processing instructions'],
    [`${node}saml_multiple_signed_info_nodes.xml`, 'Signature holds no SignatureValue where it should stand'],
    // the signature that is broken there is that of the Response; the assertion has one of its own
    [`${node}invalid_saml_no_signed_info.xml`, '<saml:Assertion'],
    [`${node}valid_saml_signature_wrapping.xml`, 'its ID stands more than once in the message'],
    [`${python}signed_assertion_response.xml.base64`, '<saml:Assertion'],
    [`${python}unsigned_assertion.xml.base64`, 'body-malformed'],
    [`${python}invalids/no_signature.xml.base64`, 'there is none'],
    [`${python}invalids/bad_reference.xml.base64`, 'not signed by this key'],
    [`${python}invalids/signature_wrapping_attack.xml.base64`, 'its ID stands more than once in the message'],
    [`${python}invalids/signature_wrapping_attack2.xml.base64`, 'it is not about the element it stands in'],
    [`${python}invalids/multiple_assertions.xml.base64`, 'not signed by this key'],
    [`${python}invalids/no_id.xml.base64`, 'there is none'],
    [`${python}invalids/not_after_failed.xml.base64`, 'there is none'],
    [`${python}invalids/invalid_audience.xml.base64`, 'there is none'],
  ])('%s', (path, expected) => {
    const xml = file(path);
    expect(seen(xml, legacySuite, holderOf(xml)).slice(0, expected.length)).toBe(expected);
    expect(seen(xml, modernSuite, holderOf(xml))).not.toMatch(/^</);
  });
});
