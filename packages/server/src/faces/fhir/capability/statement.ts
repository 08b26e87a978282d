// SPDX-License-Identifier: Apache-2.0
import { profiles } from '../identifiers/index.ts';
import type { Route, Service } from '../routes/route.ts';
import type { SearchParameter } from '../search/index.ts';

type Described = Pick<Route, 'service' | 'search'>;
type Interaction = Extract<Service, { readonly interaction: string }>;
type Operation = Extract<Service, { readonly operation: string }>;

const isInteraction = (service: Service): service is Interaction => 'interaction' in service;
const isOperation = (service: Service): service is Operation => 'operation' in service;

const supportedProfiles: Readonly<Record<string, readonly string[]>> = {
  DocumentReference: [profiles.documentReference],
  List: [profiles.submissionSet, profiles.folder],
  Patient: [profiles.patient],
};

/** FHIR asks for the date on which the statement last changed. */
const statementDate = '2026-11-23';

const searchParam = ({ name, type, definition, documentation }: SearchParameter<unknown>) => ({
  name,
  ...(definition === undefined ? {} : { definition }),
  type,
  documentation,
});

/** Each once, in the order of the routes: a search has two addresses, a patch too. */
const once = <T>(items: readonly T[], key: (item: T) => string): readonly T[] =>
  [...new Map(items.toReversed().map((item) => [key(item), item])).values()].toReversed();

const resourceOf = (type: string, routes: readonly Described[]) => {
  const own = routes.filter(({ service }) => 'resource' in service && service.resource === type);
  const services = own.map(({ service }) => service);
  const interactions = once(services.filter(isInteraction), ({ interaction }) => interaction);
  const operations = once(services.filter(isOperation), ({ operation }) => operation);
  const parameters = once(
    own.flatMap(({ search }) => search ?? []),
    ({ name }) => name,
  ).filter(({ general }) => !general);
  const supported = supportedProfiles[type];
  return {
    type,
    ...(supported ? { supportedProfile: supported } : {}),
    interaction: interactions.map(({ interaction, documentation }) => ({ code: interaction, documentation })),
    versioning: 'no-version',
    conditionalCreate: false,
    // FHIR R4 has no place for a conditional patch; this is the nearest, and the one that PDSm uses.
    conditionalUpdate: services.some((service) => isInteraction(service) && service.conditional === true),
    conditionalDelete: 'not-supported',
    ...(parameters.length > 0 ? { searchParam: parameters.map(searchParam) } : {}),
    ...(operations.length > 0
      ? {
          operation: operations.map(({ operation, definition, documentation }) => ({
            name: operation,
            definition,
            documentation,
          })),
        }
      : {}),
  };
};

/** Where tokens come from (SMART App Launch 2.2, appendix on capability statements): the server that the base is of. */
const security = (base: string) => {
  const endpoint = (url: string, name: string) => ({ url, valueUri: `${base.replace(/\/fhir$/, '')}/oauth2/${name}` });
  return {
    cors: true,
    service: [
      {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/restful-security-service', code: 'SMART-on-FHIR' }],
      },
    ],
    description:
      'Every request but this one carries a bearer token (Authorization: Bearer), or one bound to a key (DPoP).',
    extension: [
      {
        url: 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris',
        extension: [
          endpoint('authorize', 'authorize'),
          endpoint('token', 'token'),
          endpoint('introspect', 'introspect'),
          endpoint('revoke', 'revoke'),
        ],
      },
    ],
  };
};

/**
 * What the face does, read off the routes and the parameter tables that do it (FHIR R4 §5.1).
 * @param base address of the face, without a slash at the end.
 */
export const capabilityStatement = (routes: readonly Described[], base: string) => {
  const services = routes.map(({ service }) => service);
  const types = [...new Set(services.flatMap((service) => ('resource' in service ? [service.resource] : [])))];
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: statementDate,
    publisher: 'Dossier',
    kind: 'instance',
    instantiates: [
      'https://profiles.ihe.net/ITI/MHD/CapabilityStatement/IHE.MHD.DocumentResponder',
      'https://profiles.ihe.net/ITI/MHD/CapabilityStatement/IHE.MHD.DocumentRecipient',
    ],
    software: { name: 'Dossier' },
    implementation: { description: 'Shared health record', url: base },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'application/fhir+xml', 'json', 'xml'],
    patchFormat: ['application/json-patch+json'],
    rest: [
      {
        mode: 'server',
        security: security(base),
        resource: types.map((type) => resourceOf(type, routes)),
        interaction: services.flatMap((service) =>
          'system' in service ? [{ code: service.system, documentation: service.documentation }] : [],
        ),
      },
    ],
  };
};
