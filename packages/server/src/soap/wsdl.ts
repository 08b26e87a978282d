// SPDX-License-Identifier: Apache-2.0
import { element, type Markup } from './message/markup.ts';

/** One operation of a service, as WSDL tells of it. */
export interface DescribedOperation {
  readonly name: string;
  readonly action: string;
  readonly responseAction: string;
  /** Qualified names of the elements in the bodies, by the prefixes of the service. */
  readonly request: string;
  readonly response: string;
}

export interface DescribedService {
  readonly name: string;
  readonly namespace: string;
  /** Namespaces by prefix, beside `tns` for that of the service. */
  readonly prefixes: Readonly<Record<string, string>>;
  readonly operations: readonly DescribedOperation[];
}

const WSDL = 'http://schemas.xmlsoap.org/wsdl/';
const ADDRESSING = 'http://www.w3.org/2006/05/addressing/wsdl';
const SOAP12 = 'http://schemas.xmlsoap.org/wsdl/soap12/';

const any = { minOccurs: 0, maxOccurs: 'unbounded', processContents: 'lax' } as const;

const anything = element('xs:complexType', {}, [
  element('xs:sequence', {}, [element('xs:any', any)]),
  element('xs:anyAttribute', { processContents: 'lax' }),
]);

/**
 * The elements of the bodies, with whatever content: their schemas are those of HL7, OASIS and IHE, who publish them. A client
 * that reads a WSDL finds what its parts name.
 */
const types = ({ namespace, prefixes, operations }: DescribedService): Markup => {
  const uris: Readonly<Record<string, string>> = { ...prefixes, tns: namespace };
  const named = new Map<string, Set<string>>();
  for (const name of operations.flatMap(({ request, response }) => [request, response])) {
    const [prefix = '', local = ''] = name.split(':');
    const uri = uris[prefix] ?? '';
    named.set(uri, (named.get(uri) ?? new Set()).add(local));
  }
  return element(
    'wsdl:types',
    {},
    [...named].map(([targetNamespace, locals]) =>
      element(
        'xs:schema',
        { targetNamespace, elementFormDefault: 'qualified' },
        [...locals].map((name) => element('xs:element', { name }, [anything])),
      ),
    ),
  );
};

const portType = ({ name: service, operations }: DescribedService): Markup =>
  element(
    'wsdl:portType',
    { name: `${service}_PortType` },
    operations.map(({ name, action, responseAction }) =>
      element('wsdl:operation', { name: `${service}_${name}` }, [
        element('wsdl:input', { message: `tns:${name}_Message`, 'wsaw:Action': action }),
        element('wsdl:output', { message: `tns:${name}Response_Message`, 'wsaw:Action': responseAction }),
      ]),
    ),
  );

const binding = ({ name: service, operations }: DescribedService): Markup =>
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

const messages = ({ operations }: DescribedService): readonly Markup[] =>
  operations.flatMap(({ name, request, response }) => [
    element('wsdl:message', { name: `${name}_Message` }, [element('wsdl:part', { name: 'body', element: request })]),
    element('wsdl:message', { name: `${name}Response_Message` }, [
      element('wsdl:part', { name: 'body', element: response }),
    ]),
  ]);

/** WSDL 1.1 of a service over SOAP 1.2 (ITI TF-2 Appendix W), by the address at which it lies. */
export const describeService =
  (service: DescribedService) =>
  (address: string): string => {
    const { name, namespace, prefixes } = service;
    const attributes = {
      name,
      targetNamespace: namespace,
      'xmlns:tns': namespace,
      'xmlns:wsdl': WSDL,
      'xmlns:soap12': SOAP12,
      'xmlns:wsaw': ADDRESSING,
      'xmlns:xs': 'http://www.w3.org/2001/XMLSchema',
      ...Object.fromEntries(Object.entries(prefixes).map(([prefix, uri]) => [`xmlns:${prefix}`, uri])),
    };
    const port = element('wsdl:port', { name: `${name}_Port_Soap12`, binding: `tns:${name}_Binding_Soap12` }, [
      element('soap12:address', { location: address }),
    ]);
    const definitions = element('wsdl:definitions', attributes, [
      types(service),
      ...messages(service),
      portType(service),
      binding(service),
      element('wsdl:service', { name }, [port]),
    ]);
    return `<?xml version="1.0" encoding="UTF-8"?>${definitions}`;
  };
