// SPDX-License-Identifier: Apache-2.0
import { codeList, concepts } from '../concept-list.ts';
import { lookup } from '../lookup.ts';
import type { TypeToClass, ValueSet } from '../types.ts';
import { TRE_A03, TRE_A10 } from './code-systems.ts';

/** Document classes of the DMP (classCode). */
export const classCode: ValueSet = {
  id: 'JDV_J57-ClassCode-DMP',
  version: '20230922',
  validFrom: '2010-01-01',
  source: 'ANS, JDV_J57-ClassCode-DMP (2023-09-22)',
  evidence: 'transcribed',
  oid: '1.2.250.1.213.1.1.5.6',
  concepts: [
    ...concepts(
      TRE_A03,
      `
      10 | Compte rendu | Report
      11 | Synthèse | Summary
      31 | Imagerie médicale | Medical imaging
      42 | Prescription | Prescription
      43 | Dispensation | Dispensation
      44 | Plan de soins, protocole de soins | Care plan or protocol
      45 | Traitement administré | Administered treatment
      52 | Certificat, déclaration | Certificate, declaration
      60 | Données de remboursement | Reimbursement data
      90 | Autres documents déposés par le patient | Other documents from the patient
      95 | Document de gestion | Administrative document
      `,
    ),
    ...concepts(
      TRE_A10,
      `
      urn:oid:1.3.6.1.4.1.19376.1.2.1.1.1 | Digital Signature
      `,
    ),
  ],
};

/** The types of each class. */
const typesOfClass: Readonly<Record<string, string>> = {
  '10': `
    11488-4 11490-0 11502-2 11505-5 11506-3 11526-1 15507-7 15508-5 28653-4 29274-8 34112-3 34749-2 34794-8 34874-8
    34875-5 47420-5 51969-4 59283-2 60568-3 67851-6 70004-7 75482-0 75492-9 75496-0 77436-4 78513-9 78601-2 83981-1
    85208-7 93024-8 96349-6 BIL_AUTO DOCPAT03 DOCPAT05 DOCPAT06
  `,
  '11': `
    18761-7 34133-9 34842-5 56445-0 57055-6 57057-2 57075-4 60591-5 68599-0 68817-6 74207-2 78489-2 80820-4 83836-7
    83901-9 88348-8 89235-6 DOCPAT01 DOCPAT08 SYNTH
  `,
  '31': `
    18748-4 52040-3 DOCPAT04 IMG-KOS
  `,
  '42': `
    55115-0 57828-6 57832-8 57833-6 61357-0 75468-9 DOCPAT02 PRESC-AAT PRESC-BIO PRESC-INF PRESC-KINE PRESC-ORTHOPHO
    PRESC-ORTHOPTIE PRESC-PEDI
  `,
  '43': `
    60593-1 DISP_AUT
  `,
  '44': `
    18776-5 77604-7 80771-9 80788-3 83869-8 PROT_ALD
  `,
  '45': `
    80565-5
  `,
  '52': `
    11369-6 87273-9 89601-9 96173-0 96874-3 CERT_DECL DOCPAT07
  `,
  '60': `
    REMB
  `,
  '90': `
    74465-6 EXPPAT_1 EXPPAT_2 EXPPAT_3
  `,
  '95': `
    59284-0 86531-1 ATTEST-ASS-COMPL ATTEST-DROITS-AM ATTEST-HEBGT ATTEST-RESID AUTORIS-SOINS DOCPAT09
  `,
  'urn:oid:1.3.6.1.4.1.19376.1.2.1.1.1': `
    E1762
  `,
};

/** Official map of types to classes; every type has exactly one class. */
export const typeToClass: TypeToClass = {
  id: 'ASS_X16-CorrespondanceType-Classe-DMP',
  version: '20240223',
  validFrom: '2010-01-01',
  source: 'ANS, ASS_X16-CorrespondanceType-Classe-DMP (2024-02-23)',
  evidence: 'transcribed',
  classOf: lookup(
    Object.entries(typesOfClass).flatMap(([code, types]) => codeList(types).map((type) => [type, code] as const)),
  ),
  knownErrata: [
    { type: '11488-4', class: '11', source: 'PDSm4DMP, official examples TD2 and TD3 (2026-07-02)' },
    { type: '34133-9', class: '10', source: 'PDSm 3.1.1, example exemple-pdsm-documentreference (2026-06-30)' },
  ],
};
