// SPDX-License-Identifier: Apache-2.0
import { bundle, type Loose, simplified, TRE_A07 } from '../../src/faces/fhir/intake/test-messages.ts';

/** Ids that a request may name, of one record. */
export interface Targets {
  readonly record: string;
  /** `<system>|<value>` */
  readonly ins: string;
  readonly document: string;
  readonly content: string;
  readonly list: string;
  readonly consent: string;
  readonly audit: string;
  readonly communication: string;
  readonly invitation: string;
}

export interface Sample {
  readonly path: string;
  readonly body?: unknown;
  readonly type?: string;
}

/** A request that is right in every way for whoever may make it. */
export type Request = (targets: Targets) => Sample;

export const parameters = (values: Readonly<Record<string, string>>): Loose => ({
  resourceType: 'Parameters',
  parameter: Object.entries(values).map(([name, valueString]) => ({ name, valueString })),
});

let serial = 0;
const freshId = (): string => `urn:oid:1.2.250.1.999.9.200.${++serial}`;

const about = (message: Loose, ins: string): Loose =>
  JSON.parse(JSON.stringify(message).replaceAll('279035121518989', ins.split('|')[1] ?? ''));

/** A Provide Document Bundle of one new document about this patient. */
export const submission = (ins: string): Loose => {
  const message = bundle();
  const [set, document] = message.entry.map(({ resource }: Loose) => resource);
  set.identifier[0].value = freshId();
  document.masterIdentifier.value = freshId();
  return about(message, ins);
};

const published = (ins: string): Loose =>
  about({ ...simplified(), masterIdentifier: { system: 'urn:ietf:rfc:3986', value: freshId() } }, ins);

const consent = ({ ins }: Targets): Loose => ({
  resourceType: 'Consent',
  status: 'active',
  scope: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }] },
  category: [{ coding: [{ system: 'urn:dossier:consent-kind', code: 'opposition-emergency-dispatch' }] }],
  patient: { identifier: { system: ins.split('|')[0], value: ins.split('|')[1] } },
});

const fhir = 'application/fhir+json';
const jsonPatch = 'application/json-patch+json';
const form = 'application/x-www-form-urlencoded';

const at =
  (path: (targets: Targets) => string): Request =>
  (targets) => ({ path: path(targets) });
const post =
  (path: (targets: Targets) => string, body: (targets: Targets) => unknown, type = fhir): Request =>
  (targets) => ({ path: path(targets), body: body(targets), type });

const of = ({ ins }: Targets): string => `patient.identifier=${encodeURIComponent(ins)}`;
const search = (type: string, criteria = of): readonly [Request, Request] => [
  at((targets) => `/${type}?${criteria(targets)}`),
  post(
    () => `/${type}/_search`,
    (targets) => criteria(targets),
    form,
  ),
];

const mask = [
  { op: 'add', path: '/securityLabel/-', value: { coding: [{ system: TRE_A07, code: 'MASQUE_PS' }] } },
] as const;
const end = [{ op: 'replace', path: '/status', value: 'inactive' }] as const;
const nothing = parameters({});

const documents = search('DocumentReference');
const lists = search('List', (targets) => `${of(targets)}&code=submissionset`);
const patients = search('Patient', ({ ins }) => `identifier=${encodeURIComponent(ins)}`);
const consents = search('Consent');
const audits = search('AuditEvent');
const communications = search('Communication');

/** Resources that are made of what documents say. */
export const factTypes = [
  ...['AllergyIntolerance', 'Condition', 'MedicationStatement', 'MedicationRequest', 'MedicationDispense'],
  ...['Immunization', 'Observation', 'DiagnosticReport', 'Procedure', 'ExplanationOfBenefit'],
];

const facts: Readonly<Record<string, Request>> = Object.fromEntries(
  factTypes.flatMap((type) => {
    const [get, form] = search(type);
    const one = at(({ content }) => `/${type}/${content}.0`);
    return [
      [`GET /${type}`, get],
      [`POST /${type}/_search`, form],
      [`GET /${type}/:id`, one],
    ];
  }),
);

/** One right request for each address of the FHIR face; the test of the table holds the two lists equal. */
export const requests: Readonly<Record<string, Request>> = {
  'POST /': post(
    () => '/',
    ({ ins }) => submission(ins),
  ),
  'POST /DocumentReference': post(
    () => '/DocumentReference',
    ({ ins }) => published(ins),
  ),
  'GET /DocumentReference': documents[0],
  'POST /DocumentReference/_search': documents[1],
  'GET /DocumentReference/:id': at(({ document }) => `/DocumentReference/${document}`),
  'PATCH /DocumentReference/:id': post(
    ({ document }) => `/DocumentReference/${document}`,
    () => mask,
    jsonPatch,
  ),
  'PATCH /DocumentReference': post(
    ({ document }) => `/DocumentReference?identifier=urn:uuid:${document}`,
    () => mask,
    jsonPatch,
  ),
  'GET /Binary/:id': at(({ content }) => `/Binary/${content}`),
  'GET /DocumentReference/:id/$render': at(({ document }) => `/DocumentReference/${document}/$render`),
  'GET /List': lists[0],
  'POST /List/_search': lists[1],
  'GET /List/:id': at(({ list }) => `/List/${list}`),
  'GET /Patient': patients[0],
  'POST /Patient/_search': patients[1],
  'GET /Patient/:id': at(({ record }) => `/Patient/${record}`),
  'POST /Patient/:id/$invite-carer': post(
    ({ record }) => `/Patient/${record}/$invite-carer`,
    () => parameters({ rights: 'read', purpose: 'test' }),
  ),
  'GET /Patient/:id/$invitations': at(({ record }) => `/Patient/${record}/$invitations`),
  'POST /Patient/:id/$withdraw-invitation': post(
    ({ record }) => `/Patient/${record}/$withdraw-invitation`,
    ({ invitation }) => parameters({ invitation }),
  ),
  'POST /Patient/$accept-invitation': post(
    () => '/Patient/$accept-invitation',
    () => parameters({ code: '0000-0000-0000-0000-0000' }),
  ),
  'POST /Patient/:id/$leave-delegation': post(
    ({ record }) => `/Patient/${record}/$leave-delegation`,
    () => nothing,
  ),
  'GET /Patient/$dossiers': at(() => '/Patient/$dossiers'),
  'POST /Patient/:id/$break-glass': post(
    ({ record }) => `/Patient/${record}/$break-glass`,
    () => parameters({ reason: 'unconscious' }),
  ),
  'GET /Patient/:id/$everything': at(({ record }) => `/Patient/${record}/$everything`),
  'POST /Patient/:id/$everything': post(
    ({ record }) => `/Patient/${record}/$everything`,
    () => nothing,
  ),
  'GET /Patient/:id/$explain': at(
    ({ record, document }) => `/Patient/${record}/$explain?document=DocumentReference/${document}`,
  ),
  'POST /Patient/:id/$explain': post(
    ({ record }) => `/Patient/${record}/$explain`,
    ({ document }) => parameters({ document: `DocumentReference/${document}` }),
  ),
  'GET /Patient/:id/$preview': at(
    ({ record }) => `/Patient/${record}/$preview?party=urn:dossier:party|ps:899700218896`,
  ),
  'POST /Patient/:id/$preview': post(
    ({ record }) => `/Patient/${record}/$preview`,
    () => parameters({ party: 'urn:dossier:party|ps:899700218896' }),
  ),
  ...facts,
  'GET /Observation/$lastn': at((targets) => `/Observation/$lastn?${of(targets)}`),
  'GET /Patient/:id/$summary': at(({ record }) => `/Patient/${record}/$summary`),
  'POST /Patient/:id/$summary': post(
    ({ record }) => `/Patient/${record}/$summary`,
    () => nothing,
  ),
  'GET /Patient/:id/$trends': at(({ record }) => `/Patient/${record}/$trends`),
  'POST /Patient/:id/$trends': post(
    ({ record }) => `/Patient/${record}/$trends`,
    () => nothing,
  ),
  'GET /Patient/:id/$search-inside': at(({ record }) => `/Patient/${record}/$search-inside?text=x`),
  'POST /Patient/:id/$search-inside': post(
    ({ record }) => `/Patient/${record}/$search-inside`,
    () => parameters({ text: 'x' }),
  ),
  'GET /Consent': consents[0],
  'POST /Consent/_search': consents[1],
  'GET /Consent/:id': at(({ consent: id }) => `/Consent/${id}`),
  'POST /Consent': post(() => '/Consent', consent),
  'PUT /Consent/:id': post(
    ({ consent: id }) => `/Consent/${id}`,
    (targets) => ({ ...consent(targets), id: targets.consent, status: 'inactive' }),
  ),
  'PATCH /Consent/:id': post(
    ({ consent: id }) => `/Consent/${id}`,
    () => end,
    jsonPatch,
  ),
  'GET /AuditEvent': audits[0],
  'POST /AuditEvent/_search': audits[1],
  'GET /AuditEvent/:id': at(({ audit }) => `/AuditEvent/${audit}`),
  'GET /AuditEvent/:id/$proof': at(({ audit }) => `/AuditEvent/${audit}/$proof`),
  'GET /Communication': communications[0],
  'POST /Communication/_search': communications[1],
  'GET /Communication/:id': at(({ communication }) => `/Communication/${communication}`),
};
