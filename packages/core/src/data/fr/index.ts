// SPDX-License-Identifier: Apache-2.0
import type { Profile } from '../types.ts';
import { actorClasses } from './actor-classes.ts';
import { assertions, submissionSignatures } from './assertions.ts';
import { authorSpecialty } from './author-specialties.ts';
import { confidentialityCode } from './confidentiality-codes.ts';
import { contentTypeCode } from './content-types.ts';
import { delegation } from './delegation.ts';
import { classCode, typeToClass } from './document-classes.ts';
import { typeCode } from './document-types.ts';
import { dossierHostRights } from './dossier-host-rights.ts';
import { emergency } from './emergency.ts';
import { healthcareFacilityTypeCode } from './facilities.ts';
import { formatByMediaType, formatByTemplate, formatCode } from './formats.ts';
import { functionalRights, functionalRightsReinforcedIndirect } from './functional-rights.ts';
import { nameMatching } from './name-matching.ts';
import { practiceSettingCode } from './practice-settings.ts';
import { profession } from './professions.ts';
import { confidentiality, feeds, identity, partySystems, regimes, timeRules } from './rules.ts';
import { specialty } from './specialties.ts';
import { typeByProfession } from './type-by-profession.ts';

/** France: the DMP and Mon espace santé. The official matrices come first, so that they speak first. */
export const frenchProfile: Profile = {
  id: 'fr',
  rights: [functionalRights, functionalRightsReinforcedIndirect, dossierHostRights],
  actorClasses: [actorClasses],
  typeByProfession: [typeByProfession],
  confidentiality: [confidentiality],
  timeRules: [timeRules],
  regimes,
  feeds: [feeds],
  delegation: [delegation],
  emergency: [emergency],
  nameMatching: [nameMatching],
  identity: [identity],
  assertions: [assertions],
  submissionSignatures: [submissionSignatures],
  typeToClass: [typeToClass],
  valueSets: {
    typeCode: [typeCode],
    classCode: [classCode],
    formatCode: [formatCode],
    healthcareFacilityTypeCode: [healthcareFacilityTypeCode],
    practiceSettingCode: [practiceSettingCode],
    confidentialityCode: [confidentialityCode],
    contentTypeCode: [contentTypeCode],
    profession: [profession],
    specialty: [specialty],
    authorSpecialty: [authorSpecialty],
  },
  formatByTemplate,
  formatByMediaType,
  partySystems,
};
