// SPDX-License-Identifier: Apache-2.0
import type { PartyKey } from '@dossier/core/actors';
import type { Instant } from '@dossier/core/time';

/** What somebody was told (docs/notices.md), in words for them. */
export interface ToldNotice {
  readonly noticeId: string;
  /** `first-access`, `emergency-access`, … */
  readonly kind: string;
  readonly at: Instant;
  readonly language: string;
  readonly subject: string;
  readonly text: string;
}

export interface NoticeQuery {
  readonly receiver: PartyKey;
  /** With those about their account, which are of no record. */
  readonly ofAccount: boolean;
  readonly noticeId?: string;
  readonly limit: number;
  readonly after?: { readonly at: Instant; readonly noticeId: string };
}

export interface NoticePage {
  readonly total: number;
  /** The newest first. */
  readonly notices: readonly ToldNotice[];
  readonly next?: { readonly at: Instant; readonly noticeId: string };
}
