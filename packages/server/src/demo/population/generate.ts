// SPDX-License-Identifier: Apache-2.0
import type { Draft, Story } from './model.ts';
import { type DemoPatient, generatedPatient, personaPatient } from './patients.ts';
import { seeded } from './random.ts';
import { bones } from './stories/bones.ts';
import { cancer } from './stories/cancer.ts';
import { cardiac } from './stories/cardiac.ts';
import { child } from './stories/child.ts';
import type { Teller } from './stories/common.ts';
import { diabetes } from './stories/diabetes.ts';
import { elderly } from './stories/elderly.ts';
import { lungs } from './stories/lungs.ts';
import { mind } from './stories/mind.ts';
import { adele, closed, dominique, lea } from './stories/personas.ts';
import { pregnancy } from './stories/pregnancy.ts';
import { wellness } from './stories/wellness.ts';

/** Who lives which story: sex and year of birth. */
const cast: readonly (readonly [Teller, people: string])[] = [
  [diabetes, 'M1961 F1957 M1968 F1972'],
  [cardiac, 'M1955 F1949 M1963'],
  [lungs, 'F1988 M1952 M1994'],
  [pregnancy, 'F1993 F1990 F1997'],
  [child, 'F2019 M2021 F2017 M2022'],
  [elderly, 'F1934 M1938 F1931'],
  [cancer, 'F1965 M1953'],
  [bones, 'M2001 F1985 F1999'],
  [mind, 'F1983 M1979'],
  [wellness, 'M1986 F1991 M1976 F2003'],
];

/**
 * The fictional population of the demo: the patients of the personas, and their neighbours. The same stories, with the
 * same identifiers, whenever and wherever it is called.
 */
export const generatePopulation = (): readonly Story[] => {
  const tell = (patient: DemoPatient, teller: Teller, variant: number): Story => ({
    patient,
    drafts: inOrder(teller({ patient, random: seeded(`story:${patient.key}`), variant })),
  });
  let serial = 0;
  const neighbours = cast.flatMap(([teller, people]) =>
    people.split(' ').map((person, variant) => {
      serial++;
      const sex = person.startsWith('F') ? 'female' : 'male';
      return tell(generatedPatient(serial, sex, Number(person.slice(1))), teller, variant);
    }),
  );
  return [
    tell(personaPatient('dominique'), dominique, 0),
    tell(personaPatient('adele'), adele, 0),
    tell(personaPatient('lea'), lea, 0),
    ...neighbours,
    tell(personaPatient('closed'), closed, 0),
  ];
};

/** Oldest first: a document is there before another one replaces it. */
const inOrder = (drafts: readonly Draft[]): readonly Draft[] =>
  drafts.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
