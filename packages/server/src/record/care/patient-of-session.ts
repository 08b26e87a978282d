// SPDX-License-Identifier: Apache-2.0
import { holderKeys, openAccess } from '@dossier/core/access';
import type { AccessMode, Actor } from '@dossier/core/actors';
import { failure } from '@dossier/core/errors';
import { checkIns, keysAsked, matchTraits, type TraitsAsked, whyNotSearchable } from '@dossier/core/identity';
import { fail, ok } from '@dossier/core/result';
import { admitTo } from '../admit.ts';
import { failed } from '../journal-entries.ts';
import type { LoadedPolicy, Ports } from '../ports.ts';
import { readRecord } from '../read-record.ts';
import type { Outcome, RecordView } from '../requests.ts';
import { admitAtLarge } from './at-large.ts';
import { opens } from './opens.ts';

/** Whom a professional wants to work on: the 15 characters of an INS, or traits. */
export type PatientAsked = { readonly ins: string } | TraitsAsked;

/** Candidates that are compared for one that is shown. */
const CANDIDATES_EACH = 10;

/** The record of an INS as somebody types it, without its system. */
const policyOfIns = async (value: string, ports: Ports): Promise<LoadedPolicy | undefined> => {
  const { identity } = ports.law(ports.clock.now());
  for (const { oid } of identity.systems) {
    const checked = checkIns({ oid, value }, identity, ports.environment, ports.insKeyErrors);
    const policy = checked.ok ? await ports.store.loadPolicy({ ins: checked.value.ins }) : undefined;
    if (policy !== undefined) return policy;
  }
  return undefined;
};

const byTraits = async (actor: Actor, asked: TraitsAsked, ports: Ports): Outcome<readonly string[]> => {
  const rules = ports.law(ports.clock.now()).nameMatching;
  const why = whyNotSearchable(asked, rules);
  if (why !== undefined) return fail(failure('parameter-invalid', { name: 'family', why }));
  const keys = keysAsked(asked, rules);
  const candidates = await ports.store.findByTraitsHeld(holderKeys(actor), keys, rules.most * CANDIDATES_EACH);
  return ok(
    candidates
      .map(({ recordId, traits }) => ({ recordId, score: matchTraits(asked, traits, rules) }))
      .filter(({ score }) => score >= rules.least)
      .toSorted((a, b) => b.score - a.score || (a.recordId < b.recordId ? -1 : 1))
      .map(({ recordId }) => recordId),
  );
};

/**
 * The patients among whom a professional chooses the one to work on, the best match first. In normal mode those whose
 * records they may open now; one that they may not open is as one that is not there. To break the glass, the one of an INS
 * whose record is open, as the existence test tells it to every professional (DMP TD0.2). Each that is looked at by its INS,
 * and each that is shown, has an entry in its own record's journal. Fails with `access-refused` for who has no patients of
 * their own, and with `parameter-invalid` where traits say too little.
 */
export const findPatients = async (
  actor: Actor,
  { asked, toBreakGlass }: { readonly asked: PatientAsked; readonly toBreakGlass: boolean },
  ports: Ports,
): Outcome<readonly RecordView[]> => {
  const atLarge = await admitAtLarge(actor, 'record.list-authorized', ports);
  if (!atLarge.ok) return atLarge;
  if ('ins' in asked) {
    const policy = await policyOfIns(asked.ins, ports);
    const view = await readRecord(actor, { record: { recordId: policy?.recordId ?? '' } }, ports);
    const shown = view.ok && (toBreakGlass ? view.value.state === 'open' : policy && opens(actor, policy, ports));
    return ok(shown ? [view.value] : []);
  }
  const candidates = await byTraits(actor, asked, ports);
  if (!candidates.ok) return candidates;
  const { most } = ports.law(ports.clock.now()).nameMatching;
  const shown: RecordView[] = [];
  for (const recordId of candidates.value) {
    if (shown.length === most) break;
    const policy = await ports.store.loadPolicy({ recordId });
    if (policy === undefined || !opens(actor, policy, ports)) continue;
    const view = await readRecord(actor, { record: { recordId } }, ports);
    if (view.ok) shown.push(view.value);
  }
  return ok(shown);
};

/**
 * The mode in which a professional may work on a record now: that of the access which they opened by breaking its glass,
 * where one is named, else the normal one. Fails with `access-refused` once the access has ended, or as the gates refuse;
 * a refusal is in the journal of the record.
 */
export const modeOn = async (
  actor: Actor,
  { recordId, accessId }: { readonly recordId: string; readonly accessId?: string },
  ports: Ports,
): Outcome<AccessMode> => {
  const policy = await ports.store.loadPolicy({ recordId });
  const now = ports.clock.now();
  const open =
    accessId === undefined || policy === undefined ? undefined : openAccess(actor, policy, 'break-glass', now);
  const mode: AccessMode =
    open?.id === accessId && open ? { kind: 'break-glass', reason: open.purpose ?? '' } : { kind: 'normal' };
  const asked = actor.kind === 'professional' ? { ...actor, mode } : actor;
  const admitted = await admitTo(asked, 'document.find', policy, { recordId }, ports);
  if (!admitted.ok) return admitted;
  if (accessId !== undefined && mode.kind === 'normal')
    return failed(admitted.value.allowed, failure('access-refused'), ports);
  return ok(mode);
};
