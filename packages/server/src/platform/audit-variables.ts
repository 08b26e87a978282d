// SPDX-License-Identifier: Apache-2.0
import { file, type Variable } from './variable.ts';

const tlsAddress = (text: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain = url && url.username === '' && url.hash === '' && url.search === '' && /^\/?$/.test(url.pathname);
  if (!url || !plain || url.protocol !== 'tls:' || url.hostname === '' || url.port === '')
    throw new Error('it must be an address such as tls://audit.example:6514');
  return url;
};

const variable = <T>(name: string, defaultNote: string, purpose: string, parse: (text: string) => T) =>
  ({ name, defaultNote, since: '0.1.0', purpose, parse }) satisfies Variable<T>;

/** Where the journal is sent as audit messages beside (docs/atna.md). All are absent where not set. */
export const auditVariables = {
  auditRepository: variable(
    'DOSSIER_AUDIT_REPOSITORY',
    'nothing is sent',
    'Audit record repository (IHE ATNA) that is sent the journal as syslog over TLS: `tls://host:port`.',
    tlsAddress,
  ),
  auditCa: variable(
    'DOSSIER_AUDIT_CA',
    'the authorities of Node.js',
    'File with the certificates (PEM) of the authorities that the audit record repository is trusted by.',
    file,
  ),
  auditCertificate: variable(
    'DOSSIER_AUDIT_CERTIFICATE',
    'none',
    'File with the certificate (PEM) that is shown to the audit record repository; with DOSSIER_AUDIT_KEY.',
    file,
  ),
  auditKey: variable(
    'DOSSIER_AUDIT_KEY',
    'none',
    'File with the private key (PEM) of DOSSIER_AUDIT_CERTIFICATE.',
    file,
  ),
};

type Values = Readonly<Partial<Record<keyof typeof auditVariables, unknown>>>;

/** A sentence where the settings contradict each other. */
export const contradictionOfAudit = (values: Values): string | undefined => {
  if ((values.auditCertificate === undefined) !== (values.auditKey === undefined))
    return 'DOSSIER_AUDIT_CERTIFICATE and DOSSIER_AUDIT_KEY go together: set both or none.';
  if (values.auditRepository === undefined && (values.auditCa !== undefined || values.auditKey !== undefined))
    return 'DOSSIER_AUDIT_CA and DOSSIER_AUDIT_KEY are for DOSSIER_AUDIT_REPOSITORY, which is not set.';
  return undefined;
};
