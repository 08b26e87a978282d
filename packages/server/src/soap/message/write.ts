// SPDX-License-Identifier: Apache-2.0
import { definitionOf, type Failure, sentenceOf } from '@dossier/core/errors';
import { ns } from '../namespaces.ts';
import { element, join, type Markup, textElement } from './markup.ts';

/** What the header of an answer says. */
export interface AnswerHeader {
  readonly action: string;
  /** Of the request; absent where it had none that could be read. */
  readonly relatesTo?: string;
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';

/** An envelope with its addressing (ITI TF-2 Appendix V.3.2: `mustUnderstand` on Action, RelatesTo of the request). */
export const writeEnvelope = ({ action, relatesTo }: AnswerHeader, body: Markup): string => {
  const header = [
    textElement('wsa:Action', action, { 'soap:mustUnderstand': '1' }),
    ...(relatesTo === undefined ? [] : [textElement('wsa:RelatesTo', relatesTo)]),
  ];
  const content = [element('soap:Header', {}, header), element('soap:Body', {}, [body])];
  return `${DECLARATION}${element('soap:Envelope', { 'xmlns:soap': ns.soap, 'xmlns:wsa': ns.addressing }, content)}`;
};

const FAULT_ACTION = 'http://www.w3.org/2005/08/addressing/soap/fault';

/** SOAP 1.2 §5.4.6: what of the message was at fault, or that it was not the message. */
const codeOf = (refused: Failure): string => {
  if (refused.code === 'soap-version') return 'soap:VersionMismatch';
  if (refused.code === 'soap-not-understood') return 'soap:MustUnderstand';
  return definitionOf(refused.code).httpStatus >= 500 ? 'soap:Receiver' : 'soap:Sender';
};

/** What HTTP says for itself; every other fault is 400 or 500 (SOAP 1.2 Part 2, table 20). */
const OF_HTTP: ReadonlySet<number> = new Set([401, 404, 405, 408, 413, 415, 429, 431, 503]);

/** HTTP status of a fault. */
export const statusOf = (refused: Failure): number => {
  const { httpStatus } = definitionOf(refused.code);
  if (OF_HTTP.has(httpStatus)) return httpStatus;
  return codeOf(refused) === 'soap:Sender' ? 400 : 500;
};

/** Header block that tells which block was not understood (SOAP 1.2 §5.4.8) or which version is (§5.4.7). */
const faultHeader = ({ code, parameters }: Failure): readonly Markup[] => {
  if (code === 'soap-version') {
    const supported = element('soap:SupportedEnvelope', { qname: 'soap:Envelope' });
    return [element('soap:Upgrade', {}, [supported])];
  }
  if (code !== 'soap-not-understood') return [];
  const { namespace, name } = parameters;
  return [element('soap:NotUnderstood', { 'xmlns:n': namespace, qname: `n:${name}` })];
};

/** The DMP puts its own codes in the namespace of SOAP, and software looks for them there. */
const subcodeOf = (code: string): string => `${code.startsWith('DMP') ? 'soap' : 'dossier'}:${code}`;

/**
 * A refusal as SOAP fault: Code by who is to blame, Subcode and Detail by the registry of errors, Reason its sentence.
 * Never tells more than the sentence does.
 */
export const writeFault = (refused: Failure, relatesTo?: string): string => {
  const { xds } = definitionOf(refused.code);
  const subcode = element('soap:Subcode', {}, [textElement('soap:Value', subcodeOf(xds))]);
  const { code, location } = refused;
  const fault = element('soap:Fault', {}, [
    element('soap:Code', {}, [textElement('soap:Value', codeOf(refused)), subcode]),
    element('soap:Reason', {}, [textElement('soap:Text', sentenceOf(refused), { 'xml:lang': 'en' })]),
    element('soap:Detail', {}, [element('dossier:error', { code, location })]),
  ]);
  const header = [
    ...faultHeader(refused),
    textElement('wsa:Action', FAULT_ACTION),
    ...(relatesTo === undefined ? [] : [textElement('wsa:RelatesTo', relatesTo)]),
  ];
  const namespaces = { 'xmlns:soap': ns.soap, 'xmlns:wsa': ns.addressing, 'xmlns:dossier': ns.error };
  const content = join([element('soap:Header', {}, header), element('soap:Body', {}, [fault])]);
  return `${DECLARATION}${element('soap:Envelope', namespaces, [content])}`;
};
