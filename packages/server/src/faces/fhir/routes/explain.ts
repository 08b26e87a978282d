// SPDX-License-Identifier: Apache-2.0
import type { Explanation } from '@dossier/core/access';
import type { Failure } from '@dossier/core/errors';
import type { Result } from '@dossier/core/result';
import { explainAccess } from '../../../record/index.ts';
import { recordById } from '../search/index.ts';
import { resource } from './answers.ts';
import { operationParameters } from './body.ts';
import { documentAsked, lawPart, type Part, parametersText, partyAsked, reasonPart } from './explain-parameters.ts';
import type { Answer, Exchange, Route } from './route.ts';
import { resourceTypes } from './route-kinds.ts';

const explanationPart = ({ witness, sees, reasons }: Explanation): Part => ({
  name: 'explanation',
  part: [
    ...(witness.party === undefined ? [] : [{ name: 'party', valueString: witness.party }]),
    ...(witness.name === undefined ? [] : [{ name: 'name', valueString: witness.name }]),
    { name: 'as', valueCode: witness.as },
    { name: 'mode', valueCode: witness.mode },
    ...(witness.since === undefined ? [] : [{ name: 'since', valueInstant: witness.since }]),
    ...(witness.until === undefined ? [] : [{ name: 'until', valueInstant: witness.until }]),
    { name: 'sees', valueCode: sees },
    ...reasons.map(reasonPart),
  ],
});

const answer = async (exchange: Exchange): Promise<Result<Answer, Failure>> => {
  const parameters = operationParameters(exchange);
  if (!parameters.ok) return parameters;
  const document = documentAsked(parameters.value, exchange.base);
  if (!document.ok) return document;
  const party = partyAsked(parameters.value);
  if (!party.ok) return party;
  const request = { record: recordById(exchange.id), document: { id: document.value } };
  const explained = await explainAccess(exchange.actor, request, exchange.ports);
  if (!explained.ok) return explained;
  const { explanations, law } = explained.value;
  const asked = explanations.filter(({ witness }) => party.value === undefined || witness.party === party.value);
  const parameter = [...asked.map(explanationPart), ...law.map(lawPart)];
  return resource(parametersText(parameter));
};

const route = {
  path: '/Patient/:id/$explain',
  service: {
    resource: 'Patient',
    operation: 'explain',
    definition: 'urn:dossier:operation:explain',
    documentation: 'Who can see a document, and why: the answers of the gates for each party.',
    parameters: [
      { name: 'document', type: 'reference' },
      { name: 'party', type: 'token' },
    ],
  },
  answer,
} as const;

/** Who can see a document and why, by the same gates that decide. */
export const explain: readonly Route[] = [
  { ...route, method: 'GET' },
  { ...route, method: 'POST', accepts: resourceTypes },
];
