// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';

/** Gathers bytes that come in pieces into one place, each copied once. */
export interface Collector {
  readonly length: number;
  write(bytes: Buffer): void;
  bytes(): Buffer;
}

const LITTLE_BYTES = 64 * 1024;

/**
 * `atMost` is what can still come. Room for all of it is asked for as soon as more than a little has come: pages that
 * nothing is written to cost nothing, and nothing has to be moved.
 */
export const createCollector = (atMost: () => number): Collector => {
  let room = Buffer.allocUnsafe(0);
  let length = 0;
  const grow = (needed: number): void => {
    const large = needed > LITTLE_BYTES ? length + atMost() : room.length * 2;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, large));
    room.copy(larger, 0, 0, length);
    room = larger;
  };
  return {
    get length() {
      return length;
    },
    write: (bytes) => {
      if (length + bytes.length > room.length) grow(length + bytes.length);
      bytes.copy(room, length);
      length += bytes.length;
    },
    // room that was asked for in vain is given back
    bytes: () => (length * 2 < room.length ? Buffer.from(room.subarray(0, length)) : room.subarray(0, length)),
  };
};

/** Takes off a transfer encoding, piece by piece (RFC 2045 §6). */
export interface Decoder {
  write(bytes: Buffer): Buffer | Failure;
  end(): Buffer | Failure;
}

const NONE = Buffer.alloc(0);

const malformed = (encoding: string): Failure =>
  failure('body-malformed', { format: 'MIME multipart', why: `a part is not ${encoding}, as it says` });

const asItIs = (): Decoder => ({ write: (bytes) => bytes, end: () => NONE });

const base64 = (): Decoder => {
  let held = '';
  let over = false;
  return {
    write: (bytes) => {
      const text = held + bytes.toString('latin1').replace(/[\r\n\t ]+/g, '');
      if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || (over && text !== '')) return malformed('base64');
      const whole = text.length - (text.length % 4);
      held = text.slice(whole);
      over ||= text.slice(0, whole).endsWith('=');
      return over && held !== '' ? malformed('base64') : Buffer.from(text.slice(0, whole), 'base64');
    },
    end: () => (held === '' ? NONE : malformed('base64')),
  };
};

const quotedPrintable = (): Decoder => {
  let held = '';
  const decoded = (text: string): Buffer | Failure => {
    const soft = text.replace(/[ \t]+(?=\r?\n)/g, '').replace(/=\r?\n/g, '');
    if (/=(?![0-9A-Fa-f]{2})/.test(soft)) return malformed('quoted-printable');
    return Buffer.from(
      soft.replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
      'latin1',
    );
  };
  return {
    // whole lines only: an escape or a soft end of line may be cut anywhere
    write: (bytes) => {
      const text = held + bytes.toString('latin1');
      const end = text.lastIndexOf('\n') + 1;
      held = text.slice(end);
      return decoded(text.slice(0, end));
    },
    end: () => decoded(held),
  };
};

/** The decoder of a transfer encoding; undefined where it is none that is read. */
export const decoderOf = (encoding: string): Decoder | undefined => {
  switch (encoding.trim().toLowerCase()) {
    case '':
    case '7bit':
    case '8bit':
    case 'binary':
      return asItIs();
    case 'base64':
      return base64();
    case 'quoted-printable':
      return quotedPrintable();
    default:
      return undefined;
  }
};
