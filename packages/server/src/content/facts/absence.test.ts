// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { briefs, entry, factsOf, section, templates } from './test-body.ts';

const PCC = '1.3.6.1.4.1.19376.1.5.3.1.4';

const coded = (name: string, code: string, system = '2.16.840.1.113883.6.96'): string =>
  `<${name} xsi:type="CD" code="${code}" codeSystem="${system}"/>`;
const plainCode = (code: string): string => `<code code="${code}" codeSystem="2.16.840.1.113883.6.96"/>`;

const problem = (value: string, attributes = '', status = 'completed'): string =>
  `<observation classCode="OBS" moodCode="EVN" ${attributes}>${templates(`${PCC}.5`)}${plainCode('282291009')}
    <text><reference value="#p1"/></text><statusCode code="${status}"/>
    <effectiveTime><low value="20190811"/><high nullFlavor="UNK"/></effectiveTime>${value}</observation>`;

const unnamedMedicine = `<substanceAdministration moodCode="EVN">${templates(`${PCC}.7`)}<consumable><manufacturedProduct>
  <manufacturedMaterial><code nullFlavor="NA"/><name>Essai 75 mg</name></manufacturedMaterial></manufacturedProduct></consumable></substanceAdministration>`;

describe('what is absent, denied or not known', () => {
  const absent = '2.16.840.1.113883.5.1150.1';
  const said = (observation: string): readonly string[] =>
    briefs(section('11450-4', entry(observation))).map((line) => line.replace(' @20190811..?UNK', ''));
  it.each([
    ['a code of absence', problem(coded('value', 'no-known-problems', absent)), '(absent) no-known-problems'],
    [
      'a code of absence, negated as well',
      problem(coded('value', 'no-known-problems', absent), 'negationInd="true"'),
      '(absent) no-known-problems',
    ],
    [
      'a code that nothing is known',
      problem(coded('value', 'no-problem-info', absent), 'negationInd="true"'),
      '(unknown) no-problem-info',
    ],
    ['such a code of another system', problem(coded('value', 'no-known-problems', '1.2.3')), 'no-known-problems'],
    ['names of the prototype', problem(coded('value', 'constructor', '__proto__')), 'constructor'],
    ['a negated problem', problem(coded('value', '73211009'), 'negationInd="true"'), '(negated) 73211009'],
    ['a problem that is null', problem(coded('value', '73211009'), 'nullFlavor="NI"'), '(unknown) 73211009'],
    ['a value that is null', problem('<value xsi:type="CD" nullFlavor="ASKU"/>'), '(unknown) ?ASKU'],
    ['no value', problem(''), '(unknown)'],
    [
      'words without code',
      problem('<value xsi:type="CD" nullFlavor="OTH"><originalText>Vertiges</originalText></value>'),
      '(worded) "Vertiges"',
    ],
  ])('%s', (_, observation, expected) => {
    expect(said(observation)).toEqual([`1/1 problem ${expected}`]);
  });

  it('words alone are neither a finding nor its absence', () => {
    const words = '<content ID="p1">Aucune allergie connue</content>';
    const allergy = `<observation>${templates(`${PCC}.6`)}<text><reference value="#p1"/></text></observation>`;
    const sections = [section('48765-2', entry(allergy), words), section('10160-0', entry(unnamedMedicine))];
    expect(factsOf(...sections).map(({ assertion, text, code }) => [assertion, text ?? code?.originalText])).toEqual([
      ['worded', 'Aucune allergie connue'],
      ['worded', 'Essai 75 mg'],
    ]);
  });

  it('an entry that is null says nothing, whatever stands in it', () => {
    const entries = `<entry nullFlavor="UNK">${problem(coded('value', '73211009'))}</entry>`;
    expect(factsOf(section('11450-4', entries)).map(({ assertion }) => assertion)).toEqual(['unknown']);
  });

  it('to deny any allergy or problem is to say that there is none (C-CDA)', () => {
    const allergy = (agent: string, negated: boolean): string =>
      entry(`<observation moodCode="EVN" negationInd="${negated}">${templates('2.16.840.1.113883.10.20.22.4.7')}
        ${coded('value', '419199007')}<participant typeCode="CSM"><participantRole><playingEntity>${agent}</playingEntity></participantRole></participant></observation>`);
    const none = '<code nullFlavor="NA"/>';
    const entries = allergy(none, true) + allergy(plainCode('764146007'), true) + allergy(none, false);
    expect(briefs(section('48765-2', entries))).toEqual([
      '1/1 allergy (absent) 419199007',
      '1/2 allergy (negated) 764146007',
      '1/3 allergy 419199007',
    ]);
    expect(briefs(section('11450-4', entry(problem(coded('value', '55607006'), 'negationInd="true"'))))).toEqual([
      '1/1 problem (absent) 55607006 @20190811..?UNK',
    ]);
  });

  it('an entry in a section that is null is not known', () => {
    const facts = factsOf(section('11450-4', entry(problem(coded('value', '73211009'))), '', 'nullFlavor="NI"'));
    expect(facts.map(({ assertion, source }) => [source.entry, assertion])).toEqual([
      [0, 'unknown'],
      [1, 'unknown'],
    ]);
  });

  it('a section that is null says that its subject is not known', () => {
    const facts = factsOf(
      section('48765-2', '', 'Non renseigné', 'nullFlavor="NI"'),
      section('99999-9', '', '', 'nullFlavor="NI"'),
    );
    expect(facts).toMatchObject([
      { kind: 'allergy', assertion: 'unknown', text: 'Non renseigné', source: { section: '1', entry: 0 } },
    ]);
  });

  it('a value without one is not a finding', () => {
    const sign = (value: string): string =>
      entry(`<observation>${templates(`${PCC}.13.2`)}${plainCode('29463-7')}${value}</observation>`);
    expect(
      briefs(
        section('8716-3', sign('<value xsi:type="PQ" unit="kg"/>') + sign('<value xsi:type="PQ" nullFlavor="NASK"/>')),
      ),
    ).toEqual(['1/1 vital-sign (unknown) 29463-7 = ? kg', '1/2 vital-sign (unknown) 29463-7 = ?NASK']);
  });
});

describe('what is taken back, denied around it, or only thought of', () => {
  const diabetes = coded('value', '73211009');
  const verification = (code: string): string =>
    `<entryRelationship><observation>${plainCode('66455-7')}${coded('value', code)}</observation></entryRelationship>`;
  const concern = (attributes: string, observation: string, relation = ''): string =>
    `<act moodCode="EVN" ${attributes}>${templates(`${PCC}.5.2`)}<entryRelationship ${relation}>${observation}</entryRelationship></act>`;
  it.each([
    ['a cancelled statement', problem(diabetes, '', 'cancelled'), 'withdrawn'],
    ['one entered in error', problem(diabetes, '', 'nullified'), 'withdrawn'],
    ['one that is verified as entered in error', problem(diabetes + verification('entered-in-error')), 'withdrawn'],
    ['a withdrawn absence', problem(coded('value', '716186003'), '', 'nullified'), 'withdrawn'],
    ['one that is refuted', problem(diabetes + verification('refuted')), 'negated'],
    ['one that is denied and refuted', problem(diabetes + verification('refuted'), 'negationInd="true"'), 'unknown'],
    ['one that is not confirmed', problem(diabetes + verification('unconfirmed')), 'stated'],
    ['a denied concern', concern('negationInd="true"', problem(diabetes)), 'negated'],
    ['a denied relation', concern('', problem(diabetes), 'negationInd="true"'), 'negated'],
    ['both denied', concern('negationInd="true"', problem(diabetes, 'negationInd="true"')), 'unknown'],
    ['a concern that is null', concern('nullFlavor="NI"', problem(diabetes)), 'unknown'],
    [
      'a concern taken back',
      concern('', problem(diabetes)).replace('<entry', '<statusCode code="nullified"/><entry'),
      'withdrawn',
    ],
    ['negationInd in other letters', problem(diabetes, 'negationInd="TRUE"'), 'negated'],
    ['negationInd as a number', problem(diabetes, 'negationInd="1"'), 'negated'],
    ['negationInd that is false', problem(diabetes, 'negationInd="0"'), 'stated'],
    ['negationInd that is neither', problem(diabetes, 'negationInd="oui"'), 'unknown'],
  ])('%s', (_, statement, expected) => {
    expect(factsOf(section('11450-4', entry(statement))).map(({ assertion }) => assertion)).toEqual([expected]);
  });

  it('what is observed inside something denied is not stated', () => {
    const grade = `<entryRelationship><observation>${templates(`${PCC}.13`)}${plainCode('g')}<value xsi:type="INT" value="2"/></observation></entryRelationship>`;
    const facts = factsOf(section('11450-4', entry(problem(diabetes + grade, 'negationInd="true"'))));
    expect(facts.map(({ kind, assertion }) => [kind, assertion])).toEqual([
      ['problem', 'negated'],
      ['observation', 'negated'],
    ]);
  });

  it.each(['GOL', 'RSK', 'EXPEC', 'PRP', ''])('a problem in the mood %s is none', (mood) => {
    const statement = problem(diabetes).replace('moodCode="EVN"', `moodCode="${mood}"`);
    const [fact] = factsOf(section('11450-4', entry(statement)));
    expect(fact).toMatchObject(mood === '' ? { kind: 'problem' } : { kind: 'plan', planned: 'problem', intent: mood });
  });

  it.each([
    ['RQO', { kind: 'medication', statement: 'prescription' }],
    ['PRP', { kind: 'plan', planned: 'medication', intent: 'PRP' }],
  ])('a medicine in the mood %s', (mood, expected) => {
    const statement = unnamedMedicine.replace('moodCode="EVN"', `moodCode="${mood}"`);
    expect(factsOf(section('10160-0', entry(statement)))).toMatchObject([expected]);
  });
});
