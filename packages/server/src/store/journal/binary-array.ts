// SPDX-License-Identifier: Apache-2.0

/** Oids of the element types (pg_type.dat). */
const OIDS = { text: 25, bytea: 17, uuid: 2950 } as const;

const HEADER_BYTES = 20;

const sizeOf = (element: string | Buffer): number =>
  typeof element === 'string' ? Buffer.byteLength(element) : element.length;

/**
 * One-dimensional array without nulls in the binary format of a parameter (array_send of PostgreSQL): number of
 * dimensions, flags, element oid, length, lower bound, then each element behind its length. As text every quote of every
 * element would be escaped here and unescaped there.
 */
export const binaryArray = (type: keyof typeof OIDS, elements: readonly (string | Buffer)[]): Buffer => {
  const sizes = elements.map(sizeOf);
  const bytes = Buffer.allocUnsafe(sizes.reduce((sum, size) => sum + 4 + size, HEADER_BYTES));
  let offset = 0;
  for (const number of [1, 0, OIDS[type], elements.length, 1]) offset = bytes.writeInt32BE(number, offset);
  for (const [index, element] of elements.entries()) {
    const size = sizes[index] ?? 0;
    offset = bytes.writeInt32BE(size, offset);
    if (typeof element === 'string') bytes.write(element, offset);
    else element.copy(bytes, offset);
    offset += size;
  }
  return bytes;
};
