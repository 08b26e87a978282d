// SPDX-License-Identifier: Apache-2.0
import type { SignedIn } from './signed-in.ts';

/** What came of asking: under which name, and how long to wait between two looks. */
export type DeviceAsked =
  | { readonly outcome: 'asked'; readonly name: string; readonly intervalSeconds: number }
  | { readonly outcome: 'unknown' | 'away' };

export type DeviceAnswer =
  | { readonly outcome: 'pending' | 'slow-down' | 'refused' }
  | { readonly outcome: 'done'; readonly signedIn: SignedIn };

/** A sign-in at a device of the user's own, such as their telephone, for software that has no browser. */
export interface DeviceSignIn {
  /**
   * @param loginHint national id of a professional
   * @param bindingMessage shown on both sides, so that the user knows that the request is theirs
   */
  ask(loginHint: string, bindingMessage: string | undefined): Promise<DeviceAsked>;
  /** Looks once whether the user has answered. */
  look(name: string): Promise<DeviceAnswer>;
}
