// SPDX-License-Identifier: Apache-2.0
import type { Pool } from 'pg';
import { asTyped, demoPassword, demoSecret, readableSecret } from '../accounts/index.ts';
import { StartError } from '../start-error.ts';
import type { Agent, ConsolePorts } from './ports.ts';
import { trace } from './trace.ts';

/** Groups of four characters: about 98 bits. */
const GROUPS = 5;
const ENROLMENT_MS = 3 * 86_400_000;

interface AgentRow {
  readonly agent_id: string;
  readonly login: string;
  readonly name: string;
}

export const asAgent = ({ agent_id, login, name }: AgentRow): Agent => ({ agentId: agent_id, login, name });

/** As it is typed: nobody has to remember how it was written. */
export const loginOf = (typed: string): string => typed.trim().toLowerCase().slice(0, 64);

/** Hash of a secret for enrolling; it could not be guessed with the database alone. */
export const enrolmentHash = ({ agentId }: Agent, secret: string, { secrets }: ConsolePorts): Buffer =>
  secrets.mac('console-enrolment', `${agentId}:${asTyped(secret)}`);

/** An agent with this login, whether enrolled or not; undefined where there is none or it was disabled. */
export const findAgent = async (login: string, { pool }: ConsolePorts): Promise<Agent | undefined> => {
  const { rows } = await pool.query<AgentRow>(
    'select agent_id, login, name from console.agent where login = $1 and disabled_at is null',
    [loginOf(login)],
  );
  return rows[0] && asAgent(rows[0]);
};

export interface Enrolment {
  readonly agent: Agent;
  /** To be handed over, once. */
  readonly secret: string;
  readonly expiresAt: string;
}

/**
 * Lets somebody enrol: a new agent, or one who lost a factor, whose former means and sessions end at once.
 *
 * @throws StartError when the login or the name is not one
 */
export const addAgent = async (
  { login, name }: { readonly login: string; readonly name: string },
  ports: ConsolePorts,
): Promise<Enrolment> => {
  if (!/^[a-z0-9][a-z0-9._@-]{1,63}$/.test(loginOf(login)))
    throw new StartError('A login has 2 to 64 letters without accents, digits, dots, dashes, underscores or @.');
  if (name.trim() === '' || name.length > 200) throw new StartError('A name has 1 to 200 characters.');
  const { pool, clock, uuid } = ports;
  const { rows } = await pool.query<AgentRow>(
    `insert into console.agent (agent_id, login, name, created_at) values ($1, $2, $3, $4)
    on conflict (login) do update set name = excluded.name, disabled_at = null, password_hash = null, sealed_secret = null,
      last_step = null, demo = false
    returning agent_id, login, name`,
    [uuid(), loginOf(login), name.trim(), clock.now()],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('the agent was not kept');
  const agent = asAgent(row);
  const secret = readableSecret(GROUPS);
  const expiresAt = new Date(Date.parse(clock.now()) + ENROLMENT_MS).toISOString();
  await pool.query(
    `with ended as (delete from console.session where agent_id = $1)
    update console.agent set enrolment_hash = $2, enrolment_expires_at = $3 where agent_id = $1`,
    [agent.agentId, enrolmentHash(agent, secret, ports), expiresAt],
  );
  await trace(agent, 'account.hand-out-secret', 'success', ports);
  return { agent, secret, expiresAt };
};

/** Ends an agent's access, and what is signed in; undefined where there is none of this login. */
export const disableAgent = async (login: string, ports: ConsolePorts): Promise<Agent | undefined> => {
  const { rows } = await ports.pool.query<AgentRow>(
    `with gone as (
      update console.agent set disabled_at = $2, password_hash = null, sealed_secret = null, enrolment_hash = null
      where login = $1 and disabled_at is null returning agent_id, login, name),
    ended as (delete from console.session using gone where session.agent_id = gone.agent_id)
    select agent_id, login, name from gone`,
    [loginOf(login), ports.clock.now()],
  );
  const agent = rows[0] && asAgent(rows[0]);
  if (agent !== undefined) await trace(agent, 'account.disable', 'success', ports);
  return agent;
};

export interface ListedAgent extends Agent {
  readonly state: 'waits' | 'enrolled' | 'disabled';
}

export const listAgents = async ({ pool }: Pick<ConsolePorts, 'pool'>): Promise<readonly ListedAgent[]> => {
  const { rows } = await pool.query<AgentRow & { readonly state: ListedAgent['state'] }>(
    `select agent_id, login, name, case when disabled_at is not null then 'disabled'
      when sealed_secret is null then 'waits' else 'enrolled' end as state
    from console.agent order by login`,
  );
  return rows.map((row) => ({ ...asAgent(row), state: row.state }));
};

/** Gives the help desk of the demo a login that everybody may use; where it is there it is left as it is. */
export const ensureDemoAgent = async (
  { key, agentId, name }: { readonly key: string; readonly agentId: string; readonly name: string },
  { pool, clock, passwords, secrets }: ConsolePorts,
): Promise<void> => {
  const { rowCount } = await pool.query('select from console.agent where login = $1', [key]);
  if (rowCount !== 0) return;
  await pool.query(
    `insert into console.agent (agent_id, login, name, created_at, password_hash, sealed_secret, demo)
    values ($1, $2, $3, $4, $5, $6, true) on conflict do nothing`,
    [
      agentId,
      key,
      name,
      clock.now(),
      await passwords.hash(demoPassword(key)),
      secrets.sealFactor(agentId, 'console', demoSecret(key)),
    ],
  );
};

/** Refuses to go on with an agent whose password everybody knows. Throws a StartError. */
export const refuseDemoAgents = async (pool: Pool): Promise<void> => {
  const { rowCount } = await pool.query('select from console.agent where demo limit 1');
  if (rowCount !== 0)
    throw new StartError('This database holds an agent of the demo, whose password everybody knows; use another.');
};
