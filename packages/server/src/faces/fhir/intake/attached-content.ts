// SPDX-License-Identifier: Apache-2.0
import { decodeBase64 } from './content.ts';
import type { IntakeContext } from './context.ts';
import { at, child, type Element, isAbsent, items, textAt } from './element.ts';
import { bareMediaType } from './media-types.ts';
import { followText, type Scope } from './scope.ts';

/** The content of a document, found in the message. */
export interface Content {
  /** Where it stands. */
  readonly path: string;
  readonly bytes: Uint8Array | undefined;
  /** Not byte for byte what was sent. */
  readonly rewritten?: boolean;
}

/** The content to which attachment.url leads: a Binary, or a document Bundle, of the message. */
export const readContent = (element: Element, scope: Scope, context: IntakeContext): Content | undefined => {
  const { report } = element;
  const attachment = at(items(element, 'content')[0] ?? element, 'attachment');
  if (!isAbsent(child(attachment, 'data')))
    report.unsupported(`${attachment.path}.data`, 'in a Provide Document Bundle the content is a Binary entry');
  const place = child(attachment, 'url');
  const url = textAt(attachment, 'url');
  if (url === undefined)
    return report.missing(`${element.path}.content[0].attachment.url`, 'it leads to the content in the message');
  const target = followText(url, place, scope);
  if (target === undefined) return undefined;
  if (target.kind !== 'resource') return report.refuse('content-missing', place.path, { document: element.path });
  if (target.type === 'Bundle') return documentBundle(target.resource, attachment);
  if (target.type !== 'Binary') return report.invalid(place.path, `a ${target.type} is not the content of a document`);
  return binary(target.resource, attachment, element, context);
};

const binary = (resource: Element, attachment: Element, element: Element, context: IntakeContext): Content => {
  const { report } = element;
  const type = textAt(resource, 'contentType');
  const stated = textAt(attachment, 'contentType');
  if (type === undefined) report.missing(`${resource.path}.contentType`, 'a Binary states the type of its content');
  else if (stated !== undefined && bareMediaType(type) !== bareMediaType(stated))
    report.invalid(`${attachment.path}.contentType`, `the Binary is ${type}, not ${stated}`);
  const data = child(resource, 'data');
  if (isAbsent(data)) report.refuse('content-missing', data.path, { document: element.path });
  return {
    path: resource.path,
    bytes: isAbsent(data) ? undefined : decodeBase64(data, context.limits.documentBytes),
  };
};

const documentBundle = (resource: Element, attachment: Element): Content => {
  const { report } = resource;
  if (textAt(resource, 'type') !== 'document')
    report.invalid(`${resource.path}.type`, 'a Bundle that is the content of a document is of the type document');
  const stated = bareMediaType(textAt(attachment, 'contentType') ?? '');
  if (stated !== 'application/fhir+json')
    report.invalid(`${attachment.path}.contentType`, 'a document Bundle is kept as application/fhir+json');
  for (const name of ['hash', 'size'])
    if (!isAbsent(child(attachment, name))) {
      const path = `${attachment.path}.${name}`;
      report.warn('element-unsupported', path, {
        path,
        why: 'a document Bundle is written anew, so it is not compared',
      });
    }
  return { path: resource.path, bytes: Buffer.from(JSON.stringify(resource.value)), rewritten: true };
};
