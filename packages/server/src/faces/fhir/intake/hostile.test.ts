// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { operationOutcomeText } from '../outcome/index.ts';
import { readConsent, readPatch, readProvideBundle, readSimplifiedPublish } from './index.ts';
import {
  bundle,
  contextOf,
  folderEntry,
  INS,
  type Loose,
  law,
  patchEntry,
  RECORD,
  simplified,
} from './test-messages.ts';

/** Every place in a message. */
const places = (value: Loose, path: readonly (string | number)[] = []): (readonly (string | number)[])[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, inner]) => [[...path, name], ...places(inner, [...path, name])])
    : [];

const put = (message: Loose, path: readonly (string | number)[], value: unknown): Loose => {
  const parent = path.slice(0, -1).reduce((node, name) => node[name], message);
  parent[path.at(-1) ?? ''] = value;
  return message;
};

const nasty = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(
    ...[
      '__proto__',
      'constructor',
      'toString',
      '#',
      '#author',
      '//',
      'urn:uuid:',
      'Patient?identifier=|',
      ' ',
      '\u0000',
    ],
    ...["'; DROP TABLE document; --", '../../etc/passwd', '\ud800', 'x'.repeat(5000), 'http://[', '%', '<!ENTITY x>'],
  ),
  fc.constantFrom(Number.NaN, -0, 1e308, 2 ** 53),
);

const whole = (): Loose => {
  const message = bundle();
  message.entry.push(folderEntry(), patchEntry(RECORD));
  message.entry[0].resource.entry.push({ item: { reference: 'urn:uuid:aaaaaaaa-0000-4000-8000-000000000009' } });
  message.entry[1].resource.relatesTo = [{ code: 'replaces', target: { reference: `DocumentReference/${RECORD}` } }];
  return message;
};

const consent = (): Loose => ({
  resourceType: 'Consent',
  status: 'active',
  patient: { identifier: INS },
  provision: { type: 'permit', actor: [{ reference: { identifier: INS } }], period: { end: '2027' } },
});

const readers: readonly (readonly [string, () => Loose, (message: unknown) => unknown])[] = [
  ['Provide Document Bundle', whole, (message) => readProvideBundle(message, contextOf())],
  ['simplified publish', simplified, (message) => readSimplifiedPublish(message, contextOf())],
  ['Consent', consent, (message) => readConsent(message, contextOf())],
];

interface Outcome {
  readonly ok: boolean;
  readonly error?: Parameters<typeof operationOutcomeText>[0];
}

/** Either it is a submission, or there is at least one failure that can be told. */
const expectAnswer = (outcome: unknown): void => {
  const { ok, error = [] } = outcome as Outcome;
  if (!ok) expect(error.length).toBeGreaterThan(0);
  expect(JSON.parse(operationOutcomeText(error)).issue.length).toBeGreaterThan(0);
};

describe('hostile messages', () => {
  it.each(readers)('%s: whatever stands anywhere, there is an answer', (_, valid, read) => {
    const paths = places(valid());
    fc.assert(
      fc.property(fc.nat(paths.length - 1), nasty, (index, value) => {
        expectAnswer(read(put(structuredClone(valid()), paths[index] ?? [], value)));
      }),
      { numRuns: 1500 },
    );
  });

  it('a patch that can be anything has an answer', () => {
    const operation = fc.record({
      op: fc.constantFrom('add', 'remove', 'replace', 'test', 'move', 'copy', '_get'),
      path: fc.oneof(
        fc.string(),
        fc.constantFrom(
          '/status',
          '/securityLabel',
          '/securityLabel/0',
          '/securityLabel/-',
          '/securityLabel/0/coding/0',
          '/extension/0',
        ),
      ),
      value: nasty,
    });
    const current = {
      availabilityStatus: 'approved',
      confidentialityCodes: [{ code: 'N', system: '2.16.840.1.113883.5.25' }],
    } as const;
    fc.assert(
      fc.property(fc.oneof(nasty, fc.array(operation, { maxLength: 4 })), (patch) => {
        const read = readPatch(patch, current, law);
        if (!read.ok) operationOutcomeText([read.error]);
      }),
      { numRuns: 1500 },
    );
    expect('x' in {}).toBe(false);
  });

  it('does not follow references in a circle', () => {
    const message = simplified();
    message.contained.push(
      {
        resourceType: 'PractitionerRole',
        id: 'r',
        practitioner: { reference: '#r' },
        organization: { reference: '#o' },
      },
      {
        resourceType: 'Organization',
        id: 'o',
        extension: [{ url: 'urn:dossier:extension:author-institution', valueReference: { reference: '#o' } }],
      },
    );
    message.author = [{ reference: '#r' }, { reference: '#o' }];
    const read = readSimplifiedPublish(message, contextOf());
    expect(read.ok ? [] : read.error.map(({ location }) => location)).toEqual([
      'DocumentReference.contained[1].practitioner',
    ]);
  });

  it('answers a message of many small parts', () => {
    const message = bundle();
    const [label] = message.entry[1].resource.securityLabel;
    message.entry[1].resource.securityLabel = Array.from({ length: 50_000 }, (_, index) => ({
      coding: [{ ...label.coding[0], code: `N${index}` }],
    }));
    message.entry[1].resource.author = Array.from({ length: 50_000 }, () => ({ reference: '#author' }));
    message.entry[0].resource.entry = Array.from({ length: 50_000 }, () => message.entry[0].resource.entry[0]);
    const read = readProvideBundle(message, contextOf());
    expectAnswer(read);
    expect(read.ok ? [] : read.error.map(({ code }) => code)).toContain('code-unknown');
  });

  const naughty = join(import.meta.dirname, '../../../../../../../shared/corpus/blns/blns.json');
  it.skipIf(!existsSync(naughty))(
    'takes naughty strings as titles or says why not (skipped where the corpus is absent)',
    () => {
      const strings = JSON.parse(readFileSync(naughty, 'utf8')) as readonly string[];
      let taken = 0;
      for (const title of strings) {
        const message = bundle();
        message.entry[1].resource.content[0].attachment.title = title;
        const read = readProvideBundle(message, contextOf());
        if (read.ok) {
          taken += 1;
          expect(read.value.submission.documents[0]?.metadata.title).toBe(title);
        } else expect(read.error[0]?.location).toBe('Bundle.entry[1].resource.content[0].attachment.title');
      }
      expect(taken).toBeGreaterThan(strings.length / 2);
      expect(taken).toBeLessThan(strings.length);
    },
  );
});
