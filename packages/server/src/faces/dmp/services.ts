// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import type { Failure } from '@dossier/core/errors';
import type { Result } from '@dossier/core/result';
import type { Need } from '@dossier/core/scopes';
import type { Ports } from '../../record/index.ts';
import { describeService, type Element, type Markup, type SoapOperation, type SoapService } from '../../soap/index.ts';
import { ns } from './codes.ts';
import { testExistence } from './existence.ts';
import { listAuthorizations, setAuthorization } from './habilitations.ts';
import { openByMessage, reviseByMessage } from './life.ts';
import { patientList } from './patient-list.ts';
import { findByTraits } from './traits-search.ts';

type Answer = (actor: Actor, request: Element, ports: Ports) => Promise<Result<Markup, Failure>>;

interface Described extends Pick<SoapOperation, 'action' | 'responseAction' | 'namespace' | 'element' | 'needs'> {
  readonly response: string;
  readonly answer: Answer;
}

const patient: readonly Need[] = [{ resource: 'Patient', permission: 's' }];
const write: readonly Need[] = [{ resource: 'Patient', permission: 'u' }];
const consent = (permission: 'c' | 's'): readonly Need[] => [{ resource: 'Consent', permission }];

/** An interaction of HL7 V3; its names are its actions. */
const interaction = (request: string, response: string, answer: Answer, needs = patient): Described => ({
  action: `urn:hl7-org:v3:${request}`,
  responseAction: `urn:hl7-org:v3:${response}`,
  namespace: ns.hl7,
  element: request,
  response: `hl7:${response}`,
  needs,
  answer,
});

/** An operation of the DMP's own services. */
const own = (namespace: string, endpoint: string, name: string, needs: readonly Need[], answer: Answer): Described => ({
  action: `${namespace}:${endpoint}:${name}`,
  responseAction: `${namespace}:${endpoint}:${name}Response`,
  namespace,
  element: name,
  response: `tns:${name}Response`,
  needs,
  answer,
});

const patients: readonly Described[] = [
  interaction('PRPA_IN201307UV02', 'PRPA_IN201308UV02', testExistence),
  interaction('PRPA_IN201305UV02', 'PRPA_IN201306UV02', findByTraits),
  interaction('PRPA_IN201311UV02', 'PRPA_IN201312UV02', openByMessage, write),
  interaction('PRPA_IN201314UV02', 'PRPA_IN201315UV02', reviseByMessage, write),
  own(ns.patients, 'PatientSpecificEndPoint', 'patientList', patient, patientList),
];

const habilitations: readonly Described[] = [
  own(ns.habilitations, 'HabilitationsEndPoint', 'setAuthorization', consent('c'), setAuthorization),
  own(ns.habilitations, 'HabilitationsEndPoint', 'listAuthorizationByPatient', consent('s'), listAuthorizations),
];

const serviceOf = (
  path: string,
  name: string,
  namespace: string,
  operations: readonly Described[],
  ports: Ports,
): SoapService => ({
  path,
  operations: operations.map(({ response: _, answer, ...operation }) => ({
    ...operation,
    answer: ({ actor, body }) => answer(actor, body, ports),
  })),
  wsdl: describeService({
    name,
    namespace,
    prefixes: { hl7: ns.hl7 },
    operations: operations.map(({ element, action, responseAction, response, namespace: of }) => ({
      name: element,
      action,
      responseAction,
      request: `${of === ns.hl7 ? 'hl7' : 'tns'}:${element}`,
      response,
    })),
  }),
});

/** Under which the services lie that are not beside those of XDS. */
export const dmpPrefixes = ['/hl7v3', '/dmp'] as const;

/** The DMP's own services (patients, habilitations), at each of their addresses. */
export const dmpServices = (ports: Ports): readonly SoapService[] => [
  ...['/hl7v3', '/si-dmp-server/v2/services'].map((base) =>
    serviceOf(`${base}/patients`, 'Patients', ns.patients, patients, ports),
  ),
  ...['/dmp', '/si-dmp-server/v2/services'].map((base) =>
    serviceOf(`${base}/habilitations`, 'Habilitations', ns.habilitations, habilitations, ports),
  ),
];
