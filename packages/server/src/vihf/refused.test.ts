// SPDX-License-Identifier: Apache-2.0
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { partyKey } from '@dossier/core/actors';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resigned } from '../../test/assertions.ts';
import { cardOf, issue, issueRoot, type Pair, pairIn, type SecureReply, signerIn } from '../../test/certificates.ts';
import { messageTo, type SoapHouse, soapHouse } from '../../test/soap-house.ts';
import { type AssertionOptions, demoAssertion, personas } from '../demo/index.ts';

let house: SoapHouse;
let strict: SoapHouse;
beforeAll(async () => {
  house = await soapHouse();
  strict = await soapHouse({
    ...{ DOSSIER_ASSERTION_CONNECTION: 'certificate', DOSSIER_ASSERTION_SHA1: 'accept' },
    ...{
      DOSSIER_ASSERTION_STRUCTURES: 'any',
      DOSSIER_ASSERTION_SKEW_SECONDS: '0',
      DOSSIER_ASSERTION_AGE_SECONDS: '60',
    },
  });
});
afterAll(() => Promise.all([house.stop(), strict.stop()]));

const [hospital] = personas.hospital.organizations;
const [practice] = personas.gp.organizations;
if (!hospital || !practice) throw new Error('the personas changed');

const assertion = (persona: string, options: AssertionOptions = {}, at = house): Promise<string> =>
  demoAssertion(at.home, persona, { now: at.now(), ...options });
const send = (security: string, at = house, pair?: Pair): Promise<SecureReply> =>
  at.send(messageTo('find', security), pair);
const pair = (name: string, at = house): Promise<Pair> => pairIn(at.home, name);

/** Code of the refusal, and its sentence without what all of them say. */
const refusalIn = ({ status, text }: SecureReply): string => {
  const [, code] = /<dossier:error code="([^"]+)"/.exec(text) ?? [];
  const [, reason = ''] = /<soap:Text[^>]*>([^<]*)/.exec(text) ?? [];
  return code === undefined ? String(status) : `${code}: ${reason.replace(/^.*?: /, '')}`;
};

/** What becomes of an assertion in which something was replaced, signed anew. */
const changed = async (
  from: string | RegExp,
  to: string,
  { persona = 'gp', by = 'cards/gp-signature', ...options }: AssertionOptions & { persona?: string; by?: string } = {},
  at = house,
): Promise<string> => {
  const change = (content: string): string => {
    expect(content).toMatch(from);
    return content.replace(from, to);
  };
  return refusalIn(await send(resigned(await assertion(persona, options, at), change, await pair(by, at)), at));
};

const same = (text: string): string => text;
const after = '<saml2:AttributeStatement>';
const attribute = (name: string, value: string): string =>
  `${after}<saml2:Attribute Name="${name}"><saml2:AttributeValue>${value}</saml2:AttributeValue></saml2:Attribute>`;
const textOf = (name: string): RegExp => new RegExp(`(?<=Name="${name}"><saml2:AttributeValue>)[^<]*`);
const ROLE = 'urn:oasis:names:tc:xacml:2.0:subject:role';
const PURPOSE = 'urn:oasis:names:tc:xspa:1.0:subject:purposeofuse';
const PATIENT = 'urn:oasis:names:tc:xacml:2.0:resource:resource-id';

describe('who signs', () => {
  test('what another program signs is taken, as it stands', async () => {
    expect(await changed('Dr Camille AUBERT', 'Dr C. AUBERT')).toBe('200');
  });

  test('the certificate of a signature, and no other (V1)', async () => {
    const by = async (signer: Pair): Promise<string> => {
      const reply = await send(resigned(await assertion('gp'), same, signer));
      expect(reply.text).toContain('soap:DMPInvalidCertificate');
      expect(reply.text).toContain('Not a valid signature certificate: ');
      return refusalIn(reply);
    };
    const refused = 'signature-certificate-refused';
    expect(await by(await pair('cards/gp-authentication'))).toBe(`${refused}: it is for authentication.`);
    const day = 86_400_000;
    const inDays = (days: number): Date => new Date(Date.parse(house.now()) + days * day);
    const root = await issueRoot([{ CN: ['Elsewhere'] }], inDays(-9), inDays(9));
    expect(await by({ cert: root.certificate, key: root.key })).toBe(`${refused}: it is one of an authority.`);
    const card = cardOf('gp', 'signature');
    if (!card) throw new Error('gp has a card');
    const expired = await issue(await signerIn(house.home), { ...card, notBefore: inDays(-9), notAfter: inDays(-1) });
    expect(await by({ cert: expired.certificate, key: expired.key })).toBe(`${refused}: it has expired.`);
    // the key of the gp's card, and another certificate beside it
    const other = await pair('cards/nurse-signature');
    const { key } = await pair('cards/gp-signature');
    const reply = await send(resigned(await assertion('gp'), same, { cert: other.cert, key }));
    expect(refusalIn(reply)).toBe('assertion-signature-refused: it does not hold, or what was signed has changed.');
  });

  test('a card speaks for its holder, a structure for its people', async () => {
    const nurse = personas.nurse.actor.kind === 'professional' ? personas.nurse.actor.nationalId : '';
    expect(await changed(/(?<=<saml2:NameID>)\d+/, nurse)).toMatch(/^assertion-invalid: NameID: /);
    expect(await changed('code="10"', 'code="60"')).toMatch(`assertion-invalid: ${ROLE}: its profession is not`);
    expect(await changed('DIRECTE', 'INDIRECTE')).toMatch(/^assertion-invalid: Authentification_mode: /);
    expect(await changed(/CN=[^,<]*/, 'CN=899700500079')).toMatch(/^assertion-invalid: Issuer: /);
    const indirect = { persona: 'hospital', by: 'organizations/hospital-signature' };
    expect(await changed('INDIRECTE', 'DIRECTE', indirect)).toMatch(/^assertion-invalid: AuthnContextClassRef: /);
    expect(await changed(textOf('Identifiant_Structure'), practice.id, indirect)).toMatch(
      /^assertion-invalid: Identifiant_Structure: /,
    );
    const air = {
      ...indirect,
      persona: 'cardiologist',
      authentication: 'reinforced-indirect',
      organization: hospital.id,
    };
    expect(await changed('MobileTwoFactorUnregistered', 'Password', air)).toMatch(
      /^assertion-invalid: AuthnContextClassRef: /,
    );
  });

  test('a doctor states a speciality (V2), and practises where the assertion says (V3)', async () => {
    expect(await changed(/<saml2:AttributeValue><Role[^>]*code="SM26".*?<\/saml2:AttributeValue>/, '')).toMatch(
      /^assertion-specialty-missing/,
    );
    expect(await changed(textOf('Identifiant_Structure'), hospital.id)).toMatch(/^professional-structure-not-linked/);
    expect(await changed(textOf('Identifiant_Structure'), '1990099999')).toMatch(/^structure-not-active/);
    expect(await changed('code="SM26"', 'code="SM04"')).toMatch(/^profession-not-held/);
  });
});

describe('what it says', () => {
  test.each<[string, string | RegExp, string, string | RegExp]>([
    ['the other spelling (V6)', 'Authentification_mode', 'Authentification_Mode', '200'],
    ['both spellings', after, attribute('Authentification_Mode', 'DIRECTE'), /Authentification_mode: it stands/],
    ['a mode that is none', 'DIRECTE', 'EXPRES', /Authentification_mode: it is none/],
    ['a purpose that is none (V8)', 'code="normal"', 'code="curiosite"', `${PURPOSE}: it is none`],
    ['a purpose of another system', '1.1.4.248', '1.1.4.249', `${PURPOSE}: it is none`],
    ['a purpose named like a method', 'code="normal"', 'code="constructor"', `${PURPOSE}: it is none`],
    ['no purpose', PURPOSE, 'urn:other', `${PURPOSE}: it is missing`],
    ['break-glass without a reason', 'code="normal"', 'code="bris_de_glace"', /^reason-required/],
    ['a role that is none', 'code="10"', 'code="99"', `${ROLE}: its first value`],
    ['in training', '1.2.250.1.71.1.2.7', '1.2.250.1.71.1.2.8', `${ROLE}: its first value`],
    ['a speciality that is none', 'code="SM26"', 'code="SM999"', `${ROLE}: it names a speciality`],
    ['an older version', textOf('VIHF_Version'), '1.0', /VIHF_Version: its value/],
    ['another house', 'urn:dmp', 'urn:other', /Ressource_URN: its value/],
    ['no structure', textOf('Identifiant_Structure'), '', /Identifiant_Structure: it is empty/],
    ['a structure with blanks', textOf('Identifiant_Structure'), '136 788 596 476', /Identifiant_Structure: its value/],
    ['a sector without its system', textOf('Secteur_Activite'), 'SA07', /Secteur_Activite: it is not/],
    ['no software', textOf('LPS_Nom'), '', /LPS_Nom: it is empty/],
    ['a patient in another form', textOf(PATIENT), '2 79 03 51 215 189 89', `${PATIENT}: it is not an INS`],
    ['a patient of another system', '1.2.250.1.213.1.4.10', '1.2.250.1.213.1.4.2', /^ins-oid-refused/],
    [
      'a code that hides nothing',
      after,
      attribute('urn:oasis:names:tc:xspa:1.0:resource:patient:hl7:confidentiality-code', 'V'),
      /confidentiality-code: it is none/,
    ],
    ['an attribute twice', after, attribute('LPS_Nom', 'x'), /AttributeStatement: an attribute stands in it twice/],
    ['a control character', 'Dr Camille AUBERT', 'Dr \u202eCamille', /subject-id: it is too long or not printable/],
    ['an element in a text', 'Dr Camille AUBERT', 'Dr <b>C</b>', /subject-id: a value of it has no code/],
    ['another version of SAML', 'Version="2.0"', 'Version="1.1"', /Version: it is not 2.0/],
    ['no time', 'AuthnInstant', 'AuthnInstants', /AuthnInstant: it is missing/],
    ['a time without its zone', /(IssueInstant="[^"]*)Z/, '$1', /IssueInstant: it is not a time/],
    [
      'another audience',
      '<saml2:AuthnStatement',
      '<saml2:Conditions><saml2:AudienceRestriction><saml2:Audience>urn:other</saml2:Audience></saml2:AudienceRestriction></saml2:Conditions><saml2:AuthnStatement',
      /Audience: it is for somebody else/,
    ],
    [
      'our audience',
      '<saml2:AuthnStatement',
      '<saml2:Conditions><saml2:AudienceRestriction><saml2:Audience>urn:other</saml2:Audience><saml2:Audience>urn:dmp</saml2:Audience></saml2:AudienceRestriction></saml2:Conditions><saml2:AuthnStatement',
      '200',
    ],
    [
      'a condition that is not known',
      '<saml2:AuthnStatement',
      '<saml2:Conditions><saml2:ProxyRestriction Count="0"/></saml2:Conditions><saml2:AuthnStatement',
      /Conditions: it holds a condition/,
    ],
    [
      'past its end',
      '<saml2:AuthnStatement',
      '<saml2:Conditions NotOnOrAfter="2020-01-01T00:00:00Z"/><saml2:AuthnStatement',
      /^assertion-not-current: its NotOnOrAfter/,
    ],
    [
      'before its beginning',
      '<saml2:AuthnStatement',
      '<saml2:Conditions NotBefore="2120-01-01T00:00:00Z"/><saml2:AuthnStatement',
      /^assertion-not-current: its NotBefore/,
    ],
    [
      'a confirmation',
      '</saml2:NameID>',
      '</saml2:NameID><saml2:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"/>',
      /Subject: it holds more/,
    ],
    ['advice', '<saml2:AuthnStatement', '<saml2:Advice/><saml2:AuthnStatement', /Assertion: it holds an element/],
  ])('%s', async (_, from, to, expected) => {
    expect(await changed(from, to)).toMatch(
      typeof expected === 'string' && expected !== '200' ? expected : new RegExp(expected),
    );
  });

  test('the reason of a break-glass access stands in the attribute or in the purpose, and is one', async () => {
    const glass = { persona: 'stranger', by: 'cards/stranger-signature', mode: 'break-glass', reason: 'inconscient' };
    const elsewhere = (text: string): [RegExp, string] => [/(code="bris_de_glace"[^>]*>)/, `$1${text}`];
    expect(await changed('Mode_Acces_Raison', 'Autre', glass)).toMatch(/^reason-required/);
    expect(await changed(...elsewhere('autre'), glass)).toMatch(
      /^assertion-invalid: Mode_Acces_Raison: it contradicts/,
    );
    expect(await changed(...elsewhere('inconscient'), glass)).toBe('200');
  });
});

describe('where it stands (V10)', () => {
  const refused = async (security: string): Promise<string> => refusalIn(await send(security));

  test('alone in wsse:Security, and nowhere else', async () => {
    const signed = await assertion('gp');
    const invalid = 'assertion-invalid: wsse:Security: ';
    expect(await refused('')).toBe(`${invalid}it holds no assertion.`);
    expect(await refused(`${signed}${await assertion('gp')}`)).toBe(
      `${invalid}the message holds more than one assertion.`,
    );
    expect(await refused(`<x/>${signed}`)).toBe(`${invalid}it holds more than the assertion.`);
    expect(await refused(`<x>${signed}</x>`)).toBe(`${invalid}the assertion does not stand in it.`);
    const inBody = {
      header: messageTo('find', '').header,
      body: `<t:find xmlns:t="urn:dossier:test">${signed}</t:find>`,
    };
    expect(refusalIn(await house.send(inBody))).toBe(`${invalid}the assertion does not stand in it.`);
    expect(await refused(signed)).toBe('200');
  });

  test('an assertion in an assertion, its signature in another, a byte changed', async () => {
    const signed = await assertion('gp');
    const content = signed.replace(/<ds:Signature.*<\/ds:Signature>/s, '');
    const evil = content.replace(/ID="[^"]*"/, 'ID="_evil"').replace('DIRECTE', 'INDIRECTE');
    expect(await refused(evil.replace('</saml2:Assertion>', `${signed}</saml2:Assertion>`))).toMatch(
      /^assertion-invalid/,
    );
    const [signature = ''] = /<ds:Signature .*<\/ds:Signature>/s.exec(signed) ?? [];
    expect(await refused(evil.replace('<saml2:Subject>', `${signature}<saml2:Subject>`))).toMatch(
      /^assertion-signature-refused: it is not about the element/,
    );
    expect(await refused(signed.replace('AUBERT', 'AUBERS'))).toMatch(/^assertion-signature-refused: it does not hold/);
    expect(await refused(content)).toBe('assertion-signature-refused: there is none.');
    expect(await refused(signed.replace('AUBERT', 'AUB<!-- -->ERT'))).toMatch(
      /^assertion-signature-refused: it holds comments/,
    );
  });

  test('refusals stand in the journal: of who holds a certificate each, of strangers together', async () => {
    const latest = async (count: number) =>
      (await house.entries()).filter(({ operation }) => operation === 'account.sign-in').slice(0, count);
    expect(await changed('code="normal"', 'code="curiosite"')).toMatch(/^assertion-invalid/);
    expect(await latest(1)).toMatchObject([
      { outcome: 'refused', reasons: ['assertion-invalid'], actor: { key: partyKey(personas.gp.actor) } },
    ]);
    const before = (await house.entries()).length;
    const signed = await assertion('gp');
    const replies = await Promise.all(Array.from({ length: 20 }, () => refused(signed.replace('AUBERT', 'AUBERS'))));
    expect(new Set(replies).size).toBe(1);
    expect((await house.entries()).length - before).toBeLessThanOrEqual(1);
    expect((await house.entries()).some(({ actor }) => actor.key === 'system:assertions')).toBe(true);
  });
});

describe('settings', () => {
  const old = {
    signature: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
    digest: 'http://www.w3.org/2000/09/xmldsig#sha1',
  };
  const half = { signature: 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256', digest: old.digest };

  test('the connection must be that of a certificate', async () => {
    expect(refusalIn(await send(await assertion('gp', {}, strict), strict))).toMatch(
      /^certificate-refused: none was presented/,
    );
    const card = await pair('cards/gp-authentication', strict);
    expect(refusalIn(await send(await assertion('gp', {}, strict), strict, card))).toBe('200');
    const lost = await pair('cards/gp-lost', strict);
    expect(refusalIn(await send(await assertion('gp', {}, strict), strict, lost))).toMatch(/revoked/);
  });

  test('SHA-1 where it is said so (V5)', async () => {
    const weak = async (at: SoapHouse): Promise<string> => {
      const signed = resigned(await assertion('gp', {}, at), same, await pair('cards/gp-signature', at), half);
      return refusalIn(await send(signed, at, await pair('cards/gp-authentication', at)));
    };
    expect(await weak(house)).toBe('assertion-signature-refused: its algorithm is not taken here.');
    expect(await weak(strict)).toBe('200');
  });

  test('a certificate of a structure for any structure, its people held against the directory all the same', async () => {
    const air = { authentication: 'reinforced-indirect', organization: hospital.id };
    const signer = await pair('organizations/hospital-signature', strict);
    const connection = await pair('organizations/hospital-authentication', strict);
    const at = async (structure: string): Promise<string> => {
      const signed = await assertion('cardiologist', air, strict);
      const moved = resigned(signed, (text) => text.replace(textOf('Identifiant_Structure'), structure), signer);
      return refusalIn(await send(moved, strict, connection));
    };
    const [own] = personas.cardiologist.organizations;
    expect(await at(own?.id ?? '')).toBe('200');
    // the certificate names another structure; the directory knows this one
    expect((await strict.entries(strict.recordId))[0]).toMatchObject({
      actor: { organizationId: own?.id, organizationName: own?.name },
    });
    expect(await at(practice.id)).toMatch(/^professional-structure-not-linked/);
  });

  test('the window', async () => {
    const at = (seconds: number): string => new Date(Date.parse(strict.now()) + seconds * 1000).toISOString();
    const card = await pair('cards/gp-authentication', strict);
    const by = async (seconds: number) =>
      refusalIn(await send(await assertion('gp', { now: at(seconds) }, strict), strict, card));
    expect(await by(-40)).toBe('200');
    expect(await by(-70)).toMatch(/^assertion-not-current: it was issued more than 60 seconds ago/);
    expect(await by(30)).toMatch(/^assertion-not-current: it was issued in the future/);
  });
});

const corpus = new URL('../../../../../shared/corpus/', import.meta.url);
describe.skipIf(!existsSync(corpus))('the attacks of others (needs the corpus)', () => {
  const folders = ['python3-saml-tests/tests/data/responses/', 'python3-saml-tests/tests/data/responses/invalids/'];
  const files = [...folders, 'xml-crypto-tests/test/static/'].flatMap((folder) =>
    existsSync(new URL(folder, corpus))
      ? readdirSync(new URL(folder, corpus))
          .filter((name) => /\.xml(?:\.base64)?$/.test(name))
          .map((name) => `${folder}${name}`)
      : [],
  );
  test.each(files)('%s, as it is and its assertions alone: refused, and journaled', async (path) => {
    const text = readFileSync(new URL(path, corpus), 'utf8');
    const xml = (path.endsWith('.base64') ? Buffer.from(text, 'base64').toString() : text).replace(
      /^<\?xml[^>]*\?>/,
      '',
    );
    const assertions = [...xml.matchAll(/<(saml2?):Assertion[\s\S]*?<\/\1:Assertion>/g)].map(([whole, prefix]) =>
      whole
        .replace(' ', ` xmlns:${prefix}="urn:oasis:names:tc:SAML:2.0:assertion" `)
        .replace(/( xmlns:saml2?="[^"]*")(.*?)\1/, '$1$2'),
    );
    for (const security of [xml, ...assertions]) expect([400, 401]).toContain((await send(security)).status);
    const refusals = await house.entries();
    expect(refusals.some(({ actor, outcome }) => actor.key === 'system:assertions' && outcome === 'refused')).toBe(
      true,
    );
  });
});
