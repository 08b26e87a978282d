// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import type { ClientBase, Connection } from 'pg';

/** Columns of a table in the order of the values, each with its type. */
export type Columns = readonly (readonly [name: string, type: string])[];

const SIGNATURE = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);
const TRAILER = Buffer.of(0xff, 0xff);
/** From 1970 to 2000, where PostgreSQL's time begins. */
const EPOCH_MS = 946_684_800_000;
/** Oids of what stands in arrays (pg_type.dat). */
const ELEMENT_OIDS: Readonly<Record<string, number>> = { text: 25, uuid: 2950 };

/** Rows in PostgreSQL's binary COPY format, in a buffer that grows. */
export class RowBuffer {
  #bytes = Buffer.allocUnsafe(1 << 20);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** The rows so far, in a buffer that nobody else writes to; the next row begins anew. */
  take(): Buffer {
    const taken = Buffer.from(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
    return taken;
  }

  row(columns: Columns, values: readonly unknown[]): void {
    if (values.length !== columns.length) throw new Error(`${values.length} values for ${columns.length} columns`);
    this.#int16(columns.length);
    for (const [index, [name, type]] of columns.entries()) this.#field(name, type, values[index]);
  }

  #field(name: string, type: string, value: unknown): void {
    if (value === null || value === undefined) {
      this.#int32(-1);
      return;
    }
    const at = this.#length;
    this.#int32(0);
    if (!this.#wrote(name, type, value)) throw new Error(`${name} is ${type}, and is not written from ${typeof value}`);
    this.#bytes.writeInt32BE(this.#length - at - 4, at);
  }

  /** False where a value of this type is not what was given. */
  #wrote(name: string, type: string, value: unknown): boolean {
    if (type.endsWith('[]') && Array.isArray(value)) this.#array(name, type.slice(0, -2), value);
    else if (type === 'bytea' && value instanceof Uint8Array) this.#raw(value);
    else if (type === 'text' && typeof value === 'string') this.#text(value);
    else if (type === 'uuid' && typeof value === 'string') this.#uuid(value);
    else if (type === 'timestamptz' && typeof value === 'string') this.#timestamp(value);
    else if (type === 'jsonb' && typeof value === 'string') this.#jsonb(value);
    else if (type === 'smallint' && typeof value === 'number') this.#int16(value);
    else if (type === 'integer' && typeof value === 'number') this.#int32(value);
    else if (type === 'bigint' && typeof value === 'number') this.#int64(BigInt(value));
    else if (type === 'boolean' && typeof value === 'boolean') this.#raw(Buffer.of(value ? 1 : 0));
    else return false;
    return true;
  }

  #array(name: string, type: string, items: readonly unknown[]): void {
    const oid = ELEMENT_OIDS[type];
    if (oid === undefined) throw new Error(`${name} is an array of ${type}, which cannot be written yet`);
    this.#int32(items.length === 0 ? 0 : 1);
    this.#int32(0);
    this.#int32(oid);
    if (items.length === 0) return;
    this.#int32(items.length);
    this.#int32(1);
    for (const item of items) this.#field(name, type, item);
  }

  #room(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + bytes));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }

  #raw(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #text(text: string): void {
    this.#room(text.length * 3);
    this.#length += this.#bytes.write(text, this.#length);
  }

  /** Version 1 of the format, then the text. */
  #jsonb(json: string): void {
    this.#raw(Buffer.of(1));
    this.#text(json);
  }

  #uuid(uuid: string): void {
    this.#room(16);
    this.#length += this.#bytes.write(uuid.replaceAll('-', ''), this.#length, 'hex');
  }

  #timestamp(instant: string): void {
    const ms = Date.parse(instant);
    if (Number.isNaN(ms)) throw new Error(`${instant} is no instant`);
    this.#int64(BigInt(ms - EPOCH_MS) * 1000n);
  }

  #int16(value: number): void {
    this.#room(2);
    this.#length = this.#bytes.writeInt16BE(value, this.#length);
  }

  #int32(value: number): void {
    this.#room(4);
    this.#length = this.#bytes.writeInt32BE(value, this.#length);
  }

  #int64(value: bigint): void {
    this.#room(8);
    this.#length = this.#bytes.writeBigInt64BE(value, this.#length);
  }
}

/** What the types of `pg` leave out. */
interface CopyConnection {
  readonly stream: Duplex;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

const CHUNK_BYTES = 1 << 18;

const send = async (connection: CopyConnection, rows: Buffer): Promise<void> => {
  connection.sendCopyFromChunk(SIGNATURE);
  for (let at = 0; at < rows.length; at += CHUNK_BYTES) {
    connection.sendCopyFromChunk(rows.subarray(at, at + CHUNK_BYTES));
    if (connection.stream.writableNeedDrain) await once(connection.stream, 'drain');
  }
  connection.sendCopyFromChunk(TRAILER);
  connection.endCopyFrom();
};

/** Copies rows of a {@link RowBuffer} into a table. */
export const copyInto = (client: ClientBase, table: string, columns: Columns, rows: Buffer): Promise<void> =>
  new Promise((done, failed) => {
    const names = columns.map(([name]) => name).join(', ');
    let refusal: Error | undefined;
    client.query({
      submit: (connection: Connection) => connection.query(`copy ${table} (${names}) from stdin (format binary)`),
      handleCopyInResponse: (connection: Connection) => {
        send(connection as unknown as CopyConnection, rows).catch(failed);
      },
      handleCommandComplete: () => undefined,
      handleError: (error: Error) => {
        refusal = error;
        failed(error);
      },
      handleReadyForQuery: () => {
        if (refusal === undefined) done();
      },
    });
  });
