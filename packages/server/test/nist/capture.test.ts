// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BoundElement } from '@dossier/core/data';
import { XmlDocument, type XmlElement } from 'libxml2-wasm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { schemes } from '../../src/faces/xds/ebrim/vocabulary.ts';
import { attributeOf } from './plan.ts';
import { type MoreCodes, openWorld, PART_BYTES, type World } from './world.ts';

const kit = join(import.meta.dirname, '../../../../../shared/corpus/nist-iheos-toolkit2');
const file = join(kit, 'messagevalidator/http-mtom-pnr.txt');

const BOUND: Readonly<Record<string, BoundElement>> = {
  [schemes.entry.type]: 'typeCode',
  [schemes.entry.class]: 'classCode',
  [schemes.entry.format]: 'formatCode',
  [schemes.entry.facility]: 'healthcareFacilityTypeCode',
  [schemes.entry.practiceSetting]: 'practiceSettingCode',
  [schemes.entry.confidentiality]: 'confidentialityCode',
  [schemes.set.contentType]: 'contentTypeCode',
};

/** The codes of a message, which are older than the table of the kit. */
const codesOf = (text: string): MoreCodes => {
  const [envelope = ''] = /<soapenv:Envelope[\s\S]*<\/soapenv:Envelope>/.exec(text) ?? [];
  const codes: Partial<Record<BoundElement, { code: string; system: string }[]>> = {};
  for (const node of XmlDocument.fromString(envelope).root.find("//*[local-name()='Classification']")) {
    const one = node as XmlElement;
    const element = BOUND[attributeOf(one, 'classificationScheme') ?? ''];
    const system = one.get(".//*[local-name()='Value']")?.content.trim() ?? '';
    if (element !== undefined)
      codes[element] = [...(codes[element] ?? []), { code: attributeOf(one, 'nodeRepresentation') ?? '', system }];
  }
  return codes;
};

interface Message {
  readonly contentType: string;
  /** Latin-1 text of its bytes. */
  readonly body: string;
}

describe.skipIf(!existsSync(file))('the MTOM capture of the corpus (ITI-41)', () => {
  let world: World;
  let captured: Message;
  let boundary: string;
  /** Headers and content of each part. */
  let parts: readonly (readonly [head: string, content: string])[];

  beforeAll(async () => {
    const text = readFileSync(file, 'latin1');
    const end = /\r?\n\s*\r?\n/.exec(text);
    const [head, body] = [text.slice(0, end?.index), text.slice((end?.index ?? 0) + (end?.[0].length ?? 0))];
    world = await openWorld(kit, codesOf(text));
    const cx = (await world.patient('capture')).replaceAll('&', '&amp;');
    const patient = /(58a6f841-87b3-4a3e-92fd-a8ffeff98427|6b5aea1a-874d-4603-a4bc-96a0a7b38446)" value="[^"]*"/g;
    const contentType = /^content-type: (.*)$/im.exec(head)?.[1]?.trim() ?? '';
    captured = { contentType, body: body.replace(patient, (_, scheme) => `${scheme}" value="${cx}"`) };
    boundary = /boundary=([^;]+)/.exec(contentType)?.[1] ?? '';
    parts = captured.body
      .split(`--${boundary}`)
      .slice(1, -1)
      .map((part) => {
        const [, headers = '', content = ''] = /^\s*?\r?\n([\s\S]*?)\r?\n\s*?\r?\n([\s\S]*)\r?\n$/.exec(part) ?? [];
        return [headers, content] as const;
      });
  });
  afterAll(() => world?.stop());

  const faultsIn = (text: string): readonly string[] =>
    [...text.matchAll(/codeContext="([^"]*)"[^>]*severity="[^"]*Error"/g)].map(([, context = '']) => context);
  const post = ({ contentType, body }: Message) => world.post('repository', Buffer.from(body, 'latin1'), contentType);
  const assemble = (changed: typeof parts, end = '\r\n'): string =>
    `${changed.map(([head, content]) => `--${boundary}${end}${head.replaceAll(/ *\r?\n/g, end)}${end}${end}${content}${end}`).join('')}--${boundary}--${end}`;
  const encoded = (encoding: string, encode: (content: string) => string): typeof parts =>
    parts.map(([head, content], index) =>
      index === 0 ? [head, content] : [head.replace(/(Transfer-Encoding:) *\S+/i, `$1 ${encoding}`), encode(content)],
    );
  const quoted = (content: string): string =>
    [...Buffer.from(content, 'latin1')]
      .map((byte) =>
        byte > 32 && byte < 127 && byte !== 61
          ? String.fromCharCode(byte)
          : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`,
      )
      .join('')
      .replaceAll(/(.{60,70}(?<!=.?))(?=.)/g, '$1=\r\n');

  test('is taken as it came, and its document given back byte for byte', async () => {
    const answer = await post(captured);
    expect(faultsIn(answer.text)).toEqual([]);
    expect(answer.text).toContain('ResponseStatusType:Success');
    expect(answer.status).toBe(200);
    const [, uniqueId = ''] = /2e82c1f6-a085-4c72-9da3-8640a32e42ab" value="([^"]*)"/.exec(captured.body) ?? [];
    const retrieved = await world.send(
      'repository',
      'urn:ihe:iti:2007:RetrieveDocumentSet',
      `<x:RetrieveDocumentSetRequest xmlns:x="urn:ihe:iti:xds-b:2007"><x:DocumentRequest><x:RepositoryUniqueId>${world.ports.repositoryUniqueId}</x:RepositoryUniqueId><x:DocumentUniqueId>${uniqueId}</x:DocumentUniqueId></x:DocumentRequest></x:RetrieveDocumentSetRequest>`,
    );
    const [, base64 = ''] = /<xds:Document>([^<]*)</.exec(retrieved) ?? [];
    expect(Buffer.from(base64, 'base64').toString('latin1')).toBe(parts[1]?.[1]);
  });

  // the same again is a success only with the very bytes: else it is XDSNonIdenticalHash
  test.each<[string, () => Message]>([
    [
      'a boundary in quotes',
      () => ({ ...captured, contentType: captured.contentType.replace(/boundary=([^;]+)/, 'boundary="$1"') }),
    ],
    [
      'parameters in capitals and another order',
      () => ({
        ...captured,
        contentType: `Multipart/Related; START-INFO="application/soap+xml"; BOUNDARY="${boundary}"; Type="application/xop+xml"`,
      }),
    ],
    [
      'a start-info of text/xml',
      () => ({
        ...captured,
        contentType: captured.contentType.replace('start-info="application/soap+xml"', 'start-info="text/xml"'),
      }),
    ],
    [
      'no start: the first part is the root',
      () => ({ ...captured, contentType: captured.contentType.replace(/ start="[^"]*";/, '') }),
    ],
    ['the parts in the other order', () => ({ ...captured, body: assemble(parts.toReversed()) })],
    ['lines that end in LF', () => ({ ...captured, body: assemble(parts, '\n') })],
    [
      'a part in base64',
      () => ({
        ...captured,
        body: assemble(
          encoded('base64', (content) =>
            Buffer.from(content, 'latin1').toString('base64').replaceAll(/.{76}/g, '$&\r\n'),
          ),
        ),
      }),
    ],
    ['a part in quoted-printable', () => ({ ...captured, body: assemble(encoded('quoted-printable', quoted)) })],
    [
      'text before the first part and after the last',
      () => ({ ...captured, body: `A preamble.\r\n${assemble(parts)}An epilogue.` }),
    ],
  ])('%s changes nothing', async (_, changed) => {
    const answer = await post(changed());
    expect(faultsIn(answer.text)).toEqual([]);
    expect(answer.text).toContain('ResponseStatusType:Success');
  });

  test.each<[string, number, string, () => Message]>([
    [
      'another boundary',
      400,
      'multipart',
      () => ({ ...captured, contentType: captured.contentType.replace(/boundary=[^;]+/, 'boundary=other') }),
    ],
    [
      'no boundary',
      400,
      'boundary',
      () => ({ ...captured, contentType: captured.contentType.replace(/ boundary=[^;]+;/, '') }),
    ],
    [
      'a start that no part has',
      400,
      'start',
      () => ({ ...captured, contentType: captured.contentType.replace(/start="[^"]*"/, 'start="<nobody>"') }),
    ],
    ['the end cut off', 400, 'multipart', () => ({ ...captured, body: captured.body.slice(0, -400) })],
    ['a document that is not there', 400, 'cid', () => ({ ...captured, body: assemble(parts.slice(0, 1)) })],
    [
      'too large a part',
      413,
      String(PART_BYTES),
      () => ({
        ...captured,
        body: assemble(
          parts.map(([head, content], index) => [head, index === 0 ? content : 'x'.repeat(PART_BYTES + 1)]),
        ),
      }),
    ],
  ])('%s is a fault', async (_, status, why, changed) => {
    const answer = await post(changed());
    expect(answer.text).toContain('Fault');
    expect(answer.text).toContain(why);
    expect(answer.status).toBe(status);
  });
});
