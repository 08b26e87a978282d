// SPDX-License-Identifier: Apache-2.0
import { at, type Element, isFields, items } from './element.ts';

const resource = ['resourceType', 'id', 'meta', 'implicitRules', 'language', 'text', 'contained'];
const backbone = ['id', 'extension', 'modifierExtension'];

const documentReference = [
  ...['masterIdentifier', 'identifier', 'status', 'docStatus', 'type', 'category', 'subject', 'date', 'author'],
  ...['authenticator', 'custodian', 'relatesTo', 'description', 'securityLabel', 'content', 'context'],
];
const attachment = ['contentType', 'language', 'data', 'url', 'size', 'hash', 'title', 'creation'];
const context = [
  ...['encounter', 'event', 'period', 'facilityType', 'practiceSetting', 'sourcePatientInfo', 'related'],
];
const list = [
  ...['identifier', 'status', 'mode', 'title', 'code', 'subject', 'encounter', 'date', 'source', 'orderedBy'],
  ...['note', 'entry', 'emptyReason'],
];

/**
 * Refuses elements that FHIR R4 does not define. A misspelt `securityLabel` that were passed over would share openly
 * what its author meant to hide; so the resources that become metadata are read strictly, what they contain is not.
 */
const checkNames = (element: Element, known: readonly string[]): void => {
  if (!isFields(element.value)) return;
  for (const name of Object.keys(element.value))
    if (!known.includes(name.startsWith('_') ? name.slice(1) : name))
      element.report.unsupported(`${element.path}.${name}`, 'FHIR R4 has no such element');
};

/** Elements that change the meaning of what they stand in: one that is not understood must not be passed over. */
const checkModifiers = (element: Element, names: readonly string[], why: string): void => {
  if (!isFields(element.value)) return;
  for (const name of names)
    if (Object.hasOwn(element.value, name)) element.report.unsupported(`${element.path}.${name}`, why);
};

export const checkDocumentReferenceElements = (reference: Element): void => {
  checkNames(reference, [...resource, ...backbone, ...documentReference]);
  // MHD: modifierExtension and docStatus are 0..0
  checkModifiers(reference, ['modifierExtension', 'docStatus'], 'MHD does not allow it');
  checkModifiers(reference, ['implicitRules'], 'no other rules are known here');
  for (const content of items(reference, 'content')) {
    checkNames(content, [...backbone, 'attachment', 'format']);
    checkNames(at(content, 'attachment'), [...backbone, ...attachment]);
    checkModifiers(content, ['modifierExtension'], 'MHD does not allow it');
  }
  checkNames(at(reference, 'context'), [...backbone, ...context]);
  checkModifiers(at(reference, 'context'), ['modifierExtension'], 'MHD does not allow it');
  for (const relation of items(reference, 'relatesTo')) checkNames(relation, [...backbone, 'code', 'target']);
};

export const checkListElements = (element: Element): void => {
  checkNames(element, [...resource, ...backbone, ...list]);
  checkModifiers(element, ['modifierExtension', 'implicitRules'], 'no other rules are known here');
  for (const entry of items(element, 'entry')) {
    checkNames(entry, [...backbone, 'flag', 'deleted', 'date', 'item']);
    checkModifiers(entry, ['modifierExtension', 'deleted'], 'MHD does not allow it');
  }
};
