// SPDX-License-Identifier: Apache-2.0
import type { Instant } from '@dossier/core/time';
import { Counter, Gauge, type Registry } from 'prom-client';

/** What the whole house has to do, whichever process does it. */
export interface HouseWork {
  readonly backlog: () => Promise<{ readonly unsealed: number; readonly sealedAt?: Instant | undefined }>;
  readonly duties: () => Promise<{ readonly due: number; readonly putOff: number }>;
  readonly notices: () => Promise<{ readonly waiting: number; readonly failed: number }>;
  /** Documents that were shared and not yet read. */
  readonly unread: () => Promise<number>;
  /** Batches of the journal that the audit record repository has not got; absent where there is none. */
  readonly audit?: () => Promise<number>;
}

/** A database that does not answer must not keep the other metrics back. */
const WAIT_MS = 2_000;

const inTime = async <T>(work: Promise<T>): Promise<T | undefined> => {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<undefined>((done) => {
    timer = setTimeout(done, WAIT_MS, undefined);
  });
  return Promise.race([work.catch(() => undefined), tooLate]).finally(() => clearTimeout(timer));
};

/** Who asks while the answer is on its way gets the same. */
const shared = <T>(read: () => Promise<T>): (() => Promise<T>) => {
  let running: Promise<T> | undefined;
  return () => {
    running ??= read().finally(() => {
      running = undefined;
    });
    return running;
  };
};

/** Gauges read from the database when they are asked for; one that cannot be read is left out. */
export const measureWork = (registry: Registry, work: HouseWork): void => {
  const backlog = shared(work.backlog);
  const duties = shared(work.duties);
  const notices = shared(work.notices);
  const gauge = (name: string, help: string, read: () => Promise<number | undefined>): void => {
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        const value = await inTime(read());
        if (value === undefined) this.remove();
        else this.set(value);
      },
    });
  };
  gauge(
    'dossier_journal_unsealed_entries',
    'Entries of the journal that no signed head covers yet.',
    async () => (await backlog()).unsealed,
  );
  gauge('dossier_journal_last_seal_timestamp_seconds', 'When the newest head of the journal was signed.', async () => {
    const { sealedAt } = await backlog();
    return sealedAt === undefined ? undefined : Date.parse(sealedAt) / 1000;
  });
  gauge('dossier_duties_due', 'Duties whose date has come.', async () => (await duties()).due);
  gauge('dossier_duties_put_off', 'Duties that failed and are tried again later.', async () => (await duties()).putOff);
  gauge('dossier_notices_waiting', 'Notices on their way by e-mail or SMS.', async () => (await notices()).waiting);
  gauge('dossier_documents_unread', 'Documents that were shared and not yet read.', shared(work.unread));
  const { audit } = work;
  if (audit)
    gauge(
      'dossier_audit_waiting',
      'Batches of the journal that the audit record repository has not got.',
      shared(audit),
    );
  gauge('dossier_notices_failed', 'Notices that could not be sent.', async () => (await notices()).failed);
};

/** Answers what is to be told of so many audit messages that were sent. */
export const measureAudit = (registry: Registry): ((count: number) => void) => {
  const counter = new Counter({
    name: 'dossier_audit_sent_total',
    help: 'Audit messages sent to the audit record repository.',
    registers: [registry],
  });
  return (count) => counter.inc(count);
};

/** Answers what is to be told of each notice that was sent. */
export const measureNotices = (registry: Registry): ((channel: string) => void) => {
  const counter = new Counter({
    name: 'dossier_notices_sent_total',
    help: 'Notices sent, by channel.',
    labelNames: ['channel'],
    registers: [registry],
  });
  return (channel) => counter.inc({ channel });
};
