// SPDX-License-Identifier: Apache-2.0
import { ok } from '@dossier/core/result';
import type { Need, Permission } from '@dossier/core/scopes';
import type { Ports } from '../../record/index.ts';
import type { Markup, SoapExchange, SoapOperation, SoapService } from '../../soap/index.ts';
import { ns } from './ebrim/vocabulary.ts';
import { provideAndRegister } from './provide-and-register.ts';
import { multiPatientQuery, storedQuery } from './query/run.ts';
import { register } from './register.ts';
import { retrieve } from './retrieve.ts';
import { updateDocumentSet } from './update.ts';
import { registryWsdl, repositoryWsdl } from './wsdl.ts';

/** As the FHIR face asks for the same. */
const documents = (permission: Permission): readonly Need[] => [{ resource: 'DocumentReference', permission }];

const operation = (
  name: string,
  body: Pick<SoapOperation, 'namespace' | 'element' | 'needs'>,
  answer: (exchange: SoapExchange) => Promise<Markup>,
  year = 2007,
): SoapOperation => ({
  action: `urn:ihe:iti:${year}:${name}`,
  responseAction: `urn:ihe:iti:${year}:${name}Response`,
  ...body,
  answer: async (exchange) => ok(await answer(exchange)),
});

/** Under which the services lie: ours, and the paths of the French service (DMP). */
export const xdsPrefixes = ['/xds', '/si-dmp-server/v2/services'] as const;

/** The XDS.b services, at each of their addresses. */
export const xdsServices = (ports: Ports): readonly SoapService[] => {
  const repository = [
    operation(
      'ProvideAndRegisterDocumentSet-b',
      { namespace: ns.xds, element: 'ProvideAndRegisterDocumentSetRequest', needs: documents('c') },
      ({ actor, body }) => provideAndRegister(actor, body, ports),
    ),
    operation(
      'RetrieveDocumentSet',
      { namespace: ns.xds, element: 'RetrieveDocumentSetRequest', needs: [{ resource: 'Binary', permission: 'r' }] },
      (exchange) => retrieve(exchange, ports),
    ),
  ];
  const registry = [
    operation(
      'RegistryStoredQuery',
      {
        namespace: ns.query,
        element: 'AdhocQueryRequest',
        needs: [...documents('s'), { resource: 'List', permission: 's' }],
      },
      ({ actor, body }) => storedQuery(actor, body, ports),
    ),
    operation(
      'MultiPatientStoredQuery',
      {
        namespace: ns.query,
        element: 'AdhocQueryRequest',
        needs: [...documents('s'), { resource: 'List', permission: 's' }],
      },
      ({ actor, body }) => multiPatientQuery(actor, body, ports),
      2009,
    ),
    operation(
      'RegisterDocumentSet-b',
      { namespace: ns.lcm, element: 'SubmitObjectsRequest', needs: documents('c') },
      ({ actor, body }) => register(actor, body, ports),
    ),
    operation(
      'UpdateDocumentSet',
      { namespace: ns.lcm, element: 'SubmitObjectsRequest', needs: documents('u') },
      ({ actor, body }) => updateDocumentSet(actor, body, ports),
      2010,
    ),
  ];
  return xdsPrefixes.flatMap((base) => [
    { path: `${base}/repository`, operations: repository, wsdl: repositoryWsdl },
    { path: `${base}/registry`, operations: registry, wsdl: registryWsdl },
  ]);
};
