// SPDX-License-Identifier: Apache-2.0
import { failure } from '@dossier/core/errors';
import { fail } from '@dossier/core/result';
import { breakGlass as breakGlassOf } from '../../../record/index.ts';
import { recordById } from '../search/index.ts';
import { resource } from './answers.ts';
import { inBody } from './delegation.ts';
import { parametersText } from './explain-parameters.ts';
import type { Route } from './route.ts';
import { resourceTypes } from './route-kinds.ts';

/** A professional breaks the glass of one record, for a bounded time and with a reason (R.1111-48 CSP). */
export const breakGlass: Route = {
  method: 'POST',
  path: '/Patient/:id/$break-glass',
  accepts: resourceTypes,
  service: {
    resource: 'Patient',
    operation: 'break-glass',
    definition: 'urn:dossier:operation:break-glass',
    documentation:
      'Opens an access without authorisation to this one record, for a bounded time; the patient finds it in the journal, and it is reviewed.',
    parameters: [{ name: 'reason', type: 'string' }],
  },
  answer: async (exchange) => {
    const asked = inBody(exchange);
    if (!asked.ok) return asked;
    const reason = asked.value('reason');
    if (reason === undefined) return fail(failure('reason-required'));
    const ref = recordById(exchange.id);
    const recordId = 'recordId' in ref ? ref.recordId : '';
    const broken = await breakGlassOf(exchange.actor, { recordId, reason }, exchange.ports);
    if (!broken.ok) return broken;
    const { accessId, until, stood } = broken.value;
    return resource(
      parametersText([
        { name: 'access', valueString: accessId },
        { name: 'until', valueInstant: until },
      ]),
      { status: stood ? 200 : 201 },
    );
  },
};
