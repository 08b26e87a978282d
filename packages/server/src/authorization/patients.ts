// SPDX-License-Identifier: Apache-2.0
import type { AccessMode, Professional } from '@dossier/core/actors';
import type { TraitsAsked } from '@dossier/core/identity';

/** A patient among whom a professional chooses. */
export interface PatientShown {
  readonly recordId: string;
  readonly name: string;
  /** `YYYY-MM-DD`. */
  readonly birthDate: string;
}

/** What choosing a patient at sign-in takes of the records; each answers as the gates decide at this moment. */
export interface PatientPorts {
  /**
   * The patients who agree with what was asked: those whose records this professional may open or, to break the glass,
   * whoever has this INS. `too-little` where the traits are not enough to search by.
   */
  readonly find: (
    actor: Professional,
    asked: { readonly ins: string } | TraitsAsked,
    toBreakGlass: boolean,
  ) => Promise<readonly PatientShown[] | 'too-little'>;
  /**
   * Opens an access without authorisation to one record; answers its id.
   * `reason` where there is none, `refused` where there is no open record or the patient refuses.
   */
  readonly breakGlass: (
    actor: Professional,
    recordId: string,
    reason: string,
  ) => Promise<{ readonly accessId: string } | 'reason' | 'refused'>;
  /** The mode in which this professional may work on this record; with an access, that of the access while it lasts. */
  readonly modeOn: (actor: Professional, recordId: string, accessId?: string) => Promise<AccessMode | undefined>;
}
