// SPDX-License-Identifier: Apache-2.0
export { findPerson, handOutAtOpening, handOutSecret, secretForNotice } from './activate.ts';
export { createAccounts } from './create-accounts.ts';
export { demoCode, demoPassword, demoSecret, ensureDemoAccounts, refuseDemoAccounts } from './demo-accounts.ts';
export { accountPages } from './pages/index.ts';
export { checkPassword } from './password-rules.ts';
export type { AccountNotices, AccountPorts, AddressBook, ContactCard } from './ports.ts';
export { asTyped, newToken, readableSecret, tokenHash } from './secrets.ts';
export { endSessionsOf } from './sessions.ts';
export { sourceOf } from './throttle.ts';
export { appOf, SECRET_BYTES, stepOf } from './totp.ts';
