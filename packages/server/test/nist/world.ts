// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemActor } from '@dossier/core/actors';
import type { BoundElement, Law } from '@dossier/core/data';
import { fastify } from 'fastify';
import { XmlDocument } from 'libxml2-wasm';
import { defaultXmlLimits } from '../../src/content/xml/index.ts';
import { demoIns } from '../../src/demo/identifiers.ts';
import { personas } from '../../src/demo/index.ts';
import { xdsServices } from '../../src/faces/xds/index.ts';
import { changeConsent, openRecord, type Ports } from '../../src/record/index.ts';
import { registerSoap } from '../../src/soap/index.ts';
import { type TestHouse, testHouse } from '../harness.ts';
import { attributeOf, childrenOf } from './plan.ts';

/** The house in the affinity domain of the kit. */
export interface World {
  readonly ports: Ports;
  /** CX of a patient with an open record, the same for the same name. */
  patient(name: string): Promise<string>;
  patients(): Promise<readonly string[]>;
  send(service: 'registry' | 'repository', action: string, body: string): Promise<string>;
  /** A message as it stands. */
  post(service: 'registry' | 'repository', body: Uint8Array, contentType: string): Promise<Posted>;
  stop(): Promise<void>;
}

/** What came back. */
export interface Posted {
  readonly status: number;
  readonly text: string;
}

/** Codes beside those of the kit's table. */
export type MoreCodes = Readonly<
  Partial<Record<BoundElement, readonly { readonly code: string; readonly system: string }[]>>
>;

/** Parts of a message may have as many bytes. */
export const PART_BYTES = 1_000_000;

/** Elements of codes.xml by the element that they bind. */
const SETS: Readonly<Partial<Record<BoundElement, string>>> = {
  typeCode: 'typeCode',
  classCode: 'classCode',
  formatCode: 'formatCode',
  healthcareFacilityTypeCode: 'healthcareFacilityTypeCode',
  practiceSettingCode: 'practiceSettingCode',
  confidentialityCode: 'confidentialityCode',
  contentTypeCode: 'contentTypeCode',
};

/** Codes of the kit for those of France; whoever reads all types reads all of these, and any class goes with any type. */
const lawOfKit = (kit: string, law: Law, more: MoreCodes): Law => {
  const { root } = XmlDocument.fromBuffer(readFileSync(join(kit, 'environment/default/codes.xml')));
  const conceptsOf = (name: string) =>
    childrenOf(root, 'CodeType')
      .filter((type) => attributeOf(type, 'name') === name)
      .flatMap((type) => childrenOf(type, 'Code'))
      .map((code) => ({
        code: attributeOf(code, 'code') ?? '',
        system: attributeOf(code, 'codingScheme') ?? '',
        label: { en: attributeOf(code, 'display') ?? '' },
      }));
  const sets = Object.fromEntries(
    Object.entries(SETS).map(([element, name]) => [
      element,
      {
        ...law.valueSets[element as BoundElement],
        concepts: [...conceptsOf(name), ...(more[element as BoundElement] ?? []).map((one) => ({ ...one, label: {} }))],
      },
    ]),
  );
  const types = [...conceptsOf('typeCode'), ...(more.typeCode ?? [])].map(({ code }) => code);
  return {
    ...law,
    valueSets: { ...law.valueSets, ...sets },
    typeToClass: { ...law.typeToClass, classOf: {} },
    typeByProfession: { ...law.typeByProfession, consultable: { '10': types } },
  };
};

const openPatient = async (house: TestHouse, number: number): Promise<string> => {
  const value = demoIns('female', '1970-01-02', '75056', number);
  const [system] = house.ports.law(house.clock.now()).identity.systems.slice(-1);
  const oid = personas.dominique.patient?.ins.oid ?? system?.oid ?? '';
  const opened = await openRecord(
    systemActor('test'),
    {
      ...{ ins: { oid, value }, identityStatus: 'qualified', regime: 'fr-2010', consentRecorded: true },
      traits: {
        birthFamilyName: 'KIT',
        birthGivenNames: ['TEST'],
        sex: 'female',
        birthDate: '1970-01-02',
        birthPlaceCode: '75056',
      },
    } as Parameters<typeof openRecord>[1],
    house.ports,
  );
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  const { recordId, personId } = opened.value;
  const { actor } = personas.dominique;
  if (actor.kind !== 'patient') throw new Error('dominique is a patient');
  const change = { do: 'begin', kind: 'authorization', holder: 'ps:899700218896', holderName: 'gp' } as const;
  const changed = await changeConsent({ ...actor, personId }, { record: { recordId }, change }, house.ports);
  if (!changed.ok) throw new Error(JSON.stringify(changed.error));
  return `${value}^^^&${oid}&ISO`;
};

export const openWorld = async (kit: string, more: MoreCodes = {}): Promise<World> => {
  const house = await testHouse();
  const laws = new Map<Law, Law>();
  const law = (at: Parameters<Ports['law']>[0]): Law => {
    const french = house.ports.law(at);
    const known = laws.get(french) ?? lawOfKit(kit, french, more);
    laws.set(french, known);
    return known;
  };
  const ports: Ports = { ...house.ports, law };
  const { actor } = personas.gp;
  const app = fastify();
  await app.register(async (scope) =>
    registerSoap(scope, xdsServices(ports), {
      authenticate: async () => ({ ok: true, value: actor }),
      origin: () => 'http://127.0.0.1',
      message: { totalBytes: 1e7, envelopeBytes: 1e7, partBytes: PART_BYTES, parts: 100, headerBytes: 8192 },
      xml: defaultXmlLimits,
    } as Parameters<typeof registerSoap>[2]),
  );
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const patients = new Map<string, Promise<string>>();
  const post: World['post'] = async (service, body, contentType) => {
    const answer = await fetch(`${address}/xds/${service}`, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body: new Uint8Array(body),
    });
    return { status: answer.status, text: await answer.text() };
  };
  return {
    ports,
    patient: (name) => {
      const known = patients.get(name) ?? openPatient(house, patients.size + 1);
      patients.set(name, known);
      return known;
    },
    patients: () => Promise.all(patients.values()),
    send: async (service, action, body) => {
      const envelope =
        '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing"><s:Header>' +
        `<a:Action s:mustUnderstand="1">${action}</a:Action></s:Header><s:Body>${body}</s:Body></s:Envelope>`;
      return (await post(service, Buffer.from(envelope), 'application/soap+xml; charset=utf-8')).text;
    },
    post,
    stop: async () => {
      await app.close();
      await house.stop();
    },
  };
};
