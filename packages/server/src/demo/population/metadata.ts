// SPDX-License-Identifier: Apache-2.0
import type { Author, DocumentMetadata, SourcePatientInfo } from '@dossier/core/documents';
import { stableOid } from '../identifiers.ts';
import type { Structure } from '../organizations.ts';
import { utcDtm } from './calendar.ts';
import { documentOid } from './cda/document.ts';
import { specialtyOf, systemSpecialty } from './cda/parties.ts';
import { classOfType, codeOf, confidentialityCode, formatOfTemplate, partySystems, pdfFormat } from './codebook.ts';
import type { Draft, Writer } from './model.ts';
import type { DemoPatient } from './patients.ts';

const institution = ({ name, id }: Structure): Author['institutions'][number] => ({
  name,
  identifier: { system: partySystems.organization, value: id, type: 'IDNST' },
});

/** The author of what a writer writes, as XDS metadata names them. */
export const authorOf = (writer: Writer, patient: DemoPatient): Author => {
  if ('patient' in writer) {
    return {
      kind: 'patient',
      identifier: { system: patient.ins.oid, value: patient.ins.value, type: 'NH' },
      name: nameOf(patient),
      institutions: [],
      roles: [],
      specialties: [],
      telecoms: [],
    };
  }
  if ('structure' in writer) {
    const { structure } = writer;
    return {
      kind: 'device',
      identifier: { system: partySystems.professional, value: `${structure.id}/si`, type: 'IDNPS' },
      name: { family: structure.name },
      institutions: [institution(structure)],
      roles: [],
      specialties: [systemSpecialty(structure)],
      telecoms: [],
    };
  }
  const { actor, family, given, doctor, structure } = writer.practitioner;
  return {
    kind: 'professional',
    identifier: { system: partySystems.professional, value: actor.nationalId, type: 'IDNPS' },
    name: { family, given: [given], ...(doctor && { suffix: 'DR' }) },
    institutions: [institution(structure)],
    roles: [],
    specialties: [specialtyOf(writer.practitioner)],
    telecoms: [structure.telephone],
  };
};

const nameOf = ({ traits }: DemoPatient) => ({
  family: traits.usedFamilyName ?? traits.birthFamilyName,
  given: traits.usedGivenName === undefined ? traits.birthGivenNames : [traits.usedGivenName],
});

const sourcePatient = (patient: DemoPatient): SourcePatientInfo => ({
  identifiers: [{ system: patient.ins.oid, value: patient.ins.value, type: 'NH' }],
  name: nameOf(patient),
  birthDate: patient.traits.birthDate,
  sex: patient.sex,
  address: {
    lines: [patient.address.line],
    city: patient.address.city,
    postalCode: patient.address.postalCode,
    country: 'FRANCE',
  },
});

/** The metadata of a draft, from the same story as its content. */
export const metadataOf = (draft: Draft, patient: DemoPatient): DocumentMetadata => {
  const { writer, body, at, service } = draft;
  const structure =
    'practitioner' in writer ? writer.practitioner.structure : 'structure' in writer ? writer.structure : undefined;
  const author = authorOf(writer, patient);
  return {
    uniqueId: documentOid(patient.key, draft.key),
    typeCode: codeOf('typeCode', draft.type),
    classCode: classOfType(draft.type),
    formatCode: body.kind === 'structured' ? formatOfTemplate(body.template?.[0]) : pdfFormat,
    healthcareFacilityTypeCode: codeOf('healthcareFacilityTypeCode', structure?.sector ?? 'EXP_PATIENT'),
    practiceSettingCode: codeOf('practiceSettingCode', structure?.setting ?? 'EXP_PATIENT'),
    confidentialityCodes: [
      confidentialityCode.normal,
      ...(draft.confidentiality ?? []).map((code) => confidentialityCode[code]),
    ],
    eventCodes: [],
    languageCode: 'fr-FR',
    mimeType: body.kind === 'pdf' ? 'application/pdf' : 'text/xml',
    creationTime: utcDtm(at),
    serviceStartTime: utcDtm(service?.start ?? at),
    serviceStopTime: utcDtm(service?.stop ?? at),
    title: draft.title,
    ...(draft.comments !== undefined && { comments: draft.comments }),
    authors: [author],
    ...(author.kind === 'professional' && { legalAuthenticator: author }),
    sourcePatientId: { system: patient.ins.oid, value: patient.ins.value, type: 'NH' },
    sourcePatientInfo: sourcePatient(patient),
    referenceIds:
      draft.accession === undefined || structure === undefined
        ? []
        : [
            {
              system: stableOid(`accession:${structure.id}`),
              value: draft.accession,
              type: 'urn:ihe:iti:xds:2013:accession',
            },
          ],
  };
};
