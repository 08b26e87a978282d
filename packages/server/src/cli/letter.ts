// SPDX-License-Identifier: Apache-2.0
import type { ActivationSecret } from '../record/index.ts';

/** To whom a letter goes, and what it says. */
export interface Letter extends ActivationSecret {
  readonly name: string;
  /** INS number. */
  readonly ins: string;
  /** Public address of the house. */
  readonly address: string;
  /** Under a regime that opens on silence: the day on which the record opens unless the person opposes. */
  readonly opensAt?: string;
}

const day = (instant: string): string => instant.slice(0, 10);

const announced = (opensAt: string): string => `
Votre dossier sera ouvert le ${day(opensAt)}, sauf si vous vous y opposez avant cette date.
Your record will be opened on ${day(opensAt)}, unless you oppose it before that day.
`;

/** What is handed to a person on paper: the secret that activates their account, in both languages of the house. */
export const letter = ({ name, ins, address, secret, expiresAt, opensAt }: Letter): string => `
${name}
INS ${ins}
${opensAt === undefined ? '' : announced(opensAt)}
Votre dossier peut être consulté en ligne. Pour activer votre compte, allez à l’adresse
Your record can be read online. To activate your account, go to

  ${address}/account/activate

et saisissez votre INS et ce secret (valable une fois, jusqu’au ${day(expiresAt)}) :
and type your INS and this secret (good for one use, until ${day(expiresAt)}):

  ${secret}

`;
