// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AssertedActor, keyFileSigner, signAssertion } from '@dossier/client/node';
import type { Authentication } from '@dossier/core/actors';
import type { Ins } from '@dossier/core/identity';
import { type Instant, instantOf } from '@dossier/core/time';
import { demoAuthorityFiles } from '../certificates/index.ts';
import { personaNamed, personas } from './personas.ts';
import { DemoTokenError, demoActor, type TokenOptions } from './token.ts';

export interface AssertionOptions extends Pick<TokenOptions, 'mode' | 'reason' | 'organization' | 'secret'> {
  /** Default: directly with the card where the persona has one, else indirectly. */
  readonly authentication?: string;
  /** Whom it is about: a persona, or `none`. Default: `dominique`. */
  readonly patient?: string;
  /** Default: the machine's clock. */
  readonly now?: Instant;
  /** Default: one that is new. */
  readonly id?: string;
}

const ways: readonly string[] = ['direct', 'indirect', 'reinforced-indirect'] satisfies Authentication[];

const actorFor = (name: string, options: AssertionOptions): AssertedActor => {
  const actor = demoActor(name, options);
  const { kind } = actor;
  if (kind !== 'professional' && kind !== 'staff' && kind !== 'organization' && kind !== 'feed')
    throw new DemoTokenError(`No assertion names ${name}; it is for professionals, their staff and structures.`);
  const { authentication: asked } = options;
  if (asked === undefined) return actor;
  const way = ways.find((one) => one === asked) as Authentication | undefined;
  if (way === undefined) throw new DemoTokenError(`There is no way ${asked}; the ways are ${ways.join(', ')}.`);
  const isPerson = kind === 'professional' || kind === 'staff';
  if (!isPerson && way !== 'indirect') throw new DemoTokenError(`${name} is a structure, which signs in indirectly.`);
  return { ...actor, authentication: way };
};

/** Where the certificate lies that signs for somebody: the card of a person, or the certificate of their structure. */
const signerFile = (name: string, actor: AssertedActor): string => {
  if (actor.authentication === 'direct') return `cards/${name}-signature`;
  const signs = Object.values(personas).find(
    (one) =>
      (one.actor.kind === 'organization' || one.actor.kind === 'feed') &&
      one.actor.organization.id === actor.organization?.id,
  );
  if (signs !== undefined) return `organizations/${signs.key}-signature`;
  throw new DemoTokenError(
    `${actor.organization?.name ?? 'The structure'} has no certificate in the demo to sign with.`,
  );
};

const patientOf = (name: string): Ins | undefined => {
  if (name === 'none') return undefined;
  const ins = personaNamed(name)?.patient?.ins;
  if (ins === undefined) throw new DemoTokenError(`${name} is no patient among the personas.`);
  return ins;
};

/**
 * A signed assertion (VIHF) of a persona for one message, by the demo's authority in `home`.
 *
 * @throws DemoTokenError for what the demo cannot assert
 */
export const demoAssertion = async (home: string, name: string, options: AssertionOptions = {}): Promise<string> => {
  const actor = actorFor(name, options);
  const patient = patientOf(options.patient ?? 'dominique');
  const path = join(demoAuthorityFiles(home).folder, signerFile(name, actor));
  const [certificate = '', key = ''] = await Promise.all(
    [`${path}.pem`, `${path}-key.pem`].map((file) =>
      readFile(file, 'utf8').catch(() => {
        throw new DemoTokenError(`There is no demo in ${home}; start it once with npm start.`);
      }),
    ),
  );
  const details = {
    id: options.id ?? `_${randomUUID()}`,
    at: options.now ?? instantOf(Date.now()),
    ...(patient && { patient }),
    software: { name: 'dossier vihf', version: '0.1.0', approval: 'DEMO' },
  };
  return signAssertion(actor, details, keyFileSigner(certificate, key));
};
