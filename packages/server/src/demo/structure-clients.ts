// SPDX-License-Identifier: Apache-2.0
import type { Pool } from 'pg';
import { putClient } from '../authorization/index.ts';
import * as x509 from '../certificates/x509.ts';
import { claimsFromActor } from '../platform/authentication.ts';
import { structureOf } from './authority/subjects.ts';
import { type PersonaKey, personas } from './personas.ts';

/**
 * Registers a backend service of each structure among the personas, `demo-<persona>`, which proves itself by the
 * structure's certificate for authentication (RFC 8705 §2.1).
 */
export const offerStructures = async (pool: Pool): Promise<void> => {
  for (const key of Object.keys(personas) as PersonaKey[]) {
    const { actor } = personas[key];
    const subject = structureOf(key, 'authentication')?.subject;
    if (subject === undefined) continue;
    await putClient(pool, {
      client_id: `demo-${key}`,
      client_name: actor.name,
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
      token_endpoint_auth_method: 'tls_client_auth',
      // RFC 4514: the last attribute first
      tls_client_auth_subject_dn: new x509.Name(subject.toReversed()).toString(),
      dossier_scope: 'system/*.cruds',
      ...claimsFromActor(actor),
    });
  }
};
