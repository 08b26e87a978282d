// SPDX-License-Identifier: Apache-2.0
import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packBytes, packText, unpackBytes, unpackText } from './packed.ts';
import dictionaries from './stored-dictionaries.json' with { type: 'json' };

describe('a packed text', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(unpackText(packText(text))).toBe(text);
      }),
    );
  });

  it('takes a few bytes for what the dictionary holds', () => {
    const known = (dictionaries[0] ?? []).slice(0, 10).join('');
    expect(packText(known).length).toBeLessThan(known.length / 10);
  });

  it('is not read where its dictionary is not here, or it is cut off', () => {
    const packed = packText('{"title":"Compte rendu"}');
    expect(() => unpackText(Buffer.concat([Buffer.of(255), packed.subarray(1)]))).toThrow('dictionary 255');
    expect(() => unpackText(Buffer.alloc(0))).toThrow('dictionary');
    expect(() => unpackText(packed.subarray(0, -3))).toThrow();
  });

  it('has a dictionary that never changes, for stored texts were packed with it', () => {
    const first = createHash('sha256').update((dictionaries[0] ?? []).join(''));
    expect(first.digest('hex')).toBe('78f1c6f45994514a3b1191f72fa58c8a7919c147d6449d5435e5bd97798fafe7');
  });
});

describe('packed bytes', () => {
  const repeated = Buffer.from('tension artérielle normale '.repeat(2000));

  it('come back as they were', () => {
    const bytes = fc.oneof(fc.uint8Array(), fc.constant(repeated), fc.constant(randomBytes(70_000)));
    fc.assert(
      fc.property(bytes, (plain) => {
        expect(unpackBytes(packBytes(plain), plain.length)?.equals(plain)).toBe(true);
      }),
    );
  });

  it('are fewer where that is possible, and one more where it is not', () => {
    expect(packBytes(repeated).length).toBeLessThan(repeated.length / 20);
    expect(packBytes(randomBytes(70_000)).length).toBe(70_001);
  });

  it('are nothing but what was packed, whole', () => {
    for (const plain of [repeated, randomBytes(1000)]) {
      const packed = packBytes(plain);
      expect(unpackBytes(packed, plain.length - 1)).toBeUndefined();
      expect(unpackBytes(packed, plain.length + 1)).toBeUndefined();
      expect(unpackBytes(packed.subarray(0, -5), plain.length)).toBeUndefined();
      expect(unpackBytes(Buffer.concat([Buffer.of(2), packed.subarray(1)]), plain.length)).toBeUndefined();
    }
    expect(unpackBytes(Buffer.alloc(0), 0)).toBeUndefined();
  });
});
