// SPDX-License-Identifier: Apache-2.0
export { findPerson, handOutAtOpening, handOutSecret, secretForNotice } from './activate.ts';
export { createAccounts } from './create-accounts.ts';
export { demoCode, ensureDemoAccounts, refuseDemoAccounts } from './demo-accounts.ts';
export { accountPages } from './pages/index.ts';
export type { AccountNotices, AccountPorts } from './ports.ts';
