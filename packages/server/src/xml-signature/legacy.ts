// SPDX-License-Identifier: Apache-2.0
import { DSIG, modernSuite, type Suite } from './algorithms.ts';

/**
 * SHA-1, for software of before 2020 where an installation says so. Whoever finds two assertions with one SHA-1 can have
 * the one signed and show the other: within five minutes, and with a key of ours, but no longer impossible.
 */
export const legacySuite: Suite = {
  signatures: new Map([...modernSuite.signatures, [`${DSIG}rsa-sha1`, { key: 'rsa', hash: 'sha1' }]]),
  digests: new Map([...modernSuite.digests, [`${DSIG}sha1`, 'sha1']]),
};
