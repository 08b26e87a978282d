// SPDX-License-Identifier: Apache-2.0
import type { AccessMode, Organization, Professional, Staff } from '@dossier/core/actors';
import type { Law } from '@dossier/core/data';
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import type { Instant } from '@dossier/core/time';
import { identityFromProSanteConnect } from '../federation/index.ts';

/** What the proxy adds to what the sign-in says. */
export interface ProxyChoice {
  /** Struct_IdNat of the situation of practice, where there are several. */
  readonly structure?: string;
  readonly mode?: AccessMode['kind'];
  /** For break-glass; default: the one that the sign-in vouches for. */
  readonly reason?: string;
  readonly secret?: boolean;
}

const refused = (why: string): { readonly ok: false; readonly error: Failure } =>
  fail(failure('federated-claim-refused', { claim: 'SubjectRefPro', why }));

const modeOf = (
  { mode: kind = 'normal', reason }: ProxyChoice,
  vouched: readonly { readonly mode: AccessMode }[],
): AccessMode | undefined => {
  const said = vouched.find(({ mode }) => mode.kind === kind)?.mode;
  if (kind === 'break-glass') return reason === undefined ? said : { kind, reason };
  // regulating is what only the sign-in can say
  return kind === 'normal' ? { kind } : said;
};

const named = ({ id }: Organization): string => id;

/**
 * Who a UserInfo of Pro Santé Connect names, in one situation of practice, as the certificate of a structure asserts them:
 * they have signed in strongly, and the structure vouches for it (domain §3.5, "PSC token → VIHF").
 *
 * @returns `federated-claim-refused` with the claim that is malformed, or with what is to be chosen
 */
export const actorFromUserInfo = (
  userInfo: Readonly<Record<string, unknown>>,
  choice: ProxyChoice,
  { actorClasses, emergency }: Law,
  at: Instant,
): Result<Professional | Staff, Failure> => {
  const identity = identityFromProSanteConnect(userInfo, { ...actorClasses, emergency }, at);
  if (!identity.ok) return identity;
  const who = identity.value;
  if (who.kind !== 'professional' && who.kind !== 'staff') return refused('it names nobody who works in health care');
  const mode = modeOf(choice, who.kind === 'professional' ? (who.modes ?? []) : []);
  if (mode === undefined)
    return fail(failure('federated-claim-refused', { claim: 'Mode_Acces_Raison', why: 'it vouches for no such mode' }));
  const caller = {
    name: who.name,
    authentication: 'reinforced-indirect',
    mode,
    ...(choice.secret && { secret: true }),
  } as const;
  if (who.kind === 'staff')
    return ok({ kind: 'staff', ...caller, staffId: who.staffId, organization: who.organization });
  const { structure } = choice;
  const situations = who.situations.filter(
    ({ organization }) => organization !== undefined && (structure === undefined || organization.id === structure),
  );
  const [situation, other] = situations;
  if (situation === undefined) return refused('it names no such situation of practice in a structure');
  if (other !== undefined) {
    const all = new Set(situations.flatMap(({ organization }) => organization ?? []).map(named));
    const which = `one of its structures is to be chosen: ${[...all].join(', ')}`;
    return refused(all.size > 1 ? which : 'it names several professions or specialities in this structure');
  }
  return ok({ kind: 'professional', ...caller, nationalId: who.nationalId, ...situation });
};
