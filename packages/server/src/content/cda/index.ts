// SPDX-License-Identifier: Apache-2.0
export { contentTypeOf } from './content-type.ts';
export { type FindingCode, findings } from './findings.ts';
export { known } from './known.ts';
export { legalOffsetMs } from './legal-time.ts';
export type { DocumentPatient, IdentityContext } from './map-patient.ts';
export { looksLike } from './media.ts';
export { metadataFromCda } from './metadata.ts';
export { type CdaDocument, cdaDocumentIn, readCdaHeader, withCdaDocument } from './read-header.ts';
export { readIds, readParty, xpath } from './read-parts.ts';
export { readTime } from './time.ts';
export type { CdaHeader, CdaId, CdaParty, CdaPatient, CdaPersonName, CdaTime } from './types.ts';
