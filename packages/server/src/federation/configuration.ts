// SPDX-License-Identifier: Apache-2.0
import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type CryptoKey, importPKCS8 } from 'jose';
import { StartError } from '../start-error.ts';

export type ProfileName = 'pro-sante-connect' | 'france-connect';

/** How we prove to a provider that we are its client. */
export type ClientAuthentication =
  | { readonly method: 'client_secret_basic' | 'client_secret_post'; readonly secret: string }
  | { readonly method: 'private_key_jwt'; readonly key: CryptoKey; readonly kid?: string };

/** Another provider at which people may sign in. */
export interface Provider {
  /** Lower-case letters and hyphens; stands in addresses. */
  readonly id: string;
  readonly label: { readonly fr: string; readonly en: string };
  /** What its claims look like. */
  readonly profile: ProfileName;
  readonly issuer: string;
  readonly clientId: string;
  readonly authentication: ClientAuthentication;
  readonly scope: string;
  /** Levels of assurance that are asked for; another one in the answer is refused. */
  readonly acrValues: readonly string[];
  /** Whether software without a browser may have its user asked at a device of their own (CIBA); for professionals. */
  readonly backchannel?: boolean;
  /** Algorithm with which it signs UserInfo, where it does. */
  readonly signedUserInfo?: string;
  /** Algorithm with which it signs ID tokens. */
  readonly idTokenAlgorithm: string;
}

type Members = Readonly<Record<string, unknown>>;

const profiles: readonly ProfileName[] = ['pro-sante-connect', 'france-connect'];
const MEMBERS = [
  'id',
  'label',
  'profile',
  'issuer',
  'clientId',
  'authentication',
  'scope',
  'acrValues',
  'backchannel',
  'signedUserInfo',
  'idTokenAlgorithm',
];
const ALGORITHM = /^(?:RS|PS|ES)(?:256|384|512)$|^EdDSA$|^Ed25519$/;

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isLoopback = (hostname: string): boolean => ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);

/** Whether an issuer may be spoken to in plain http: only on this machine. */
export const mayBePlain = (issuer: string): boolean => isLoopback(new URL(issuer).hostname);

const reader = (members: Members, place: string) => {
  const wrong = (name: string, why: string): StartError =>
    new StartError(`DOSSIER_FEDERATION: ${place}${name} ${why}.`);
  const text = (name: string, form: RegExp, otherwise?: string): string => {
    const value = members[name] ?? otherwise;
    if (typeof value !== 'string' || !form.test(value)) throw wrong(name, 'is missing or not valid');
    return value;
  };
  return { wrong, text };
};

const readSecretFile = async (path: string, folder: string, place: string): Promise<string> =>
  (
    await readFile(resolve(folder, path), 'utf8').catch(() => {
      throw new StartError(`DOSSIER_FEDERATION: ${place}: the file ${path} cannot be read.`);
    })
  ).trim();

/** A PKCS #8 key, whose algorithm its kind says. */
const importKey = async (pem: string, place: string): Promise<CryptoKey> => {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(pem);
    const algorithm =
      asymmetricKeyType === 'ec' ? (asymmetricKeyDetails?.namedCurve === 'prime256v1' ? 'ES256' : 'ES384') : 'PS256';
    return await importPKCS8(pem, asymmetricKeyType === 'ed25519' ? 'EdDSA' : algorithm);
  } catch {
    throw new StartError(`DOSSIER_FEDERATION: ${place}.keyFile does not hold a private key (PKCS #8, PEM).`);
  }
};

const authenticationOf = async (value: unknown, folder: string, place: string): Promise<ClientAuthentication> => {
  if (!isMembers(value)) throw new StartError(`DOSSIER_FEDERATION: ${place} is missing.`);
  const { text } = reader(value, `${place}.`);
  const method = text(
    'method',
    /^(client_secret_basic|client_secret_post|private_key_jwt)$/,
  ) as ClientAuthentication['method'];
  if (method === 'private_key_jwt') {
    const key = await importKey(await readSecretFile(text('keyFile', /./), folder, place), place);
    return { method, key, ...(value.kid !== undefined && { kid: text('kid', /./) }) };
  }
  const secret = await readSecretFile(text('secretFile', /./), folder, place);
  if (secret === '') throw new StartError(`DOSSIER_FEDERATION: ${place}.secretFile is empty.`);
  return { method, secret };
};

const providerOf = async (value: unknown, index: number, folder: string): Promise<Provider> => {
  const place = `providers[${index}]`;
  if (!isMembers(value)) throw new StartError(`DOSSIER_FEDERATION: ${place} is not an object.`);
  const stray = Object.keys(value).find((name) => !MEMBERS.includes(name));
  if (stray !== undefined) throw new StartError(`DOSSIER_FEDERATION: ${place}.${stray} is not known.`);
  const { text, wrong } = reader(value, `${place}.`);
  const id = text('id', /^[a-z][a-z-]{0,39}$/);
  const profile = profiles.find((name) => name === value.profile);
  if (profile === undefined) throw wrong('profile', `must be one of ${profiles.join(', ')}`);
  const issuer = text('issuer', /^https?:\/\//);
  if (!URL.canParse(issuer)) throw wrong('issuer', 'is not an address');
  if (issuer.startsWith('http:') && !mayBePlain(issuer)) throw wrong('issuer', 'must be an https address');
  const { label, acrValues } = value;
  const labels = isMembers(label) ? reader(label, `${place}.label.`) : undefined;
  if (!labels) throw wrong('label', 'is missing');
  if (!Array.isArray(acrValues) || acrValues.length === 0 || !acrValues.every((one) => typeof one === 'string'))
    throw wrong('acrValues', 'must be a list of levels of assurance');
  if (value.backchannel !== undefined && (typeof value.backchannel !== 'boolean' || profile !== 'pro-sante-connect'))
    throw wrong('backchannel', 'is true or false, of a provider for professionals');
  return {
    id,
    label: { fr: labels.text('fr', /\S/), en: labels.text('en', /\S/) },
    profile,
    issuer,
    clientId: text('clientId', /\S/),
    authentication: await authenticationOf(value.authentication, folder, `${place}.authentication`),
    scope: text('scope', /(^| )openid( |$)/),
    acrValues: acrValues as readonly string[],
    ...(value.backchannel === true && { backchannel: true }),
    ...(value.signedUserInfo !== undefined && { signedUserInfo: text('signedUserInfo', ALGORITHM) }),
    idTokenAlgorithm: text('idTokenAlgorithm', ALGORITHM, 'RS256'),
  };
};

/**
 * The providers in a configuration file (docs/federation.md); secrets and keys are in files beside it.
 *
 * @throws StartError with a sentence that names the member which is wrong
 */
export const readProviders = async (path: string): Promise<readonly Provider[]> => {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new StartError(`DOSSIER_FEDERATION: the file ${path} cannot be read.`);
  });
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new StartError(`DOSSIER_FEDERATION: the file ${path} is not JSON.`);
  }
  const list = isMembers(parsed) ? parsed.providers : undefined;
  if (!Array.isArray(list)) throw new StartError(`DOSSIER_FEDERATION: the file ${path} has no list "providers".`);
  const providers = await Promise.all(list.map((one, index) => providerOf(one, index, dirname(path))));
  const twice = providers.find(({ id }, index) => providers.findIndex((one) => one.id === id) !== index);
  if (twice) throw new StartError(`DOSSIER_FEDERATION: there are two providers with the id ${twice.id}.`);
  return providers;
};
