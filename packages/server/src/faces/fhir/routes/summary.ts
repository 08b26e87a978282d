// SPDX-License-Identifier: Apache-2.0
import { failure } from '@dossier/core/errors';
import { type FactKind, type Series, seriesOf } from '@dossier/core/facts';
import { fail, ok, type Result } from '@dossier/core/result';
import { dtmToIso } from '@dossier/core/time';
import { readFacts } from '../../../record/index.ts';
import { renderSummary, summaryPdf } from '../facts/index.ts';
import { type RawParameter, recordById } from '../search/index.ts';
import { resource } from './answers.ts';
import { operationParameters } from './body.ts';
import { type Part, parametersText } from './explain-parameters.ts';
import type { Answer, Exchange, Route } from './route.ts';
import { resourceTypes } from './route-kinds.ts';

const URGENT: readonly FactKind[] = ['allergy', 'medication', 'problem', 'device', 'directive'];

const PDF = 'application/pdf';

/** `_format`, or else Accept, names it first. */
const wantsPdf = ({ header }: Exchange, parameters: readonly RawParameter[]): boolean => {
  const format = parameters.findLast(({ name }) => name === '_format')?.value;
  if (format !== undefined && format !== '') return format === 'pdf' || format === PDF;
  return header('accept')?.split(/[,;]/, 1)[0]?.trim() === PDF;
};

const pdfAnswer = (bytes: Buffer): Result<Answer, never> =>
  ok({
    status: 200,
    headers: { 'cache-control': 'private, no-store', vary: 'Accept' },
    raw: { contentType: PDF, sizeBytes: bytes.length, bytes: () => bytes },
  });

const summaryRoute = {
  path: '/Patient/:id/$summary',
  negotiates: 'itself',
  service: {
    resource: 'Patient',
    operation: 'summary',
    definition: 'http://hl7.org/fhir/uv/ips/OperationDefinition/summary',
    // It holds something of every type.
    needs: [{ resource: '*', permission: 'r' }],
    documentation:
      'The International Patient Summary of what the documents in sight say; `view=emergency`: what matters first; as PDF on one page by Accept or _format.',
    parameters: [{ name: 'view', type: 'token' }],
  },
  answer: async (exchange) => {
    const { actor, ports, base, id, now } = exchange;
    const parameters = operationParameters(exchange);
    if (!parameters.ok) return parameters;
    const view = parameters.value.find(({ name }) => name === 'view')?.value ?? 'whole';
    if (view !== 'whole' && view !== 'emergency')
      return fail(failure('parameter-invalid', { name: 'view', why: 'it should be whole or emergency' }));
    const kinds = view === 'emergency' ? { kinds: URGENT } : {};
    const read = await readFacts(actor, { record: recordById(id), ...kinds }, ports);
    if (!read.ok) return read;
    if (wantsPdf(exchange, parameters.value)) return pdfAnswer(await summaryPdf(read.value, { at: now, view }));
    const context = { recordId: read.value.recordId, base };
    return resource(JSON.stringify(renderSummary(read.value, context, { at: now, view })));
  },
} as const satisfies Omit<Route, 'method'>;

const MEASURED: readonly FactKind[] = ['result', 'vital-sign'];

const seriesPart = (base: string, { key, label, unit, points }: Series): Part => ({
  name: 'series',
  part: [
    { name: 'key', valueString: key },
    { name: 'label', valueString: label },
    { name: 'unit', valueString: unit === '' ? '1' : unit },
    ...points.map(
      ({ at, value, low, high, sourced: { source } }): Part => ({
        name: 'point',
        part: [
          { name: 'at', valueDateTime: dtmToIso(at) },
          { name: 'value', valueDecimal: value },
          ...(low === undefined ? [] : [{ name: 'low', valueDecimal: low }]),
          ...(high === undefined ? [] : [{ name: 'high', valueDecimal: high }]),
          { name: 'document', valueUri: `${base}/DocumentReference/${source.entryUuid}` },
        ],
      }),
    ),
  ],
});

const trendsRoute = {
  path: '/Patient/:id/$trends',
  service: {
    resource: 'Patient',
    operation: 'trends',
    definition: 'urn:dossier:operation:trends',
    needs: [{ resource: 'Observation', permission: 'r' }],
    documentation:
      'Results and measures over time: one series for an analyte, over laboratories and units; `code` takes one.',
    parameters: [{ name: 'code', type: 'token' }],
  },
  answer: async (exchange) => {
    const { actor, ports, base, id } = exchange;
    const parameters = operationParameters(exchange);
    if (!parameters.ok) return parameters;
    const code = parameters.value.find(({ name }) => name === 'code')?.value;
    const read = await readFacts(actor, { record: recordById(id), kinds: MEASURED }, ports);
    if (!read.ok) return read;
    const all = seriesOf(read.value.facts);
    const asked = code === undefined ? all : all.filter((series) => isOf(series, code));
    return resource(parametersText(asked.map((series) => seriesPart(base, series))));
  },
} as const satisfies Omit<Route, 'method'>;

/** By the name of the analyte, or by a code of any of its results, with or without its system. */
const isOf = ({ key, points }: Series, code: string): boolean =>
  key === code ||
  points.some(({ sourced }) => sourced.fact.concept.codes.some((one) => one.code === code.split('|').at(-1)));

const both = (route: Omit<Route, 'method'>): readonly Route[] => [
  { ...route, method: 'GET' },
  { ...route, method: 'POST', accepts: resourceTypes },
];

/** What a record says in all, for whoever asks: the summary, and the course of measures. */
export const answers: readonly Route[] = [...both(summaryRoute), ...both(trendsRoute)];
