// SPDX-License-Identifier: Apache-2.0
import type { Facts, NoticeKind, Role } from '../kinds.ts';

/** What is sent now and kept nowhere: a code, or a secret link. */
export type Message =
  | {
      readonly kind: 'code';
      /** What it proves: who signs in, or that an address is theirs. */
      readonly purpose: 'sign-in' | 'address';
      readonly code: string;
      readonly minutes: number;
    }
  /** To an address that was the party's until now. */
  | { readonly kind: 'address-replaced' }
  | { readonly kind: 'link'; readonly purpose: 'activation' | 'recovery' | 'invitation'; readonly url: string };

/** Words of one message, before they become mail or SMS. */
export interface Words {
  /** Neutral: it shows on locked screens. Holds no fact. */
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** At most 160 letters with the address that comes after it. */
  readonly short: string;
}

/** All the words of a language. */
export interface Texts {
  readonly notice: Readonly<Record<NoticeKind, (facts: Facts, role: Role) => Words>>;
  readonly message: (message: Message) => Words;
  readonly signIn: (url: string) => string;
  readonly why: string;
}
