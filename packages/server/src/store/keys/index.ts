// SPDX-License-Identifier: Apache-2.0

export type { WrappedKey } from './kek.ts';
export { createLocalKeyring, type Keyring, type RecordKey } from './keyring.ts';
export { rotateKeys } from './rotate.ts';
export { type Binding, open, SealBrokenError, seal } from './seal.ts';
export { verifyKeyring } from './verify.ts';
