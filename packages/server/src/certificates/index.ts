// SPDX-License-Identifier: Apache-2.0

export { hexSerial } from './facts.ts';
export { frenchCertificates, type Purpose } from './profile.ts';
export { type CertificateRoom, type ClientCertificates, openCertificates } from './room.ts';
export { demoAuthorityFiles, tlsFilesOf } from './settings.ts';
