// SPDX-License-Identifier: Apache-2.0
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { sampleEntry, testJournal, testSigner } from '../../../test/journal.ts';
import { createPool, migrate, removeEmbedded, startEmbedded } from '../postgres/index.ts';

test.skipIf(process.platform === 'win32')(
  'every acknowledged entry is there after the database crashed under load',
  async () => {
    const home = await mkdtemp(join(tmpdir(), `dossier-test-${process.pid}-`));
    await chmod(home, 0o711);
    const signer = testSigner();
    try {
      const before = await startEmbedded({ home });
      const pool = createPool(before.url);
      await migrate(pool);
      const { journal } = testJournal(pool, { signer });
      const acknowledged: string[] = [];
      let crashed = false;
      let failed: unknown;
      const writers = Array.from({ length: 40 }, async () => {
        while (!crashed) {
          const entry = sampleEntry();
          try {
            await journal.append(entry);
            acknowledged.push(entry.entryId);
            if (acknowledged.length % 200 === 0) await journal.seal();
          } catch (error) {
            failed = error;
            return;
          }
        }
      });
      while (acknowledged.length < 1000 && failed === undefined) await pause(5);
      // Until now nothing may have failed; what fails from here on was never acknowledged.
      expect(failed).toBeUndefined();
      // Immediate shutdown: no checkpoint, connections are cut; the next start recovers from the log.
      process.kill(before.pid, 'SIGQUIT');
      crashed = true;
      await Promise.all(writers);
      await pool.end();

      const after = await startEmbedded({ home });
      const recovered = createPool(after.url);
      const { rows } = await recovered.query<{ entry_id: string }>('SELECT entry_id FROM journal_entry');
      const there = new Set(rows.map(({ entry_id }) => entry_id));
      expect(acknowledged.filter((id) => !there.has(id))).toEqual([]);
      const { journal: continued } = testJournal(recovered, { signer });
      await continued.append(sampleEntry());
      await continued.seal();
      expect(await continued.verify()).toMatchObject({ ok: true, entries: rows.length + 1, unsealed: 0 });
      await recovered.end();
    } finally {
      await removeEmbedded(home, { force: true });
      await rm(home, { recursive: true, force: true });
    }
  },
);
