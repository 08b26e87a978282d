// SPDX-License-Identifier: Apache-2.0

export { frenchCertificates, type Purpose } from './profile.ts';
export { type CertificateRoom, openCertificates } from './room.ts';
export { demoAuthorityFiles, tlsFilesOf } from './settings.ts';
