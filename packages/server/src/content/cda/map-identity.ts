// SPDX-License-Identifier: Apache-2.0
import { type Identifier, isOid, isUuid, type RelationType } from '@dossier/core/documents';
import type { Notes } from './notes.ts';
import type { CdaHeader, CdaId } from './types.ts';

/** Identifier types of CXi (ITI TF-3 Table 4.2.3.1.7-2; JDV_J231). */
const REFERENCE = {
  order: 'urn:ihe:iti:xds:2013:order',
  accession: 'urn:ihe:iti:xds:2013:accession',
  study: 'urn:ihe:iti:xds:2016:studyInstanceUID',
} as const;

/** CR d'imagerie médicale: its acts carry the Study Instance UID as their id (CI-SIS CR-IMG). */
const IMAGING_REPORT = '18748-4';

/** The uniqueId that an id means: an OID as it stands, a UUID as URN, `root^extension` where there is one. */
const uniqueIdOf = ({ root = '', extension }: CdaId): string | undefined => {
  const uuid = root.toLowerCase();
  const base = isOid(root) ? root : isUuid(uuid) ? `urn:uuid:${uuid}` : undefined;
  return base === undefined || extension === undefined ? base : `${base}^${extension}`;
};

/** id@root, without extension (domain §4.2, checklist D11). */
export const documentUniqueId = ({ id }: CdaHeader, notes: Notes): string | undefined => {
  if (id?.root === undefined) {
    notes.note('id-missing');
    return undefined;
  }
  if (id.extension !== undefined) {
    notes.note('id-with-extension', { extension: id.extension });
    return undefined;
  }
  const uniqueId = uniqueIdOf(id);
  if (uniqueId === undefined) notes.note('id-malformed', { root: id.root });
  return uniqueId;
};

const RELATED: Readonly<Record<string, { readonly type: RelationType; readonly does: string }>> = {
  RPLC: { type: 'replaces', does: 'replaces' },
  APND: { type: 'appends', does: 'completes' },
  XFRM: { type: 'transforms', does: 'is made from' },
};

/** What the document does to earlier ones; `target` is a uniqueId. */
export const documentRelations = (
  { related }: CdaHeader,
  uniqueId: string | undefined,
  notes: Notes,
): readonly { readonly type: RelationType; readonly target: string }[] =>
  related.flatMap(({ typeCode, ids }) => {
    const relation = RELATED[typeCode];
    if (relation === undefined) {
      notes.note('related-kind-unknown', { typeCode: typeCode || 'none' });
      return [];
    }
    const target = ids[0] && uniqueIdOf(ids[0]);
    if (target === undefined) notes.note('related-without-id', { does: relation.does });
    else if (target === uniqueId) notes.note('related-to-itself', { does: relation.does });
    else return [{ type: relation.type, target }];
    return [];
  });

export const versionNotes = ({ setId, version, related, templateIds, encoding }: CdaHeader, notes: Notes): void => {
  if (setId === undefined) notes.note('set-id-missing');
  if (version === undefined) notes.note('version-missing');
  else if (Number(version) > 1 && !related.some(({ typeCode }) => typeCode === 'RPLC')) {
    notes.note('version-replaces-nothing', { version });
  }
  if (!templateIds.some(({ root }) => root === '1.2.250.1.213.1.1.1.1')) notes.note('template-missing');
  if (encoding !== 'utf-8') notes.note('encoding-not-utf8', { encoding });
};

const identifiers = (ids: readonly CdaId[], type: string): readonly Identifier[] =>
  ids.flatMap(({ root, extension }) =>
    root === undefined || extension === undefined ? [] : [{ system: root, value: extension, type }],
  );

/** Orders and accession numbers that the document answers, and for an imaging report the studies. */
export const referenceIds = ({ orders, serviceEvents, code }: CdaHeader): readonly Identifier[] => [
  ...orders.flatMap(({ ids, accessionNumbers }) => [
    ...identifiers(ids, REFERENCE.order),
    ...identifiers(accessionNumbers, REFERENCE.accession),
  ]),
  ...(code?.code === IMAGING_REPORT ? serviceEvents : []).flatMap(({ ids }) =>
    ids.flatMap(({ root, extension }) =>
      root !== undefined && extension === undefined && isOid(root)
        ? [{ system: 'urn:dicom:uid', value: root, type: REFERENCE.study }]
        : [],
    ),
  ),
];
