// SPDX-License-Identifier: Apache-2.0

import type { RecordView } from '../../../record/requests.ts';
import { extensions, profiles, withOidPrefix } from '../identifiers/index.ts';
import type { Extension, Identifier as FhirIdentifier, Patient } from '../r4/index.ts';

/** Status of the caller's authorisation as the DMP names it (EF_DMP04_01). */
const authorizationStatus = {
  valid: 'VALIDE',
  expired: 'EXPIRE',
  blocked: 'INTERDIT',
  none: 'NON_EXISTE',
} as const satisfies Record<RecordView['authorization'], string>;

/** The extension that the study asks for (TD0.2), with those parts that are known. */
const closure = (view: RecordView): Extension[] =>
  view.closedAt === undefined
    ? []
    : [
        {
          url: extensions.closure,
          extension: [
            { url: 'dateFermeture', valueDate: view.closedAt.slice(0, 10) },
            ...(view.closureReason === undefined ? [] : [{ url: 'raisonFermeture', valueString: view.closureReason }]),
          ],
        },
      ];

/**
 * What a caller may know of the existence of a record, as TD0.2 asks (PDSm4DMP transaction_td02): `active` is
 * whether the record is open. The flag of the opposition goes with a search by traits (TD0.5). The link to Mon espace santé is not known here, so its extension is left out.
 */
export const renderPatient = (view: RecordView, opposedToDispatch?: boolean): Patient => {
  const { traits, identifiers } = view.person;
  const given = [...traits.birthGivenNames];
  const first = given[0];
  return {
    resourceType: 'Patient',
    id: view.recordId,
    meta: { profile: [profiles.patient] },
    extension: [
      ...closure(view),
      { url: extensions.attendingDoctor, valueBoolean: view.attendingDoctor },
      ...(opposedToDispatch === undefined
        ? []
        : [{ url: extensions.opposedToDispatch, valueBoolean: opposedToDispatch }]),
      { url: extensions.authorizationStatus, valueCode: authorizationStatus[view.authorization] },
    ],
    identifier: identifiers.map(
      ({ ins, from, until }, index): FhirIdentifier => ({
        use: index === 0 && until === undefined ? 'official' : 'old',
        system: withOidPrefix(ins.oid),
        value: ins.value,
        period: until === undefined ? undefined : { start: from, end: until },
      }),
    ),
    active: view.state === 'open',
    name: [
      {
        use: 'usual',
        family: traits.usedFamilyName ?? traits.birthFamilyName,
        given: traits.usedGivenName !== undefined ? [traits.usedGivenName] : first === undefined ? undefined : [first],
      },
      { use: 'official', family: traits.birthFamilyName, given },
    ],
    gender: traits.sex,
    birthDate: traits.birthDate,
    address: traits.residenceTown === undefined ? undefined : [{ city: traits.residenceTown }],
  };
};
