// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type AccessMode, type Organization, partyKey } from '@dossier/core/actors';
import { type Instant, instantOf } from '@dossier/core/time';
import { exportJWK, generateKeyPair, importJWK, type JSONWebKeySet, type JWK, SignJWT } from 'jose';
import { claimsFromActor } from '../platform/authentication.ts';
import { claimOf } from './organizations.ts';
import { type Persona, personaKeys, personaNamed } from './personas.ts';

const demoIssuer = 'urn:dossier:demo';
const demoAudience = 'urn:dossier:demo:api';

/** A request for a token that cannot be met; the message is for the person at the keyboard. */
export class DemoTokenError extends Error {}

export interface DemoTokenKeys {
  readonly issuer: string;
  readonly audience: string;
  /** For {@link issueToken}. */
  readonly privateKey: JWK;
  /** For the authenticator. */
  readonly keys: JSONWebKeySet;
}

export interface TokenOptions {
  readonly mode?: string;
  /** Why, for `break-glass`. */
  readonly reason?: string;
  /** Struct_IdNat of one of the persona's organisations. */
  readonly organization?: string;
  /** Secret session (L.1111-5 CSP). */
  readonly secret?: boolean;
  /** Default 43200, twelve hours. */
  readonly ttlSeconds?: number;
  /** Default: the machine's clock. */
  readonly now?: Instant;
}

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

const readPrivateKey = async (path: string): Promise<JWK | undefined> => {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as JWK;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};

const createPrivateKey = async (path: string): Promise<JWK> => {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const jwk: JWK = { ...(await exportJWK(privateKey)), alg: 'EdDSA', use: 'sig', kid: randomUUID() };
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  // Written aside and linked: the file is never seen half written, and of two starters only one wins.
  const draft = `${path}.${process.pid}.${randomUUID()}`;
  await writeFile(draft, `${JSON.stringify(jwk)}\n`, { mode: 0o600, flag: 'wx' });
  try {
    await link(draft, path);
    return jwk;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const winner = await readPrivateKey(path);
    if (!winner) throw error;
    return winner;
  } finally {
    await rm(draft, { force: true });
  }
};

/** A private key in a file (0600), made at the first call. */
export const privateKeyAt = async (path: string): Promise<JWK> =>
  (await readPrivateKey(path)) ?? (await createPrivateKey(path));

/** A key that tests and benchmarks sign with, in `<home>/keys/demo-token.json`; a server takes it where it is told to. */
export const demoTokenKeys = async (home: string): Promise<DemoTokenKeys> => {
  const privateKey = await privateKeyAt(join(home, 'keys', 'demo-token.json'));
  const { d: _, ...publicKey } = privateKey;
  return { issuer: demoIssuer, audience: demoAudience, privateKey, keys: { keys: [publicKey] } };
};

/** The variables that tell a server to take the tokens of {@link issueToken}. */
export const demoTokenTrust = async (home: string): Promise<Readonly<Record<string, string>>> => {
  await mkdir(home, { recursive: true, mode: 0o711 });
  const { issuer, audience, keys } = await demoTokenKeys(home);
  const path = join(home, 'keys', 'demo-token-public.json');
  await writeFile(path, JSON.stringify(keys), { mode: 0o600 });
  return { DOSSIER_TOKEN_ISSUER: issuer, DOSSIER_TOKEN_AUDIENCE: audience, DOSSIER_TOKEN_KEYS: path };
};

const modeOf = (persona: Persona, { mode = 'normal', reason }: TokenOptions): AccessMode => {
  const { kind } = persona.actor;
  const forProfessionals = `The mode ${mode} is for professionals; ${persona.key} is ${persona.who}.`;
  switch (mode) {
    case 'normal':
      if (reason !== undefined) throw new DemoTokenError('A reason goes with --mode break-glass only.');
      return { kind: 'normal' };
    case 'break-glass':
      if (kind !== 'professional') throw new DemoTokenError(forProfessionals);
      if (reason === undefined || reason.trim() === '') {
        throw new DemoTokenError('The mode break-glass needs a reason: add --reason "why the access cannot wait".');
      }
      return { kind: 'break-glass', reason };
    case 'emergency-dispatch':
      if (kind !== 'professional' && kind !== 'organization') throw new DemoTokenError(forProfessionals);
      if (reason !== undefined) throw new DemoTokenError('A reason goes with --mode break-glass only.');
      return { kind: 'emergency-dispatch' };
    default:
      throw new DemoTokenError(`There is no mode ${mode}; the modes are normal, break-glass and emergency-dispatch.`);
  }
};

const organizationOf = (persona: Persona, id: string | undefined): { readonly organization?: Organization } => {
  if (id === undefined) return {};
  const chosen = persona.organizations.find((organization) => organization.id === id);
  if (chosen) return { organization: claimOf(chosen) };
  const list = persona.organizations.map((organization) => `${organization.id} (${organization.name})`).join(', ');
  throw new DemoTokenError(
    list === ''
      ? `The persona ${persona.key} has no organisation to choose.`
      : `The persona ${persona.key} does not practise at ${id}; choose one of ${list}.`,
  );
};

/** The actor that a token of this persona stands for. Throws DemoTokenError with a sentence for the user. */
export const demoActor = (name: string, options: TokenOptions = {}): Persona['actor'] => {
  const persona = personaNamed(name);
  if (!persona) throw new DemoTokenError(`There is no persona ${name}; the personas are ${personaKeys.join(', ')}.`);
  return {
    ...persona.actor,
    ...organizationOf(persona, options.organization),
    mode: modeOf(persona, options),
    ...(options.secret && { secret: true }),
  };
};

/**
 * A bearer token for one of the demo's personas, signed with a key that the server must be told to trust.
 *
 * @param home the folder of the demo's state (`DOSSIER_HOME`)
 * @throws DemoTokenError for an unknown persona, mode or organisation, or break-glass without a reason
 */
export const issueToken = async (home: string, persona: string, options: TokenOptions = {}): Promise<string> => {
  const actor = demoActor(persona, options);
  const { ttlSeconds = 43_200, now = instantOf(Date.now()) } = options;
  if (!(ttlSeconds > 0)) throw new DemoTokenError('The lifetime of a token is a positive number of seconds.');
  const { privateKey, issuer, audience } = await demoTokenKeys(home);
  const issuedAt = Math.floor(Date.parse(now) / 1000);
  return new SignJWT({ ...claimsFromActor(actor) })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: privateKey.kid ?? '' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(partyKey(actor))
    .setJti(randomUUID())
    .setIssuedAt(issuedAt)
    .setNotBefore(issuedAt)
    .setExpirationTime(issuedAt + Math.floor(ttlSeconds))
    .sign(await importJWK(privateKey, 'EdDSA'));
};
