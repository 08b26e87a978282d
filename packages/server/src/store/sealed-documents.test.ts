// SPDX-License-Identifier: Apache-2.0
import { createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { SealBrokenError } from './keys/index.ts';
import { openMetadata, openRendering, sealMetadata, sealRendering } from './sealed-documents.ts';
import { entryOf } from './testing.ts';

const key = createSecretKey(randomBytes(32));

it('gives back the metadata as they were, from a third of the bytes', () => {
  const entry = entryOf(randomUUID(), {
    title: 'Été \u0000 \u0010 \u001f',
    confidentialityCodes: Array.from({ length: 20 }, () => ({
      code: 'N',
      system: '2.16.840.1.113883.5.25',
      display: 'Normal',
    })),
  });
  const sealed = sealMetadata(key, entry);
  const { relations: _, availabilityStatus: _status, ...metadata } = entry;
  expect(openMetadata(key, entry, sealed)).toEqual(metadata);
  expect(sealed.length).toBeLessThan(JSON.stringify(metadata).length / 3);
});

it('opens beside the very names that it was sealed with', () => {
  const entry = entryOf(randomUUID());
  const metadata = sealMetadata(key, entry);
  const rendering = sealRendering(key, entry, '{}');
  expect(openRendering(key, entry, rendering).toString()).toBe('{}');
  for (const moved of [
    { recordId: randomUUID() },
    { logicalId: randomUUID() },
    { entryUuid: randomUUID() },
    { version: entry.version + 1 },
  ]) {
    expect(() => openMetadata(key, { ...entry, ...moved }, metadata)).toThrow(SealBrokenError);
    expect(() => openRendering(key, { ...entry, ...moved }, rendering)).toThrow(SealBrokenError);
  }
  expect(() => openRendering(key, entry, metadata)).toThrow(SealBrokenError);
});
