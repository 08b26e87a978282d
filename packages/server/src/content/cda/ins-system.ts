// SPDX-License-Identifier: Apache-2.0
import type { Law } from '@dossier/core/data';

/** Whether an OID is one of the national identifiers of patients, taken here or not. */
export const isInsSystem = (oid: string, law: Law): boolean =>
  law.identity.systems.some((system) => system.oid === oid);
