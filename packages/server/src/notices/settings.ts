// SPDX-License-Identifier: Apache-2.0
import type { Config } from '../platform/config.ts';
import { mailSender } from './channels/mail.ts';
import { smsSender } from './channels/sms.ts';
import type { Senders } from './deliver.ts';

const LOOPBACK = ['127.0.0.1', '[::1]', 'localhost'];

const mailOf = (config: Config): Senders => {
  const { smtpUrl, mailFrom, smtpUser, dkimDomain, dkimSelector, dkimKey, environment } = config;
  if (smtpUrl === undefined || mailFrom === undefined) return {};
  const password = config.smtpPassword ?? config.smtpPasswordOfFile;
  return {
    email: mailSender({
      url: smtpUrl,
      from: mailFrom,
      requireTls: environment === 'production' && !LOOPBACK.includes(new URL(smtpUrl).hostname),
      ...(smtpUser !== undefined && password !== undefined && { user: smtpUser, password }),
      ...(dkimDomain !== undefined &&
        dkimSelector !== undefined &&
        dkimKey !== undefined && { dkim: { domain: dkimDomain, selector: dkimSelector, privateKey: dkimKey } }),
    }),
  };
};

const smsOf = ({ smsUrl, smsSecret, smsSecretOfFile }: Config): Senders => {
  const secret = smsSecret ?? smsSecretOfFile;
  return smsUrl === undefined || secret === undefined ? {} : { sms: smsSender({ url: smsUrl, secret }) };
};

/** The ways out that are configured. */
export const sendersOf = (config: Config): Senders => ({ ...mailOf(config), ...smsOf(config) });
