// SPDX-License-Identifier: Apache-2.0
import { totalmem } from 'node:os';

export interface ClusterSettings {
  readonly port: number;
  readonly socketFolder: string | undefined;
  /** False only for a cluster whose data nobody will miss (tests): what is written may be lost with the machine. */
  readonly durable: boolean;
}

const quote = (value: string): string => `'${value.replaceAll("'", "''")}'`;

const MEGABYTE = 1024 * 1024;

/** A sixteenth of the machine's memory, between 128 MB and 1 GB; what is not used is not taken. */
const sharedBuffers = (): string => `${Math.min(1024, Math.max(128, Math.floor(totalmem() / 16 / MEGABYTE)))}MB`;

/** `dossier.conf`, included by `postgresql.conf` and written anew at each start. Sized for a small machine. */
export const renderSettings = ({ port, socketFolder, durable }: ClusterSettings): string => {
  const settings: Readonly<Record<string, string>> = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: socketFolder ?? '',
    unix_socket_permissions: '0700',
    max_connections: '100',
    password_encryption: 'scram-sha-256',
    shared_buffers: sharedBuffers(),
    effective_cache_size: '1GB',
    work_mem: '8MB',
    maintenance_work_mem: '64MB',
    fsync: durable ? 'on' : 'off',
    synchronous_commit: 'on',
    full_page_writes: durable ? 'on' : 'off',
    wal_level: 'replica',
    // What is sealed does not compress.
    wal_compression: 'off',
    min_wal_size: '80MB',
    // Checkpoints by time, not by volume: after each, whole pages are written again.
    max_wal_size: '4GB',
    checkpoint_timeout: '10min',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // A constraint's DETAIL and a statement's text can name a patient: neither goes to the log.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    log_min_messages: 'warning',
    log_checkpoints: 'off',
  };
  return `${Object.entries(settings)
    .map(([name, value]) => `${name} = ${quote(value)}`)
    .join('\n')}\n`;
};
