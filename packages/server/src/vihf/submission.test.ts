// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyFileSigner, signSubmission } from '@dossier/client/node';
import { type Actor, systemActor } from '@dossier/core/actors';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { attemptOf, share as shareOverFhir } from '../../test/acceptance/shares.ts';
import { type Pair, pairIn } from '../../test/certificates.ts';
import { type TestHouse, testHouse } from '../../test/harness.ts';
import { type SoapHouse, soapHouse } from '../../test/soap-house.ts';
import { type SubmissionSignatureOptions, submissionSignature } from '../../test/submission-signature.ts';
import { documentOf, metadataBy, submissionOf } from '../../test/submissions.ts';
import { personas } from '../demo/index.ts';
import { openRecord, readJournal, shareDocuments } from '../record/index.ts';

let house: SoapHouse;
let strict: SoapHouse;
let card: Pair;
beforeAll(async () => {
  house = await soapHouse();
  strict = await soapHouse({ DOSSIER_SUBMISSION_SIGNATURE: 'required', DOSSIER_SUBMISSION_SHA1: 'refuse' });
  card = await pairIn(house.home, 'cards/gp-signature');
});
afterAll(() => Promise.all([house.stop(), strict.stop()]));

const gp = personas.gp.actor;
if (gp.kind !== 'professional') throw new Error('gp is a professional');
const XML = '<?xml version="1.0"?>\n<!-- signed too --><a  b=\'1\'><c/></a>';
const CANONICAL = '<!-- signed too -->\n<a b="1"><c></c></a>';
const C14N = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments';

interface Made {
  readonly set?: string;
  readonly sign?: Partial<SubmissionSignatureOptions>;
  /** Changes the signature after it is made. */
  readonly change?: (signature: string) => string;
  readonly unsigned?: true;
}

/** A submission of a PDF and an XML document, and its signature over both. */
const submission = ({ sign = {}, change = (text) => text, unsigned }: Made = {}, by: Pair = card) => {
  const pdf = documentOf(metadataBy(gp.nationalId));
  const xml = documentOf(metadataBy(gp.nationalId), { content: Buffer.from(XML) });
  const made = submissionOf([pdf, xml]);
  const set = `1.2.250.1.999.8.${process.pid}.${Math.floor(performance.now() * 1000)}`;
  const signature = submissionSignature({
    set,
    by,
    documents: [
      { uniqueId: pdf.metadata.uniqueId, content: pdf.content },
      { uniqueId: xml.metadata.uniqueId, content: Buffer.from(CANONICAL), transform: C14N },
    ],
    ...sign,
  });
  const system = 'URN';
  const document = documentOf(
    metadataBy(gp.nationalId, {
      mimeType: 'text/xml',
      languageCode: 'art',
      title: 'Signature',
      typeCode: { code: 'E1762', system: 'ASTM', display: 'Full Document' },
      classCode: { code: 'urn:oid:1.3.6.1.4.1.19376.1.2.1.1.1', system: 'URN', display: 'Digital Signature' },
      formatCode: { code: 'http://www.w3.org/2000/09/xmldsig#', system, display: 'Default signature style' },
    }),
    {
      content: Buffer.from(change(signature)),
      relations: [0, 1].map((index) => ({ type: 'signs', target: { index }, path: 'signs' }) as const),
    },
  );
  return {
    ...made,
    set: { ...made.set, uniqueId: set },
    documents: unsigned ? [pdf, xml] : [pdf, xml, document],
    signature,
  };
};

const share = async (made: ReturnType<typeof submission>, actor: Actor = gp, at = house): Promise<string> => {
  const shared = await shareDocuments(actor, made, at.rooms.ports);
  if (shared.ok) return 'shared';
  const { code, parameters } = shared.error;
  return `${code}: ${parameters.why ?? JSON.stringify(parameters)}`;
};

describe('the signature of a submission', () => {
  it('is verified, kept, and served like a document, masked and hidden', async () => {
    const made = submission();
    expect(await share(made)).toBe('shared');
    const shared = await shareDocuments(gp, made, house.rooms.ports);
    const last = shared.ok ? shared.value.documents.at(-1)?.entry : undefined;
    expect(last?.confidentialityCodes.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['MASQUE_PS', 'INVISIBLE_PATIENT']),
    );
  });

  const XMLSEC = 'xmlsec1';
  const byXmlsec = (signature: string): string => {
    const path = join(house.home, 'signature.xml');
    const certificate = join(house.home, 'signer.pem');
    writeFileSync(path, signature);
    writeFileSync(certificate, card.cert);
    const ids = ['--id-attr:Id', 'Manifest', '--id-attr:Id', 'SignedProperties'];
    const args = ['--verify', '--ignore-manifests', ...ids, '--pubkey-cert-pem', certificate, path];
    return `${spawnSync(XMLSEC, args).stderr}`;
  };
  it.skipIf(spawnSync(XMLSEC, ['--version']).status !== 0)('is one to others too (needs xmlsec1)', () => {
    expect(byXmlsec(submission().signature)).toMatch(/^OK/m);
  });

  it('is written by the SDK', async () => {
    const made = submission({ unsigned: true });
    const [pdf, xml] = made.documents;
    if (!pdf || !xml) throw new Error('there are two documents');
    const [, , document] = submission().documents;
    if (!document) throw new Error('there is a signature');
    const signed = await signSubmission(
      {
        uniqueId: document.metadata.uniqueId,
        set: made.set.uniqueId,
        documents: [pdf, xml].map(({ metadata, content }) => ({ uniqueId: metadata.uniqueId, content })),
        at: house.now(),
      },
      keyFileSigner(card.cert, card.key),
    );
    const holding = (text: string) => ({ ...made, documents: [pdf, xml, { ...document, content: Buffer.from(text) }] });
    expect(await share(holding(signed.replace('<xad:SigningTime>2', '<xad:SigningTime>1')))).toMatch(
      /it does not hold/,
    );
    if (spawnSync(XMLSEC, ['--version']).status === 0) expect(byXmlsec(signed)).toMatch(/^OK/m);
    expect(await share(holding(signed))).toBe('shared');
  });

  it('is that of who submits, or of the structure for which they act', async () => {
    const somebody = 'submission-signature-refused: it is by somebody else than who submits';
    const nurse = await pairIn(house.home, 'cards/nurse-signature');
    expect(await share(submission({}, nurse))).toBe(somebody);
    const hospital = await pairIn(house.home, 'organizations/hospital-signature');
    expect(await share(submission({}, hospital))).toBe(somebody);
    const [, structure] = personas.cardiologist.organizations;
    const { actor } = personas.cardiologist;
    if (actor.kind !== 'professional' || !structure) throw new Error('the personas changed');
    expect(await share(submission({}, hospital), { ...gp, organization: structure })).toBe('shared');
    const authentication = await pairIn(house.home, 'cards/gp-authentication');
    expect(await share(submission({}, authentication))).toBe(
      'submission-signature-refused: of its certificate, it is for authentication',
    );
  });

  const replace = (from: string | RegExp, to: string) => (text: string) => {
    expect(text).toMatch(from);
    return text.replace(from, to);
  };
  test.each<[string, Made, string]>([
    [
      'a document that was changed',
      { sign: { documents: [] } },
      'a document of the submission is not among what it signs',
    ],
    [
      'another digest in it',
      { change: replace(/(urn:oid:1\.2\.250\.1\.999\.7.*?<DigestValue>)[^<]*/, '$1AAAAAAAAAAAAAAAAAAAAAAAAAAA=') },
      'it does not hold, or what was signed has changed',
    ],
    [
      'another digest, signed',
      {
        sign: {
          change: replace(/(urn:oid:1\.2\.250\.1\.999\.7.*?<DigestValue>)[^<]*/, '$1AAAAAAAAAAAAAAAAAAAAAAAAAAA='),
        },
      },
      'a document is not the one that was signed',
    ],
    [
      'a document more',
      {
        sign: {
          change: replace(
            '</Manifest>',
            `<Reference URI="urn:oid:1.2.3"><DigestMethod Algorithm="http://www.w3.org/2000/09/xmldsig#sha1"></DigestMethod><DigestValue>AA==</DigestValue></Reference></Manifest>`,
          ),
        },
      },
      'it names a document that is not in the submission, or one twice',
    ],
    [
      'a changed time',
      { change: replace('2026-11-23T12:00:00Z', '2026-11-23T12:00:01Z') },
      'it does not hold, or what was signed has changed',
    ],
    ['no manifest', { change: replace('#IHEManifest', '#S0-SignedProperties') }, 'it does not sign one manifest'],
    [
      'a second manifest',
      {
        change: replace(
          '<Object><SignatureProperties>',
          '<Object><Manifest Id="IHEManifest"/></Object><Object><SignatureProperties>',
        ),
      },
      'its ID stands more than once in the message',
    ],
    [
      'a manifest beside the Objects',
      { change: replace(/URI="#IHEManifest"/, 'URI="#elsewhere"') },
      'a reference of it leads nowhere',
    ],
    [
      'a reference to elsewhere',
      { change: replace('URI="#IHEManifest"', 'URI="https://evil.example/"') },
      'a reference of it is not to one of its own elements',
    ],
    [
      'a transform by stylesheet',
      { sign: { change: replace(C14N, 'http://www.w3.org/TR/1999/REC-xslt-19991116') } },
      'its canonicalization is not taken here',
    ],
    [
      'another certificate in it',
      { change: replace(/(<CertDigest>.*?<DigestValue>)[^<]*/, '$1AAAAAAAAAAAAAAAAAAAAAAAAAAA=') },
      'its SigningCertificate is another',
    ],
    [
      'a comment',
      { change: replace('<KeyInfo>', '<!-- --><KeyInfo>') },
      'it holds comments or processing instructions',
    ],
    ['a DTD', { change: replace('<Signature ', '<!DOCTYPE Signature><Signature ') }, 'it is no XML that is taken here'],
    ['what is no signature', { change: () => '<x/>' }, 'the document is no signature'],
    ['what is no XML', { change: () => '%PDF' }, 'it is no XML that is taken here'],
    [
      'too many parts',
      { change: replace(/(<Reference Type.*?<\/Reference>)/, '$1'.repeat(20)) },
      'it signs too many parts',
    ],
    ['no key', { change: replace(/<KeyInfo>.*<\/KeyInfo>/, '') }, 'the signature is not whole'],
  ])('%s is refused, and journaled', async (_, made, why) => {
    expect(await share(submission(made))).toBe(`submission-signature-refused: ${why}`);
    expect((await house.entries(house.recordId))[0]).toMatchObject({
      operation: 'document.share',
      outcome: 'failure',
      reasons: expect.arrayContaining(['submission-signature-refused']),
    });
  });

  it('of what was shared before is kept, if it is one', async () => {
    const made = submission();
    expect(await share(submission({ unsigned: true }))).toBe('shared');
    const [, , document] = made.documents;
    if (!document) throw new Error('there is a signature');
    expect(await share({ ...made, documents: [{ ...document, relations: [] }] })).toBe('shared');
  });

  it('must be there where it is so set, with SHA-256 where SHA-1 is refused', async () => {
    const own = await pairIn(strict.home, 'cards/gp-signature');
    expect(await share(submission({ unsigned: true }), gp, strict)).toMatch(/^submission-signature-missing/);
    expect((await strict.entries(strict.recordId))[0]).toMatchObject({
      reasons: expect.arrayContaining(['submission-signature-missing']),
    });
    expect(await share(submission({}, own), gp, strict)).toBe(
      'submission-signature-refused: its algorithm is not taken here',
    );
    expect(await share(submission({ sign: { digest: 'sha256' } }, own), gp, strict)).toBe('shared');
  });
});

describe('over FHIR', () => {
  let served: TestHouse;
  beforeAll(async () => {
    served = await testHouse({ tls: true, env: { DOSSIER_SUBMISSION_SIGNATURE: 'required' } });
  });
  afterAll(() => served.stop());

  it('the same is asked', async () => {
    const { patient, actor } = personas.dominique;
    if (!patient || actor.kind !== 'patient') throw new Error('dominique is a patient');
    const opened = await openRecord(
      systemActor('test'),
      {
        ...{ ins: patient.ins, traits: patient.traits, identityStatus: 'qualified', regime: 'fr-2010' },
        ...{ personId: actor.personId, consentRecorded: true },
      } as const,
      served.ports,
    );
    if (!opened.ok) throw new Error(opened.error.code);
    const attempt = attemptOf();
    const [authorToken, patientToken] = await Promise.all([served.token('gp'), served.token('dominique')]);
    await shareOverFhir(attempt, { base: served.baseUrl, ins: patient.ins.value, authorToken, patientToken });
    expect(attempt.refusal).toMatchObject({ status: 422 });
    expect(attempt.refusal?.text).toContain('A submission must hold a signature of its documents here.');
    const page = await readJournal(
      actor,
      { record: { recordId: opened.value.recordId }, query: { limit: 1 } },
      served.ports,
    );
    expect(page).toMatchObject({
      ok: true,
      value: {
        entries: [{ operation: 'document.share', reasons: expect.arrayContaining(['submission-signature-missing']) }],
      },
    });
  });
});
