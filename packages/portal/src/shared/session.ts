// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { ask } from './fhir.ts';

/** Whoever is signed in, as `/portal/me` tells. */
export interface Me {
  readonly kind: 'patient' | 'representative' | 'carer' | 'professional' | string;
  readonly name?: string;
  readonly mode: string;
  /** The record of the session, for those who act on one. */
  readonly recordId?: string;
  readonly nationalId?: string;
  readonly profession?: string;
  readonly organization?: string;
}

export const useMe = () => useQuery({ queryKey: ['me'], queryFn: () => ask<Me>('/portal/me'), staleTime: 60_000 });

export const signInAt = (page: string, language: string): string =>
  `/portal/sign-in?${new URLSearchParams({ to: page, lang: language })}`;

/** Ends the session here and leads to where the sign-in itself ends. */
export const signOut = async (): Promise<void> => {
  const { to } = await ask<{ readonly to: string }>('/portal/sign-out', { method: 'POST' });
  window.location.assign(to);
};
