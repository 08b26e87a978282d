// SPDX-License-Identifier: Apache-2.0

const inSection = (section: string, rows: readonly string[]): readonly string[] =>
  rows.map((row, index) => `${section}/${index + 1} ${row}`);

/** What the summaries and letters of the CI-SIS state, written by reading them; see `brief` for the notation. */
export const summaries: Readonly<Record<string, readonly string[]>> = {
  'VSM_1.4_2022.01.xml': [
    '1.1.1/1 problem G45.9 @20190811.. concern=active',
    '1.1.1/2 problem I20.0 @20190811.. concern=active',
    '1.1.2/1 problem N10 @20180422..20180430 concern=completed',
    '1.1.2/2 problem I21.1 @20180114..20180125 concern=completed',
    '1.1.3/1 procedure DDAF004 @20180114 for=I21.1',
    // followed, though no longer active
    '1.1.4/1 allergy 60234100 @20180603.. concern=active clinical=inactive type=416098002',
    '1.2.1/1 social-history 74011-8 = 25 {pack}/a @?NA',
    '1.2.1/2 social-history 11343-1 = 398705004 @?NA',
    '1.2.3/1 family-history D57.1 @?UNK of=MTH',
    '3.1/1 medication:treatment 63564053+3400938022209 @20190811..?UNK {2 {tablet} every 1 d via 20053000} for=I20.0',
    '3.1/2 medication:treatment 63245753+3400935693099 @20190811..?UNK {1 {tablet} every 6 h via 20053000} for=G45.9',
  ],
  'IPS-FR_2024.01.xml': [
    // five problems of one concern
    '1/1 problem E06.3 @20240111.. concern=active clinical=active severity=6736007 certainty=confirmed',
    '1/1 problem T89 @20230705.. concern=active clinical=active severity=6736007 certainty=confirmed',
    '1/1 problem 114 @20230521.. concern=active clinical=active severity=6736007 certainty=confirmed',
    '1/1 problem 658 @20220211.. concern=active clinical=active severity=371923003 certainty=confirmed',
    '1/1 problem R69 @20220211.. concern=active clinical=recurrence severity=255604002 certainty=unconfirmed',
    '2/1 problem G45.9 @20180422..20180430 concern=completed clinical=resolved severity=6736007 certainty=confirmed',
    '2/1 problem N10 @20180114..20180125 concern=completed clinical=resolved severity=6736007 certainty=confirmed',
    '3/1 procedure DDAF004 @20180114 site=41801008 approach=229801003 for=I21.1',
    '3/2 procedure GEN-092.04.13 @20161208 approach=229801003',
    '4/1 allergy XM5DJ7 @20211204.. concern=active clinical=active certainty=confirmed type=416098002 criticality=low reaction=4A80.0/6736007 reaction=4A82/255604002',
    '5/1 allergy 3400935186607 @20211204.. severity=255604002 type=79899007 reaction=MD90.0',
    '6/1 medication:treatment 62080626+3400930065785 @20220211..?UNK {1 {tablet} every 1 d via 20053000} for=E06.3 class=H03AA01',
    '7/1 device:use J010104 @20190811..',
    '7/2 device:use GEN-092.02.02 @20190811..',
    '9/1 observation 89247-1 = LA9622-7 @20180114..',
    '9/1 observation d450 = d4500.3 @20180114..',
    '9/1 observation GEN-092.04.23 = "(texte libre)" @20180114..',
    '10/1 vital-sign 29463-7 = 58 kg @20240402 panel=85353-1',
    '10/1 vital-sign 8302-2 = 1.60 m @20240402 panel=85353-1',
    ...inSection('11', [
      'social-history 72166-2 = LA18976-3 @?NA',
      'social-history 74011-8 = 25 {pack}/a @?NA',
      'social-history 74013-4 = 5 {drink}/d @?NA',
      'social-history 11343-1 = 398705004 @?NA',
    ]),
    '13/1 family-history D57.1 @?UNK of=MTH',
    '14/1 immunization 60917345+J07CA01 @20090928094914+0100 series=INITIMMUNIZ dose=2 lot=4456672 via=20035000 site=16217701000119102 reaction=R50.2 by=MULLER',
    '14/2 immunization 60917345+J07CA01 @20090928094914+0100 series=INITIMMUNIZ dose=1 lot=4456668 via=20035000 site=16217701000119102 reaction=R50.2 by=MULLER',
    ...inSection('15', [
      'pregnancy 11449-6 = 77386006 @?NA',
      'pregnancy 11778-8 = 20240903 @?NA',
      'pregnancy 11638-4 = 1 @?NA',
      'pregnancy 11612-9 = 1 @?NA',
    ]),
    ...inSection('16', [
      'plan:medication 69473265 INT',
      'plan:medication GEN-092.03.01 INT',
      'plan:observation 22748-8 @20241201 INT',
      'plan:observation GEN-092.04.20 @20241201 GOL',
      'plan:procedure CBLA001 @20241201 INT priority=EL',
      // a plan, though its mood says that it happened
      'plan:procedure GEN-092.04.13 @20241201 EVN priority=A',
      'plan:encounter AMB @20241201 ARQ',
      'plan:immunization J07AN @20241201..20241231 INT',
      'plan:immunization GEN-092.03.08 @20241201..20241231 INT',
    ]),
    ...inSection('17', [
      'directive 75789-8 = no @20180101..?NA',
      'directive 75787-2 = no @20180101..?NA',
      'directive 77352-3 = no @20180101..?NA',
      'directive MED-295 = yes @20180101..?NA',
      'directive 75779-9 = no @20180101..?NA',
      'directive 387713003 = yes @20180101..?NA',
      'directive MED-298 = yes @20180101..?NA',
      'directive 42348-3 @20240401..?NA',
    ]),
    // written as text, below what can be measured
    '18/1 result 1988-5 = "<1.0 mg/L" @20240329 [0.0..6.0 mg/L] panel=26436-6',
    '18/2 result 24979-7 = "Pas d\'embolie pulmonaire proximale" @20240329 site=302551006 panel=18748-4',
  ],
  'LDL-EES_2022.01.xml': [
    '2/1 medication:treatment 60019927+3400934874741+N05AL05 @20180801..?UNK {1 {count} every 1 d rate 100 mg/d max 200 mg in 1 d via 20053000}',
    // the reaction is said not to have been seen (negationInd), whatever the table beside it shows
    '3/1 allergy 67017786 @20180221.. concern=active clinical=active severity=6736007 type=416098002 reaction=not 126485001',
    '4/1 problem N10 @20181001..?UNK concern=completed',
    '5/1 procedure DDAF004 @20170801..20170802',
  ],
  'LDL-SES_2022.01.xml': [
    '1/1 observation GEN-065 = 385651009 @20181203',
    ...inSection('3', [
      'observation ORG-070 = 107724000 @20181029',
      'observation ORG-074 = GEN-092.06.01 @20181203',
      'observation MED-142 = "Infection respiratoire aigüe" @20181203',
      'observation MED-143 = "Aucun" @20181203',
      'observation MED-309 = yes @20181203',
      'observation MED-144 = "Streptococcus pneumoniae" @20181203',
      'observation MED-145 = no @20181203',
      'observation MED-146 = "Aucun" @20181203',
      'observation MED-147 = no @20181203',
      'observation MED-148 = "Aucun" @20181203',
    ]),
    '4/1 medication:treatment 60019927+3400934874741 @20180801..20191029 {1 {tbl} every 1 d rate 100 mg/d max 200 mg in 1 d}',
    '5/1 medication:treatment 62552920+N05AH02 @20191203..20200202 {1 {tbl} every 1 d rate 100 mg/d max 300 mg in 1 d}',
    '7/1 plan:procedure ECQH010 @?UNK INT priority=UR',
    '7/2 plan:observation ORG-064 = "Suivi par le psychiatre à prévoir" @20210101 INT',
    '7/3 plan:encounter AMB @20191205 ARQ priority=CS',
    '8/1 device:use J010104+C50FA05+3408693 @20181203094914+0100.. id={01}00844588003288{17}141120{10}7654321D{21}10987654d321',
    // an allergy to a medicine that names none: it is not one, and not the absence of one
    '9/1 allergy (unknown) @?UNK.. concern=completed type=416098002',
  ],
  'IMG_CR_IMG_2024.01.xml': [
    '2.2/1 observation 11348-0 = "(texte libre)" site=?MSK',
    '2.2/2 observation 47519-4 = "(texte libre)" @20210714171504+0500 site=?MSK',
    '2.2/3 observation 64100-1 = 77386006 @20230112171504+0500 site=?MSK',
    '3/1 procedure 24727-0+ACQH004 @20210108111700 site=302548004 method=CT',
    '3/2 medication:administration 3400936915657+V08AB11 {>=150 mL via 20045000} lot=0002034',
    ...inSection('3.2', [
      'procedure 121290',
      'observation 364320009 = 77386006 @20140914171504+0500 site=?NA',
      'observation 113813 = 1140.26 mGy.cm @20140913223912 site=302548004',
      'medication:administration V09AX01 {200 MBq via 20045000} lot=0001512',
    ]),
    '4/1 procedure 36235-0+LCQH001 @20210108111700 site=302550007 method=CT',
    '4/2 medication:administration V08AB11+3400936915657 {>=150 mL via 20045000} lot=0002034',
    ...inSection('4.2', [
      'procedure 121290',
      'observation 364320009 = 77386006 @20140914171504+0500 site=?NA',
      'observation 113813 = 1140.26 mGy.cm @20140913223912 site=302550007',
      'observation 113830 = 13.64 mGy @20140913223912 site=302550007',
      'medication:administration V09AX01 {200 MBq via 20045000} lot=0001512',
    ]),
    '5/1 procedure 24979-7+ZBQH001 @20210108111700 site=302551006 method=CT',
    '5/2 medication:administration V08AB11+3400936915657 {>=150 mL via 20045000} lot=0002034',
    ...inSection('5.2', [
      'procedure 121290',
      'observation 364320009 = 77386006 @20140914171504+0500 site=?NA',
      'observation 113813 = 1140.26 mGy.cm @20140913223912 site=302551006',
      'observation 113830 = 13.64 mGy @20140913223912 site=302551006',
      'medication:administration V09AX01 {200 MBq via 20045000} lot=0001512',
    ]),
    '6/1 device:use Z11039014 @20210108111700+0100.. id={01}00844588003288{17}141120{10}7654321D{21}10987654d321',
    '12/1 observation 99622-3 @20210108',
  ],
};

/** What `01_Modèles_contenus_CDA.xml` says that there is not, or that is not known; the rest of it is a catalogue. */
export const absences: readonly string[] = [
  '2/1 problem (unknown) no-problem-info',
  // negated as well as absent: two negations are not a problem
  '3/1 problem (absent) no-known-problems',
  '5/1 problem (unknown) no-problem-info',
  '6/1 problem (absent) no-known-problems',
  '9/1 allergy (absent) no-known-allergies',
  '10/1 allergy (unknown) no-allergy-info',
  '13/1 medication:treatment (unknown) no-medication-info',
  '14/1 medication:treatment (absent) no-known-medications',
  '16/1 device:use (absent) no-known-devices',
  // a stay that is null as a whole, whose code says "none" in a system of its own
  '22/1 encounter (unknown) 02276797',
  '25/1 family-history (unknown) no-problem-info',
  '26/1 family-history (absent) no-known-problems',
  '27/1 procedure (absent) no-known-procedures',
];
