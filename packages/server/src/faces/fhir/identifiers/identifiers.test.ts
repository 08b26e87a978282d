// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseReference, partyOfIdentifier, partyReference, uniqueIdFromFhir, uniqueIdToFhir } from './index.ts';

describe('references', () => {
  const base = 'http://127.0.0.1:8080/fhir';
  it.each([
    ['#a', { kind: 'contained', id: 'a' }],
    ['urn:uuid:1', { kind: 'urn', urn: 'urn:uuid:1' }],
    ['Patient/1', { kind: 'relative', type: 'Patient', id: '1' }],
    ['Patient/1/_history/2', { kind: 'relative', type: 'Patient', id: '1' }],
    [`${base}/Patient/1`, { kind: 'relative', type: 'Patient', id: '1' }],
    ['Patient?identifier=urn:oid:1.2|3', { kind: 'conditional', type: 'Patient', system: 'urn:oid:1.2', value: '3' }],
    [
      'Patient?identifier=urn%3Aoid%3A1.2%7C3',
      { kind: 'conditional', type: 'Patient', system: 'urn:oid:1.2', value: '3' },
    ],
    ['Patient?identifier=3', { kind: 'conditional', type: 'Patient', system: undefined, value: '3' }],
    ['Patient?identifier=1|', { kind: 'malformed' }],
    ['Patient?identifier=1|2&identifier=1|3', { kind: 'malformed' }],
    ['Patient?name=x', { kind: 'malformed' }],
    ['#', { kind: 'malformed' }],
    ['../Patient/1', { kind: 'malformed' }],
    ['Patient/../1', { kind: 'malformed' }],
    ['Patient/1?x', { kind: 'malformed' }],
    ['//evil.example/Patient/1', { kind: 'elsewhere' }],
    ['http://127.0.0.1:8080/fhirX/Patient/1', { kind: 'elsewhere' }],
    ['http://127.0.0.1:8080/fhir/../Patient/1', { kind: 'elsewhere' }],
    ['HTTPS://evil.example/Patient/1', { kind: 'elsewhere' }],
    ['file:///etc/passwd', { kind: 'elsewhere' }],
    ['javascript:alert(1)', { kind: 'elsewhere' }],
  ])('%s', (text, expected) => {
    expect(parseReference(text, base)).toEqual(expected);
  });
});

describe('identifiers', () => {
  it.each([
    ['1.2.250.1', { system: 'urn:ietf:rfc:3986', value: 'urn:oid:1.2.250.1' }],
    ['1.2.250.1^A-7', { system: 'urn:oid:1.2.250.1', value: 'A-7' }],
    [
      'urn:uuid:0b2c8f6e-5f8b-4d65-9a43-2f9f6f3f7c11',
      { system: 'urn:ietf:rfc:3986', value: 'urn:uuid:0b2c8f6e-5f8b-4d65-9a43-2f9f6f3f7c11' },
    ],
    ['https://example.org/a^b', { system: 'urn:ietf:rfc:3986', value: 'https://example.org/a^b' }],
  ])('%s goes there and back', (uniqueId, expected) => {
    const identifier = uniqueIdToFhir(uniqueId);
    expect(identifier).toEqual(expected);
    expect(uniqueIdFromFhir(identifier.system, identifier.value ?? '')).toBe(uniqueId);
  });

  it('puts a UUID in lower case, and takes no other systems', () => {
    expect(uniqueIdFromFhir('urn:ietf:rfc:3986', 'urn:uuid:ABCD')).toBe('urn:uuid:abcd');
    expect(uniqueIdFromFhir('https://example.org', '1')).toBeUndefined();
  });

  it('names a party so that it is known again', () => {
    const key = fc.tuple(fc.constantFrom('ps', 'org', 'person', 'feed'), fc.stringMatching(/^[A-Za-z0-9-]{1,20}$/));
    fc.assert(
      fc.property(key, ([kind, id]) => {
        const { identifier } = partyReference(`${kind}:${id}`);
        expect(partyOfIdentifier(identifier?.system ?? '', identifier?.value ?? '')).toBe(`${kind}:${id}`);
      }),
    );
    expect(partyOfIdentifier('urn:oid:1.2.3', '1')).toBeUndefined();
    expect(partyOfIdentifier('urn:dossier:party', 'nobody')).toBeUndefined();
  });
});
