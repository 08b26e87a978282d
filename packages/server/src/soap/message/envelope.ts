// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { XmlElement } from 'libxml2-wasm';
import { withXml, type XmlLimits } from '../../content/xml/index.ts';
import { contentIdOfAddress } from '../mime/content-type.ts';
import type { RawMessage } from '../mime/multipart.ts';
import { anonymous, ns } from '../namespaces.ts';
import { childrenOf, type Element, elementOf, textAt } from './element.ts';

/** What the header block `wsse:Security` says of who sends, for the room that verifies it. */
export interface SecurityHeader {
  /** The block itself, read. */
  readonly element: Element;
  /**
   * The whole envelope in XML, over which a signature in it can be verified. What stood beside the envelope stands in
   * the block again (W3C XOP §3.2).
   */
  readonly envelope: Buffer;
}

/** A SOAP 1.2 envelope with WS-Addressing 1.0, read. */
export interface Envelope {
  readonly action?: string;
  readonly messageId?: string;
  readonly security?: SecurityHeader;
  /** The one element in the body. */
  readonly body: Element;
}

const malformed = (why: string): Failure => failure('body-malformed', { format: 'SOAP', why });

const HERE: ReadonlySet<string> = new Set([
  '',
  'http://www.w3.org/2003/05/soap-envelope/role/next',
  'http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver',
]);

/** SOAP 1.2 §5.2.3: 1 and true are the same. */
const mustUnderstand = ({ attributes }: Element): boolean =>
  ['1', 'true'].includes(attributes.get(`{${ns.soap}}mustUnderstand`)?.trim() ?? '') &&
  HERE.has(attributes.get(`{${ns.soap}}role`)?.trim() ?? '');

const isUnderstood = ({ namespace, name }: Element): boolean =>
  namespace === ns.addressing || (namespace === ns.security && name === 'Security');

const single = (blocks: readonly Element[], what: string): Result<Element | undefined, Failure> =>
  blocks.length > 1 ? fail(failure('element-invalid', { path: what, why: 'it stands more than once' })) : ok(blocks[0]);

/** The addressing headers (WS-Addressing 1.0 SOAP Binding §3; ITI TF-2 Appendix V.3.2). */
const readAddressing = (header: Element | undefined): Result<Pick<Envelope, 'action' | 'messageId'>, Failure> => {
  const texts: { action?: string; messageId?: string } = {};
  for (const [name, key] of [
    ['Action', 'action'],
    ['MessageID', 'messageId'],
  ] as const) {
    const found = single(header ? childrenOf(header, ns.addressing, name) : [], `wsa:${name}`);
    if (!found.ok) return found;
    const value = found.value?.text.trim() ?? '';
    if (value !== '') texts[key] = value;
  }
  const replyTo = single(header ? childrenOf(header, ns.addressing, 'ReplyTo') : [], 'wsa:ReplyTo');
  if (!replyTo.ok) return replyTo;
  const address = replyTo.value && textAt(replyTo.value, ns.addressing, 'Address');
  if (address !== undefined && address !== anonymous) {
    const why = 'an answer goes back on the connection of its request only';
    return fail(failure('element-unsupported', { path: 'wsa:ReplyTo', why }));
  }
  return ok(texts);
};

/** Puts what stands beside the envelope back where it stood, under this element. */
const inline = (node: XmlElement, { attachments }: RawMessage): boolean => {
  let changed = false;
  for (const include of node.find('.//xop:Include', { xop: ns.xop })) {
    if (!(include instanceof XmlElement)) continue;
    const id = contentIdOfAddress(include.attr('href')?.value ?? '');
    const bytes = id === undefined ? undefined : attachments.get(id)?.bytes;
    if (bytes === undefined) continue;
    include.appendText(bytes.toString('base64'));
    include.remove();
    changed = true;
  }
  return changed;
};

const securityOf = (
  root: XmlElement,
  header: Element | undefined,
  raw: RawMessage,
): Result<SecurityHeader | undefined, Failure> => {
  const block = single(header ? childrenOf(header, ns.security, 'Security') : [], 'wsse:Security');
  if (!block.ok) return block;
  if (block.value === undefined) return ok(undefined);
  const path = './soap:Header/wsse:Security';
  const [node] = root.find(path, { soap: ns.soap, wsse: ns.security });
  const changed = node instanceof XmlElement && inline(node, raw);
  return ok({ element: block.value, envelope: changed ? Buffer.from(root.doc.toString()) : raw.envelope });
};

const readRoot = (root: XmlElement, raw: RawMessage): Result<Envelope, Failure> => {
  if (root.name !== 'Envelope') return fail(malformed(`its root is ${root.name.slice(0, 64)}, not an Envelope`));
  if (root.namespaceUri !== ns.soap) return fail(failure('soap-version'));
  const lost: string[] = [];
  const envelope = elementOf(root, raw.attachments, (href) => lost.push(href));
  const [missing] = lost;
  if (missing !== undefined) return fail(failure('part-unknown', { part: missing.slice(0, 128) }));

  const { children } = envelope;
  const names = children.map(({ namespace, name }) => (namespace === ns.soap ? name : '?')).join(' ');
  if (names !== 'Body' && names !== 'Header Body') return fail(malformed('an Envelope holds a Header and a Body'));
  const body = children.at(-1)?.children ?? [];
  const [first] = body;
  if (first === undefined || body.length > 1) return fail(malformed('the Body holds one element'));
  const header = children.length > 1 ? children[0] : undefined;
  const strange = header?.children.find((block) => mustUnderstand(block) && !isUnderstood(block));
  if (strange !== undefined)
    return fail(failure('soap-not-understood', { namespace: strange.namespace, name: strange.name }));
  const addressing = readAddressing(header);
  if (!addressing.ok) return addressing;
  const security = securityOf(root, header, raw);
  if (!security.ok) return security;
  return ok({
    ...addressing.value,
    ...(security.value === undefined ? {} : { security: security.value }),
    body: first,
  });
};

/**
 * Reads the envelope of a message: SOAP 1.2, WS-Addressing, what `xop:Include` stand for everywhere in it.
 *
 * Failures: those of the XML room, `soap-version`, `soap-not-understood`, `part-unknown`, `element-invalid`,
 * `element-unsupported`.
 */
export const readEnvelope = (raw: RawMessage, limits: XmlLimits): Result<Envelope, Failure> => {
  const read = withXml(raw.envelope, ({ root }) => readRoot(root, raw), limits);
  return read.ok ? read.value : read;
};
