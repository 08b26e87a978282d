// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import type { JSONWebKeySet } from 'jose';
import { StartError } from '../start-error.ts';
import type { Config } from './config.ts';

/** Whose bearer tokens are taken. */
export interface TokenTrust {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: JSONWebKeySet;
}

const readKeys = async (path: string): Promise<JSONWebKeySet> => {
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new StartError(`The token keys ${path} (DOSSIER_TOKEN_KEYS) cannot be read: ${error.message}.`);
  });
  try {
    const keys = JSON.parse(text) as JSONWebKeySet;
    if (Array.isArray(keys.keys) && keys.keys.length > 0) return keys;
  } catch {
    // the sentence below
  }
  throw new StartError(`${path} (DOSSIER_TOKEN_KEYS) is not a JSON Web Key Set with at least one key.`);
};

/** The issuer that the configuration names beside our own; undefined when it names none. */
export const configuredTrust = async (config: Config): Promise<TokenTrust | undefined> => {
  const { tokenIssuer, tokenAudience, tokenKeys } = config;
  if (tokenIssuer === undefined || tokenAudience === undefined || tokenKeys === undefined) return undefined;
  return { issuer: tokenIssuer, audience: tokenAudience, keys: await readKeys(tokenKeys) };
};
