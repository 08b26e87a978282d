// SPDX-License-Identifier: Apache-2.0
export { addAgent, disableAgent, ensureDemoAgent, listAgents, refuseDemoAgents } from './agents.ts';
export { consolePages } from './pages/index.ts';
