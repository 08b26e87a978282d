// SPDX-License-Identifier: Apache-2.0
import type { Code, Identifier } from '@dossier/core/documents';
import type { CodeToken } from '../record/ports.ts';
import { isStorable, storable } from './values.ts';

const forms = (system: string, value: string): readonly string[] =>
  [value, `${system}|${value}`, `${system}|`].map(storable);

/** Codes as token columns hold them: `code`, `system|code`, `system|`. */
export const codeTokens = (codes: readonly Code[]): readonly string[] => [
  ...new Set(codes.flatMap(({ system, code }) => forms(system, code))),
];

export const identifierTokens = (identifiers: readonly Identifier[]): readonly string[] => [
  ...new Set(identifiers.flatMap(({ system, value }) => forms(system, value))),
];

/** A searched token in the form that a token column holds; a token of nothing matches nothing. */
export const tokenForms = (tokens: readonly CodeToken[]): readonly string[] =>
  tokens
    .flatMap(({ system, code }) => {
      if (system === undefined) return code === undefined ? [] : [code];
      return [`${system}|${code ?? ''}`];
    })
    .filter(isStorable);
