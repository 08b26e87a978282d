// SPDX-License-Identifier: Apache-2.0
import type { MutualTls } from './mutual-tls.ts';

/** `/fhir/.well-known/smart-configuration` (SMART App Launch 2.2 §7.0): what is there, and nothing that is not. */
export const smartConfiguration = (issuer: string, mutualTls?: MutualTls): Readonly<Record<string, unknown>> => ({
  issuer,
  jwks_uri: `${issuer}/oauth2/jwks`,
  authorization_endpoint: `${issuer}/oauth2/authorize`,
  token_endpoint: `${issuer}/oauth2/token`,
  introspection_endpoint: `${issuer}/oauth2/introspect`,
  revocation_endpoint: `${issuer}/oauth2/revoke`,
  pushed_authorization_request_endpoint: `${issuer}/oauth2/par`,
  grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
  response_types_supported: ['code'],
  code_challenge_methods_supported: ['S256'],
  token_endpoint_auth_methods_supported: ['none', 'private_key_jwt', ...(mutualTls?.methods ?? [])],
  token_endpoint_auth_signing_alg_values_supported: ['ES256', 'ES384', 'RS384', 'PS256', 'EdDSA', 'Ed25519'],
  scopes_supported: [
    ...['openid', 'fhirUser', 'profile', 'offline_access', 'launch', 'launch/patient'],
    ...['patient/*.cruds', 'user/*.cruds', 'system/*.cruds'],
  ],
  capabilities: [
    ...['launch-ehr', 'launch-standalone', 'client-public', 'client-confidential-asymmetric', 'sso-openid-connect'],
    ...['context-banner', 'context-ehr-patient', 'context-standalone-patient'],
    ...['permission-offline', 'permission-patient', 'permission-user', 'permission-v1', 'permission-v2'],
    'authorize-post',
  ],
  ...mutualTls?.metadata,
});
