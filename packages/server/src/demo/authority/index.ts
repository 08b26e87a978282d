// SPDX-License-Identifier: Apache-2.0
import { randomUUID, X509Certificate } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { type Instant, instantOf } from '@dossier/core/time';
import { demoAuthorityFiles } from '../../certificates/index.ts';
import * as x509 from '../../certificates/x509.ts';
import { importKey, issue, issueList, issueRoot, type KeyAndCertificate, type Signer, type Wanted } from './issue.ts';
import { holders } from './subjects.ts';

export { ocspResponder } from './responder.ts';

const DAY_MS = 86_400_000;
const ROOT_DAYS = 3650;
/** Of servers, structures and cards; the real ones have three years. */
const LEAF_DAYS = 365;
/** What expires within so many days is made anew at the next start. */
const RENEW_DAYS = 30;
const LIST_DAYS = 30;

const days = (from: Date, count: number): Date => new Date(from.getTime() + count * DAY_MS);

const read = (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });

/** Never seen half written. */
const write = async (path: string, text: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, `${text.trim()}\n`, { mode: 0o600 });
  await rename(draft, path);
};

interface Paths {
  readonly certificate: string;
  readonly key: string;
}

/** What is there and still good; otherwise what `make` makes, written down. */
const keptOr = async (
  { certificate: at, key: keyAt }: Paths,
  now: Date,
  isGood: (certificate: X509Certificate) => boolean,
  make: () => Promise<KeyAndCertificate>,
): Promise<KeyAndCertificate> => {
  const [certificate, key] = await Promise.all([read(at), read(keyAt)]);
  if (certificate !== undefined && key !== undefined) {
    const kept = new X509Certificate(certificate);
    if (kept.validFromDate <= now && kept.validToDate > days(now, RENEW_DAYS) && isGood(kept))
      return { certificate, key };
  }
  const made = await make();
  await write(keyAt, made.key);
  await write(at, made.certificate);
  return made;
};

/** Names and addresses by which the demo is called. */
const namesOf = (host: string): x509.SubjectAlternativeNameExtension => {
  const addresses = new Set(['127.0.0.1', '::1']);
  const names = new Set(['localhost', hostname()]);
  if (/^[\d.]+$|:/.test(host)) addresses.add(host);
  else names.add(host);
  return new x509.SubjectAlternativeNameExtension([
    ...[...names].map((value) => ({ type: 'dns', value }) as const),
    ...[...addresses].map((value) => ({ type: 'ip', value }) as const),
  ]);
};

const serverOf = (host: string): Pick<Wanted, 'subject' | 'extensions'> => ({
  subject: [{ C: ['FR'] }, { O: ['Dossier'] }, { CN: ['Dossier demo'] }],
  extensions: [
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    namesOf(host),
  ],
});

/** Lets somebody else answer for the authority (RFC 6960 §4.2.2.2), who is not to be asked about in turn. */
const responder: Pick<Wanted, 'subject' | 'extensions'> = {
  subject: [{ C: ['FR'] }, { O: ['Dossier'] }, { CN: ['Dossier demo responder'] }],
  extensions: [
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.ocspSigning]),
    new x509.Extension('1.3.6.1.5.5.7.48.1.5', false, Uint8Array.from([5, 0])),
  ],
};

const openSigner = async (home: string, now: Date): Promise<Signer> => {
  const files = demoAuthorityFiles(home);
  const subject = [{ C: ['FR'] }, { O: ['Dossier'] }, { CN: ['Dossier demo authority'] }];
  const root = await keptOr(
    { certificate: files.ca, key: files.caKey },
    now,
    () => true,
    () => issueRoot(subject, now, days(now, ROOT_DAYS)),
  );
  return { certificate: new x509.X509Certificate(root.certificate), key: await importKey(root.key) };
};

/**
 * The demo's own certificate authority in `<home>/demo-ca` (0600): made at the first call, kept, and renewed before it
 * expires. Certificate of the server, certificates of the structures and card certificates of the professionals among
 * the personas, for authentication and for signature apart, the revocation list, which names a card that
 * was lost, and the certificate of who answers for the authority by OCSP.
 */
export const makeDemoAuthority = async (
  home: string,
  host: string,
  at: Instant = instantOf(Date.now()),
): Promise<void> => {
  const now = new Date(at);
  now.setMilliseconds(0);
  const files = demoAuthorityFiles(home);
  const signer = await openSigner(home, now);
  const root = new X509Certificate(Buffer.from(signer.certificate.rawData));
  const isOurs = (certificate: X509Certificate): boolean => certificate.verify(root.publicKey);
  const validity = { notBefore: now, notAfter: days(now, LEAF_DAYS) };
  const isFor = (certificate: X509Certificate): boolean =>
    isOurs(certificate) &&
    (/^[\d.]+$|:/.test(host) ? certificate.checkIP(host) : certificate.checkHost(host)) !== undefined;

  await keptOr({ certificate: files.server, key: files.serverKey }, now, isFor, () =>
    issue(signer, { ...serverOf(host), ...validity }),
  );
  await keptOr({ certificate: files.responder, key: files.responderKey }, now, isOurs, () =>
    issue(signer, { ...responder, ...validity }),
  );
  const revoked: string[] = [];
  for (const { file, subject, extensions, revoked: isRevoked } of holders()) {
    const path = join(files.folder, file);
    const { certificate } = await keptOr({ certificate: `${path}.pem`, key: `${path}-key.pem` }, now, isOurs, () =>
      issue(signer, { subject, extensions, ...validity }),
    );
    if (isRevoked) revoked.push(certificate);
  }
  await write(files.crl, await issueList(signer, revoked, now, days(now, LIST_DAYS)));
};
