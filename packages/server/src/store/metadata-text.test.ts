// SPDX-License-Identifier: Apache-2.0
import { createHash, createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import phrases from './metadata-phrases.json' with { type: 'json' };
import { openMetadata, sealMetadata } from './metadata-text.ts';
import { entryOf } from './testing.ts';

const key = createSecretKey(randomBytes(32));

it('gives back the metadata as they were, from fewer bytes', () => {
  const recordId = randomUUID();
  const entry = entryOf(recordId, {
    title: 'Été \u0000 \u0010 \u001f',
    confidentialityCodes: Array.from({ length: 20 }, () => ({
      code: 'N',
      system: '2.16.840.1.113883.5.25',
      display: 'Normal',
    })),
  });
  const sealed = sealMetadata(key, entry);
  const { relations: _, ...metadata } = entry;
  expect(openMetadata(key, recordId, entry.entryUuid, sealed)).toEqual(metadata);
  expect(sealed.length).toBeLessThan(JSON.stringify(metadata).length);
});

it('keeps the phrases that stored metadata hold positions of', () => {
  const first = JSON.stringify(phrases.slice(0, 96));
  expect(createHash('sha256').update(first).digest('hex')).toBe(
    '5650f59aa7dd1cb7d07a37aa855efcde620dd0f14d2fcd17d30be54ccee7b38f',
  );
});
