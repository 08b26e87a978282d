// SPDX-License-Identifier: Apache-2.0
import type { AccessMode, Actor } from '@dossier/core/actors';
import type { Ins } from '@dossier/core/identity';
import type { Instant } from '@dossier/core/time';
import type { PatientPorts } from './patients.ts';
import type { Identity, Situation } from './signed-in.ts';

/** A record on which a person may act, and as whom. */
export interface DossierOfPerson {
  readonly recordId: string;
  /** Name of the patient. */
  readonly patient: string;
  readonly role: 'patient' | 'representative' | 'carer';
}

/** What the choice after sign-in is made from; other rooms know it. */
export interface ChoicePorts {
  readonly now: () => Instant;
  /** Records of this person, and those on which they act for somebody, at this moment. */
  readonly dossiersOf: (personId: string) => Promise<readonly DossierOfPerson[]>;
  /** Those of the situations of practice that hold at this moment. */
  readonly situationsOf: (nationalId: string, said: readonly Situation[]) => Promise<readonly Situation[]>;
  readonly patients: PatientPorts;
}

type SignedInActor = Exclude<Actor, { readonly kind: 'system' | 'feed' | 'organization' }>;

/** One way in which somebody who has signed in may act. */
export interface Choice {
  /** Stable while what it stands for is the same. */
  readonly id: string;
  readonly actor: SignedInActor;
  /** Whose record, for persons. */
  readonly dossier?: DossierOfPerson;
}

const caller = (name: string) => ({ name, authentication: 'direct', mode: { kind: 'normal' } }) as const;

const ofPerson = (
  { personId, name, ins }: { readonly personId: string; readonly name: string; readonly ins?: Ins },
  dossiers: readonly DossierOfPerson[],
): readonly Choice[] => {
  const own = { kind: 'patient', personId, ...caller(name), ...(ins && { ins }) } as const;
  const choices = dossiers.map((dossier): Choice => {
    const actor =
      dossier.role === 'patient' ? own : ({ kind: dossier.role, personId, ...caller(name) } satisfies SignedInActor);
    return { id: `${dossier.role}:${dossier.recordId}`, actor: { ...actor, onlyRecord: dossier.recordId }, dossier };
  });
  // Without a record of their own they may open one, where their INS is known.
  return ins !== undefined && !dossiers.some(({ role }) => role === 'patient')
    ? [{ id: 'patient', actor: own }, ...choices]
    : choices;
};

const normal: AccessMode = { kind: 'normal' };

const ofSituation = (nationalId: string, name: string, situation: Situation, mode: AccessMode): Choice => ({
  id: [
    ...['situation', situation.profession, situation.specialty ?? '', situation.organization?.id ?? ''],
    ...(mode.kind === 'normal' ? [] : [mode.kind]),
  ].join(':'),
  actor: { kind: 'professional', nationalId, ...caller(name), mode, ...situation },
});

/** As what somebody may act now: none where nothing is left to them. */
export const choicesOf = async (who: Identity, ports: ChoicePorts): Promise<readonly Choice[]> => {
  switch (who.kind) {
    case 'person':
      return ofPerson(who, await ports.dossiersOf(who.personId));
    case 'professional': {
      const situations = await ports.situationsOf(who.nationalId, who.situations);
      const now = ports.now();
      // Nobody acts in an emergency mode without choosing it, nor after its time.
      const modes = [normal, ...(who.modes ?? []).filter(({ until }) => now < until).map(({ mode }) => mode)];
      return modes.flatMap((mode) =>
        situations.map((situation) => ofSituation(who.nationalId, who.name, situation, mode)),
      );
    }
    case 'staff':
      return [
        {
          id: 'staff',
          actor: { kind: 'staff', staffId: who.staffId, organization: who.organization, ...caller(who.name) },
        },
      ];
    case 'support':
      return [{ id: 'support', actor: { kind: 'support', agentId: who.agentId, ...caller(who.name) } }];
  }
};

/** The subject of the tokens of somebody, the same whatever they act as. */
export const accountIdOf = (who: Identity): string => {
  switch (who.kind) {
    case 'person':
      return `person:${who.personId}`;
    case 'professional':
      return `ps:${who.nationalId}`;
    case 'staff':
      return `staff:${who.staffId}`;
    case 'support':
      return `support:${who.agentId}`;
  }
};
