// SPDX-License-Identifier: Apache-2.0
import { fail, ok } from '@dossier/core/result';
import { createTransport } from 'nodemailer';
import type { Sender } from './types.ts';

export interface MailSettings {
  /** `smtp://host:port` or, in TLS from the first byte, `smtps://host:port`. */
  readonly url: string;
  readonly user?: string;
  readonly password?: string;
  /** Address in From; its domain names the messages. */
  readonly from: string;
  /** Refuse to speak without TLS. */
  readonly requireTls: boolean;
  readonly dkim?: { readonly domain: string; readonly selector: string; readonly privateKey: string };
}

/** Together less than a delivery is held. */
const CONNECT_MS = 10_000;
const SILENCE_MS = 20_000;

const SMTP_PORT = 587;
const SMTPS_PORT = 465;

/**
 * RFC 5321 §4.2.1: 5yz is final, where it answers the receiver or the content. To a greeting, STARTTLS, AUTH or MAIL it is
 * a word on us, and the message can go when that is put right.
 */
const isFinal = (error: unknown): boolean => {
  const { responseCode = 0, command } = error as { readonly responseCode?: number; readonly command?: string };
  return responseCode >= 500 && (command === 'RCPT TO' || command === 'DATA');
};

const transportOf = ({ url, user, password, requireTls, dkim }: MailSettings) => {
  const { protocol, hostname, port } = new URL(url);
  const secure = protocol === 'smtps:';
  return createTransport({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? SMTPS_PORT : SMTP_PORT) : Number(port),
    secure,
    requireTLS: requireTls && !secure,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
    ...(dkim && { dkim: { domainName: dkim.domain, keySelector: dkim.selector, privateKey: dkim.privateKey } }),
  });
};

/** Mail by SMTP (RFC 5321), text and HTML. Marked as automatic (RFC 3834), so that no machine answers. */
export const mailSender = (settings: MailSettings): Sender => {
  const transport = transportOf(settings);
  const domain = settings.from.slice(settings.from.lastIndexOf('@') + 1);
  return {
    send: async ({ to, id, composed }) => {
      try {
        await transport.sendMail({
          from: settings.from,
          to,
          messageId: `<${id}@${domain}>`,
          subject: composed.subject,
          text: composed.text,
          html: composed.html,
          headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': composed.language },
        });
        return ok(undefined);
      } catch (error) {
        return fail(isFinal(error) ? 'refused' : 'unavailable');
      }
    },
    close: () => transport.close(),
  };
};
