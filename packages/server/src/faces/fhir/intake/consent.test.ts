// SPDX-License-Identifier: Apache-2.0
import { namesHolder, type Relation, type RelationKind } from '@dossier/core/consent';
import { describe, expect, it } from 'vitest';
import { consentKinds } from '../identifiers/index.ts';
import { renderConsent } from '../rendering/index.ts';
import { readConsent } from './consent.ts';
import { contextOf, INS, type Loose, NOW, RECORD } from './test-messages.ts';

const kinds = Object.keys(consentKinds) as RelationKind[];

const relationOf = (kind: RelationKind): Relation => ({
  id: 'c4c3b1a0-0000-4000-8000-000000000001',
  kind,
  ...(namesHolder(kind) ? { holder: 'ps:899700218896', holderName: 'Dr Claire MEDECIN' } : {}),
  ...(consentKinds[kind].value ? { value: 'MASQUE_PS' } : {}),
  from: '2026-01-01T00:00:00.000Z',
  until: '2027-01-01T00:00:00.000Z',
  origin: 'patient',
  createdBy: 'person:1',
});

const consent = (): Loose => ({
  resourceType: 'Consent',
  status: 'active',
  scope: { coding: [{ code: 'patient-privacy' }] },
  patient: { identifier: INS },
  provision: {
    type: 'permit',
    actor: [{ role: {}, reference: { identifier: { system: 'urn:oid:1.2.250.1.71.4.2.1', value: '899700218896' } } }],
  },
});

const refusal = (change: (message: Loose) => void): readonly string[] => {
  const message = consent();
  change(message);
  const read = readConsent(message, contextOf());
  return read.ok ? [] : read.error.map(({ code, location }) => `${code} ${location}`);
};

describe('consents', () => {
  it.each(kinds)('%s: what is rendered begins the same decision', (kind) => {
    const relation = relationOf(kind);
    const { holder, holderName, value, until } = relation;
    const rendered = JSON.parse(JSON.stringify(renderConsent(relation, RECORD, NOW)));
    expect(rendered.status).toBe('active');
    expect(readConsent(rendered, contextOf())).toEqual({
      ok: true,
      value: {
        record: { recordId: RECORD },
        change: {
          do: 'begin',
          kind,
          ...(holder === undefined ? {} : { holder, holderName }),
          ...(value === undefined ? {} : { value }),
          until,
        },
      },
    });
  });

  it.each(['org:1750000000', 'feed:laboratory', 'person:42'])('names %s so that it is read again', (holder) => {
    const rendered = renderConsent({ ...relationOf('block'), holder }, RECORD, NOW);
    const read = readConsent(JSON.parse(JSON.stringify(rendered)), contextOf());
    expect(read.ok && read.value.change).toMatchObject({ holder });
  });

  it('is inactive once it has ended or run out', () => {
    const relation = relationOf('authorization');
    expect(renderConsent(relation, RECORD, '2027-01-01T00:00:00.000Z').status).toBe('inactive');
    expect(renderConsent({ ...relation, endedAt: NOW }, RECORD, NOW).status).toBe('inactive');
  });

  it('reads permit as an authorisation and deny as a block, without a category', () => {
    const read = readConsent(consent(), contextOf());
    expect(read.ok && read.value.change).toEqual({ do: 'begin', kind: 'authorization', holder: 'ps:899700218896' });
    const message = consent();
    message.provision.type = 'deny';
    const blocked = readConsent(message, contextOf());
    expect(blocked.ok && blocked.value.change).toMatchObject({ kind: 'block' });
  });

  it('ends with the day where the end is a date', () => {
    const message = consent();
    message.provision.period = { end: '2026-12-31' };
    const read = readConsent(message, contextOf());
    expect(read.ok && read.value.change).toMatchObject({ until: '2027-01-01T00:00:00.000Z' });
  });

  it.each([
    ['inactive', 'end'],
    ['entered-in-error', 'end'],
    ['active', 'renew'],
  ])('updated as %s: %s', (status, verb) => {
    const read = readConsent({ resourceType: 'Consent', status }, { ...contextOf(), relationId: 'r1' });
    expect(read).toEqual({ ok: true, value: { change: { do: verb, relationId: 'r1' } } });
  });

  it.each<[string, (message: Loose) => void, string]>([
    ['another resource', (m) => (m.resourceType = 'Patient'), 'element-invalid Consent.resourceType'],
    ['no patient', (m) => delete m.patient, 'element-missing Consent.patient'],
    ['a draft', (m) => (m.status = 'draft'), 'element-invalid Consent.status'],
    [
      'an unknown kind',
      (m) => (m.category = [{ coding: [{ system: 'urn:dossier:consent-kind', code: 'toString' }] }]),
      'code-unknown Consent.category[0].coding[0]',
    ],
    ['neither kind nor type', (m) => delete m.provision.type, 'element-missing Consent.category'],
    [
      'a kind that denies, as permit',
      (m) => (m.category = [{ coding: [{ system: 'urn:dossier:consent-kind', code: 'block' }] }]),
      'element-invalid Consent.provision.type',
    ],
    ['nobody', (m) => delete m.provision.actor, 'element-missing Consent.provision.actor'],
    [
      'two parties',
      (m) => m.provision.actor.push(m.provision.actor[0]),
      'element-unsupported Consent.provision.actor[1]',
    ],
    [
      'a party of an unknown system',
      (m) => (m.provision.actor[0].reference.identifier.system = 'http://x'),
      'element-invalid Consent.provision.actor[0].reference.identifier.system',
    ],
    [
      'a party by address',
      (m) => (m.provision.actor[0].reference = { reference: 'https://x.example/1' }),
      'element-missing Consent.provision.actor[0].reference.identifier',
    ],
    [
      'an exception within',
      (m) => (m.provision.provision = [{ type: 'deny' }]),
      'element-unsupported Consent.provision.provision',
    ],
    ['a modifierExtension', (m) => (m.modifierExtension = [{}]), 'element-unsupported Consent.modifierExtension'],
    [
      'an end without zone',
      (m) => (m.provision.period = { end: '2026-12-31T10:00:00' }),
      'element-invalid Consent.provision.period.end',
    ],
    [
      'a party for an opposition',
      (m) => {
        m.category = [{ coding: [{ system: 'urn:dossier:consent-kind', code: 'opposition-break-glass' }] }];
        m.provision.type = 'deny';
      },
      'element-unsupported Consent.provision.actor',
    ],
  ])('refuses %s', (_, change, expected) => {
    expect(refusal(change)).toContain(expected);
  });
});
