// SPDX-License-Identifier: Apache-2.0
import { NO_RECORD } from '@dossier/core/journal';

const bare = (uuid: string): string => uuid.replaceAll('-', '').toLowerCase();

const uuid = (hex: string): string => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/**
 * The id of a resource that nothing but its record leads to: record and object as 64 hexadecimal digits, which is as
 * long as an id of FHIR can be.
 */
export const compoundId = (recordId: string, objectId: string): string => bare(recordId) + bare(objectId);

/** The two parts; an id of another form leads to no record, and so goes the way of every unknown one. */
export const readCompoundId = (id: string): { readonly recordId: string; readonly objectId: string } =>
  /^[0-9a-f]{64}$/.test(id)
    ? { recordId: uuid(id.slice(0, 32)), objectId: uuid(id.slice(32)) }
    : { recordId: NO_RECORD, objectId: NO_RECORD };
