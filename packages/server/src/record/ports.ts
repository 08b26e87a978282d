// SPDX-License-Identifier: Apache-2.0

import type { Allowed } from '@dossier/core/access';
import type { Actor } from '@dossier/core/actors';
import type { Law } from '@dossier/core/data';
import type { Failure } from '@dossier/core/errors';
import type { Environment } from '@dossier/core/identity';
import type { Instant } from '@dossier/core/time';
import type { Submission } from './requests.ts';
import type { NoticePage, NoticeQuery } from './stored/notices.ts';
import type { Store } from './stored/store.ts';

export type * from './care/ports.ts';
export type * from './stored/documents.ts';
export type * from './stored/journal.ts';
export type * from './stored/lists.ts';
export type * from './stored/names.ts';
export type * from './stored/notices.ts';
export type * from './stored/readings.ts';
export type * from './stored/store.ts';
export { PolicyChangedError } from './stored/store.ts';
export type * from './stored/writes.ts';
export { WriteConflictError } from './stored/writes.ts';

/** By which a person activates their account, once; it is shown this once. */
export interface ActivationSecret {
  readonly secret: string;
  readonly expiresAt: Instant;
}

/** A person by their id, with the name in use. */
export interface NamedPerson {
  readonly personId: string;
  readonly name: string;
}

/** A word of a text: without case and accents, and the stem that its forms share. */
export interface Word {
  readonly word: string;
  readonly stem: string;
}

export interface Clock {
  now(): Instant;
}

/** What a use case may reach. Nothing else does I/O. */
export interface Ports {
  readonly store: Store;
  /** What one receiver was told of the record of the decision. */
  readonly notices: (allowed: Allowed, query: NoticeQuery) => Promise<NoticePage>;
  /** Makes the secret that `by` hands to the person, and journals it; undefined where their account is active already. */
  readonly handOutSecret: (person: NamedPerson, by: Actor) => Promise<ActivationSecret | undefined>;
  readonly clock: Clock;
  /** Random UUID. */
  readonly uuid: () => string;
  /** A text as it is searched, in the language of the house. */
  readonly wordsOf: (text: string) => readonly Word[];
  readonly law: (at: Instant) => Law;
  readonly environment: Environment;
  /** Regime under which records open here; absent: the one the law names for the day. */
  readonly regime?: string;
  readonly insKeyErrors: 'refuse' | 'warn';
  readonly repositoryUniqueId: string;
  /**
   * Why the signature of a submission is not taken, or that there must be one (IHE DSG); absent: signatures are kept as they
   * come, as they are for jobs of the house.
   */
  readonly checkSignature?: (actor: Actor, submission: Submission) => Promise<Failure | undefined>;
  readonly limits: { readonly documentBytes: number; readonly documentsPerSubmission: number };
  /** Puts an error on the operator's log: codes and ids only. */
  readonly log: (
    level: 'info' | 'warn' | 'error',
    event: string,
    facts: Readonly<Record<string, string | number>>,
  ) => void;
}
