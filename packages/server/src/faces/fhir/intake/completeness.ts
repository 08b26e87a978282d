// SPDX-License-Identifier: Apache-2.0

/**
 * `comprehensive`: what the registry needs must be there (MHD Comprehensive, PDSm).
 * `deriving`: what is missing is derived from the content, the type, and the defaults (MHD Minimal, ITI-105).
 */
export type Completeness = 'comprehensive' | 'deriving';
