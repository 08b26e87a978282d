// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openPage, type PageBinding, pageLifetimeMs, sealPage } from './token.ts';

const key = randomBytes(32);
const binding: PageBinding = { search: 'DocumentReference', party: 'ps:899700218896', now: '2026-11-23T12:00:00.000Z' };
const after = (ms: number): PageBinding => ({
  ...binding,
  now: new Date(Date.parse(binding.now) + ms).toISOString(),
});

describe('page tokens', () => {
  it('opens to what was sealed, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (content) => {
        const plain = JSON.parse(JSON.stringify(content));
        expect(openPage(key, binding, sealPage(key, binding, plain))).toEqual({ ok: true, value: plain });
      }),
    );
  });

  it('says nothing of its content', () => {
    const token = sealPage(key, binding, { ins: '279035121518989' });
    expect(Buffer.from(token, 'base64url').toString('latin1')).not.toContain('279035121518989');
    expect(token).not.toBe(sealPage(key, binding, { ins: '279035121518989' }));
  });

  it('opens for nobody else, for no other search, under no other key', () => {
    const token = sealPage(key, binding, { at: 1 });
    const refused = { ok: false, error: { code: 'page-token-invalid' } };
    expect(openPage(key, { ...binding, party: 'ps:800000000000' }, token)).toMatchObject(refused);
    expect(openPage(key, { ...binding, search: 'List' }, token)).toMatchObject(refused);
    expect(openPage(randomBytes(32), binding, token)).toMatchObject(refused);
  });

  it('lives ten minutes', () => {
    const token = sealPage(key, binding, 1);
    expect(openPage(key, after(pageLifetimeMs - 1), token)).toEqual({ ok: true, value: 1 });
    expect(openPage(key, after(pageLifetimeMs), token)).toMatchObject({ ok: false, error: { detail: 'expired' } });
  });

  it('does not open when a bit is changed or the text is not one of ours', () => {
    const token = Buffer.from(sealPage(key, binding, { at: 1 }), 'base64url');
    fc.assert(
      fc.property(fc.nat(token.length * 8 - 1), (bit) => {
        const changed = Buffer.from(token);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(openPage(key, binding, changed.toString('base64url')).ok).toBe(false);
      }),
    );
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const text = token.toString('base64url');
    for (const last of alphabet) {
      if (!text.endsWith(last)) expect(openPage(key, binding, text.slice(0, -1) + last).ok, last).toBe(false);
    }
    for (const text of ['', 'x', '../../etc/passwd', 'A'.repeat(38), 'A'.repeat(20_000), "' or 1=1 --"]) {
      expect(openPage(key, binding, text).ok, text.slice(0, 40)).toBe(false);
    }
  });
});
