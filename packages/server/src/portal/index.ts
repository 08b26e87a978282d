// SPDX-License-Identifier: Apache-2.0
export { servePortal } from './pages.ts';
export { openPortalSessions, type PortalSessions } from './sign-in.ts';
