// SPDX-License-Identifier: Apache-2.0
import { BlockList, isIP } from 'node:net';
import { resolve } from 'node:path';

/** One environment variable. `parse` throws an Error whose message goes on after "NAME is not valid: ". */
export interface Variable<T> {
  readonly name: string;
  /** As written in the environment; absent when there is none. */
  readonly default?: string;
  /** How the default comes about where it is not one value. */
  readonly defaultNote?: string;
  /** Version of Dossier that has it first: the one in package.json on the day on which it is added. */
  readonly since: string;
  readonly purpose: string;
  readonly parse: (text: string) => T;
}

export const wholeNumber =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max)
      throw new Error(`it must be a whole number from ${min} to ${max}`);
    return value;
  };

export const oneOf =
  <const T extends string>(...values: readonly T[]) =>
  (text: string): T => {
    const found = values.find((value) => value === text);
    if (found === undefined) throw new Error(`it must be one of ${values.join(', ')}`);
    return found;
  };

export const notEmpty = (text: string): string => {
  if (text.trim() === '') throw new Error('it must not be empty');
  return text;
};

export const databaseUrl = (text: string): string => {
  if (!/^postgres(ql)?:\/\//.test(text) || !URL.canParse(text)) {
    throw new Error('it must look like postgres://user:password@host:port/database');
  }
  return text;
};

/** An origin (RFC 6454 §4): the issuer, cookies `__Host-` and passkeys belong to a host, not to a folder of it. */
export const baseUrl = (text: string): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || /[?#@]/.test(text))
    throw new Error('it must be an http or https address without query, such as https://dossier.example');
  if (url.pathname !== '/') throw new Error(`it must have no path: ${url.origin} without ${url.pathname}`);
  return url.origin;
};

export const file = (text: string): string => resolve(notEmpty(text));

const list = (text: string): readonly string[] => text.split(/[\s,]+/).filter((part) => part !== '');

/** Addresses and networks (CIDR). */
export const addresses = (text: string): BlockList => {
  const trusted = new BlockList();
  for (const part of list(text)) {
    const [address = '', prefix, ...more] = part.split('/');
    const version = isIP(address);
    const most = version === 4 ? 32 : 128;
    const bits = prefix === undefined ? most : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
    if (version === 0 || more.length > 0 || bits < 1 || bits > most)
      throw new Error('it must be addresses or networks such as 10.0.0.7, 10.1.0.0/16 or 2001:db8::/32');
    trusted.addSubnet(address, bits, version === 4 ? 'ipv4' : 'ipv6');
  }
  return trusted;
};

/** Files as absolute paths, addresses as they are. */
export const sources = (text: string): readonly string[] =>
  list(text).map((source) => {
    if (!/^[a-z]+:\/\//.test(source)) return resolve(source);
    if (!/^https?:/.test(source) || !URL.canParse(source))
      throw new Error('it must be files, or addresses that begin with http:// or https://');
    return source;
  });
