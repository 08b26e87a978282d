// SPDX-License-Identifier: Apache-2.0
import type { EmergencyRules } from '../types.ts';

/**
 * Break-glass (bris de glace) and emergency dispatch (régulation, centre 15). That they are bounded, and for how long, no
 * text at hand says: the durations are ours.
 */
export const emergency: EmergencyRules = {
  id: 'fr-emergency',
  version: '1',
  validFrom: '2010-01-01',
  source: 'CSP L.1111-17 II, R.1111-48; CI-SIS TRE_R248; durations and review reconstructed',
  evidence: 'reconstruction',
  breakGlass: { duration: { minutes: 120 }, reviewed: true },
  emergencyDispatch: { duration: { minutes: 60 }, reviewed: false },
  opens: [
    'document.find',
    'document.find-reference',
    'document.retrieve',
    'document.archive',
    'document.mask',
    'document.unmask',
    'document.make-visible',
    'consent.read',
  ],
  reasonRests: { days: 1 },
  verdicts: ['justified', 'not-justified', 'to-be-examined'],
  undecided: 'to-be-examined',
};
