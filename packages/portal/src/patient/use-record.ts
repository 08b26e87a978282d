// SPDX-License-Identifier: Apache-2.0
import { type Me, useMe } from '../shared/session.ts';

/** The record on which this session acts; pages are shown only when it is known. */
export const useRecord = (): { readonly recordId: string; readonly me: Me } => {
  const { data } = useMe();
  if (data?.recordId === undefined) throw new Error('a page of the patient without a record');
  return { recordId: data.recordId, me: data };
};
