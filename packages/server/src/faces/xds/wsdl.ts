// SPDX-License-Identifier: Apache-2.0
import { type DescribedOperation, describeService } from '../../soap/index.ts';
import { ns } from './ebrim/vocabulary.ts';

const operation = (name: string, request: string, response: string, year = 2007): DescribedOperation => {
  const action = `urn:ihe:iti:${year}:${name}`;
  return { name, action, responseAction: `${action}Response`, request, response };
};

const service = { namespace: ns.xds, prefixes: { query: ns.query, rs: ns.rs, lcm: ns.lcm } };

/** WSDL 1.1 of the repository (ITI TF-2 Appendix W). */
export const repositoryWsdl = describeService({
  ...service,
  name: 'DocumentRepository',
  operations: [
    operation('ProvideAndRegisterDocumentSet-b', 'tns:ProvideAndRegisterDocumentSetRequest', 'rs:RegistryResponse'),
    operation('RetrieveDocumentSet', 'tns:RetrieveDocumentSetRequest', 'tns:RetrieveDocumentSetResponse'),
  ],
});

/** WSDL 1.1 of the registry. */
export const registryWsdl = describeService({
  ...service,
  name: 'DocumentRegistry',
  operations: [
    operation('RegistryStoredQuery', 'query:AdhocQueryRequest', 'query:AdhocQueryResponse'),
    operation('MultiPatientStoredQuery', 'query:AdhocQueryRequest', 'query:AdhocQueryResponse', 2009),
    operation('RegisterDocumentSet-b', 'lcm:SubmitObjectsRequest', 'rs:RegistryResponse'),
    operation('UpdateDocumentSet', 'lcm:SubmitObjectsRequest', 'rs:RegistryResponse', 2010),
  ],
});
