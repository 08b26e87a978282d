// SPDX-License-Identifier: Apache-2.0
import { type ClinicalScope, isClinical, parseScopes } from '@dossier/core/scopes';
import { describe, expect, it } from 'vitest';
import { routes } from './routes.ts';
import { outsideScopes } from './scopes.ts';

const clinical = (text: string): readonly ClinicalScope[] => {
  const parsed = parseScopes(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value.filter(isClinical);
};

const table = routes.map(({ method, path, service }) => [`${method} ${path}`, service] as const);

describe.each(table)('%s', (_, service) => {
  it('is open to a caller without scopes and to every permission, and shut to none', () => {
    expect(outsideScopes(service, [], undefined)).toBeUndefined();
    expect(outsideScopes(service, [], clinical('user/*.cruds'))).toBeUndefined();
    expect(outsideScopes(service, [], [])).toMatchObject({ code: 'scope-insufficient' });
    expect(outsideScopes(service, [], clinical('openid launch/patient'))).toMatchObject({ code: 'scope-insufficient' });
  });

  it('needs the permission that it names, and no other will do', () => {
    const [resource, letter] = String(outsideScopes(service, [], [])?.parameters.scope).split('.');
    expect(outsideScopes(service, [], clinical(`user/${resource}.${letter}`))).toBeUndefined();
    for (const other of ['c', 'r', 'u', 'd', 's'].filter((one) => one !== letter))
      expect(outsideScopes(service, [], clinical(`user/*.${other}`))).toBeDefined();
    expect(outsideScopes(service, [], clinical('user/Flag.cruds'))).toBeDefined();
  });
});

it('who searches by content may read content', () => {
  const [, search] = table.find(([name]) => name === 'GET /DocumentReference') ?? [];
  if (search === undefined) throw new Error('no search');
  const byContent = [{ name: '_content', value: 'x' }];
  expect(outsideScopes(search, byContent, clinical('user/DocumentReference.s'))).toMatchObject({
    parameters: { scope: 'Binary.r' },
  });
  expect(outsideScopes(search, byContent, clinical('user/DocumentReference.s user/Binary.r'))).toBeUndefined();
});

it('what a search brings along is searched too', () => {
  const [, search] = table.find(([name]) => name === 'GET /List') ?? [];
  if (search === undefined) throw new Error('no search');
  const include = [{ name: '_include', value: 'List:item' }];
  expect(outsideScopes(search, include as never, clinical('user/List.s'))).toMatchObject({
    parameters: { scope: 'DocumentReference.s' },
  });
});
