// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Loose, simplified } from '../../src/faces/fhir/intake/test-messages.ts';
import { fromXml } from '../../src/faces/fhir/xml/index.ts';
import { type Answer, type Attack, expectAnswer, type HostileHouse, hostileHouse } from './hostile-house.ts';

let hostile: HostileHouse;
beforeAll(async () => {
  hostile = await hostileHouse();
});
afterAll(() => hostile.house.stop());

/** One of each kind, so that a clone alone tests them. */
const own = [
  '',
  ' ',
  'null',
  'NaN',
  '1e999',
  '-1',
  '0x7fffffff',
  '１２３',
  "'; DROP TABLE record.record; --",
  "' OR 1=1 -- 1",
  '$1',
  '%s%n%x',
  '\\',
  '"',
  '<script>alert(1)</script>',
  '&lt;&#x41;]]>',
  '#{7*7}{{7*7}}<%= 7*7 %>',
  '$(touch /tmp/x)`id`',
  '../../../../etc/passwd',
  'C:\\Windows\\win.ini',
  'file:///etc/passwd',
  '__proto__',
  'é̸̢̛ ', // combining marks
  'İıſß', // letters whose case changes their length
  'שלום‏', // right to left
  '👩‍👩‍👧‍👦🇫🇷',
  '\u200b\ufeff\u00ad',
  '\u202etxet\u202c',
  '\u0000',
  '\u0001\u0002\u0003\u0004',
  '\r\nSet-Cookie: a=b',
  '\u2028\u2029',
  '\uffff',
  '田中さんにあげて下さい',
  'x'.repeat(128),
  '😀'.repeat(129),
];

const corpus = join(import.meta.dirname, '../../../../../shared/corpus/blns/blns.json');
const lists: readonly (readonly [string, () => readonly string[], boolean])[] = [
  ['our own', () => own, true],
  [
    'the big list (skipped where the corpus is absent)',
    () => JSON.parse(readFileSync(corpus, 'utf8')),
    existsSync(corpus),
  ],
];

/** Some at a time, as callers come. */
const forEach = async (
  strings: readonly string[],
  attack: (text: string, index: number) => Promise<void>,
): Promise<void> => {
  const waiting = [...strings.entries()];
  const worker = async (): Promise<void> => {
    for (let next = waiting.pop(); next; next = waiting.pop()) await attack(next[1], next[0]);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
};

let serial = 0;
const publish = (change: (document: Loose) => void): Promise<Answer> => {
  const message = simplified();
  message.masterIdentifier.value = `urn:oid:1.2.250.1.999.7.830.${++serial}`;
  change(message);
  return hostile.ask({ path: '/fhir/DocumentReference', body: message });
};

/** All documents of the record by id, page by page. */
const allDocuments = async (accept: string, read: (page: Answer) => Loose): Promise<ReadonlyMap<string, Loose>> => {
  const found = new Map<string, Loose>();
  let path: string | undefined = `/fhir/DocumentReference?patient=${hostile.fhir.recordId}&_count=200`;
  while (path !== undefined) {
    const page = read(await hostile.ask({ path, headers: { accept } }));
    for (const { resource } of page.entry) found.set(resource.id, resource);
    const next: string | undefined = page.link.find(({ relation }: Loose) => relation === 'next')?.url;
    path = next?.slice(hostile.house.url.length);
  }
  return found;
};

const inSearch = (name: string, text: string): Attack => ({
  path: `/fhir/DocumentReference?${new URLSearchParams({ patient: hostile.fhir.recordId, [name]: text })}`,
});

const asBytes = (text: string): string => Buffer.from(text).toString('latin1');
// biome-ignore lint/suspicious/noControlCharactersInRegex: what a client cannot send as a header at all
const sendable = (text: string): boolean => !/[\u0000-\u0008\u000a-\u001f\u007f]/.test(text);

describe.each(lists)('naughty strings: %s', (_, strings, there) => {
  const checked = async (
    attack: (text: string) => Attack,
    only: (text: string) => boolean = () => true,
  ): Promise<void> => {
    await forEach(strings().filter(only), async (text) => expectAnswer(await hostile.ask(attack(text))));
  };

  it.skipIf(!there)('as title and as description come back as they were, in both forms, or are refused', async () => {
    const taken = new Map<string, string>();
    await forEach(strings(), async (text) => {
      const answer = await publish((document) => {
        if (text.length <= 128) document.content[0].attachment.title = text;
        document.description = text;
      });
      expectAnswer(answer);
      if (answer.status < 300) taken.set(answer.json.id, text);
    });
    expect(taken.size).toBeGreaterThan(strings().length / 4);
    const inJson = await allDocuments('application/fhir+json', ({ json }) => json);
    const inXml = await allDocuments('application/fhir+xml', ({ bytes }) => {
      const read = fromXml(bytes);
      return read.ok ? read.value : undefined;
    });
    for (const [id, text] of taken) {
      const title = text.length <= 128 ? text : 'Compte rendu';
      for (const { description, content } of [inJson.get(id), inXml.get(id)]) {
        expect([description, content[0].attachment.title]).toEqual([text, title]);
      }
    }
  });

  it.skipIf(!there)('as name of an author and as identifier', async () => {
    await forEach(strings(), async (text) => {
      const named = await publish((document) => {
        document.contained[0].name = [{ family: text, given: [text] }];
      });
      expectAnswer(named);
      const identified = await publish((document) => {
        document.masterIdentifier.value = text;
      });
      expectAnswer(identified);
      if (identified.status >= 400) return;
      const found = await hostile.ask(inSearch('identifier', text.replace(/[\\,|$]/g, '\\$&')));
      expect([text, found.json.total]).toEqual([text, 1]);
    });
  });

  it.skipIf(!there)('as INS, in a message and in a search, lead nowhere', async () => {
    const before = await hostile.holdings();
    await forEach(strings(), async (text) => {
      const reference = `Patient?identifier=urn:oid:1.2.250.1.213.1.4.10|${text}`;
      const published = await publish((document) => {
        document.subject = { reference };
      });
      expectAnswer(published);
      expect(published.status).toBeGreaterThanOrEqual(400);
      const query = new URLSearchParams({ identifier: `urn:oid:1.2.250.1.213.1.4.10|${text}` });
      const searched = await hostile.ask({ path: `/fhir/Patient?${query}` });
      expectAnswer(searched);
      expect(searched.status).toBeGreaterThanOrEqual(400);
    });
    expect((await hostile.holdings()).data).toEqual(before.data);
  });

  it.skipIf(!there)('as values of a search', async () => {
    for (const name of ['identifier', 'author.family']) {
      await checked((text) => inSearch(name, text));
    }
    await checked((text) => ({
      path: '/fhir/DocumentReference/_search',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ patient: hostile.fhir.recordId, creation: text, [text]: text }).toString(),
    }));
  });

  it.skipIf(!there)('as id in a path', async () => {
    for (const type of ['Binary', 'Consent']) {
      await checked((text) => ({ path: `/fhir/${type}/${encodeURIComponent(text.toWellFormed())}` }));
    }
  });

  it.skipIf(!there)('as headers', async () => {
    const path = `/fhir/DocumentReference?patient=${hostile.fhir.recordId}&_count=1`;
    const all = (text: string) => ({ accept: text, prefer: text, range: text, 'x-request-id': text });
    await checked((text) => ({ path, headers: all(asBytes(text)) }), sendable);
    await checked(
      (text) => ({ path, token: undefined, headers: { authorization: asBytes(`Bearer ${text}`) } }),
      sendable,
    );
    await checked((text) => ({ body: '{}', headers: { 'content-type': asBytes(text) } }), sendable);
  });

  it.skipIf(!there)('broke nothing: no error in the log, the journal is whole, the next is served', async () => {
    expect(hostile.house.log.filter((line) => line.includes('"level":"error"'))).toEqual([]);
    expect((await hostile.ask({ path: '/readyz' })).json).toMatchObject({ ready: true });
    const { journal } = hostile.house.house;
    await journal.seal();
    const { journalled } = await hostile.holdings();
    expect(await journal.verify()).toMatchObject({ ok: true, entries: journalled, unsealed: 0, problems: [] });
    const sound = await hostile.fhir.share();
    expect((await hostile.ask({ path: `/fhir/Binary/${sound.logicalId}` })).bytes).toEqual(sound.content);
  });
});

const eicar = join(import.meta.dirname, '../../../../../shared/corpus/eicar/eicar.com.base64');

describe('content that a scanner knows', () => {
  it.skipIf(!existsSync(eicar))(
    'is bytes like any other, and never run or shown (skipped where the corpus is absent)',
    async () => {
      const data = readFileSync(eicar, 'utf8').replace(/\s/g, '');
      const answer = await publish((document) => {
        document.content[0].attachment = { contentType: 'text/plain', data, title: 'eicar' };
      });
      expectAnswer(answer);
      expect(answer.status, answer.text).toBe(201);
      const { url } = answer.json.content[0].attachment;
      const read = await hostile.ask({ path: new URL(url).pathname });
      expect(read.bytes.toString('base64')).toBe(data);
      expect(read.headers).toMatchObject({ 'content-disposition': 'attachment', 'x-content-type-options': 'nosniff' });
      expect(await hostile.foundIn(Buffer.from(data, 'base64').toString())).toEqual([]);
    },
  );
});
