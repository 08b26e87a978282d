// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { body, briefs, entry, factsOf, readBody, section, templates } from './test-body.ts';
import { brief } from './test-brief.ts';

const PCC = '1.3.6.1.4.1.19376.1.5.3.1.4';
const LAB = '1.3.6.1.4.1.19376.1.3.1';
const PHARM = '1.3.6.1.4.1.19376.1.9.1.3';

const coded = (name: string, code: string, system = '2.16.840.1.113883.6.96'): string =>
  `<${name} xsi:type="CD" code="${code}" codeSystem="${system}"/>`;
const plainCode = (code: string, system = '2.16.840.1.113883.6.96'): string =>
  `<code code="${code}" codeSystem="${system}"/>`;

const concern = (template: string, observation: string, status = 'active'): string =>
  entry(`<act classCode="ACT" moodCode="EVN">${templates(template)}<id root="1.2.3.9"/><code nullFlavor="NA"/>
    <statusCode code="${status}"/><effectiveTime><low value="2019"/></effectiveTime>
    <entryRelationship typeCode="SUBJ">${observation}</entryRelationship></act>`);

const problem = (value: string, attributes = ''): string =>
  `<observation classCode="OBS" moodCode="EVN" ${attributes}>${templates(`${PCC}.5`)}<id root="1.2.3.4" extension="p1"/>
    ${plainCode('282291009')}<text><reference value="#p1"/></text><statusCode code="completed"/>
    <effectiveTime><low value="20190811"/><high nullFlavor="UNK"/></effectiveTime>${value}</observation>`;

const medicine = (attributes: string, inside: string, product = plainCode('63564053', '1.2.250.1.213.2.3.1')): string =>
  `<substanceAdministration classCode="SBADM" ${attributes}>${inside}
    <consumable><manufacturedProduct><manufacturedMaterial>${product}<name>Essai 75 mg</name><lotNumberText>L7</lotNumberText>
    </manufacturedMaterial></manufacturedProduct></consumable></substanceAdministration>`;

describe('the facts of each kind', () => {
  it('a problem, with its words, its identifiers and where it stands', () => {
    const [fact, ...more] = factsOf(
      section('10000-0', ''),
      section(
        '11450-4',
        concern(`${PCC}.5.2`, problem(coded('value', '73211009'))),
        '<content ID="p1">Un  diabète</content>',
      ),
    );
    expect(more).toEqual([]);
    expect(fact).toEqual({
      kind: 'problem',
      assertion: 'stated',
      code: { code: '73211009', system: '2.16.840.1.113883.6.96', translations: [] },
      category: { code: '282291009', system: '2.16.840.1.113883.6.96', translations: [] },
      concernStatus: 'active',
      concernTime: { low: { written: '2019', dtm: '2019', zoneAssumed: false } },
      status: 'completed',
      time: { low: { written: '20190811', dtm: '20190811', zoneAssumed: false }, highMissing: 'UNK' },
      authors: [],
      performers: [],
      text: 'Un diabète',
      comments: [],
      source: {
        section: '2',
        sectionCode: { code: '11450-4', system: '2.16.840.1.113883.6.1', translations: [] },
        sectionTitle: '11450-4',
        entry: 1,
        ids: [{ root: '1.2.3.4', extension: 'p1' }],
      },
    });
  });

  it('an allergy once for each agent', () => {
    const agent = (code: string): string =>
      `<participant typeCode="CSM"><participantRole><playingEntity>${plainCode(code)}</playingEntity></participantRole></participant>`;
    const observation = `<observation classCode="OBS" moodCode="EVN">${templates(`${PCC}.6`, `${PCC}.5`)}${plainCode('416098002')}
      <effectiveTime><low value="2021"/></effectiveTime><value xsi:type="CD"/>${agent('111')}${agent('222')}
      <entryRelationship typeCode="MFST"><observation>${templates(`${PCC}.5`)}${coded('value', '126485001')}
        <entryRelationship typeCode="SUBJ"><observation>${plainCode('SEV')}${coded('value', '6736007')}</observation></entryRelationship>
      </observation></entryRelationship>
      <entryRelationship typeCode="SUBJ"><observation>${plainCode('82606-5')}${coded('value', 'high')}</observation></entryRelationship>
      </observation>`;
    expect(briefs(section('48765-2', concern(`${PCC}.5.3`, observation)))).toEqual([
      '1/1 allergy 111 @2021.. concern=active type=416098002 criticality=high reaction=126485001/6736007',
      '1/1 allergy 222 @2021.. concern=active type=416098002 criticality=high reaction=126485001/6736007',
    ]);
  });

  it('medicines taken, prescribed, dispensed, and given', () => {
    const taken = medicine(
      'moodCode="EVN"',
      `${templates(`${PCC}.7`)}<effectiveTime xsi:type="IVL_TS"><low value="20260101"/></effectiveTime>
       <effectiveTime xsi:type="PIVL_TS" operator="A"><period value="12" unit="h"/></effectiveTime>
       ${coded('routeCode', '20053000')}<doseQuantity value="1" unit="{tablet}"/>
       <maxDoseQuantity><numerator value="4"/><denominator value="1" unit="d"/></maxDoseQuantity>`,
    );
    const prescribed = medicine(
      'moodCode="INT"',
      `${templates(`${PHARM}.2`, `${PCC}.7`)}<repeatNumber value="2"/>
       <entryRelationship typeCode="COMP"><supply moodCode="RQO"><quantity value="3"/></supply></entryRelationship>`,
    );
    const dispensed = `<supply classCode="SPLY" moodCode="EVN">${templates(`${PHARM}.4`)}<quantity value="2"/>
      <performer><time value="20260102"/><assignedEntity><id root="1.2.3" extension="ph"/></assignedEntity></performer>
      <product><manufacturedProduct><manufacturedMaterial>${plainCode('3400933516390')}</manufacturedMaterial></manufacturedProduct></product>
      </supply>`;
    const given = medicine(
      'moodCode="EVN"',
      `${templates('1.2.840.10008.9.13')}<doseQuantity><low value="150" unit="mL"/></doseQuantity>`,
    );
    expect(briefs(section('10160-0', [taken, prescribed, dispensed, given].map(entry).join('')))).toEqual([
      '1/1 medication:treatment 63564053 @20260101.. {1 {tablet} every 12 h max 4 in 1 d via 20053000} lot=L7',
      '1/2 medication:prescription 63564053 quantity=3 repeats=2 lot=L7',
      '1/3 medication:dispensation 3400933516390 @20260102 quantity=2',
      '1/4 medication:administration 63564053 {>=150 mL} lot=L7',
    ]);
  });

  it('what else is said of a medicine, and no part of it', () => {
    const said = (template: string, code: string, value: string): string =>
      `<entryRelationship typeCode="COMP"><observation>${templates(template)}${plainCode(code)}${value}</observation></entryRelationship>`;
    const whole = medicine(
      'moodCode="EVN"',
      templates(`${PCC}.7`) +
        said(`${PCC}.13`, 'ALD', '<value xsi:type="BL" value="true"/>') +
        said(`${PCC}.13`, 'days', '<value xsi:type="PQ" value="7" unit="d"/>') +
        said(`${PCC}.1`, 'SEV', '<value xsi:type="CD" code="x"/>') +
        said('9.9', 'odd', '<value xsi:type="INT" value="1"/>'),
    );
    expect(briefs(section('10160-0', entry(whole)))).toEqual([
      '1/1 medication:treatment 63564053 ALD:yes days:7 d lot=L7',
    ]);
  });

  it('a combination gives each of its products', () => {
    const part = `<entryRelationship typeCode="COMP">${medicine('moodCode="EVN"', templates(`${PCC}.7`), plainCode('2'))}</entryRelationship>`;
    const step = `<entryRelationship typeCode="COMP"><sequenceNumber value="1"/><substanceAdministration moodCode="EVN"><doseQuantity value="2"/></substanceAdministration></entryRelationship>`;
    const whole = medicine('moodCode="EVN"', templates(`${PCC}.7`) + part + step, plainCode('1'));
    expect(briefs(section('10160-0', entry(whole)))).toEqual([
      '1/1 medication:treatment 1 {step 1 2} lot=L7',
      '1/1 medication:treatment 2 lot=L7',
    ]);
  });

  it('vaccinations done and not done', () => {
    const vaccination = (negated: boolean): string =>
      medicine(
        `moodCode="EVN" negationInd="${negated}"`,
        `${templates(`${PCC}.12`)}${plainCode('IMMUNIZ')}<effectiveTime value="1975"/>
        <entryRelationship typeCode="SUBJ"><observation>${plainCode('30973-2')}<value xsi:type="INT" value="2"/></observation></entryRelationship>`,
        plainCode('J07AN', '2.16.840.1.113883.6.73'),
      );
    expect(briefs(section('11369-6', entry(vaccination(false)) + entry(vaccination(true))))).toEqual([
      '1/1 immunization J07AN @1975 series=IMMUNIZ dose=2 lot=L7',
      '1/2 immunization (negated) J07AN @1975 series=IMMUNIZ dose=2 lot=L7',
    ]);
  });

  it('results with panel, specimen, organism, range and the result before', () => {
    const observation = `<observation classCode="OBS" moodCode="EVN">${templates(`${LAB}.6`)}${plainCode('20-8')}
      <effectiveTime value="20260104155000+0100"/><value xsi:type="IVL_PQ"><high value="0.128" unit="ug/mL" inclusive="false"/></value>
      <interpretationCode code="S"/>
      <entryRelationship typeCode="REFR"><observation>${plainCode('20-8')}<effectiveTime value="2025"/>
        <value xsi:type="PQ" value="1.0" unit="ug/mL"/></observation></entryRelationship>
      <entryRelationship typeCode="REFR"><observation>${plainCode('999-9')}<value xsi:type="INT" value="1"/></observation></entryRelationship>
      <referenceRange><observationRange><value xsi:type="IVL_PQ"><low value="1" unit="ug/mL"/></value></observationRange></referenceRange>
      </observation>`;
    const isolate = `<organizer classCode="CLUSTER">${templates(`${LAB}.5`)}<specimen><specimenRole>
      <specimenPlayingEntity classCode="MIC">${plainCode('112283007')}</specimenPlayingEntity></specimenRole></specimen>
      <component><organizer classCode="BATTERY">${templates(`${LAB}.4`)}${plainCode('18769-0')}<component>${observation}</component></organizer></component></organizer>`;
    const collection = `<procedure>${templates(`${LAB}.2`)}<participant typeCode="PRD"><participantRole><playingEntity>${plainCode('UR')}</playingEntity></participantRole></participant></procedure>`;
    const data = `<act>${templates(LAB)}<entryRelationship typeCode="COMP">${collection}</entryRelationship><entryRelationship typeCode="COMP">${isolate}</entryRelationship></act>`;
    expect(briefs(section('18725-2', entry(data)))).toEqual([
      '1/1 result 20-8 = <0.128 ug/mL @20260104155000+0100 [>=1 ug/mL] !S panel=18769-0 specimen=UR organism=112283007 before 1.0 ug/mL @2025',
    ]);
  });

  it('a remark on a battery, and what narrows a value', () => {
    const remark = `<act>${templates(`${PCC}.2`)}${plainCode('48767-8')}<text>À contrôler</text></act>`;
    const stage = `<value xsi:type="CD"><qualifier><name code="s"/><value code="IB"/></qualifier></value>`;
    const observation = `<observation>${templates(`${LAB}.6`)}${plainCode('1-1')}${stage}</observation>`;
    const battery = `<organizer>${templates(`${LAB}.4`)}<component>${observation}</component><component>${remark}</component></organizer>`;
    const facts = factsOf(section('18725-2', entry(battery)));
    expect(facts.map(brief)).toEqual(['1/1 result 1-1 = (s:IB)']);
    expect(facts).toMatchObject([{ remarks: ['À contrôler'], comments: [] }]);
  });

  it('a problem with its side, and what is observed of it', () => {
    const grade = `<entryRelationship typeCode="SUBJ"><observation>${templates(`${PCC}.13`)}${plainCode('g')}<value xsi:type="INT" value="2"/></observation></entryRelationship>`;
    const site = `<targetSiteCode code="C50.2"><qualifier><name code="side"/><value code="right"/></qualifier></targetSiteCode>`;
    const stated = problem(coded('value', '8000/3') + site + grade);
    expect(briefs(section('11450-4', concern(`${PCC}.5.2`, stated)))).toEqual([
      '1/1 problem 8000/3 @20190811..?UNK concern=active site=C50.2(side:right)',
      '1/1 observation g = 2 within=8000/3',
    ]);
  });

  it.each([
    ['vital-sign', `${PCC}.13.2`, '8716-3'],
    ['social-history', `${PCC}.13.4`, '29762-2'],
    ['pregnancy', `${PCC}.13.5`, '10162-6'],
    ['directive', `${PCC}.13.7`, '42348-3'],
    ['observation', `${PCC}.13`, '47420-5'],
  ])('%s', (kind, template, sectionCode) => {
    const statement = `<observation classCode="OBS" moodCode="EVN">${templates(`${PCC}.13`, template)}${plainCode('1-1')}
      <effectiveTime value="2026"/><value xsi:type="PQ" value="72.50" unit="kg"/></observation>`;
    expect(briefs(section(sectionCode, entry(statement)))).toEqual([`1/1 ${kind} 1-1 = 72.50 kg @2026`]);
  });

  it('acts, devices, stays and what relatives had', () => {
    const act = `<procedure moodCode="EVN">${templates(`${PCC}.19`)}${plainCode('DDAF004')}<effectiveTime value="20180114"/>
      <entryRelationship typeCode="RSON"><act>${plainCode('I21.1')}</act></entryRelationship></procedure>`;
    const device = `<supply moodCode="EVN">${templates('1.2.250.1.213.1.1.3.20')}<effectiveTime><low value="2019"/></effectiveTime><quantity value="1"/>
      <participant typeCode="DEV"><participantRole><id root="2.51.1.1" extension="(01)7"/><playingDevice>${plainCode('J010104')}</playingDevice></participantRole></participant></supply>`;
    const stay = `<encounter moodCode="EVN">${templates(`${PCC}.14`)}${plainCode('IMP')}<effectiveTime><low value="20190515"/><high value="20190530"/></effectiveTime>
      <participant typeCode="LOC"><participantRole><playingEntity><name>Service de cardiologie</name></playingEntity></participantRole></participant></encounter>`;
    const relative = `<organizer>${templates(`${PCC}.15`)}<subject><relatedSubject>${plainCode('MTH')}</relatedSubject></subject>
      <component><observation>${templates(`${PCC}.13.3`, `${PCC}.13`)}${plainCode('282291009')}${coded('value', 'D57.1')}</observation></component></organizer>`;
    expect(briefs(section('47519-4', [act, device, stay, relative].map(entry).join('')))).toEqual([
      '1/1 procedure DDAF004 @20180114 for=I21.1',
      '1/2 device:use J010104 @2019.. id=(01)7 quantity=1',
      '1/3 encounter IMP @20190515..20190530 Service de cardiologie',
      '1/4 family-history D57.1 of=MTH',
    ]);
  });

  it('a plan by its mood or by its section, and never a plan to have nothing', () => {
    const act = (mood: string, code: string): string =>
      entry(
        `<procedure moodCode="${mood}">${templates(`${PCC}.19`)}${plainCode(code)}<priorityCode code="UR"/></procedure>`,
      );
    const none = entry(
      `<procedure moodCode="EVN" negationInd="true">${templates(`${PCC}.19`)}${plainCode('no-known-procedures', '2.16.840.1.113883.5.1150.1')}</procedure>`,
    );
    expect(briefs(section('47519-4', act('INT', '1')), section('18776-5', act('EVN', '2') + none))).toEqual([
      '1/1 plan:procedure 1 INT priority=UR',
      '2/1 plan:procedure 2 EVN priority=UR',
      '2/2 procedure (absent) no-known-procedures',
    ]);
  });

  it('what health insurance paid for', () => {
    const code = '<code code="REMB" codeSystem="1.2.250.1.213.1.1.4.12"/>';
    const delivery = `${templates(`${PCC}.7`)}<effectiveTime xsi:type="IVL_TS"><low nullFlavor="UNK"/></effectiveTime>
      <entryRelationship typeCode="REFR"><supply moodCode="EVN"><quantity value="4"/>
        <performer><time value="20190308"/><assignedEntity><representedOrganization><name>Pharmacie</name></representedOrganization></assignedEntity></performer>
        <author><time value="20190307"/><assignedAuthor><assignedPerson><name><family>MARIGNY</family></name></assignedPerson></assignedAuthor></author>
      </supply></entryRelationship>`;
    const { facts } = readBody(body(section('10160-0', entry(medicine('moodCode="EVN"', delivery)))), { code });
    expect(facts.map(brief)).toEqual([
      '1/1 reimbursement:medication 63564053 @20190308 quantity=4 by=Pharmacie ordered=MARIGNY',
    ]);
  });
});

describe('who wrote it', () => {
  const author = (family: string): string =>
    `<author><time value="20260101"/><assignedAuthor><assignedPerson><name><family>${family}</family></name></assignedPerson></assignedAuthor></author>`;
  it('is the nearest author inside the body', () => {
    const act = (own: string): string =>
      entry(`<procedure moodCode="EVN">${templates(`${PCC}.19`)}${plainCode('1')}${own}</procedure>`);
    const names = factsOf(
      section('47519-4', author('SECTION') + act('') + act(author('ENTRY'))),
      section('29554-3', act('')),
    ).map(({ authors }) => authors.map(({ name, time }) => `${name?.family} ${time?.written}`).join());
    expect(names).toEqual(['SECTION 20260101', 'ENTRY 20260101', '']);
  });
});
