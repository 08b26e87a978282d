// SPDX-License-Identifier: Apache-2.0
import type { Actor, OrganizationCaller, Professional, Staff } from '@dossier/core/actors';
import { actorOrganization } from '@dossier/core/actors';
import type { CertificateFacts } from '../certificates/index.ts';

/** Whom a certificate names. */
export type Holder = Professional | Staff | OrganizationCaller;

/** A certificate that was judged, and whom it names. */
export interface Judged {
  readonly facts: CertificateFacts;
  readonly holder: Holder;
}

/** For which structures a structure's certificate may sign. */
export type Structures = 'own' | 'any';

/** The one identifier of a holder; of cards and of structures apart. */
export const holderKey = (holder: Holder): string => {
  switch (holder.kind) {
    case 'professional':
      return `card ${holder.nationalId}`;
    case 'staff':
      return `card ${holder.staffId}`;
    case 'organization':
      return `organization ${holder.organization.id}`;
  }
};

/** Whether what a certificate signed may be an actor's: their own card's, or that of the structure for which they act. */
export const signsFor = (holder: Holder, actor: Actor, structures: Structures): boolean => {
  if (holder.kind === 'organization')
    return structures === 'any' || actorOrganization(actor)?.id === holder.organization.id;
  return (actor.kind === 'professional' || actor.kind === 'staff') && holderKey(actor) === holderKey(holder);
};
