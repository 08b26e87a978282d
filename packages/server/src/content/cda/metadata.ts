// SPDX-License-Identifier: Apache-2.0
import type { DocumentMetadata, RelationType } from '@dossier/core/documents';
import type { Failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { type Dtm, earliestInstant } from '@dossier/core/time';
import { known } from './known.ts';
import { confidentiality, eventCodes, facilityType, formatOfBody, practiceSetting, typeAndClass } from './map-codes.ts';
import { documentRelations, documentUniqueId, referenceIds, versionNotes } from './map-identity.ts';
import { authorsOf, legalAuthenticatorOf } from './map-parties.ts';
import { type DocumentPatient, type IdentityContext, patientOf } from './map-patient.ts';
import { type Notes, takeNotes } from './notes.ts';
import type { CdaHeader, CdaTime } from './types.ts';

/** What a CDA document becomes here. */
export interface CdaDocument {
  readonly metadata: DocumentMetadata;
  readonly patient: DocumentPatient;
  /** What it does to earlier documents; `target` is their uniqueId. */
  readonly relations: readonly { readonly type: RelationType; readonly target: string }[];
  readonly warnings: readonly Failure[];
}

const TITLE_CHARACTERS = 128;
const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;

const timeOf = (time: CdaTime | undefined, element: string, xpath: string, notes: Notes): Dtm | undefined => {
  if (time === undefined) return undefined;
  if (time.dtm === undefined) notes.note('time-malformed', { element, written: time.written }, xpath);
  else if (time.zoneAssumed) notes.note('time-without-zone', { element, written: time.written }, xpath);
  return time.dtm;
};

const creationTime = ({ effectiveTime }: CdaHeader, notes: Notes): Dtm | undefined => {
  if (effectiveTime === undefined) notes.note('time-missing');
  return timeOf(effectiveTime, 'effectiveTime', '/ClinicalDocument/effectiveTime', notes);
};

/** Times of the principal act: the first serviceEvent. */
const serviceTimes = (
  { serviceEvents }: CdaHeader,
  notes: Notes,
): Pick<DocumentMetadata, 'serviceStartTime' | 'serviceStopTime'> => {
  const time = serviceEvents[0]?.time;
  const at = '/ClinicalDocument/documentationOf[1]/serviceEvent/effectiveTime';
  const low = timeOf(time?.low, 'beginning of the act', `${at}/low`, notes);
  const high = timeOf(time?.high, 'end of the act', `${at}/high`, notes);
  if (time?.low === undefined) notes.note('service-start-missing');
  if (low !== undefined && high !== undefined && earliestInstant(low) > earliestInstant(high)) {
    notes.note('service-times-reversed', { low: time?.low?.written ?? '', high: time?.high?.written ?? '' });
  }
  return known({ serviceStartTime: low, serviceStopTime: high });
};

const titleOf = ({ title }: CdaHeader, notes: Notes): string | undefined => {
  if (title === undefined) notes.note('title-missing');
  const characters = [...(title ?? '')];
  if (characters.length <= TITLE_CHARACTERS) return title;
  notes.note('title-too-long', { length: characters.length, limit: TITLE_CHARACTERS });
  return characters.slice(0, TITLE_CHARACTERS).join('');
};

const languageOf = ({ language }: CdaHeader, notes: Notes): string => {
  if (language !== undefined && LANGUAGE.test(language)) return language;
  notes.note('language-missing');
  return 'fr-FR';
};

/**
 * XDS metadata of a CDA document from its header (domain §4.3; CI-SIS Structuration minimale, Partage de documents).
 * Failures: every reason for which the document cannot be shared, as `cda-finding` or a failure of identity, each with
 * the XPath of the element as location. Size and hash are the repository's to compute.
 */
export const metadataFromCda = (
  header: CdaHeader,
  context: IdentityContext,
): Result<CdaDocument, readonly Failure[]> => {
  const { law } = context;
  const notes = takeNotes();
  const uniqueId = documentUniqueId(header, notes);
  const codes = typeAndClass(header, law, notes);
  const formatCode = formatOfBody(header, law, notes);
  const created = creationTime(header, notes);
  const service = serviceTimes(header, notes);
  const whose = patientOf(header, context, notes);
  const authors = authorsOf(header, law, notes);
  const legalAuthenticator = legalAuthenticatorOf(header, law, notes);
  const practiceSettingCode = practiceSetting(header, law, notes);
  const healthcareFacilityTypeCode = facilityType(header, law, notes);
  const confidentialityCode = confidentiality(header, law, notes);
  const title = titleOf(header, notes);
  const languageCode = languageOf(header, notes);
  const relations = documentRelations(header, uniqueId, notes);
  versionNotes(header, notes);
  if (
    notes.refusals.length > 0 ||
    uniqueId === undefined ||
    codes === undefined ||
    formatCode === undefined ||
    created === undefined ||
    whose === undefined ||
    practiceSettingCode === undefined ||
    healthcareFacilityTypeCode === undefined ||
    confidentialityCode === undefined
  ) {
    return fail(notes.refusals);
  }
  return ok({
    metadata: known<DocumentMetadata>({
      uniqueId,
      ...codes,
      formatCode,
      healthcareFacilityTypeCode,
      practiceSettingCode,
      confidentialityCodes: [confidentialityCode],
      eventCodes: eventCodes(header),
      languageCode,
      mimeType: header.autoPresentable ? 'application/xslt+xml' : 'text/xml',
      creationTime: created,
      serviceStartTime: service.serviceStartTime,
      serviceStopTime: service.serviceStopTime,
      title,
      comments: undefined,
      authors,
      legalAuthenticator,
      sourcePatientId: whose.source.sourcePatientId,
      sourcePatientInfo: whose.source.sourcePatientInfo,
      referenceIds: referenceIds(header),
      uri: undefined,
    }),
    patient: whose.patient,
    relations,
    warnings: notes.warnings,
  });
};
