// SPDX-License-Identifier: Apache-2.0
export { compareIfMatch, matchesStrongly, matchesWeakly, readEntityTags, versionTag } from './entity-tags.ts';
export {
  bodyFormat,
  contentForm,
  essence,
  mediaTypeOf,
  type ResourceFormat,
  resourceFormat,
  resourceMediaTypes,
} from './media.ts';
export { pageForm, pageLanguage, pageMediaTypes } from './pages.ts';
export { type Preferences, readPreferences } from './prefer.ts';
export { readRange } from './range.ts';
