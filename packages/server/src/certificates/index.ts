// SPDX-License-Identifier: Apache-2.0

export { type CertificateFacts, hexSerial } from './facts.ts';
export { frenchCertificates, type Purpose } from './profile.ts';
export {
  type CertificateRoom,
  type ClientCertificates,
  openCertificates,
  type SignatureCertificates,
} from './room.ts';
export { demoAuthorityFiles, tlsFilesOf } from './settings.ts';
