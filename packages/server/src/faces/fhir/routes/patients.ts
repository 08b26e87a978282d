// SPDX-License-Identifier: Apache-2.0
import { readRecord, searchTraits } from '../../../record/index.ts';
import { renderPatient } from '../rendering/index.ts';
import { parsePatientSearch, patientSearchParameters, recordById } from '../search/index.ts';
import { resource, searchset, selfLink } from './answers.ts';
import type { Route } from './route.ts';
import { searchRoutes } from './route-kinds.ts';

/** Existence of a record and what it holds for the caller (DMP TD0.2): no entry means that there is none. */
export const findPatients = searchRoutes({
  resource: 'Patient',
  documentation:
    'Existence of a record, by INS (DMP TD0.2); for emergency dispatch, search by traits with a score (DMP TD0.5).',
  search: patientSearchParameters,
  answer: async ({ actor, ports, base, parameters, search }) => {
    const parsed = parsePatientSearch(parameters, search);
    if (!parsed.ok) return parsed;
    const { record, asked, countOnly, understood, warnings } = parsed.value;
    const self = selfLink(base, '/Patient', understood);
    if (record === undefined) {
      const found = await searchTraits(actor, asked ?? {}, ports);
      if (!found.ok) return found;
      const entries = found.value.map(({ view, score, opposed }) => {
        const patient = renderPatient(view, opposed);
        return { fullUrl: `${base}/Patient/${patient.id}`, json: JSON.stringify(patient), score };
      });
      return searchset({ total: entries.length, self, entries: countOnly ? [] : entries, warnings });
    }
    const view = await readRecord(actor, { record }, ports);
    if (!view.ok && view.error.code !== 'record-unknown') return view;
    const patients = view.ok ? [renderPatient(view.value)] : [];
    return searchset({
      total: patients.length,
      self,
      entries: countOnly
        ? []
        : patients.map((patient) => ({ fullUrl: `${base}/Patient/${patient.id}`, json: JSON.stringify(patient) })),
      warnings,
    });
  },
});

export const readPatient: Route = {
  method: 'GET',
  path: '/Patient/:id',
  service: { resource: 'Patient', interaction: 'read', documentation: 'The same, by the id of the record.' },
  answer: async ({ actor, ports, id }) => {
    const view = await readRecord(actor, { record: recordById(id) }, ports);
    return view.ok ? resource(JSON.stringify(renderPatient(view.value))) : view;
  },
};
