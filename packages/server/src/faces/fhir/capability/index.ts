// SPDX-License-Identifier: Apache-2.0
export { capabilityStatement } from './statement.ts';
