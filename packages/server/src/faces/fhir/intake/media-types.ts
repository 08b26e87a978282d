// SPDX-License-Identifier: Apache-2.0

/**
 * The types of content that are taken: clinical documents, texts and images. Types that a browser would run (HTML, SVG,
 * scripts) are not among them.
 */
export const mediaTypes: readonly string[] = [
  'application/dicom',
  'application/fhir+json',
  'application/fhir+xml',
  'application/hl7-sda+xml',
  'application/hl7-v3+xml',
  'application/pdf',
  'application/pkcs7-signature',
  'application/rtf',
  'application/xml',
  'application/xslt+xml',
  'image/gif',
  'image/jpeg',
  'image/png',
  'image/tiff',
  'text/plain',
  'text/rtf',
  'text/xml',
];

/** A media type without its parameters, in lower case. */
export const bareMediaType = (type: string): string => type.split(';', 1)[0]?.trim().toLowerCase() ?? '';
