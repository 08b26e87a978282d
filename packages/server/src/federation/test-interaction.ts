// SPDX-License-Identifier: Apache-2.0
import type { SignInInteraction } from '../authorization/sign-in-way.ts';
import type { SignedIn } from '../authorization/signed-in.ts';
import { createForms } from '../pages/index.ts';

/** Stands in for the authorization server: the sign-in `one` belongs to the browser that has the cookie `browser=one`. */
export const testInteraction = (concluded: SignedIn[]): SignInInteraction => ({
  forms: createForms(new Uint8Array(32), false),
  find: async (request, reply) => {
    const { uid } = request.params as { readonly uid: string };
    if (request.headers.cookie === `browser=${uid}`)
      return { uid, language: 'en', application: { id: 'a', name: 'A' } };
    await reply.status(400).send('another browser');
    return undefined;
  },
  conclude: async (_request, reply, signedIn) => {
    concluded.push(signedIn);
    return reply.send('signed in');
  },
});
