// SPDX-License-Identifier: Apache-2.0

/** Entity tags of an If-Match or If-None-Match header, as written (`W/"3"`, `"abc"`, `*`). */
export const readEntityTags = (header: string | undefined): readonly string[] =>
  header === undefined ? [] : (header.match(/\*|(?:W\/)?"[^"]*"/g) ?? []);

const opaque = (tag: string): string => tag.replace(/^W\//, '');

/** Weak comparison (RFC 9110 §8.8.3.2), as If-None-Match asks. */
export const matchesWeakly = (tags: readonly string[], current: string): boolean =>
  tags.some((tag) => tag === '*' || opaque(tag) === opaque(current));

/** Strong comparison, as If-Range asks: a weak tag never matches. */
export const matchesStrongly = (tag: string, current: string): boolean => tag === current && !tag.startsWith('W/');

/**
 * Tag of a version of a resource (FHIR R4 §3.1.0.1.3). A change of status makes no new version of the metadata,
 * but it changes what is answered, so a status other than the first stands in the tag.
 */
export const versionTag = (version: number, status = 'approved'): string =>
  status === 'approved' ? `W/"${version}"` : `W/"${version}-${status}"`;

/**
 * What If-Match says of a resource with this tag (FHIR R4 §3.1.0.5): `any` when it is absent or `*`, `same` when it
 * names the resource as it is, `other` when it does not. Several tags name no version.
 */
export const compareIfMatch = (ifMatch: string | undefined, current: string): 'any' | 'same' | 'other' => {
  if (ifMatch === undefined) return 'any';
  const tags = readEntityTags(ifMatch);
  if (tags.length !== 1) return 'other';
  if (tags[0] === '*') return 'any';
  return matchesWeakly(tags, current) ? 'same' : 'other';
};
