// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { appOf, checkPassword, SECRET_BYTES, stepOf } from '../accounts/index.ts';
import { transaction } from '../store/index.ts';
import { enrolmentHash, findAgent, loginOf } from './agents.ts';
import type { ConsolePorts } from './ports.ts';
import { beginSession, type Enrolling, endSession, enrolling } from './sessions.ts';
import { trace } from './trace.ts';

export interface EnrolmentAsked {
  readonly login: string;
  readonly secret: string;
  readonly password: string;
}

/**
 * First step of enrolling: the secret that was handed over, and a password. Nothing is the agent's yet: only the code of
 * the app makes it so. Fails with `sign-in-refused`, `sign-in-throttled` or `password-refused`.
 *
 * @returns token for the cookie
 */
export const beginEnrolment = async (
  { login, secret, password }: EnrolmentAsked,
  source: string,
  ports: ConsolePorts,
): Promise<Result<string, Failure>> => {
  const { pool, clock, rules, isCommon, throttle, passwords, secrets } = ports;
  const counters = [
    { key: `console-enrol:${loginOf(login)}:${source}`, limit: rules.own },
    { key: `source:${source}`, limit: rules.onSource },
  ];
  if (!(await throttle.take(counters))) return fail(failure('sign-in-throttled'));
  const agent = await findAgent(login, ports);
  const known = [login, agent?.name ?? ''];
  const checked = checkPassword(password, { rules, isCommon, known });
  if (!checked.ok) {
    await throttle.giveBack(counters);
    return checked;
  }
  const passwordHash = await passwords.hash(password);
  if (agent === undefined) return fail(failure('sign-in-refused'));
  const { rowCount } = await pool.query(
    'select from console.agent where agent_id = $1 and enrolment_hash = $2 and enrolment_expires_at > $3',
    [agent.agentId, enrolmentHash(agent, secret, ports), clock.now()],
  );
  if (rowCount !== 1) {
    await trace(agent, 'account.activate', 'refused', ports, ['secret-wrong']);
    return fail(failure('sign-in-refused'));
  }
  await throttle.giveBack(counters);
  const sealedSecret = secrets.sealFactor(agent.agentId, 'console', randomBytes(SECRET_BYTES));
  return ok(await beginSession(agent, ports, { passwordHash, sealedSecret }));
};

/** What the agent's app is told. */
export const appToEnrol = (
  { agent, pending }: Enrolling,
  { secrets }: ConsolePorts,
): { readonly uri: string; readonly secret: string } => {
  const app = appOf(secrets.openFactor(agent.agentId, 'console', pending.sealedSecret), agent.login);
  return { uri: app.toString(), secret: app.secret.base32 };
};

/**
 * Second step: the code of the app. Password and app are the agent's from now on, and the secret is used up. Fails with
 * `sign-in-refused`, or `sign-in-needed` where no enrolment is on.
 *
 * @returns token for the cookie, signed in
 */
export const finishEnrolment = async (
  token: string | undefined,
  code: string,
  ports: ConsolePorts,
): Promise<Result<string, Failure>> => {
  const on = await enrolling(token, ports, true);
  if (on === undefined) return fail(failure('sign-in-needed'));
  const { agent, pending } = on;
  const secret = ports.secrets.openFactor(agent.agentId, 'console', pending.sealedSecret);
  const step = stepOf(secret, code.replace(/\s/g, ''), ports.clock.now());
  if (step === undefined || !(await endSession(token, ports))) return fail(failure('sign-in-refused'));
  const done = await transaction(ports.pool, async (client) => {
    const { rowCount } = await client.query(
      `update console.agent set password_hash = $2, sealed_secret = $3, last_step = $4, enrolment_hash = null,
        enrolment_expires_at = null, demo = false
      where agent_id = $1 and enrolment_hash is not null and disabled_at is null`,
      [agent.agentId, pending.passwordHash, pending.sealedSecret, step],
    );
    await client.query('delete from console.session where agent_id = $1', [agent.agentId]);
    return rowCount === 1;
  });
  if (!done) return fail(failure('sign-in-refused'));
  await trace(agent, 'account.activate', 'success', ports);
  return ok(await beginSession(agent, ports));
};
