// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import type { Ins } from '@dossier/core/identity';
import { dtmFromIso } from '@dossier/core/time';
import type { RecordView } from '../../record/index.ts';
import { attributeAt, childOf, type Element, element, type Markup, textElement } from '../../soap/index.ts';
import { device, ns, systems } from './codes.ts';

/** Follows a path of HL7 V3 elements. */
export const at = (from: Element | undefined, ...names: readonly string[]): Element | undefined =>
  names.reduce<Element | undefined>((found, name) => found && childOf(found, ns.hl7, name), from);

/** An instance identifier (II). */
export const readIi = (
  found: Element | undefined,
): { readonly root: string; readonly extension?: string } | undefined => {
  const root = found && attributeAt(found, 'root');
  if (found === undefined || root === undefined) return undefined;
  const extension = attributeAt(found, 'extension');
  return { root, ...(extension !== undefined && { extension }) };
};

const ii = (name: string, { root, extension }: { readonly root: string; readonly extension?: string }): Markup =>
  element(name, { root, extension });

/** An element as it came, for an answer that says again what was asked; without what is not of HL7 V3. */
const again = ({ name, attributes, children, text }: Element): Markup => {
  const plain = Object.fromEntries([...attributes].filter(([key]) => /^[A-Za-z][A-Za-z0-9]*$/.test(key)));
  const inside = children.filter(({ namespace }) => namespace === ns.hl7).map(again);
  return inside.length === 0 && text.trim() !== '' ? textElement(name, text, plain) : element(name, plain, inside);
};

const deviceOf = (role: 'receiver' | 'sender', id: Markup, name?: string): Markup =>
  element(role, { typeCode: role === 'receiver' ? 'RCV' : 'SND' }, [
    element('device', { classCode: 'DEV', determinerCode: 'INSTANCE' }, [
      id,
      ...(name === undefined ? [] : [textElement('name', name)]),
    ]),
  ]);

/** What a transmission says of itself. */
interface Transmission {
  /** Name of the interaction that answers: `PRPA_IN201308UV02`. */
  readonly interaction: string;
  readonly attention?: readonly { readonly word: string; readonly system: string; readonly code: string }[];
  /** Why the request was not carried out, by code and sentence. */
  readonly refusal?: { readonly code: string; readonly sentence: string };
}

/** The transmission around a control act (HL7 V3 Normative Edition 2008, MCCI): AA, or AE with the reason. */
const transmission = (
  request: Element,
  { interaction, attention = [], refusal }: Transmission,
  controlAct: readonly Markup[],
  now: string,
): Markup => {
  const asked = readIi(at(request, 'id')) ?? { root: '2.16.840.1.113883.5.1008' };
  const sender = readIi(at(request, 'sender', 'device', 'id'));
  return element(interaction, { xmlns: ns.hl7, ITSVersion: 'XML_1.0' }, [
    ii('id', { root: randomUUID() }),
    element('creationTime', { value: dtmFromIso(now) }),
    ii('interactionId', { root: systems.interaction, extension: interaction }),
    element('processingCode', { code: 'P' }),
    element('processingModeCode', { code: 'T' }),
    element('acceptAckCode', { code: 'NE' }),
    deviceOf('receiver', sender ? ii('id', sender) : element('id', { nullFlavor: 'UNK' })),
    deviceOf('sender', ii('id', { root: device.id }), device.name),
    ...attention.map(({ word, system, code }) =>
      element('attentionLine', {}, [
        textElement('keyWordText', word),
        element('value', {
          'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
          'xsi:type': 'CV',
          code,
          codeSystem: system,
        }),
      ]),
    ),
    element('acknowledgement', {}, [
      element('typeCode', { code: refusal ? 'AE' : 'AA' }),
      element('targetMessage', {}, [ii('id', asked)]),
      ...(refusal
        ? [
            element('acknowledgementDetail', { typeCode: 'E' }, [
              element('code', { code: refusal.code }),
              textElement('text', refusal.sentence),
            ]),
          ]
        : []),
    ]),
    element('controlActProcess', { classCode: 'CACT', moodCode: 'EVN' }, [
      element('code', { code: interaction.replace('_IN', '_TE'), codeSystem: systems.trigger }),
      ...controlAct,
    ]),
  ]);
};

/** The answer to a query; each subject is the content of a `subject` of the control act. */
export const answerTo = (
  request: Element,
  { subjects, ...said }: Transmission & { readonly subjects: readonly Markup[] },
  now: string,
): Markup => {
  const query = at(request, 'controlActProcess', 'queryByParameter');
  const queryId = query && at(query, 'queryId');
  const found = [
    ...subjects,
    element('queryAck', {}, [
      ...(queryId ? [again(queryId)] : []),
      element('statusCode', { code: 'deliveredResponse' }),
      element('queryResponseCode', { code: subjects.length === 0 ? 'NF' : 'OK' }),
      element('resultTotalQuantity', { value: subjects.length }),
      element('resultCurrentQuantity', { value: subjects.length }),
      element('resultRemainingQuantity', { value: 0 }),
    ]),
    ...(query ? [again(query)] : []),
  ];
  return transmission(request, said, found, now);
};

/** What became of a request to change the registry of patients. */
export const outcomeOf = (
  request: Element,
  { patient, status, ...said }: Transmission & { readonly patient: Ins; readonly status?: string },
  now: string,
): Markup =>
  transmission(
    request,
    said,
    [
      element('subject', { typeCode: 'SUBJ' }, [
        element('registrationEvent', { classCode: 'REG', moodCode: 'EVN' }, [
          element('statusCode', { code: said.refusal ? 'aborted' : 'active' }),
          element('subject1', { typeCode: 'SBJ' }, [
            element('patient', { classCode: 'PAT' }, [
              ii('id', { root: patient.oid, extension: patient.value }),
              ...(status === undefined ? [] : [element('statusCode', { code: status })]),
            ]),
          ]),
          element('custodian', { typeCode: 'CST' }, [
            element('assignedEntity', { classCode: 'ASSIGNED' }, [ii('id', { root: device.id })]),
          ]),
        ]),
      ]),
    ],
    now,
  );

const GENDERS = { female: 'F', male: 'M', unknown: 'UN' } as const;

const personOf = ({ person: { traits } }: RecordView): Markup => {
  const { birthFamilyName, birthGivenNames, sex, birthDate, usedFamilyName } = traits;
  const used = usedFamilyName === undefined ? [] : [textElement('family', usedFamilyName, { qualifier: 'SP' })];
  const name = [
    textElement('family', birthFamilyName, { qualifier: 'BR' }),
    ...used,
    ...birthGivenNames.map((given) => textElement('given', given)),
  ];
  return element('patientPerson', { classCode: 'PSN', determinerCode: 'INSTANCE' }, [
    element('name', {}, name),
    element('administrativeGenderCode', { code: GENDERS[sex], codeSystem: systems.gender }),
    element('birthTime', { value: birthDate.replaceAll('-', '') }),
  ]);
};

/** A patient as the subject of an answer: the record is `active` or `terminated`, and nothing else of it is said. */
export const subjectOf = (view: RecordView, ins: Ins, more: readonly Markup[] = []): Markup => {
  const status = view.state === 'open' ? 'active' : 'terminated';
  const patient = element('patient', { classCode: 'PAT' }, [
    ii('id', { root: ins.oid, extension: ins.value }),
    element('statusCode', { code: status }),
    personOf(view),
    element('providerOrganization', { classCode: 'ORG', determinerCode: 'INSTANCE' }, [
      ii('id', { root: device.id }),
      textElement('name', device.name),
      element('contactParty', { classCode: 'CON' }),
    ]),
    ...more,
  ]);
  return element('subject', { typeCode: 'SUBJ', contextConductionInd: 'false' }, [
    element('registrationEvent', { classCode: 'REG', moodCode: 'EVN' }, [
      element('statusCode', { code: 'active' }),
      element('subject1', { typeCode: 'SBJ' }, [patient]),
      element('custodian', { typeCode: 'CST' }, [
        element('assignedEntity', { classCode: 'ASSIGNED' }, [ii('id', { root: device.id })]),
      ]),
    ]),
  ]);
};
