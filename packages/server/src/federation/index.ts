// SPDX-License-Identifier: Apache-2.0
export { type Provider, readProviders } from './configuration.ts';
export { federationDevice } from './device.ts';
export { identityFromProSanteConnect } from './pro-sante-connect.ts';
export { type FederationOptions, federationWay } from './way.ts';
