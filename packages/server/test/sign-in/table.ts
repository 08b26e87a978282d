// SPDX-License-Identifier: Apache-2.0
import { factTypes, requests } from './requests.ts';

/** How a caller who may not is answered: status and code. */
export type Refused = `${number} ${string}`;

/** The columns of the table in which a good token meets the gates. */
export interface Row {
  /** A patient who asks about the record of another. */
  readonly otherPatient: Refused;
  /** A professional whose session is for one patient, about another whom they care for. */
  readonly otherContext: Refused;
  readonly blocked: Refused;
  readonly endedDelegation: Refused;
  /** The representative of a child who came of age overnight. */
  readonly adultOvernight: Refused;
}

const named: Row = {
  otherPatient: '403 access-refused',
  otherContext: '404 record-unknown',
  blocked: '403 access-refused',
  endedDelegation: '403 access-refused',
  adultOvernight: '403 access-refused',
};

const all = (refused: Refused): Row => ({
  otherPatient: refused,
  otherContext: refused,
  blocked: refused,
  endedDelegation: refused,
  adultOvernight: refused,
});

const document = all('404 document-unknown');
const object = all('404 object-unknown');

/** Sharing is a duty: a blocked professional may, and sees nothing (docs/access.md). */
const sharing: Row = { ...named, blocked: '200 ' };
/** A professional may know that a record exists and whether they are authorised (DMP TD0.2), and nothing more. */
const existence: Row = { ...named, blocked: '200 ' };
/** What a professional did and was told is theirs to read. */
const own: Row = { ...named, blocked: '200 ' };

const exceptions: Readonly<Record<string, Row>> = {
  'POST /': sharing,
  'POST /DocumentReference': { ...sharing, blocked: '201 ' },
  'GET /DocumentReference/:id': document,
  'PATCH /DocumentReference/:id': document,
  'PATCH /DocumentReference': document,
  'GET /Binary/:id': document,
  'GET /DocumentReference/:id/$render': document,
  'GET /List/:id': object,
  ...Object.fromEntries(factTypes.map((type) => [`GET /${type}/:id`, object])),
  // a search finds nothing where there is nothing
  'GET /Patient': { ...existence, otherContext: '200 ' },
  'POST /Patient/_search': { ...existence, otherContext: '200 ' },
  'GET /Patient/:id': existence,
  // neither is about a record that the caller names: the code of the sample is nobody's, the list is the caller's own
  'POST /Patient/$accept-invitation': {
    ...all('404 invitation-unknown'),
    otherContext: '403 access-refused',
    blocked: '403 access-refused',
  },
  'GET /Patient/$dossiers': { ...all('200 '), otherContext: '403 access-refused', blocked: '403 access-refused' },
  'GET /Consent/:id': object,
  'PUT /Consent/:id': object,
  'PATCH /Consent/:id': object,
  'GET /AuditEvent': own,
  'POST /AuditEvent/_search': own,
  'GET /AuditEvent/:id': object,
  'GET /AuditEvent/:id/$proof': object,
  'GET /Communication': own,
  'POST /Communication/_search': own,
  'GET /Communication/:id': object,
};

/** What each address of the FHIR face answers to each caller who may not. */
export const table: ReadonlyMap<string, Row> = new Map(
  Object.keys(requests).map((address) => [address, exceptions[address] ?? named]),
);

/** Addresses beside the FHIR face, by who may come; each address of the server is in one of these lists. */
export const elsewhere = {
  /** Need a token, as the FHIR face does. */
  token: ['GET /oauth2/userinfo', 'POST /oauth2/userinfo', 'POST /oauth2/launch'],
  /** Tell everybody the same, and nothing of anybody. */
  open: [
    ...['GET /healthz', 'GET /readyz', 'GET /metrics', 'GET /fhir/metadata'],
    ...['GET /journal/key', 'GET /journal/head', 'GET /journal/consistency'],
    ...['GET /.well-known/openid-configuration', 'GET /.well-known/oauth-authorization-server'],
    'GET /fhir/.well-known/smart-configuration',
    /^GET \/sign-in\/assets\//,
  ],
  /** The authorization server: each request proves itself. */
  authorization: ['POST /oauth2/authorize', 'GET /oauth2/*', 'POST /oauth2/*', 'OPTIONS /oauth2/*'],
  /** Pages within a sign-in that this browser began. */
  interaction: [/ \/sign-in\/:uid(\/|$)/, /^GET \/sign-in\/[a-z-]+\/callback$/],
  /** Pages of the account of whoever is signed in, and those on the way there. */
  account: [/ \/account(\/|$)/],
  /** What whoever is signed in has open. */
  sessions: [/ \/sessions(\/|$)/],
  /** The console of agents, whose sign-in is apart from every other. */
  console: [/ \/console(\/|$)/],
  /** Services over SOAP: each message proves who sends it, or is a fault (faces/xds, faces/dmp, vihf). */
  soap: [/ \/(xds|si-dmp-server|hl7v3|dmp)\//],
  /** People and mails of the demo: no server without a demo has them. */
  // The pages of the portals, what they load, and the session behind them: test/portal.
  portal: [/^GET \/((patient|pro)(\/\*)?)?$/, / \/portal\//],
  demo: [/ \/demo\//],
} as const satisfies Readonly<Record<string, readonly (string | RegExp)[]>>;
