// SPDX-License-Identifier: Apache-2.0
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Forms, Language, Text } from '../pages/index.ts';
import type { SignedIn } from './signed-in.ts';

/** Whom a way lets in. The console of agents (help desk, administrators) is apart from the others. */
export type Audience = 'persons' | 'professionals' | 'agents';

/** A sign-in that is on: an application sent a browser here, and nobody has proved anything yet. */
export interface OngoingSignIn {
  /** Stands in the addresses of its pages: `/sign-in/<uid>/…`. */
  readonly uid: string;
  readonly language: Language;
  readonly application: { readonly id: string; readonly name: string };
  /** Who the application expects (`login_hint`), as it says. */
  readonly loginHint?: string;
}

/** What a way of signing in is given to do its work with. */
export interface SignInInteraction {
  /**
   * The sign-in that is on at `/sign-in/:uid/…` in this browser. When there is none, an error page is sent and the answer
   * is undefined: the handler returns `reply`.
   */
  find(request: FastifyRequest, reply: FastifyReply): Promise<OngoingSignIn | undefined>;
  /** Ends the sign-in: the browser goes on to choose as what it acts. To be called at an address `/sign-in/:uid/…`. */
  conclude(request: FastifyRequest, reply: FastifyReply, signedIn: SignedIn): Promise<FastifyReply>;
  readonly forms: Forms;
}

/**
 * A way of signing in: a password with a second factor, a passkey, another provider. It begins at GET
 * `/sign-in/:uid/<id>`; whatever else it answers is below that address, or below `/sign-in/<id>/` where an address must
 * be fixed, as another provider's callback must.
 */
export interface SignInWay {
  /** Lower-case letters and hyphens. */
  readonly id: string;
  readonly for: Audience;
  readonly label: Text;
  /** Registers its addresses, in full, on the server; forms (`application/x-www-form-urlencoded`) and JSON are read. */
  readonly register: (app: FastifyInstance, interaction: SignInInteraction) => void | Promise<void>;
}
