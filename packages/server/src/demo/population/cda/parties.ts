// SPDX-License-Identifier: Apache-2.0
import { type Structure, structures } from '../../organizations.ts';
import { hl7Date } from '../calendar.ts';
import { codeOf, partySystems } from '../codebook.ts';
import type { DemoPatient } from '../patients.ts';
import type { Practitioner } from '../practitioners.ts';
import { type Child, element, type Xml } from '../xml.ts';

export const coded = (
  name: string,
  code: { readonly code: string; readonly system: string; readonly display?: string },
  ...children: Child[]
): Xml => element(name, { code: code.code, displayName: code.display, codeSystem: code.system }, ...children);

const address = ({ line, postalCode, city }: Structure['address']): Xml =>
  element(
    'addr',
    {},
    element('streetAddressLine', {}, line),
    element('postalCode', {}, postalCode),
    element('city', {}, city),
    element('country', {}, 'FRANCE'),
  );

const telecom = (value: string): Xml => element('telecom', { value, use: 'WP' });

/** Profession and speciality as CDA writes it: `G15_10/SM26`. */
export const specialtyOf = ({ actor: { profession, specialty } }: Practitioner) =>
  codeOf('authorSpecialty', `G15_${profession}${specialty === undefined ? '' : `/${specialty}`}`);

/** What stands for the speciality of an information system: that of the health insurance has its own. */
export const systemSpecialty = ({ sector }: Structure) =>
  codeOf('authorSpecialty', sector === structures.insurer.sector ? 'ALIM_AM' : 'AUTOMATE');

const personName = ({ family, given, doctor }: Practitioner): Xml =>
  element(
    'name',
    {},
    element('given', {}, given),
    element('family', {}, family),
    doctor && element('suffix', {}, 'DR'),
  );

export const organization = (name: string, structure: Structure, withSetting = false): Xml =>
  element(
    name,
    {},
    element('id', { root: partySystems.organization, extension: structure.id }),
    element('name', {}, structure.name),
    telecom(structure.telephone),
    address(structure.address),
    withSetting && coded('standardIndustryClassCode', codeOf('practiceSettingCode', structure.setting)),
  );

/** What stands inside assignedAuthor and assignedEntity for a professional. */
export const professionalParts = (practitioner: Practitioner, withSetting = false): readonly Xml[] => [
  element('id', { root: partySystems.professional, extension: practitioner.actor.nationalId }),
  coded('code', specialtyOf(practitioner)),
  address(practitioner.structure.address),
  telecom(practitioner.structure.telephone),
  element('assignedPerson', {}, personName(practitioner)),
  organization('representedOrganization', practitioner.structure, withSetting),
];

/** An information system of a structure, as assignedAuthor. */
export const systemParts = (structure: Structure): readonly Xml[] => [
  element('id', { root: partySystems.professional, extension: `${structure.id}/si` }),
  coded('code', systemSpecialty(structure)),
  element('addr', { nullFlavor: 'NASK' }),
  element('telecom', { nullFlavor: 'NASK' }),
  element(
    'assignedAuthoringDevice',
    {},
    element('manufacturerModelName', {}, 'Dossier, population fictive'),
    element('softwareName', {}, structure.name),
  ),
  element(
    'representedOrganization',
    {},
    element('id', { root: partySystems.organization, extension: structure.id }),
    element('name', {}, structure.name),
  ),
];

/** The same structure where only a person may sign (legalAuthenticator). */
export const systemSignatory = (structure: Structure): readonly Xml[] => [
  element('id', { root: partySystems.professional, extension: `${structure.id}/si` }),
  element('addr', { nullFlavor: 'NASK' }),
  element('telecom', { nullFlavor: 'NASK' }),
  element('assignedPerson', {}, element('name', {}, element('given', {}, '.'), element('family', {}, structure.name))),
];

/** The patient: INS first, birth names (BR) and names in use (CL), place of birth by its COG code in county. */
export const recordTarget = ({ ins, traits, address: home, birthPlace }: DemoPatient): Xml => {
  const [first = ''] = traits.birthGivenNames;
  return element(
    'recordTarget',
    {},
    element(
      'patientRole',
      {},
      element('id', { extension: ins.value, root: ins.oid }),
      address(home),
      element('telecom', { value: `mailto:${ins.value}@patient.mssante.fr` }),
      element(
        'patient',
        { classCode: 'PSN' },
        element(
          'name',
          {},
          element('family', { qualifier: 'BR' }, traits.birthFamilyName),
          element('given', {}, traits.birthGivenNames.join(' ')),
          element('given', { qualifier: 'BR' }, first),
          element('family', { qualifier: 'CL' }, traits.usedFamilyName ?? traits.birthFamilyName),
          element('given', { qualifier: 'CL' }, traits.usedGivenName ?? first),
        ),
        element('administrativeGenderCode', {
          code: traits.sex === 'female' ? 'F' : 'M',
          displayName: traits.sex === 'female' ? 'Féminin' : 'Masculin',
          codeSystem: '2.16.840.1.113883.5.1',
        }),
        element('birthTime', { value: hl7Date(traits.birthDate) }),
        element(
          'birthplace',
          {},
          element(
            'place',
            {},
            element(
              'addr',
              {},
              element('county', {}, traits.birthPlaceCode ?? ''),
              birthPlace !== undefined && element('city', {}, birthPlace),
            ),
          ),
        ),
      ),
    ),
  );
};
