// SPDX-License-Identifier: Apache-2.0
import type { NameMatching } from '../types.ts';

/**
 * How French names are compared for the search of emergency dispatch (DMP TD0.5). Particles do not count; the sounds are a
 * reduction of written French, so that DUPOND finds DUPONT and GAUTHIER finds GOTIER.
 */
export const nameMatching: NameMatching = {
  id: 'fr-name-matching',
  version: '1',
  validFrom: '2010-01-01',
  source: 'DMP TD0.5 (partial name, birth date, town, match percentage); points and sounds are ours',
  evidence: 'reconstruction',
  particles: [
    'D',
    'DE',
    'DES',
    'DU',
    'L',
    'LA',
    'LE',
    'LES',
    'VAN',
    'VON',
    'DER',
    'DEN',
    'EL',
    'AL',
    'BEN',
    'SAINT',
    'ST',
  ],
  letters: { Œ: 'OE', Æ: 'AE', ẞ: 'SS', Ø: 'O', Ł: 'L', Đ: 'D', Þ: 'TH', Ð: 'D' },
  sounds: [
    ['E?AUX?|EAU', 'O'],
    ['PH', 'F'],
    ['[SC]?CH', 'S'],
    ['GU(?=[EIY])', 'G'],
    ['QU?|CK|K|C(?![EIY])', 'K'],
    ['C(?=[EIY])|Z|SS', 'S'],
    ['G(?=[EIY])', 'J'],
    ['OU', 'U'],
    ['AI|EI|ER$|EZ$|ET$', 'E'],
    ['Y|LL(?=[EIAO])', 'I'],
    ['[EA][NM](?![AEIOUYNM])', 'AN'],
    ['I[NM](?![AEIOUYNM])|Y[NM](?![AEIOUYNM])', 'IN'],
    ['H', ''],
    ['(.)\\1+', '$1'],
    ['[DTSXPE]+$', ''],
  ],
  points: { family: 45, given: 20, birthDate: 25, town: 10 },
  agreement: { beginning: 0.9, sound: 0.75, birthMonth: 0.6, birthYear: 0.3 },
  least: 0.5,
  most: 20,
  letterCount: 2,
};
