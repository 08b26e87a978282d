// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import {
  compareIfMatch,
  contentForm,
  matchesStrongly,
  matchesWeakly,
  readEntityTags,
  readPreferences,
  readRange,
  resourceFormat,
  versionTag,
} from './index.ts';

describe('resourceFormat', () => {
  it.each([
    [undefined, undefined, 'json'],
    ['*/*', undefined, 'json'],
    ['application/fhir+xml', undefined, 'xml'],
    ['application/fhir+json; fhirVersion=4.0', undefined, 'json'],
    ['application/fhir+json; fhirVersion=3.0', undefined, undefined],
    ['application/fhir+xml;q=0.5, application/fhir+json', undefined, 'json'],
    ['application/fhir+json;q=0.5, application/xml', undefined, 'xml'],
    ['text/html, application/fhir+json;q=0', undefined, undefined],
    ['text/html', undefined, undefined],
    ['text/html', 'json', 'json'],
    ['application/fhir+json', 'xml', 'xml'],
    ['application/fhir+json', 'application/fhir xml', 'xml'],
    ['application/fhir+json', 'ttl', undefined],
    ['constructor', undefined, undefined],
    [undefined, 'constructor', undefined],
    [undefined, '__proto__', undefined],
  ])('Accept %s with _format %s gives %s', (accept, format, expected) => {
    expect(resourceFormat(accept, format)).toBe(expected);
  });
});

describe('contentForm', () => {
  it.each([
    [undefined, 'raw'],
    ['*/*', 'raw'],
    ['application/pdf', 'raw'],
    ['application/*', 'raw'],
    ['application/fhir+json', 'json'],
    ['application/fhir+xml', 'xml'],
    ['application/fhir+xml;q=0.2, application/pdf;q=0.1', 'xml'],
    ['text/html', undefined],
    ['image/*', undefined],
  ])('Accept %s of a PDF gives %s', (accept, expected) => {
    expect(contentForm(accept, 'application/pdf')).toBe(expected);
  });

  it('serves a document that is itself FHIR as it is', () => {
    expect(contentForm('application/fhir+json', 'application/fhir+json')).toBe('raw');
  });
});

describe('readPreferences', () => {
  it('reads what it knows and leaves the rest', () => {
    expect(readPreferences(undefined)).toEqual({ handling: 'lenient' });
    expect(readPreferences('handling=strict')).toEqual({ handling: 'strict' });
    expect(readPreferences('return=minimal, handling=strict')).toEqual({ handling: 'strict', return: 'minimal' });
    expect(readPreferences('respond-async; return="OperationOutcome"')).toEqual({
      handling: 'lenient',
      return: 'OperationOutcome',
    });
    expect(readPreferences('return=everything')).toEqual({ handling: 'lenient' });
  });
});

describe('entity tags', () => {
  it('compares weakly and strongly', () => {
    expect(readEntityTags('W/"1", "2" , *')).toEqual(['W/"1"', '"2"', '*']);
    expect(matchesWeakly(['"1"'], 'W/"1"')).toBe(true);
    expect(matchesWeakly(['*'], 'W/"1"')).toBe(true);
    expect(matchesWeakly(['W/"2"'], 'W/"1"')).toBe(false);
    expect(matchesStrongly('"a"', '"a"')).toBe(true);
    expect(matchesStrongly('W/"a"', 'W/"a"')).toBe(false);
  });

  it('names in If-Match the resource as it is, status included', () => {
    expect(compareIfMatch(undefined, versionTag(1))).toBe('any');
    expect(compareIfMatch('*', versionTag(1))).toBe('any');
    expect(compareIfMatch(versionTag(12), versionTag(12))).toBe('same');
    expect(compareIfMatch('"12"', versionTag(12))).toBe('same');
    expect(compareIfMatch(versionTag(2), versionTag(2, 'archived'))).toBe('other');
    for (const other of ['', '12', '"x"', 'W/"1", W/"12"', versionTag(11)])
      expect(compareIfMatch(other, versionTag(12)), other).toBe('other');
  });
});

describe('ranges', () => {
  it.each([
    ['bytes=0-9', { start: 0, end: 9 }],
    ['bytes=5-', { start: 5 }],
    ['bytes=-7', { suffix: 7 }],
    ['bytes=9-5', undefined],
    ['bytes=0-1,4-5', undefined],
    ['bytes=-', undefined],
    ['items=0-1', undefined],
    ['bytes=99999999999999999999-', undefined],
    [undefined, undefined],
  ])('%s', (header, expected) => {
    expect(readRange(header)).toEqual(expected);
  });
});
