// SPDX-License-Identifier: Apache-2.0
import { failure } from '@dossier/core/errors';
import type { ConsistencyProof, SignedHead } from '@dossier/core/journal';
import type { FastifyPluginAsync } from 'fastify';
import { refuse } from '../../platform/http.ts';

export interface JournalFaceOptions {
  /** The key that signs the heads, as SubjectPublicKeyInfo in PEM (RFC 8410). */
  readonly publicKeyPem: string;
  readonly head: () => Promise<SignedHead | undefined>;
  readonly consistency: (fromBatches: number) => Promise<ConsistencyProof | undefined>;
}

/**
 * What anybody may know of the journal, and needs to check a proof: the public key, the newest signed head, and that
 * the log of an earlier head is still the beginning of it (RFC 9162 §2.1.4). It says nothing of any record, so it asks
 * for no token. To be registered under its prefix.
 */
export const journalFace: FastifyPluginAsync<JournalFaceOptions> = async (app, { publicKeyPem, head, consistency }) => {
  app.get('/key', async (_request, reply) => reply.type('application/x-pem-file').send(publicKeyPem));

  app.get('/head', async (_request, reply) => {
    const newest = await head();
    return newest ?? refuse(reply, failure('object-unknown', { type: 'head: nothing is sealed yet' }));
  });

  app.get('/consistency', async (request, reply) => {
    const { from } = request.query as { readonly from?: unknown };
    if (from === undefined) return refuse(reply, failure('parameter-missing', { name: 'from' }));
    if (typeof from !== 'string' || !/^[1-9]\d{0,14}$/.test(from)) {
      const why = 'it is the number of batches of an earlier head';
      return refuse(reply, failure('parameter-invalid', { name: 'from', why }));
    }
    const proof = await consistency(Number(from));
    return proof ?? refuse(reply, failure('object-unknown', { type: `head with ${from} batches` }));
  });
};
