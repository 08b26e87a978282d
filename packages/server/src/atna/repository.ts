// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { connect } from 'node:tls';

export interface AuditRepository {
  readonly host: string;
  readonly port: number;
  /** PEM. */
  readonly ca?: string;
  readonly certificate?: string;
  readonly key?: string;
}

/** How long a repository may take for one delivery. */
const WAIT_MS = 30_000;

/** A repository that is going away, or does not like what it reads, closes within this time: then all is sent again. */
const GRACE_MS = 250;

/**
 * Sends frames on a connection of their own, which both sides close in order: what was sent was read, as far as syslog,
 * which answers nothing, can tell (RFC 5425 §4.4). Rejects otherwise, and then some of them may have arrived.
 */
export const sendFrames = async (repository: AuditRepository, frames: Iterable<Buffer>): Promise<void> => {
  const { host, port, ca, certificate, key } = repository;
  const socket = connect({
    ...{ host, port, minVersion: 'TLSv1.2', timeout: WAIT_MS },
    ...(!/^[\d.]+$|:/.test(host) && { servername: host }),
    ...(ca !== undefined && { ca }),
    ...(certificate !== undefined && { cert: certificate }),
    ...(key !== undefined && { key }),
  });
  const whole = globalThis.setTimeout(
    () => socket.destroy(new Error('the audit record repository took too long')),
    WAIT_MS,
  );
  try {
    socket.once('timeout', () => socket.destroy(new Error('the audit record repository does not answer')));
    await once(socket, 'secureConnect');
    let isSent = false;
    const early = new Error('the audit record repository closed the connection before everything was sent');
    const closed = new Promise<void>((done, refuse) => {
      socket.once('error', refuse);
      socket.once('end', () => (isSent ? undefined : refuse(early)));
      socket.once('close', () => (isSent ? done() : refuse(early)));
    });
    // without a reader the end of the other side is never seen
    socket.resume();
    // nobody waits for it yet, and a refusal before that is told when it is waited for
    closed.catch(() => undefined);
    for (const frame of frames) if (!socket.write(frame)) await Promise.race([once(socket, 'drain'), closed]);
    await Promise.race([setTimeout(GRACE_MS), closed]);
    isSent = true;
    socket.end();
    await closed;
  } finally {
    clearTimeout(whole);
    socket.destroy();
  }
};
