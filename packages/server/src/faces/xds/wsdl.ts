// SPDX-License-Identifier: Apache-2.0
import { element, type Markup } from '../../soap/index.ts';
import { ns } from './ebrim/vocabulary.ts';

interface Described {
  readonly name: string;
  /** Qualified names of the elements in the bodies. */
  readonly request: string;
  readonly response: string;
  /** Of its actions; 2007 where it is not said. */
  readonly year?: number;
}

const WSDL = 'http://schemas.xmlsoap.org/wsdl/';
const ADDRESSING = 'http://www.w3.org/2006/05/addressing/wsdl';
const SOAP12 = 'http://schemas.xmlsoap.org/wsdl/soap12/';

const action = ({ name, year = 2007 }: Described, suffix = ''): string => `urn:ihe:iti:${year}:${name}${suffix}`;

const portType = (service: string, operations: readonly Described[]): Markup =>
  element(
    'wsdl:portType',
    { name: `${service}_PortType` },
    operations.map((one) =>
      element('wsdl:operation', { name: `${service}_${one.name}` }, [
        element('wsdl:input', { message: `tns:${one.name}_Message`, 'wsaw:Action': action(one) }),
        element('wsdl:output', { message: `tns:${one.name}Response_Message`, 'wsaw:Action': action(one, 'Response') }),
      ]),
    ),
  );

const binding = (service: string, operations: readonly Described[]): Markup =>
  element('wsdl:binding', { name: `${service}_Binding_Soap12`, type: `tns:${service}_PortType` }, [
    element('soap12:binding', { style: 'document', transport: 'http://schemas.xmlsoap.org/soap/http' }),
    element('wsaw:UsingAddressing', { 'wsdl:required': 'true' }),
    ...operations.map(({ name }) =>
      element('wsdl:operation', { name: `${service}_${name}` }, [
        element('soap12:operation', { soapActionRequired: 'false' }),
        element('wsdl:input', {}, [element('soap12:body', { use: 'literal' })]),
        element('wsdl:output', {}, [element('soap12:body', { use: 'literal' })]),
      ]),
    ),
  ]);

const messages = (operations: readonly Described[]): readonly Markup[] =>
  operations.flatMap(({ name, request, response }) => [
    element('wsdl:message', { name: `${name}_Message` }, [element('wsdl:part', { name: 'body', element: request })]),
    element('wsdl:message', { name: `${name}Response_Message` }, [
      element('wsdl:part', { name: 'body', element: response }),
    ]),
  ]);

const describe =
  (service: string, operations: readonly Described[]) =>
  (address: string): string => {
    const attributes = {
      name: service,
      targetNamespace: ns.xds,
      'xmlns:tns': ns.xds,
      'xmlns:wsdl': WSDL,
      'xmlns:soap12': SOAP12,
      'xmlns:wsaw': ADDRESSING,
      'xmlns:query': ns.query,
      'xmlns:rs': ns.rs,
      'xmlns:lcm': ns.lcm,
    };
    const port = element('wsdl:port', { name: `${service}_Port_Soap12`, binding: `tns:${service}_Binding_Soap12` }, [
      element('soap12:address', { location: address }),
    ]);
    const definitions = element('wsdl:definitions', attributes, [
      ...messages(operations),
      portType(service, operations),
      binding(service, operations),
      element('wsdl:service', { name: service }, [port]),
    ]);
    return `<?xml version="1.0" encoding="UTF-8"?>${definitions}`;
  };

/** WSDL 1.1 of the repository (ITI TF-2 Appendix W). */
export const repositoryWsdl = describe('DocumentRepository', [
  {
    name: 'ProvideAndRegisterDocumentSet-b',
    request: 'tns:ProvideAndRegisterDocumentSetRequest',
    response: 'rs:RegistryResponse',
  },
  {
    name: 'RetrieveDocumentSet',
    request: 'tns:RetrieveDocumentSetRequest',
    response: 'tns:RetrieveDocumentSetResponse',
  },
]);

/** WSDL 1.1 of the registry. */
export const registryWsdl = describe('DocumentRegistry', [
  { name: 'RegistryStoredQuery', request: 'query:AdhocQueryRequest', response: 'query:AdhocQueryResponse' },
  {
    name: 'MultiPatientStoredQuery',
    request: 'query:AdhocQueryRequest',
    response: 'query:AdhocQueryResponse',
    year: 2009,
  },
  { name: 'RegisterDocumentSet-b', request: 'lcm:SubmitObjectsRequest', response: 'rs:RegistryResponse' },
  { name: 'UpdateDocumentSet', request: 'lcm:SubmitObjectsRequest', response: 'rs:RegistryResponse', year: 2010 },
]);
