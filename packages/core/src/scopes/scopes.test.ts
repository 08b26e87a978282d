// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isClinical, isWithin, parseScope, parseScopes, permits, type Scope, writeScope } from './index.ts';
import { permissions, scopeContexts } from './types.ts';

const resources = ['*', 'Patient', 'DocumentReference', 'List', 'Binary'] as const;
const clinical = fc.record({
  kind: fc.constant('clinical' as const),
  context: fc.constantFrom(...scopeContexts),
  resource: fc.constantFrom(...resources),
  permissions: fc
    .subarray([...permissions], { minLength: 1 })
    .map((some) => permissions.filter((letter) => some.includes(letter))),
});
const scope: fc.Arbitrary<Scope> = fc.oneof(
  clinical,
  fc.constantFrom('launch', 'launch/patient', 'openid', 'fhirUser', 'profile', 'offline_access').map((text) => {
    const parsed = parseScope(text);
    if (!parsed.ok) throw new Error(text);
    return parsed.value;
  }),
);

describe('a scope', () => {
  it('is read back as it was written', () => {
    fc.assert(
      fc.property(scope, (one) => {
        expect(parseScope(writeScope(one))).toEqual({ ok: true, value: one });
      }),
    );
  });

  it.each([
    ['patient/*.read', 'patient/*.rs'],
    ['user/Patient.write', 'user/Patient.cud'],
    ['system/*.*', 'system/*.cruds'],
  ])('of SMART 1 is understood: %s is %s', (old, now) => {
    const parsed = parseScope(old);
    expect(parsed.ok && writeScope(parsed.value)).toBe(now);
  });

  it.each([
    ['patient/Patient.sr', 'permissions'],
    ['patient/Patient.rr', 'permissions'],
    ['patient/Patient.', 'permissions'],
    ['patient/Patient.reads', 'permissions'],
    ['patient/Patient', 'resource'],
    ['patient/.rs', 'resource'],
    ['patient/patient.rs', 'resource'],
    ['patient/DocumentReference.rs?category=a', 'filter'],
    ['patient/DocumentReference.rs?', 'filter'],
    ['group/Patient.rs', 'context'],
    ['launch/encounter', 'context'],
    ['email', 'unknown'],
    ['__proto__', 'unknown'],
    ['constructor', 'unknown'],
    ['patient/Patient.constructor', 'permissions'],
  ])('%s is refused: %s', (text, why) => {
    expect(parseScopes(`openid ${text}`)).toEqual({ ok: false, error: { scope: text, why } });
  });
});

describe('what scopes allow', () => {
  it('never grows when scopes are taken away, and is what some single scope allows', () => {
    fc.assert(
      fc.property(
        fc.array(clinical),
        fc.nat(),
        fc.constantFrom(...resources),
        fc.constantFrom(...permissions),
        (scopes, at, resource, permission) => {
          const need = { resource, permission };
          const fewer = scopes.filter((_, index) => index !== at % (scopes.length || 1));
          if (permits(fewer, need)) expect(permits(scopes, need)).toBe(true);
          expect(permits(scopes, need)).toBe(scopes.some((one) => permits([one], need)));
        },
      ),
    );
  });

  it('of a scope within the registered ones is allowed by these', () => {
    fc.assert(
      fc.property(scope, fc.array(scope), fc.constantFrom(...resources), (one, registered, resource) => {
        expect(isWithin(one, [...registered, one])).toBe(true);
        if (!isClinical(one) || !isWithin(one, registered)) return;
        for (const permission of permissions) {
          const need = { resource, permission };
          if (permits([one], need)) expect(permits(registered.filter(isClinical), need)).toBe(true);
        }
      }),
    );
  });
});
