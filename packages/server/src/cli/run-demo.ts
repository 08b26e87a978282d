// SPDX-License-Identifier: Apache-2.0
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { insKey } from '@dossier/core/identity';
import { ensureDemoAccounts } from '../accounts/index.ts';
import { ensureDemoAgent } from '../console/index.ts';
import {
  demoAgent,
  demoDirectory,
  demoPersons,
  mailFolder,
  makeDemoAuthority,
  type PopulationProgress,
  personas,
  populate,
  seedContacts,
  startCatcher,
} from '../demo/index.ts';
import { isLoaded, loadDirectory } from '../directory/index.ts';
import { type House, openHouse } from '../house.ts';
import { skipHistory } from '../notices/index.ts';
import { closingAfter } from '../platform/closers.ts';
import { type Config, readConfig } from '../platform/config.ts';
import { readInstallation } from '../platform/installation.ts';
import type { Rooms } from '../rooms.ts';
import { StartError } from '../start-error.ts';
import { removeEmbedded } from '../store/postgres/index.ts';
import type { Terminal } from './index.ts';
import { columns, stepPrinter } from './steps.ts';
import { untilSignal } from './until-signal.ts';

export interface DemoOptions {
  readonly fresh?: boolean;
  readonly port?: string;
}

const demoConfig = (env: NodeJS.ProcessEnv, { port }: DemoOptions): Config => {
  const config = readConfig(port === undefined ? env : { ...env, PORT: port }, 'demo');
  if (config.environment !== 'demo') {
    throw new StartError('dossier demo runs a demo, and DOSSIER_ENVIRONMENT says production; dossier serve runs that.');
  }
  return config;
};

/** Deletes what an earlier demo kept; nothing else than a demo, and nothing that still runs. */
const forget = async ({ home, databaseUrl }: Config): Promise<void> => {
  if (databaseUrl !== undefined) {
    throw new StartError('--fresh deletes the embedded database only; empty the one in DATABASE_URL yourself.');
  }
  const installation = await readInstallation(home);
  if (installation?.environment === 'production') {
    throw new StartError(`The home ${home} is production; --fresh deletes demos only.`);
  }
  await removeEmbedded(home);
  if (installation === undefined) return;
  for (const name of ['installation.json', 'keys', 'demo-ca', 'journal-head.json', 'demo-phones', mailFolder])
    await rm(join(home, name), { recursive: true, force: true });
  const left = await readdir(home).catch(() => []);
  if (left.length === 0) await rm(home, { recursive: true, force: true });
};

/** By its name: passkeys are bound to one. */
const accountUrl = (url: string): string => url.replace('//127.0.0.1', '//localhost');

const welcome = ({ url, tlsUrl }: House, env: NodeJS.ProcessEnv): string => {
  const people = Object.values(personas).map(({ key, who, actor, patient }) => [
    key,
    actor.name ?? '',
    patient === undefined ? who : `${who}, INS ${patient.ins.value}`,
  ]);
  const example = personas.dominique.patient;
  const home = env.DOSSIER_HOME ? `DOSSIER_HOME=${env.DOSSIER_HOME} ` : '';
  return `
Dossier runs. Everybody in it is fictional.

${columns([
  ['Portals', `${url}/`],
  ['FHIR', `${url}/fhir`],
  ['What it can do', `${url}/fhir/metadata`],
  ['Ready', `${url}/readyz`],
  ['The same in TLS', `${tlsUrl}/fhir, with certificates of ${env.DOSSIER_HOME ?? '.dossier'}/demo-ca`],
  ['Mail and SMS it sent', `${url}/demo/mail`],
  ['My account', `${accountUrl(url)}/account`],
  ['Console', `${url}/console`],
])}

${columns(people)}

A bearer token of one of them, and a first request:

  TOKEN=$(${home}npx dossier token gp)
  curl -H "Authorization: Bearer $TOKEN" \\
    "${url}/fhir/DocumentReference?patient.identifier=urn:oid:${example && insKey(example.ins)}&status=current&_count=5"

Patients and the parent sign in to their account with an address such as dominique@demo.example, the password
"demo password of dominique", and the code that their app shows: ${home}npx dossier code dominique
The help desk signs in to the console as support, in the same way.

Ctrl-C stops everything; what was written stays in ${env.DOSSIER_HOME ?? '.dossier'}.
`;
};

/** A line at each quarter of the way: loading takes long enough to wonder. */
const progressOn = (out: Terminal['out']): ((progress: PopulationProgress) => void) => {
  let told = 0;
  return ({ records: { done, of }, documents }) => {
    const quarter = Math.floor((4 * done) / of);
    if (quarter === told || quarter === 4) return;
    told = quarter;
    out(`    ${done} of ${of} records, ${documents} documents\n`);
  };
};

/** `dossier demo`: the whole house on this machine, with a population; until Ctrl-C. */
export const runDemo = async ({ env, out }: Terminal, options: DemoOptions): Promise<void> => {
  const config = demoConfig(env, options);
  const onStep = stepPrinter(out);
  const stop = untilSignal(env);
  out('Starting the demo\n');
  if (options.fresh) {
    await forget(config);
    onStep('earlier demo forgotten');
  }
  const prepare = async ({ ports, accounts, journal, notices, pool }: Rooms): Promise<void> => {
    await makeDemoAuthority(config.home, config.host);
    onStep("certificates made by the demo's own authority");
    // once: what was loaded since, a professional struck off for a trial, stays
    if (!(await isLoaded(pool))) {
      const directory = { pool, clock: ports.clock, fingerprint: 'demo', whole: false, endLimitPercent: 0 };
      await loadDirectory(demoDirectory(), directory);
      onStep('directory loaded');
    }
    const { already, recordsOpened, documentsShared } = await populate(ports, { onProgress: progressOn(out) });
    onStep(
      already ? 'population is there' : `population loaded: ${recordsOpened} records, ${documentsShared} documents`,
    );
    await ensureDemoAccounts(demoPersons, accounts);
    await ensureDemoAgent(demoAgent, accounts);
    onStep('accounts are there');
    await seedContacts(notices.contacts);
    if (already) return;
    // The past of the population is news to nobody.
    await journal.seal();
    await skipHistory(pool);
  };
  const catcher = await startCatcher(config.home);
  await closingAfter(async () => {
    const house = await openHouse({ ...catcher.settings, ...config }, { onStep, prepare, tlsBeside: true });
    onStep(`listening on ${config.host}`);
    out(welcome(house, env));
    await closingAfter(async () => {
      await Promise.race([stop, house.broken]);
      out('\nStopping\n');
    }, house.close);
  }, catcher.close);
};
