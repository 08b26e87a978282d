// SPDX-License-Identifier: Apache-2.0
import { hostname } from 'node:os';

/** Facility 10 (security), severity 5 (notice). */
const PRIORITY = 10 * 8 + 5;

/** RFC 5424 §6: a name is of printable ASCII, and `-` where there is none. */
const nameOf = (text: string): string => text.replaceAll(/[^\x21-\x7e]/g, '').slice(0, 48) || '-';

/** One message of syslog (RFC 5424) with an audit message in it (DICOM PS3.15 §A.6), framed by its octets (RFC 5425 §4.3). */
export const syslogFrame = (at: string, message: string): Buffer => {
  const header = `<${PRIORITY}>1 ${at} ${nameOf(hostname())} dossier ${process.pid} DICOM+RFC3881 - `;
  const body = Buffer.from(`${header}\ufeff${message}`);
  return Buffer.concat([Buffer.from(`${body.length} `), body]);
};
