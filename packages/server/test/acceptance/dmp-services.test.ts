// SPDX-License-Identifier: Apache-2.0
// The DMP's own services as French software calls them: in TLS by a card, a signed assertion in each message.
import { systemActor } from '@dossier/core/actors';
import { XmlDocument } from 'libxml2-wasm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AssertionOptions, demoAssertion, type PersonaKey, personas } from '../../src/demo/index.ts';
import { changeConsent, foldNames, openRecord, readJournal } from '../../src/record/index.ts';
import { ask, pairIn } from '../certificates.ts';
import { type TestHouse, testHouse } from '../harness.ts';
import { envelope } from '../xds-messages.ts';

const { patient, actor: dominique } = personas.dominique;
if (!patient || dominique.kind !== 'patient') throw new Error('the personas changed');
const SECURITY = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
const HABILITATIONS = 'urn:si-dmp-habilitations';
const PATIENTS = 'urn:si-dmp-patients';

let house: TestHouse;
let recordId: string;
beforeAll(async () => {
  house = await testHouse({ tls: true });
  const opened = await openRecord(
    systemActor('test'),
    {
      ...{ ins: patient.ins, traits: patient.traits, identityStatus: 'qualified', regime: 'fr-2010' },
      ...{ personId: dominique.personId, consentRecorded: true },
    } as const,
    house.ports,
  );
  if (!opened.ok) throw new Error(opened.error.code);
  ({ recordId } = opened.value);
  await foldNames(house.ports, 10);
});
afterAll(() => house.stop());

interface Sent {
  readonly status: number;
  readonly text: string;
}

const send = async (path: string, action: string, body: string, persona = 'gp', options: AssertionOptions = {}) => {
  const assertion = await demoAssertion(house.home, persona, { now: house.clock.now(), ...options });
  const header = `<wsse:Security xmlns:wsse="${SECURITY}">${assertion}</wsse:Security></s:Header>`;
  const message = envelope(action, body).replace('</s:Header>', header);
  const pair = await pairIn(house.home, `cards/${persona}-authentication`);
  const type = { 'content-type': 'application/soap+xml; charset=utf-8' };
  const { status, text } = await ask(`${house.house.tlsUrl}${path}`, house, pair, type, undefined, message);
  return { status, text } satisfies Sent;
};

const latest = async () => {
  const page = await readJournal(dominique, { record: { recordId }, query: { limit: 1 } }, house.ports);
  return page.ok ? page.value.entries[0] : undefined;
};

const frame = (interaction: string, query: string): string =>
  `<${interaction} xmlns="urn:hl7-org:v3" ITSVersion="XML_1.0"><id root="1.2.250.1.999.3" extension="q1"/><creationTime value="20261123120000"/>` +
  `<interactionId root="2.16.840.1.113883.1.6" extension="${interaction}"/><processingCode code="P"/><processingModeCode code="T"/><acceptAckCode code="AL"/>` +
  '<receiver typeCode="RCV"><device classCode="DEV" determinerCode="INSTANCE"><id root="1.2.250.1.213.4.1.1.1"/></device></receiver>' +
  '<sender typeCode="SND"><device classCode="DEV" determinerCode="INSTANCE"><id root="1.2.250.1.999.4"/></device></sender>' +
  `<controlActProcess classCode="CACT" moodCode="EVN"><queryByParameter><queryId root="1.2.250.1.999.5" extension="7"/><statusCode code="new"/>${query}</queryByParameter></controlActProcess></${interaction}>`;

const exists = (ins: { readonly oid: string; readonly value: string }, persona?: string, options?: AssertionOptions) =>
  send(
    '/si-dmp-server/v2/services/patients',
    'urn:hl7-org:v3:PRPA_IN201307UV02',
    frame(
      'PRPA_IN201307UV02',
      `<parameterList><patientIdentifier><value root="${ins.oid}" extension="${ins.value}"/><semanticsText>Patient.Id</semanticsText></patientIdentifier></parameterList>`,
    ),
    persona,
    options,
  );

const attention = ({ text }: Sent): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...text.matchAll(/<keyWordText>(\w+)<\/keyWordText><value [^>]*?code="(\w+)"/g)].map(([, word = '', code]) => [
      word,
      code ?? '',
    ]),
  );

const authorize = (action: string, persona?: string, role = '', at = '/si-dmp-server/v2/services/habilitations') =>
  send(
    at,
    `${HABILITATIONS}:HabilitationsEndPoint:setAuthorization`,
    `<setAuthorization xmlns="${HABILITATIONS}"><action>${action}</action>${role && `<role>${role}</role>`}</setAuthorization>`,
    persona,
  );

const decide = async (do_: 'begin' | 'end', kind: 'block', key: PersonaKey, relationId = '') => {
  const { actor } = personas[key];
  const holder = actor.kind === 'professional' ? (`ps:${actor.nationalId}` as const) : undefined;
  const change =
    do_ === 'begin'
      ? { do: do_, kind, ...(holder && { holder }), holderName: actor.name }
      : { do: 'end' as const, relationId };
  const changed = await changeConsent(dominique, { record: { recordId }, change }, house.ports);
  if (!changed.ok) throw new Error(changed.error.code);
  return changed.value.id;
};

describe('existence and authorisation (TD0.2)', () => {
  test('tells of the record, and that the caller is not authorised yet', async () => {
    const answer = await exists(patient.ins);
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('urn:hl7-org:v3:PRPA_IN201308UV02</wsa:Action>');
    expect(answer.text).toContain('<queryResponseCode code="OK"/>');
    expect(answer.text).toContain('<queryId root="1.2.250.1.999.5" extension="7"/>');
    expect(answer.text).toContain(`extension="${patient.ins.value}"`);
    expect(answer.text).toContain('<statusCode code="active"/>');
    expect(attention(answer)).toEqual({ AUTORISATION: 'NON_EXISTE', STATUT_MT: 'false' });
    expect(await latest()).toMatchObject({ operation: 'record.test-existence', outcome: 'success' });
  });

  test('a patient without a record is not found', async () => {
    const ins = personas.adele.patient?.ins ?? patient.ins;
    const answer = await exists(ins, 'gp', { patient: 'adele' });
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('<queryResponseCode code="NF"/>');
    expect(answer.text).not.toContain('patientPerson');
  });

  test('a message without a patient, and one of another patient than the assertion, are faults', async () => {
    const none = await send('/hl7v3/patients', 'urn:hl7-org:v3:PRPA_IN201307UV02', frame('PRPA_IN201307UV02', ''));
    expect(none.status).toBe(400);
    expect(none.text).toContain('patientIdentifier/value is required');
    const other = await exists(patient.ins, 'gp', { patient: 'adele' });
    expect(other.status).toBeGreaterThanOrEqual(400);
    expect(other.text).toContain('Fault');
    expect(other.text).not.toContain('patientPerson');
  });
});

describe('habilitations (TD0.3, TD1.6)', () => {
  test('a professional declares the authorisation, becomes attending doctor, is listed, and withdraws', async () => {
    expect((await authorize('AJOUT')).text).toContain('<status>DMPOk</status>');
    expect(await latest()).toMatchObject({ operation: 'authorization.declare', outcome: 'success' });
    expect(attention(await exists(patient.ins))).toEqual({ AUTORISATION: 'VALIDE', STATUT_MT: 'false' });

    expect((await authorize('AJOUT', 'gp', 'MEDECIN_TRAITANT', '/dmp/habilitations')).text).toContain('DMPOk');
    expect(attention(await exists(patient.ins))).toEqual({ AUTORISATION: 'VALIDE', STATUT_MT: 'true' });

    const blocked = await decide('begin', 'block', 'blocked');
    const list = async (mode: string) => {
      const body = `<listAuthorizationByPatient xmlns="${HABILITATIONS}"><mode>${mode}</mode></listAuthorizationByPatient>`;
      const action = `${HABILITATIONS}:HabilitationsEndPoint:listAuthorizationByPatient`;
      const { text } = await send('/si-dmp-server/v2/services/habilitations', action, body);
      return [...text.matchAll(/<nationalId>(\w+)<\/nationalId>.*?<mode>(\w+)<\/mode>/g)].map(
        ([, id, of]) => `${id} ${of}`,
      );
    };
    const blockedId = personas.blocked.actor.kind === 'professional' ? personas.blocked.actor.nationalId : '';
    expect(await list('ACTIVE')).toEqual(['899700218896 ACTIVE']);
    expect(await list('INTERDITE')).toEqual([`${blockedId} INTERDITE`]);
    expect((await list('TOUTE')).toSorted()).toEqual([`${blockedId} INTERDITE`, '899700218896 ACTIVE'].toSorted());
    expect(await latest()).toMatchObject({ operation: 'consent.read', outcome: 'success' });

    // a block of the patient wins over a declaration
    const refused = await authorize('AJOUT', 'blocked');
    expect(refused.text).toContain('Fault');
    expect(await latest()).toMatchObject({ operation: 'authorization.declare', outcome: 'refused' });
    expect(attention(await exists(patient.ins, 'blocked'))).toMatchObject({ AUTORISATION: 'INTERDIT' });
    await decide('end', 'block', 'blocked', blocked);

    expect((await authorize('SUPPRESSION', 'gp', 'MEDECIN_TRAITANT')).text).toContain('DMPOk');
    expect((await authorize('SUPPRESSION')).text).toContain('DMPOk');
    expect(attention(await exists(patient.ins))).toEqual({ AUTORISATION: 'EXPIRE', STATUT_MT: 'false' });
    const again = await authorize('SUPPRESSION');
    expect(again.text).toContain('Fault');
  });

  test.each([
    ['MODIFICATION', '', 'action is not valid'],
    ['AJOUT', 'INFIRMIER', 'role is not valid'],
  ])('%s %s is a fault that says which values there are', async (action, role, why) => {
    const answer = await authorize(action, 'gp', role);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain(why);
  });

  test('who read and who may not: the list is for those who are authorised', async () => {
    const body = `<listAuthorizationByPatient xmlns="${HABILITATIONS}"/>`;
    const action = `${HABILITATIONS}:HabilitationsEndPoint:listAuthorizationByPatient`;
    const answer = await send('/dmp/habilitations', action, body, 'stranger');
    expect(answer.status).toBe(400);
    expect(await latest()).toMatchObject({ operation: 'consent.read', outcome: 'refused' });
  });
});

describe('my patients (TD0.4)', () => {
  const list = (more = '', persona = 'gp') =>
    send(
      '/si-dmp-server/v2/services/patients',
      `${PATIENTS}:PatientSpecificEndPoint:patientList`,
      `<patientList xmlns="${PATIENTS}">${more}</patientList>`,
      persona,
      { patient: 'none' },
    );
  const listed = ({ text }: Sent) => [...text.matchAll(/extension="(\d+)"/g)].map(([, value]) => value);

  test('are those who authorised the caller, each with a trace in their own record', async () => {
    expect(listed(await list())).toEqual([]);
    await authorize('AJOUT');
    const answer = await list('<dateType>LASTAUTORIZATION</dateType><psOwnerId>899700218896</psOwnerId>');
    expect(answer.text).toContain('<status>DMPOk</status>');
    expect(listed(answer)).toEqual([patient.ins.value]);
    expect(answer.text).toContain('<birthName>');
    expect(await latest()).toMatchObject({ operation: 'record.test-existence', actor: { key: 'ps:899700218896' } });
    expect(listed(await list('', 'stranger'))).toEqual([]);
    expect(listed(await list('<startDate>20261101</startDate>'))).toEqual([patient.ins.value]);
    expect(listed(await list('<startDate>2030-01-01</startDate>'))).toEqual([]);
    await authorize('SUPPRESSION');
    expect(listed(await list())).toEqual([]);
  });

  test.each([
    ['<startDate>yesterday</startDate>', 'startDate'],
    ['<dateType>LASTDOC</dateType>', 'dateType'],
    ['<psOwnerId>899700000001</psOwnerId>', 'psOwnerId'],
  ])('%s is a fault that names it', async (more, named) => {
    const answer = await list(more);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain(named);
  });
});

describe('a patient by traits (TD0.5)', () => {
  const search = (persona: string, options: AssertionOptions, family = patient.traits.birthFamilyName) =>
    send(
      '/hl7v3/patients',
      'urn:hl7-org:v3:PRPA_IN201305UV02',
      frame(
        'PRPA_IN201305UV02',
        `<parameterList><livingSubjectBirthTime><value value="${patient.traits.birthDate.replaceAll('-', '')}"/><semanticsText>LivingSubject.birthTime</semanticsText></livingSubjectBirthTime>` +
          `<livingSubjectName><value><family>${family}</family></value><semanticsText>LivingSubject.name</semanticsText></livingSubjectName></parameterList>`,
      ),
      persona,
      { patient: 'none', ...options },
    );

  test('is found in dispatch mode, with how well they agree', async () => {
    const answer = await search('samu', { mode: 'emergency-dispatch' });
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('PRPA_IN201306UV02');
    expect(answer.text).toContain(`extension="${patient.ins.value}"`);
    expect(answer.text).toMatch(/xsi:type="INT" value="\d+"/);
    expect(await latest()).toMatchObject({ operation: 'record.search-traits', outcome: 'success' });
    const none = await search('samu', { mode: 'emergency-dispatch' }, 'PERSONNE');
    expect(none.text).toContain('<queryResponseCode code="NF"/>');
  });

  test('is not to be looked for by anybody else', async () => {
    const answer = await search('gp', {});
    expect(answer.status).toBe(400);
    expect(answer.text).not.toContain(patient.ins.value);
  });
});

test('the services describe themselves', async () => {
  for (const path of ['/hl7v3/patients', '/dmp/habilitations', '/si-dmp-server/v2/services/patients']) {
    const answer = await fetch(`${house.url}${path}?wsdl`);
    expect(answer.status).toBe(200);
    const text = await answer.text();
    expect(text).toContain('soap12:address');
    expect(XmlDocument.fromString(text).root.name).toBe('definitions');
  }
});

describe('opening and closing (TD1.1, TD1.2, TD1.4)', () => {
  const { patient: adele } = personas.adele;
  if (!adele) throw new Error('the personas changed');
  let consenting: TestHouse;
  beforeAll(async () => {
    consenting = await testHouse({ tls: true, env: { DOSSIER_REGIME: 'fr-2010' } });
  });
  afterAll(() => consenting.stop());

  const observation = (code: string, value = 'true') =>
    `<subjectOf typeCode="SBJ"><administrativeObservation classCode="OBS" moodCode="EVN"><code code="${code}"/><value xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="BL" value="${value}"/></administrativeObservation></subjectOf>`;
  const opening = (more = observation('CONSENTEMENT_OUVERTURE_DMP'), family = adele.traits.birthFamilyName) =>
    `<PRPA_IN201311UV02 xmlns="urn:hl7-org:v3"><id root="1.2.3" extension="1"/><controlActProcess classCode="CACT" moodCode="RQO"><reasonCode code="CREA_RD"/><subject typeCode="SUBJ"><registrationRequest classCode="REG" moodCode="RQO"><subject1 typeCode="SBJ"><patient classCode="PAT"><id root="${adele.ins.oid}" extension="${adele.ins.value}"/><patientPerson><name><family qualifier="BR">${family}</family><given>ADELE</given></name><administrativeGenderCode code="F"/><birthTime value="${adele.traits.birthDate.replaceAll('-', '')}"/></patientPerson>${more}</patient></subject1></registrationRequest></subject></controlActProcess></PRPA_IN201311UV02>`;
  const revising = (reason: string) =>
    `<PRPA_IN201314UV02 xmlns="urn:hl7-org:v3"><id root="1.2.3" extension="2"/><controlActProcess classCode="CACT" moodCode="RQO"><reasonCode code="${reason}"/><subject typeCode="SUBJ"><registrationRequest classCode="REG" moodCode="RQO"><subject1 typeCode="SBJ"><patient classCode="PAT"><id root="${adele.ins.oid}" extension="${adele.ins.value}"/></patient></subject1></registrationRequest></subject></controlActProcess></PRPA_IN201314UV02>`;
  const tell = async (body: string, at: TestHouse = consenting) => {
    const options = { now: at.clock.now(), patient: 'adele' };
    const header = `<wsse:Security xmlns:wsse="${SECURITY}">${await demoAssertion(at.home, 'gp', options)}</wsse:Security></s:Header>`;
    const [, name = ''] = /^<(\w+)/.exec(body) ?? [];
    const message = envelope(`urn:hl7-org:v3:${name}`, body).replace('</s:Header>', header);
    const pair = await pairIn(at.home, 'cards/gp-authentication');
    const type = { 'content-type': 'application/soap+xml; charset=utf-8' };
    return ask(`${at.house.tlsUrl}/si-dmp-server/v2/services/patients`, at, pair, type, undefined, message);
  };
  const journalOf = async ({ pool }: TestHouse) => {
    const { rows } = await pool.query<{ operation: string; outcome: string }>(
      'select operation, outcome from journal_entry order by seq desc limit 1',
    );
    return rows[0];
  };

  test('a professional opens a record once, with the consent of the patient', async () => {
    const without = await tell(opening(''));
    expect(without.text).toContain('recorded consent');
    const opened = await tell(opening());
    expect(opened.text).toContain('PRPA_IN201312UV02');
    expect(opened.text).toContain('<typeCode code="AA"/>');
    expect(await journalOf(consenting)).toEqual({ operation: 'record.open', outcome: 'success' });
    const again = await tell(opening());
    expect(again.text).toContain('PRPA_IN201313UV02');
    expect(again.text).toContain('<code code="DMPFound"/>');
  });

  test('closes it at the request of the patient, and opens it again', async () => {
    expect((await tell(revising('FERM'))).text).toContain('Fault'); // not authorised yet
    const declare = await declareAt(consenting);
    expect(declare.text).toContain('DMPOk');
    const closed = await tell(revising('FERM'));
    expect(closed.text).toContain('PRPA_IN201315UV02');
    expect(closed.text).toContain('<statusCode code="terminated"/>');
    expect(await journalOf(consenting)).toEqual({ operation: 'record.close', outcome: 'success' });
    expect((await tell(revising('REAC'))).text).toContain('<statusCode code="active"/>');
    expect(await journalOf(consenting)).toEqual({ operation: 'record.reopen', outcome: 'success' });
  });

  test.each([
    [
      'an opposition',
      () => opening(observation('CONSENTEMENT_OUVERTURE_DMP') + observation('OPPOSITION_BRIS_DE_GLACE')),
      'OPPOSITION_BRIS_DE_GLACE',
    ],
    ['no name', () => opening(undefined, ''), 'family'],
    ['another reason', () => revising('MODIF_DATA'), 'reasonCode'],
  ])('%s is a fault that names it', async (_, body, named) => {
    const answer = await tell(body());
    expect(answer.status).toBe(400);
    expect(answer.text).toContain(named);
  });

  test('where records open on silence nobody opens one by a message', async () => {
    const answer = await tell(opening(), house);
    expect(answer.text).toContain('Fault');
    expect(await journalOf(house)).toEqual({ operation: 'record.open', outcome: 'refused' });
  });

  const declareAt = async (at: TestHouse) => {
    const options = { now: at.clock.now(), patient: 'adele' };
    const header = `<wsse:Security xmlns:wsse="${SECURITY}">${await demoAssertion(at.home, 'gp', options)}</wsse:Security></s:Header>`;
    const body = `<setAuthorization xmlns="${HABILITATIONS}"><action>AJOUT</action></setAuthorization>`;
    const message = envelope(`${HABILITATIONS}:HabilitationsEndPoint:setAuthorization`, body);
    const pair = await pairIn(at.home, 'cards/gp-authentication');
    const type = { 'content-type': 'application/soap+xml; charset=utf-8' };
    const url = `${at.house.tlsUrl}/dmp/habilitations`;
    return ask(url, at, pair, type, undefined, message.replace('</s:Header>', header));
  };
});
