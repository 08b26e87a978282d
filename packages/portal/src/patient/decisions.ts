// SPDX-License-Identifier: Apache-2.0
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ask, type Consent } from '../shared/fhir.ts';

export const kindOf = ({ category }: Consent): string =>
  category.flatMap(({ coding = [] }) => coding).find(({ system }) => system === 'urn:dossier:consent-kind')?.code ?? '';

export const holderOf = ({ provision }: Consent) => provision?.actor?.[0]?.reference;

const PROFESSIONAL = 'urn:oid:1.2.250.1.71.4.2.1';

export interface Begun {
  readonly kind: string;
  readonly holder?: { readonly system?: string; readonly value: string; readonly name?: string };
}

const consentFor = (recordId: string, { kind, holder }: Begun) => ({
  resourceType: 'Consent',
  status: 'active',
  scope: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }] },
  category: [{ coding: [{ system: 'urn:dossier:consent-kind', code: kind }] }],
  patient: { reference: `Patient/${recordId}` },
  ...(holder && {
    provision: {
      actor: [
        {
          role: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'IRCP' }] },
          reference: {
            identifier: { system: holder.system ?? PROFESSIONAL, value: holder.value },
            ...(holder.name !== undefined && holder.name !== '' && { display: holder.name }),
          },
        },
      ],
    },
  }),
});

/** Begins, ends and renews decisions; what the pages show of them is read again after each. */
export const useDecide = (recordId: string) => {
  const cache = useQueryClient();
  const onSettled = () =>
    Promise.all([['consents'], ['seers'], ['accesses']].map((queryKey) => cache.invalidateQueries({ queryKey })));
  const begin = useMutation({
    mutationFn: (begun: Begun) => ask<Consent>('/fhir/Consent', { method: 'POST', body: consentFor(recordId, begun) }),
    onSettled,
  });
  const set = useMutation({
    mutationFn: ({ consent, status }: { consent: Consent; status: Consent['status'] }) =>
      ask<Consent>(`/fhir/Consent/${consent.id}`, { method: 'PUT', body: { ...consent, status } }),
    onSettled,
  });
  return { begin, set, error: begin.error ?? set.error };
};
