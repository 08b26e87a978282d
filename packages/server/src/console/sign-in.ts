// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { stepOf } from '../accounts/index.ts';
import { asAgent, loginOf } from './agents.ts';
import type { Agent, ConsolePorts } from './ports.ts';
import { beginSession } from './sessions.ts';
import { trace } from './trace.ts';

interface FoundRow {
  readonly agent_id: string;
  readonly login: string;
  readonly name: string;
  readonly password_hash: string | null;
  readonly sealed_secret: Buffer | null;
}

/** Each code is taken once, also of two requests at the same time. */
const takeCode = async (
  { agent_id, sealed_secret }: FoundRow,
  code: string,
  { pool, clock, secrets }: ConsolePorts,
): Promise<boolean> => {
  if (sealed_secret === null) return false;
  const secret = secrets.openFactor(agent_id, 'console', sealed_secret);
  const step = stepOf(secret, code.replace(/\s/g, ''), clock.now());
  if (step === undefined) return false;
  const { rowCount } = await pool.query(
    'update console.agent set last_step = $2 where agent_id = $1 and (last_step is null or last_step < $2)',
    [agent_id, step],
  );
  return rowCount === 1;
};

/**
 * Login, password and the code of the authenticator app, all at once: which of them was wrong is not told, and the same
 * work is done whether there is such an agent or not. Fails with `sign-in-refused` or `sign-in-throttled`.
 *
 * @param source where the attempt comes from
 * @returns token for the cookie
 */
export const signIn = async (
  { login, password, code }: { readonly login: string; readonly password: string; readonly code: string },
  source: string,
  ports: ConsolePorts,
): Promise<Result<string, Failure>> => {
  const { pool, passwords, throttle, rules } = ports;
  const name = loginOf(login);
  const counters = [
    { key: `console:${name}:${source}`, limit: rules.own },
    { key: `source:${source}`, limit: rules.onSource },
    { key: `console:${name}`, limit: rules.strangers },
  ];
  if (!(await throttle.take(counters))) return fail(failure('sign-in-throttled'));
  const { rows } = await pool.query<FoundRow>(
    `select agent_id, login, name, password_hash, sealed_secret from console.agent
    where login = $1 and disabled_at is null`,
    [name],
  );
  const [found] = rows;
  const { right } = await passwords.verify(found?.password_hash ?? null, password);
  const agent: Agent | undefined = found && asAgent(found);
  // A code is used up only with the right password: nobody else can spend it.
  if (found === undefined || agent === undefined || !right || !(await takeCode(found, code, ports))) {
    if (agent !== undefined)
      await trace(agent, 'account.sign-in', 'refused', ports, [right ? 'code-wrong' : 'password-wrong']);
    return fail(failure('sign-in-refused'));
  }
  await throttle.giveBack(counters);
  await trace(agent, 'account.sign-in', 'success', ports);
  return ok(await beginSession(agent, ports));
};
