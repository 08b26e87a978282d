// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test, vi } from 'vitest';
import { type ConnectionOptions, connect, DossierError } from '../src/index.ts';
import { DOMINIQUE, failureOf, report, submission, watchedFetch } from './testing.ts';

const BASE = 'https://dossier.example/fhir';
const found = { resourceType: 'DocumentReference', id: '1' };
const shared = {
  resourceType: 'Bundle',
  entry: [{}, { response: { status: '201 Created', location: 'DocumentReference/1' } }],
};

/** Answers in turn: a status, with `Retry-After` where given, or a failure of the network; then `body`. */
const connection = (
  turns: readonly (number | 'network' | { readonly status: number; readonly after: string })[],
  body: unknown = found,
  more: Partial<ConnectionOptions> = {},
) => {
  let turn = 0;
  const { fetch, sent } = watchedFetch(() => {
    const now = turns[turn++];
    if (now === undefined) return new Response(JSON.stringify(body));
    if (now === 'network') throw new TypeError('fetch failed');
    const { status, after } = typeof now === 'number' ? { status: now, after: undefined } : now;
    return new Response('{}', { status, ...(after !== undefined && { headers: { 'retry-after': after } }) });
  });
  const dossier = connect({ baseUrl: BASE, token: 't', fetch, retry: { firstWaitMs: 1 }, ...more });
  return { dossier, sent };
};

describe('what may be sent twice', () => {
  test.each([[[503, 429]], [['network', 502]], [[504, 'network', 503]]] as const)(
    'is sent again after %j',
    async (turns) => {
      const { dossier, sent } = connection(turns);
      expect(await dossier.read('1')).toMatchObject({ id: '1' });
      expect(sent).toHaveLength(turns.length + 1);
    },
  );

  test('is a search, and a submission, with the same body', async () => {
    const searched = connection([503], { resourceType: 'Bundle', entry: [] });
    for await (const _ of searched.dossier.record(DOMINIQUE).find());
    expect(searched.sent).toHaveLength(2);
    const sharing = connection(['network', 503], shared);
    expect(await sharing.dossier.record(DOMINIQUE).share([report()], submission)).toMatchObject([{ id: '1' }]);
    expect(new Set(sharing.sent.map(({ body }) => body)).size).toBe(1);
    expect(sharing.sent).toHaveLength(3);
  });

  test('fails as the last attempt did, after four', async () => {
    const { dossier, sent } = connection([503, 503, 503, 503, 503]);
    expect(await failureOf(dossier.read('1'))).toMatchObject({ status: 503 });
    expect(sent).toHaveLength(4);
  });

  test('waits as long as the server asks, unless that is too long', async () => {
    vi.useFakeTimers();
    const patient = connection([{ status: 503, after: '1' }]);
    const read = patient.dossier.read('1');
    await vi.advanceTimersByTimeAsync(999);
    expect(patient.sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await read).toMatchObject({ id: '1' });
    vi.useRealTimers();
    const long = connection([{ status: 503, after: '3600' }]);
    expect(await failureOf(long.dossier.read('1'))).toMatchObject({ retryAfterSeconds: 3600 });
    expect(long.sent).toHaveLength(1);
  });

  test('ends with its signal while it waits', async () => {
    const { dossier, sent } = connection([{ status: 503, after: '10' }]);
    const reason = new Error('enough');
    const controller = new AbortController();
    const read = failureOf(dossier.read('1', { signal: controller.signal }));
    setTimeout(() => controller.abort(reason), 20);
    expect(await read).toBe(reason);
    expect(sent).toHaveLength(1);
  });
});

describe('what may not', () => {
  test.each([400, 401, 403, 404, 409, 412, 422, 500])('a refusal %i is final', async (status) => {
    const { dossier, sent } = connection([status]);
    expect(await failureOf(dossier.read('1'))).toBeInstanceOf(DossierError);
    expect(sent).toHaveLength(1);
  });

  test('a decision is sent once', async () => {
    const { dossier, sent } = connection(['network']);
    const decision = { kind: 'opposition-break-glass' } as Parameters<ReturnType<typeof dossier.record>['decide']>[0];
    expect(await failureOf(dossier.record(DOMINIQUE).decide(decision))).toBeInstanceOf(TypeError);
    expect(sent).toHaveLength(1);
  });
});
