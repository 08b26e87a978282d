// SPDX-License-Identifier: Apache-2.0

const PRESCRIPTION_MARKS = 'MED-574:no GEN-180:no GEN-295:no GEN-181:no GEN-179:no';
const GIVEN = 'via=20035000 site=16217701000119102';

/** What prescriptions, dispensations, vaccinations and reimbursements state, written by reading them; see `brief`. */
export const medicines: Readonly<Record<string, readonly string[]>> = {
  'eP-MED-DM_2024.01_PosoStruct.xml': [
    `2/1 medication:prescription 63107752+MV00002306+3400933516390 @20231201..20231206 {max 4 in 1 d via 20053000} {step 1 1 {tablet} every 8 h rate 1500..3000 mg/d @20231201.. for 2 d} {step 2 1 {tablet} every 12 h rate 1000..2000 mg/d @20231203.. for 4 d} quantity=2 30009000 repeats=3 substitution=N ${PRESCRIPTION_MARKS} class=N02BE01`,
    // a preparation that has no code
    `2/2 medication:prescription (worded) "Préparation magistrale : - 30g de diprosone - 70g de Cérat Frais de Galien" @20231201..20231206 {every 1 d via 20003000} quantity=1 30067000 repeats=0 substitution=N ${PRESCRIPTION_MARKS}`,
    '3/1 device:prescription V0806+1215702 @20231201..20240131 quantity=1 use .. for 60 d',
    '5/1 vital-sign 29463-7 = 55 kg @20231201 panel=85353-1',
    '5/1 vital-sign 8302-2 = 170 cm @20231201 panel=85353-1',
    '6/1 pregnancy 11449-6 = 77386006 @20231201',
  ],
  'eDISP-MED_2024.01.xml': [
    '1/1 medication:dispensation 3400933516390 {2 {tablet} every 16 h rate 1500..3000 mg/d @20230125..20230127 via 20053000} quantity=2 30009000 substitution=G lot=12345 class=N02BE01 line=AADC9C14-F1CA-4177-B2C8-A5178D5B3CA0',
    // points at words that the narrative does not have, so what was dispensed is not said
    '1/2 medication:dispensation (unknown) ?NA quantity=1 30015500 line=BBDC9C14-F1CA-4177-B2C8-A5178D5B3DB1',
  ],
  'VAC-NOTE_2023.01.xml': [
    `1/1 immunization 68747507+J07AM+3400932857241 @20090928 series=INITIMMUNIZ dose=2 lot=4456672 ${GIVEN} reaction=R50.2 by=MULLER`,
  ],
  'VAC_2023.01.xml': [
    `1/1 immunization 61077869+J07AN+3400936466425 @1975 series=INITIMMUNIZ dose=1 lot=235421176 ${GIVEN} reaction=R50.2 by=MULLER`,
    `1/2 immunization 68747507+J07AM+3400932857241 @20090928094914+0100 series=INITIMMUNIZ dose=1 lot=4456668 ${GIVEN} reaction=R50.2 by=MULLER`,
    `1/3 immunization 68747507+J07AM+3400932857241 @20090928094914+0100 series=INITIMMUNIZ dose=2 lot=4456672 ${GIVEN} reaction=R50.2 by=MULLER`,
    `1/4 immunization 61920725+J07AH+3400933465841 @20210409 series=INITIMMUNIZ dose=1 lot=357904636 ${GIVEN} by=MULLER`,
  ],
  'CNAM-HR_2021.01.xml': [
    '2/1 reimbursement:medication 3400935673220+G03+1636+1949 @20190526 quantity=1 by=CLINIQUE SAINTE GENEVIEVE ordered=DUPONT',
    '2/2 reimbursement:medication 3400939169002+C10+5014 @20190311 quantity=1 by=HARMACIE COMPAIN ordered=MARIGNY',
    '2/3 reimbursement:medication 9064295+W99+6209 @20190308 quantity=4 by=HARMACIE COMPAIN ordered=MARIGNY',
    '3/1 reimbursement:immunization 3400932857241+J07AM01 @20190711 by=PHARMACIE COMPAIN ordered=MARIGNY',
    '3/2 reimbursement:immunization 3400936924642+J07BC01 @20190708 by=PHARMACIE COMPAIN ordered=MARIGNY',
    '3/3 reimbursement:immunization 3400932857241+J07AM01 @20190626 by=PHARMACIE COMPAIN ordered=MARIGNY',
    '4/1 reimbursement:device 3408693 @20190711 quantity=1 by=PHARMACIE COMPAIN ordered=MARIGNY',
    '4/2 reimbursement:device 1397790 @20190528 quantity=1 by=CLINIQUE SAINTE GENEVIEVE ordered=CLINIQUE SAINTE GENEVIEVE',
    // the group of patients that the stay was paid as
    '5/1 reimbursement:encounter IMP(1940) @20190515..20190530 by=CLINIQUE SAINTE GENEVIEVE',
    '5/2 reimbursement:encounter IMP(1721) @20190412.. by=CLINIQUE SAINTE GENEVIEVE',
    // the example writes first names as family names here
    '6/1 reimbursement:procedure G @20190711 by=Laure',
    '6/2 reimbursement:procedure G @20190708 by=Laure',
    '6/3 reimbursement:procedure G @20190626 by=Laure',
    '6/4 reimbursement:procedure FTR @20190525 by=CLINIQUE SAINTE GENEVIEVE',
    '6/5 reimbursement:procedure G @20190311 by=Laure',
    '6/6 reimbursement:procedure G @20190308 by=Laure',
    '6/7 reimbursement:procedure HBMD053 @20190208 by=Henri',
    '6/8 reimbursement:procedure BJQP002 @20190121 by=Jean',
    '7/1 reimbursement:procedure YYYY300 @20190515 by=DURIEUX',
    '7/2 reimbursement:procedure QEQJ001 @20190430 by=LORIOT',
    '7/3 reimbursement:procedure YYYY600 @20190430 by=LORIOT',
    '8/1 reimbursement:procedure 1208 @20190611 by=LBM PARC MONCEAU SITE MAGENTA by=LBM PARC MONCEAU SITE MAGENTA',
    '8/2 reimbursement:procedure 9105 @20190611 by=LBM PARC MONCEAU SITE MAGENTA by=LBM PARC MONCEAU SITE MAGENTA',
    '8/3 reimbursement:procedure 552 @20190515 by=LABORATOIRE by=CLINIQUE SAINTE GENEVIEVE',
    '8/4 reimbursement:procedure 1208 @20190515 by=LABORATOIRE by=CLINIQUE SAINTE GENEVIEVE',
  ],
};
