// SPDX-License-Identifier: Apache-2.0
import { fail, ok } from '@dossier/core/result';
import type { Sender } from './types.ts';

export interface SmsSettings {
  readonly url: string;
  /** Bearer token of the gateway. */
  readonly secret: string;
}

const WAIT_MS = 20_000;
const TOO_MANY = 429;
const TIMEOUT = 408;
/** Of us, not of the message. */
const AUTH = [401, 403, 404];

/**
 * SMS by a gateway: `POST` of `{"id", "to", "text"}` as JSON with a bearer token; the gateway sends a message with an
 * `id` that it knows only once. Any 2xx is taken; 4xx refuses this message for good; anything else is tried again.
 */
export const smsSender = ({ url, secret }: SmsSettings): Sender => ({
  send: async ({ to, id, composed }) => {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        redirect: 'error',
        signal: AbortSignal.timeout(WAIT_MS),
        headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}`, 'idempotency-key': id },
        body: JSON.stringify({ id, to, text: composed.short }),
      });
      await answer.body?.cancel();
      if (answer.ok) return ok(undefined);
      const mayChange = answer.status >= 500 || [TOO_MANY, TIMEOUT, ...AUTH].includes(answer.status);
      return fail(mayChange ? 'unavailable' : 'refused');
    } catch {
      return fail('unavailable');
    }
  },
  close: () => undefined,
});
