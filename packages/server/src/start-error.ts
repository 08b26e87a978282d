// SPDX-License-Identifier: Apache-2.0

/**
 * Why Dossier does not start, as one sentence for the person at the terminal. Whoever catches it prints the
 * sentence without a stack trace and ends with a non-zero exit code.
 */
export class StartError extends Error {
  override readonly name = 'StartError';
}
