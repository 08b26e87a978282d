// SPDX-License-Identifier: Apache-2.0
import { current } from '@dossier/core/access';
import type { Actor } from '@dossier/core/actors';
import { failure } from '@dossier/core/errors';
import { foldTraits, keysAsked, matchTraits, type TraitsAsked, whyNotSearchable } from '@dossier/core/identity';
import { ok } from '@dossier/core/result';
import { admit } from '../admit.ts';
import { allowedTrace, failed } from '../journal-entries.ts';
import type { Ports } from '../ports.ts';
import { viewOf } from '../read-record.ts';
import type { Outcome, RecordView } from '../requests.ts';
import { admitAtLarge } from './at-large.ts';

/** A patient who agrees with what was asked. */
export interface TraitsMatch {
  readonly view: RecordView;
  /** From 0 to 1, in hundredths. */
  readonly score: number;
  /** The patient opposes access by emergency dispatch: there is a record, and nothing of it is shown. */
  readonly opposed: boolean;
}

/** Candidates that are compared for one that is shown. */
const CANDIDATES_EACH = 10;

/**
 * Looks for a patient by traits, for emergency dispatch only (DMP TD0.5): somebody on the phone says a name, perhaps a part of
 * it, a birth date, a town. The best matches, few, the best first; each that is shown has an entry in its own record's
 * journal, and who is blocked by a patient does not find them. Fails with `access-refused` for everybody else, and with
 * `parameter-invalid` where the search says too little.
 */
export const searchTraits = async (actor: Actor, asked: TraitsAsked, ports: Ports): Outcome<readonly TraitsMatch[]> => {
  const atLarge = await admitAtLarge(actor, 'record.search-traits', ports);
  if (!atLarge.ok) return atLarge;
  const { allowed, law } = atLarge.value;
  const rules = law.nameMatching;
  const why = whyNotSearchable(asked, rules);
  if (why !== undefined) return failed(allowed, failure('parameter-invalid', { name: 'family', why }), ports);
  const candidates = await ports.store.findByTraits(allowed, keysAsked(asked, rules), rules.most * CANDIDATES_EACH);
  const best = candidates
    .map(({ recordId, traits }) => ({ recordId, score: matchTraits(asked, traits, rules) }))
    .filter(({ score }) => score >= rules.least)
    .toSorted((a, b) => b.score - a.score || (a.recordId < b.recordId ? -1 : 1))
    .slice(0, rules.most);
  const shown: TraitsMatch[] = [];
  for (const { recordId, score } of best) {
    const admitted = await admit(actor, 'record.search-traits', { recordId }, ports);
    if (!admitted.ok) continue;
    const { policy, now } = admitted.value;
    const person = await ports.store.readPerson(admitted.value.allowed);
    if (person === undefined) continue;
    await ports.store.journal(allowedTrace(admitted.value.allowed, ports, { detail: { score } }));
    const opposed = current(policy, 'opposition-emergency-dispatch', now) !== undefined;
    shown.push({ view: viewOf(admitted.value, person), score, opposed });
  }
  const fields = (['family', 'given', 'birthDate', 'town'] as const).filter((field) => asked[field] !== undefined);
  await ports.store.journal(
    allowedTrace(allowed, ports, { detail: { criteria: fields.join(' '), shown: shown.length } }),
  );
  return ok(shown);
};

/** Folds the names of records that cannot be found by traits yet, at most `limit`; answers how many. */
export const foldNames = (ports: Ports, limit: number): Promise<number> => {
  const { nameMatching } = ports.law(ports.clock.now());
  return ports.store.foldNames(`${nameMatching.id}/${nameMatching.version}`, limit, (traits) =>
    foldTraits(traits, nameMatching),
  );
};
