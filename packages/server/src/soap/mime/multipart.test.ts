// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readContentType } from './content-type.ts';
import { type MessageLimits, type RawMessage, readRawMessage } from './multipart.ts';
import { writeMultipart } from './write.ts';

const limits: MessageLimits = {
  totalBytes: 1_000_000,
  envelopeBytes: 100_000,
  partBytes: 500_000,
  parts: 5,
  headerBytes: 1000,
};

const type = 'multipart/related; type="application/xop+xml"; start="<root@x>"; start-info="application/soap+xml"';

interface PartText {
  readonly id?: string;
  readonly encoding?: string;
  readonly content: string | Buffer;
  readonly more?: string;
}

const message = (parts: readonly PartText[], { boundary = 'b', eol = '\r\n', padding = '', tail = '--' } = {}) =>
  Buffer.concat([
    ...parts.flatMap(({ id, encoding, content, more }) => [
      Buffer.from(
        [
          `--${boundary}${padding}`,
          'Content-Type: text/plain',
          ...(id === undefined ? [] : [`Content-ID: <${id}>`]),
          ...(encoding === undefined ? [] : [`Content-Transfer-Encoding: ${encoding}`]),
          ...(more === undefined ? [] : [more]),
          '',
          '',
        ].join(eol),
      ),
      Buffer.from(content),
      Buffer.from(eol),
    ]),
    Buffer.from(`--${boundary}${tail}${eol}`),
  ]);

/** The body in pieces of these sizes, over and over. */
const pieces = (body: Buffer, sizes: readonly number[]): Readable => {
  const cut: Buffer[] = [];
  for (let at = 0, turn = 0; at < body.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? body.length;
    cut.push(body.subarray(at, at + size));
    at += size;
  }
  return Readable.from(cut, { objectMode: false });
};

const read = (body: Buffer, contentType = `${type}; boundary=b`, sizes: readonly number[] = [1_000_000], more = {}) =>
  readRawMessage(pieces(body, sizes), { contentType, statedBytes: body.length }, { ...limits, ...more });

const shown = ({ envelope, attachments }: RawMessage) => ({
  envelope: envelope.toString(),
  parts: Object.fromEntries([...attachments].map(([id, { bytes }]) => [id, bytes.toString('latin1')])),
});

const outcome = async (...args: Parameters<typeof read>) => {
  const answer = await read(...args);
  return answer.ok ? shown(answer.value) : answer.error.code;
};

const root: PartText = { id: 'root@x', content: '<e/>' };
const one: PartText = { id: 'doc1@x', content: 'one' };
const expected = { envelope: '<e/>', parts: { 'doc1@x': 'one' } };

describe('a message in MTOM', () => {
  it.each<[string, Buffer, string?]>([
    ['as it should be', message([root, one])],
    ['with the root last', message([one, root])],
    ['without start, the first part', message([root, one]), 'multipart/related; boundary=b'],
    [
      'with the parameters in another order and case',
      message([root, one]),
      'Multipart/Related; BOUNDARY="b"; Start=<root@x>',
    ],
    ['with start without brackets', message([root, one]), 'multipart/related; boundary=b; start=root@x'],
    ['with lines that end by LF', message([root, one], { eol: '\n' })],
    ['with spaces after the boundary', message([root, one], { padding: ' \t ' })],
    [
      'with a boundary of strange characters',
      message([root, one], { boundary: "a'()+_,-./:=? b" }),
      `${type}; boundary="a'()+_,-./:=? b"`,
    ],
    ['in base64', message([root, { ...one, encoding: 'base64', content: 'b2\r\n5l' }])],
    ['in quoted-printable', message([root, { ...one, encoding: 'Quoted-Printable', content: 'o=6E=\r\ne' }])],
    ['in 8bit', message([root, { ...one, encoding: '8bit' }])],
    ['with a folded header', message([root, { ...one, more: 'X-More: a\r\n b' }])],
    ['behind a preamble', Buffer.concat([Buffer.from('not --b this\r\n'), message([root, one])])],
    ['before an epilogue', Buffer.concat([message([root, one]), Buffer.from('\r\n--b and more')])],
  ])('%s', async (_, body, contentType) => {
    for (const sizes of [[1_000_000], [1], [2, 7, 3]])
      expect(await outcome(body, contentType, sizes)).toEqual(expected);
  });

  it('may have an empty part, and one that looks like a boundary', async () => {
    const body = message([root, { id: 'a', content: '' }, { id: 'b', content: '\r\n--\r\n-b\r\n--B--\r\n' }]);
    for (const sizes of [[1_000_000], [1]])
      expect(await outcome(body, undefined, sizes)).toEqual({
        envelope: '<e/>',
        parts: { a: '', b: '\r\n--\r\n-b\r\n--B--\r\n' },
      });
  });

  it.each<[string, Buffer, string, (string | undefined)?, object?]>([
    ['cut off in a part', message([root, one]).subarray(0, -8), 'body-malformed'],
    ['cut off in the headers', message([root, one]).subarray(0, 30), 'body-malformed'],
    ['empty', Buffer.alloc(0), 'body-malformed'],
    ['with another boundary than is stated', message([root, one]), 'body-malformed', `${type}; boundary=c`],
    ['without boundary', message([root, one]), 'body-malformed', type],
    ['whose start names no part', message([one]), 'body-malformed'],
    ['with a Content-ID twice', message([root, one, one]), 'body-malformed'],
    ['with a header twice', message([root, { ...one, more: 'Content-ID: <x>' }]), 'body-malformed'],
    ['with a header without name', message([root, { ...one, more: ': x' }]), 'body-malformed'],
    ['with something behind a boundary', message([root, one], { padding: 'x' }), 'body-malformed'],
    ['in a transfer encoding that is none', message([root, { ...one, encoding: 'uuencode' }]), 'body-malformed'],
    ['in base64 that is none', message([root, { ...one, encoding: 'base64', content: 'b2*l' }]), 'body-malformed'],
    ['in base64 that is cut', message([root, { ...one, encoding: 'base64', content: 'b2l' }]), 'body-malformed'],
    ['in base64 that goes on', message([root, { ...one, encoding: 'base64', content: 'bw==bw==' }]), 'body-malformed'],
    [
      'in quoted-printable that is none',
      message([root, { ...one, encoding: 'quoted-printable', content: '=ZZ' }]),
      'body-malformed',
    ],
    [
      'with too many parts',
      message([root, ...[1, 2, 3, 4, 5].map((id) => ({ id: `${id}`, content: 'x' }))]),
      'too-many-entries',
    ],
    [
      'with too large a part',
      message([root, { ...one, content: 'x'.repeat(2001) }]),
      'document-too-large',
      undefined,
      { partBytes: 2000 },
    ],
    [
      'with too large an envelope',
      message([{ ...root, content: 'x'.repeat(2001) }]),
      'body-too-large',
      undefined,
      { envelopeBytes: 2000 },
    ],
    ['with too large headers', message([root, { ...one, more: `X: ${'x'.repeat(1000)}` }]), 'headers-too-large'],
    ['too large in all', message([root, one]), 'body-too-large', undefined, { totalBytes: 100 }],
  ])('%s is refused', async (_, body, code, contentType, more) => {
    for (const sizes of [[1_000_000], [1], [5, 3]]) expect(await outcome(body, contentType, sizes, more)).toBe(code);
  });

  it('is not read beyond the limit where its length is not stated', async () => {
    const long = Readable.from(
      (function* () {
        yield message([root], { tail: '' });
        for (let count = 0; count < 200; count += 1) yield Buffer.alloc(10_000);
      })(),
      { objectMode: false },
    );
    const answer = await readRawMessage(long, { contentType: `${type}; boundary=b`, statedBytes: 0 }, limits);
    expect(!answer.ok && answer.error.code).toBe('headers-too-large');
    const zeros = Readable.from(
      (function* () {
        yield message([root, one]).subarray(0, -8);
        for (let count = 0; count < 200; count += 1) yield Buffer.alloc(10_000);
      })(),
      { objectMode: false },
    );
    const filled = await readRawMessage(zeros, { contentType: `${type}; boundary=b`, statedBytes: 0 }, limits);
    expect(!filled.ok && filled.error.code).toBe('document-too-large');
  });

  it('is not taken for one under another type', async () => {
    for (const contentType of ['application/json', '', 'multipart/form-data; boundary=b', ';;'])
      expect(await outcome(message([root]), contentType)).toBe('media-type-unsupported');
  });

  it('reads back what is written, in whatever pieces it comes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 3 }),
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 4 }),
        async (contents, sizes) => {
          const parts = contents.map((content, index) => ({
            contentId: `p${index}@x`,
            contentType: 'application/pdf',
            sizeBytes: content.length,
            bytes: () => Buffer.from(content),
          }));
          const written = writeMultipart('<e>é</e>', parts, 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6');
          const gathered: Uint8Array[] = [];
          for await (const piece of written.bytes) gathered.push(piece);
          const body = Buffer.concat(gathered);
          expect(body.length).toBe(written.sizeBytes);
          const answer = await read(body, written.contentType, sizes);
          if (!answer.ok) throw new Error(answer.error.code);
          expect(answer.value.envelope.toString()).toBe('<e>é</e>');
          expect([...answer.value.attachments.values()].map(({ bytes }) => [...bytes])).toEqual(
            contents.map((content) => [...content]),
          );
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('a Content-Type', () => {
  it.each([
    ['a/b', 'a/b', {}],
    [' A/B ;; x = y ; Z="a;\\"b"; x=2', 'a/b', { x: 'y', z: 'a;"b' }],
  ])('%s', (text, essence, parameters) => {
    const read = readContentType(text);
    expect([read?.essence, Object.fromEntries(read?.parameters ?? [])]).toEqual([essence, parameters]);
  });
});

const capture = join(
  import.meta.dirname,
  '../../../../../../shared/corpus/nist-iheos-toolkit2/messagevalidator/http-mtom-pnr.txt',
);

describe.skipIf(!existsSync(capture))('the capture of the NIST kit', () => {
  it('is read byte for byte, with its LF and its spaces behind the boundaries', async () => {
    const http = readFileSync(capture);
    const head = http.indexOf('\n\n');
    const contentType = /^Content-Type: (.*)$/m.exec(http.toString('latin1', 0, head))?.[1] ?? '';
    const body = http.subarray(head + 2);
    for (const sizes of [[1_000_000], [1], [13]]) {
      const answer = await read(body, contentType, sizes);
      if (!answer.ok) throw new Error(JSON.stringify(answer.error));
      const { envelope, attachments } = answer.value;
      expect(envelope.toString()).toMatch(/^<\?xml[\s\S]*<\/soapenv:Envelope>$/);
      expect([...attachments.values()].map(({ bytes }) => bytes.toString())).toEqual([
        expect.stringMatching(/^Four score[\s\S]*perish from the earth\.$/i),
      ]);
    }
  });
});
