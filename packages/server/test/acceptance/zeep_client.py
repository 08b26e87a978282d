# SPDX-License-Identifier: Apache-2.0
"""Reads the WSDLs of a Dossier and calls one operation of each service, with zeep (Debian: python3-zeep).

Arguments: origin, bearer token, CX of a patient, repositoryUniqueId. Prints one line of JSON.
"""

import json
import sys

import requests
import zeep
from lxml import etree
from zeep.transports import Transport

origin, token, patient, repository = sys.argv[1:5]
session = requests.Session()
session.headers["Authorization"] = f"Bearer {token}"
RIM = "urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0"
QUERY = "urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0"
XDS = "urn:ihe:iti:xds-b:2007"
HL7 = "urn:hl7-org:v3"


def call(path, operation, children):
    """Text of the answer: elements of any content have no Python values of their own."""
    settings = zeep.Settings(raw_response=True)
    client = zeep.Client(f"{origin}{path}?wsdl", transport=Transport(session=session), settings=settings)
    return client.service[operation](_value_1=children).text


def slot(name, value):
    made = etree.Element(f"{{{RIM}}}Slot", name=name)
    etree.SubElement(etree.SubElement(made, f"{{{RIM}}}ValueList"), f"{{{RIM}}}Value").text = value
    return made


option = etree.Element(f"{{{QUERY}}}ResponseOption", returnComposedObjects="true", returnType="ObjectRef")
adhoc = etree.Element(f"{{{RIM}}}AdhocQuery", id="urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d")
adhoc.append(slot("$XDSDocumentEntryPatientId", f"'{patient}'"))
adhoc.append(slot("$XDSDocumentEntryStatus", "('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved')"))
found = call("/xds/registry", "DocumentRegistry_RegistryStoredQuery", [option, adhoc])

asked = etree.Element(f"{{{XDS}}}DocumentRequest")
etree.SubElement(asked, f"{{{XDS}}}RepositoryUniqueId").text = repository
etree.SubElement(asked, f"{{{XDS}}}DocumentUniqueId").text = "1.2.250.1.999.404"
retrieved = call("/xds/repository", "DocumentRepository_RetrieveDocumentSet", [asked])

oid = patient.split("&")[1]
process = etree.Element(f"{{{HL7}}}controlActProcess")
query = etree.SubElement(process, f"{{{HL7}}}queryByParameter")
identifier = etree.SubElement(etree.SubElement(query, f"{{{HL7}}}parameterList"), f"{{{HL7}}}patientIdentifier")
etree.SubElement(identifier, f"{{{HL7}}}value", root=oid, extension=patient.split("^")[0])
exists = call("/hl7v3/patients", "Patients_PRPA_IN201307UV02", [process])

refused = call("/dmp/habilitations", "Habilitations_setAuthorization", [])

print(json.dumps({"found": found, "retrieved": retrieved, "exists": exists, "refused": refused}))
