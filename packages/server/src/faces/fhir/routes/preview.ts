// SPDX-License-Identifier: Apache-2.0
import type { Supposed } from '@dossier/core/access';
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { previewAccess } from '../../../record/index.ts';
import { type RawParameter, recordById } from '../search/index.ts';
import { resource } from './answers.ts';
import { operationParameters } from './body.ts';
import { lawPart, parametersText, partyAsked, reasonPart } from './explain-parameters.ts';
import type { Answer, Exchange, Route } from './route.ts';
import { resourceTypes } from './route-kinds.ts';

/** Modes of access that can be supposed; a supposed break-glass has its reason. */
const modes: Readonly<Record<string, NonNullable<Supposed['mode']>>> = {
  normal: { kind: 'normal' },
  'break-glass': { kind: 'break-glass', reason: 'preview' },
  'emergency-dispatch': { kind: 'emergency-dispatch' },
};

/** `party` (required), `profession`, `specialty`, `mode`: whom to suppose. */
const supposedIn = (parameters: readonly RawParameter[]): Result<Supposed, Failure> => {
  const party = partyAsked(parameters);
  if (!party.ok) return party;
  if (party.value === undefined) return fail(failure('parameter-missing', { name: 'party' }));
  const given = (name: string) => parameters.findLast((parameter) => parameter.name === name)?.value || undefined;
  const [profession, specialty, asked] = [given('profession'), given('specialty'), given('mode')];
  const mode = asked === undefined || !Object.hasOwn(modes, asked) ? undefined : modes[asked];
  if (asked !== undefined && mode === undefined)
    return fail(failure('parameter-invalid', { name: 'mode', why: `it should be ${Object.keys(modes).join(', ')}` }));
  return ok({
    party: party.value,
    ...(profession === undefined ? {} : { profession }),
    ...(specialty === undefined ? {} : { specialty }),
    ...(mode === undefined ? {} : { mode }),
  });
};

const answer = async (exchange: Exchange): Promise<Result<Answer, Failure>> => {
  const parameters = operationParameters(exchange);
  if (!parameters.ok) return parameters;
  const supposed = supposedIn(parameters.value);
  if (!supposed.ok) return supposed;
  const request = { record: recordById(exchange.id), supposed: supposed.value };
  const preview = await previewAccess(exchange.actor, request, exchange.ports);
  if (!preview.ok) return preview;
  const { decision, inSight, known } = preview.value;
  return resource(
    parametersText([
      { name: 'verdict', valueCode: decision.verdict },
      ...decision.reasons.map(reasonPart),
      { name: 'known', valueInteger: known },
      { name: 'total', valueInteger: inSight.length },
      ...inSight.map(({ logicalId }) => ({
        name: 'document',
        valueReference: { reference: `DocumentReference/${logicalId}` },
      })),
      ...decision.law.map(lawPart),
    ]),
  );
};

const route = {
  path: '/Patient/:id/$preview',
  service: {
    resource: 'Patient',
    operation: 'preview',
    definition: 'urn:dossier:operation:preview',
    documentation: 'What somebody would see of the record: the decision they would meet, and the documents in sight.',
    parameters: [
      { name: 'party', type: 'token' },
      { name: 'profession', type: 'token' },
      { name: 'specialty', type: 'token' },
      { name: 'mode', type: 'token' },
    ],
  },
  answer,
} as const;

/** What somebody would see ("what would my dentist see"), by the same gates that decide. */
export const preview: readonly Route[] = [
  { ...route, method: 'GET' },
  { ...route, method: 'POST', accepts: resourceTypes },
];
