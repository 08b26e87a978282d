// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { frenchProfile, lawAt } from '@dossier/core/data';
import { instantOf } from '@dossier/core/time';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import {
  type AccountNotices,
  type AccountPorts,
  type AddressBook,
  createAccounts,
  handOutAtOpening,
  refuseDemoAccounts,
} from './accounts/index.ts';
import { endEverything } from './authorization/index.ts';
import { refuseDemoAgents } from './console/index.ts';
import { wordsOf } from './content/words/index.ts';
import { renderDocumentReference } from './faces/fhir/rendering/index.ts';
import {
  createNotices,
  isAddress,
  type Notices,
  noticeRules,
  noticesOf,
  type Senders,
  sendersOf,
} from './notices/index.ts';
import { closers, closingUnless } from './platform/closers.ts';
import type { Config } from './platform/config.ts';
import { type DatabaseEvents, joinDatabase, openDatabase } from './platform/database.ts';
import { journalHeadFile, keyFiles, openInstallation } from './platform/installation.ts';
import { createLog } from './platform/log.ts';
import { countAccesses, createRegistry, measurePool } from './platform/metrics/index.ts';
import { loadOrCreateSecret } from './platform/secret.ts';
import type { Clock, Ports } from './record/index.ts';
import { StartError } from './start-error.ts';
import { createStore } from './store/index.ts';
import {
  createJournal,
  headKeeper,
  type Journal,
  loadOrCreateSigningKey,
  type SigningKey,
} from './store/journal/index.ts';
import { createLocalKeyring, type Keyring, verifyKeyring } from './store/keys/index.ts';
import { createLanes, LANES } from './store/postgres/index.ts';

export interface RoomsOptions {
  readonly clock?: Clock;
  readonly log?: Logger;
  /** Most connections to the database, those of the lanes among them; absent: those of a process that has it to itself, and the lanes beside them. */
  readonly connections?: number;
  /** For a worker: the database runs already and is up to date. */
  readonly join?: boolean;
  /** Told of each step of the start when it is done. */
  readonly onStep?: (step: string) => void;
}

/** The rooms below the faces: what the command line works with. */
export interface Rooms {
  readonly config: Config;
  readonly log: Logger;
  readonly pool: Pool;
  readonly keyring: Keyring;
  readonly signer: SigningKey;
  readonly journal: Journal;
  readonly ports: Ports;
  readonly notices: Notices;
  /** The ways out that notices have. */
  readonly senders: Senders;
  /** The local accounts of persons. */
  readonly accounts: AccountPorts;
  /** What this process measures. */
  readonly metrics: Registry;
  /** Rejects with a StartError when there is no database any more and never will be. */
  readonly broken: Promise<never>;
  close(): Promise<void>;
}

const systemClock: Clock = { now: () => instantOf(Date.now()) };

const checkRegime = ({ regime }: Config, clock: Clock): void => {
  if (regime === undefined) return;
  const known = lawAt(frenchProfile, clock.now()).regimes.regimes.map(({ id }) => id);
  if (!known.includes(regime))
    throw new StartError(`DOSSIER_REGIME is ${regime}; the regimes are ${known.join(', ')}.`);
};

const portsOf = (
  config: Config,
  parts: Pick<Ports, 'store' | 'notices' | 'handOutSecret' | 'clock' | 'repositoryUniqueId'> & {
    readonly logger: Logger;
  },
): Ports => ({
  store: parts.store,
  notices: parts.notices,
  handOutSecret: parts.handOutSecret,
  clock: parts.clock,
  uuid: randomUUID,
  wordsOf,
  law: (at) => lawAt(frenchProfile, at),
  environment: config.environment,
  ...(config.regime !== undefined && { regime: config.regime }),
  insKeyErrors: config.insKeyErrors,
  repositoryUniqueId: parts.repositoryUniqueId,
  limits: { documentBytes: config.documentLimitBytes, documentsPerSubmission: config.entriesLimit },
  log: (level, event, facts) => parts.logger[level](facts, event),
});

const databaseEvents = (log: Logger): DatabaseEvents => ({
  onError: (error) => log.warn({ err: error }, 'a database connection broke'),
  onEnded: () => log.error('the database ended by itself and is started again'),
  onStarted: () => log.warn('the database runs again'),
});

/** How accounts reach their people. */
const accountNotices = ({ contacts, sendNow, notify }: Notices, senders: Senders): AccountNotices => ({
  channelsOf: async (party) => {
    const contact = await contacts.read(party);
    return (['email', 'sms'] as const).filter(
      (channel) => senders[channel] !== undefined && contact?.[channel === 'sms' ? 'phone' : channel] !== undefined,
    );
  },
  sendCode: async (party, channel, code, minutes) => {
    await sendNow({ party, channel }, { kind: 'code', purpose: 'sign-in', code, minutes });
  },
  sendNotice: (party, kind, facts = {}) => notify(party, kind, facts),
});

/** The address book, as accounts let its owners change it. */
const addressBook = ({ contacts, sendNow }: Notices, senders: Senders): AddressBook => ({
  kinds: Object.entries(noticeRules).map(([kind, rules]) => ({ kind, ...rules })),
  channels: (['email', 'sms'] as const).filter((channel) => senders[channel] !== undefined),
  isAddress,
  read: (party) => contacts.read(party),
  put: (party, card) => contacts.put(party, card),
  proveAddress: async (to, code, minutes) =>
    (await sendNow(to, { kind: 'code', purpose: 'address', code, minutes })).ok,
  tellReplaced: async (to) => {
    await sendNow(to, { kind: 'address-replaced' });
  },
  sendInvitation: async (address, language, url) =>
    (await sendNow({ channel: 'email', address, language }, { kind: 'link', purpose: 'invitation', url })).ok,
});

/**
 * Opens the rooms below the faces: database, migrations, keys, journal, store.
 *
 * @throws StartError with a sentence for the operator; whatever was open by then is closed
 */
export const openRooms = async (config: Config, options: RoomsOptions = {}): Promise<Rooms> => {
  const { clock = systemClock, log = createLog(config), connections, join, onStep } = options;
  const { add, closeAll } = closers();
  return closingUnless(async () => {
    checkRegime(config, clock);
    const { repositoryUniqueId } = await openInstallation(config.home, config.environment);
    const embedded = config.databaseUrl === undefined;
    const reach = join ? joinDatabase : openDatabase;
    const database = await reach(config, databaseEvents(log), connections && connections - LANES);
    add(database.close);
    onStep?.(embedded ? 'PostgreSQL started' : 'database reached');
    if (database.applied.length > 0) onStep?.(`schema brought up to date (${database.applied.join(', ')})`);

    const files = keyFiles(config.home);
    const keyring = await createLocalKeyring({ path: files.records });
    const signer = await loadOrCreateSigningKey(files.journal);
    await verifyKeyring({ pool: database.pool, keyring });
    onStep?.('keys loaded');

    const { pool, broken } = database;
    const journal = createJournal({ pool, signer, clock, heads: headKeeper(journalHeadFile(config.home)) });
    add(journal.stop);
    const metrics = createRegistry();
    measurePool(metrics, pool);
    const lanes = createLanes(pool.options);
    add(lanes.end);
    const store = countAccesses(
      metrics,
      createStore({ pool, lanes, keyring, journal, clock, render: renderDocumentReference }),
    );
    const senders = sendersOf(config);
    const notices = createNotices({ pool, clock, senders });
    add(async () => notices.close());
    if (config.environment === 'production') {
      await refuseDemoAccounts(pool);
      await refuseDemoAgents(pool);
    }
    const accounts = await createAccounts({
      pool,
      clock,
      journal: store.journal,
      key: await loadOrCreateSecret(files.accounts),
      notices: accountNotices(notices, senders),
      addressBook: addressBook(notices, senders),
      endElsewhere: (client, personId) => endEverything(client, `person:${personId}`),
      ...(config.commonPasswords !== undefined && { commonPasswords: config.commonPasswords }),
    });
    const ports = portsOf(config, {
      store,
      notices: noticesOf(pool),
      handOutSecret: (person, by) => handOutAtOpening(person, by, accounts),
      clock,
      repositoryUniqueId,
      logger: log,
    });
    const opened = { config, log, pool, keyring, signer, journal, ports, notices, senders, accounts, metrics, broken };
    return { ...opened, close: closeAll };
  }, closeAll);
};
