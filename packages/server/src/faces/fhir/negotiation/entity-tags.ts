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
 * The version that If-Match names (FHIR R4 §3.1.0.5): undefined when the header is absent or `*`,
 * `none` when it names something that is no version of ours.
 */
export const versionAsked = (ifMatch: string | undefined): number | 'none' | undefined => {
  if (ifMatch === undefined) return undefined;
  const [tag, ...others] = readEntityTags(ifMatch);
  if (tag === '*') return undefined;
  const version = /^(?:W\/)?"([1-9]\d{0,8})(?:-[a-z]+)?"$/.exec(tag ?? '')?.[1];
  return version === undefined || others.length > 0 ? 'none' : Number(version);
};
