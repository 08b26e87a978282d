// SPDX-License-Identifier: Apache-2.0
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Variable } from './variable.ts';

const addressOf =
  (protocols: readonly string[], example: string) =>
  (text: string): string => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (!url || !protocols.includes(url.protocol) || url.hostname === '' || url.username !== '' || url.hash !== '')
      throw new Error(`it must be an address without user and password, such as ${example}`);
    return text;
  };

const smtpUrl = (text: string): string => {
  const url = addressOf(['smtp:', 'smtps:'], 'smtps://mail.example:465')(text);
  if (!/^smtps?:\/\/[^/?#]+\/?$/.test(url)) throw new Error('it must have nothing after the port');
  return url;
};

const smsUrl = (text: string): string => {
  const url = addressOf(['https:', 'http:'], 'https://sms.example/messages')(text);
  const { protocol, hostname } = new URL(url);
  if (protocol === 'http:' && !['127.0.0.1', '[::1]', 'localhost'].includes(hostname))
    throw new Error('it must be https: the secret goes with it');
  return url;
};

const mailAddress = (text: string): string => {
  if (!/^[^\s<>@",;:]+@[A-Za-z0-9.-]+$/.test(text))
    throw new Error('it must be an address such as no-reply@dossier.example');
  return text;
};

const secret = (text: string): string => {
  if (/[\r\n]/.test(text)) throw new Error('it must be one line');
  return text;
};

const contentOf = (path: string): string => {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new Error(`the file cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  if (text === '') throw new Error('the file is empty');
  return text;
};

const pemOf = (path: string): string => {
  const pem = contentOf(path);
  try {
    createPrivateKey(pem);
  } catch {
    throw new Error('the file holds no private key in PEM');
  }
  return pem;
};

const domainName = (text: string): string => {
  if (!/^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/.test(text)) throw new Error('it must be a name of the DNS');
  return text;
};

const variable = <T>(name: string, defaultNote: string, purpose: string, parse: (text: string) => T) =>
  ({ name, defaultNote, since: '0.1.0', purpose, parse }) satisfies Variable<T>;

/** How notices leave the house. All are absent where not set; in the demo the catcher takes their place. */
export const noticeVariables = {
  smtpUrl: variable(
    'DOSSIER_SMTP_URL',
    'no e-mail; the demo catches its own',
    'Mail server that sends notices and codes: `smtps://host:465`, or `smtp://host:587`, where production asks for STARTTLS.',
    smtpUrl,
  ),
  mailFrom: variable('DOSSIER_MAIL_FROM', 'none', 'Sender of e-mails; `DOSSIER_SMTP_URL` needs it.', mailAddress),
  smtpUser: variable('DOSSIER_SMTP_USER', 'none', 'User at the mail server, with a password.', secret),
  smtpPassword: variable('DOSSIER_SMTP_PASSWORD', 'none', 'Password at the mail server.', secret),
  smtpPasswordOfFile: variable(
    'DOSSIER_SMTP_PASSWORD_FILE',
    'none',
    'File with the password at the mail server, instead of the password itself.',
    (path: string) => secret(contentOf(path)),
  ),
  dkimDomain: variable(
    'DOSSIER_DKIM_DOMAIN',
    'mails are not signed here',
    'Domain for which e-mails are signed (DKIM, RFC 6376), with a selector and a key.',
    domainName,
  ),
  dkimSelector: variable('DOSSIER_DKIM_SELECTOR', 'none', 'Selector of the DKIM key in the DNS.', domainName),
  dkimKey: variable('DOSSIER_DKIM_KEY_FILE', 'none', 'File with the private DKIM key (PEM).', pemOf),
  smsUrl: variable(
    'DOSSIER_SMS_URL',
    'no SMS; the demo catches its own',
    'Gateway that sends SMS, by `POST` as docs/notices.md says; `https`, or `http` on this machine.',
    smsUrl,
  ),
  smsSecret: variable('DOSSIER_SMS_SECRET', 'none', 'Bearer token of the SMS gateway.', secret),
  smsSecretOfFile: variable(
    'DOSSIER_SMS_SECRET_FILE',
    'none',
    'File with the bearer token of the SMS gateway, instead of the token itself.',
    (path: string) => secret(contentOf(path)),
  ),
};

type Values = Readonly<Partial<Record<keyof typeof noticeVariables, string>>>;

/** A sentence where the settings contradict each other. */
export const contradictionOfNotices = (values: Values): string | undefined => {
  const has = (...keys: readonly (keyof Values)[]): number => keys.filter((key) => values[key] !== undefined).length;
  if (has('smtpPassword', 'smtpPasswordOfFile') === 2)
    return 'DOSSIER_SMTP_PASSWORD and DOSSIER_SMTP_PASSWORD_FILE are two passwords; set one.';
  if (has('smsSecret', 'smsSecretOfFile') === 2)
    return 'DOSSIER_SMS_SECRET and DOSSIER_SMS_SECRET_FILE are two secrets; set one.';
  if (has('smtpUrl', 'mailFrom') === 1) return 'DOSSIER_SMTP_URL and DOSSIER_MAIL_FROM go together: set both or none.';
  if (has('smtpUser') !== has('smtpPassword', 'smtpPasswordOfFile'))
    return 'DOSSIER_SMTP_USER and a password of the mail server go together: set both or none.';
  const dkim = has('dkimDomain', 'dkimSelector', 'dkimKey');
  if (dkim !== 0 && dkim !== 3)
    return 'DOSSIER_DKIM_DOMAIN, DOSSIER_DKIM_SELECTOR and DOSSIER_DKIM_KEY_FILE go together: set all three or none.';
  if (has('smtpUrl') === 0 && has('smtpUser', 'dkimDomain') > 0)
    return 'DOSSIER_SMTP_USER and DOSSIER_DKIM_DOMAIN are for DOSSIER_SMTP_URL, which is not set.';
  if (has('smsUrl') !== has('smsSecret', 'smsSecretOfFile'))
    return 'DOSSIER_SMS_URL and its secret go together: set both or none.';
  return undefined;
};
