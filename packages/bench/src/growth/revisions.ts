// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Allowed, decide } from '@dossier/core/access';
import type { Actor } from '@dossier/core/actors';
import { factsOf } from '@dossier/core/documents';
import { readConfig } from '@dossier/server/src/platform/config.ts';
import type { Ports, Writer } from '@dossier/server/src/record/index.ts';
import { openRooms } from '@dossier/server/src/rooms.ts';
import type { Pool } from 'pg';
import { type DocumentMaker, documentMaker } from './documents.ts';
import { fillInto, removeInstallation, withDatabase } from './installations.ts';
import type { GrowthWork } from './options.ts';
import {
  checkSize,
  documentsOf,
  measuredOf,
  measuredRecord,
  type Patient,
  type Population,
  patientOf,
  shuffled,
} from './population.ts';
import { type PartSize, sizesOf } from './table-sizes.ts';

/** What the statistics say of record.document_entry. */
export interface TableState {
  readonly updates: number;
  /** Updates that left the indexes alone (heap-only tuples). */
  readonly hotUpdates: number;
  readonly deadRows: number;
  readonly autovacuums: number;
  readonly sizes: readonly PartSize[];
}

export interface MeasuredRevisions {
  /** Statements that changed the schema before; absent where it was as it is. */
  readonly changed?: string;
  readonly documents: number;
  /** New versions of the metadata, and changes of the status. */
  readonly versions: number;
  readonly statuses: number;
  readonly seconds: number;
  readonly before: TableState;
  readonly after: TableState;
  /** After a VACUUM, which gives no page back but frees what is in them. */
  readonly vacuumed: TableState;
}

/** Every fifth document of a record changes its status, the others get a new version of their metadata. */
const STATUS_EVERY = 5;
const AT_ONCE = 8;
const WATCHED = 'record.document_entry';

const stateOf = async (pool: Pool, documents: number): Promise<TableState> => {
  const { rows } = await pool.query<Omit<TableState, 'sizes'>>(
    `select n_tup_upd as updates, n_tup_hot_upd as "hotUpdates", n_dead_tup as "deadRows",
      autovacuum_count as autovacuums
    from pg_stat_all_tables, pg_stat_force_next_flush() where relid = '${WATCHED}'::regclass`,
  );
  const [state] = rows;
  if (!state) throw new Error(`There are no statistics of ${WATCHED}.`);
  const sizes = await sizesOf(pool, documents);
  return { ...state, sizes: sizes.filter(({ table }) => table === WATCHED) };
};

const backends = async (pool: Pool): Promise<number> => {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*)::integer as count from pg_stat_activity where backend_type = 'client backend'`,
  );
  return rows[0]?.count ?? 0;
};

const LOOK_MS = 20;

/** A backend tells what it did when it ends, a moment after its connection. */
const untilTold = async (pool: Pool, many: number): Promise<void> => {
  while ((await backends(pool)) > many) await delay(LOOK_MS);
};

/** The patient's own decision on their record, as the use case makes it. */
const allow = async ({ recordId, personId }: Patient, { store, clock, law }: Ports): Promise<Allowed> => {
  const actor: Actor = { kind: 'patient', personId, name: 'P', authentication: 'direct', mode: { kind: 'normal' } };
  const at = clock.now();
  const policy = await store.loadPolicy({ recordId });
  const decision = decide({ actor, operation: 'document.mask', recordId, policy, law: law(at), at });
  if (decision.verdict === 'refused') throw new Error('The patient may revise the documents of their record.');
  return decision;
};

interface Visit {
  readonly record: number;
  readonly patient: Patient;
  readonly round: number;
}

/** Revises every document of a record once; the same documents as in the round before, which is the state they are in. */
const reviseRecord = async (writer: Writer, visit: Visit, maker: DocumentMaker, now: string): Promise<void> => {
  const { record, patient, round } = visit;
  for (let document = 0; document < documentsOf(record); document += 1) {
    const { entry } = maker.make(patient, record, document);
    if (document % STATUS_EVERY === 0) {
      const [from, to] = round % 2 === 0 ? (['approved', 'archived'] as const) : (['archived', 'approved'] as const);
      await writer.setStatus(entry.logicalId, [from], to, now);
    } else {
      const next = { ...entry, version: round + 2, entryUuid: randomUUID() };
      await writer.insertVersion(next, factsOf(next, patient.personId, maker.law.partySystems));
    }
  }
};

/** Visits the measured records in rounds, several at once, until there were so many revisions. */
const reviseMany = async (ports: Ports, population: Population, revisions: number): Promise<number> => {
  const maker = documentMaker(population, ports.repositoryUniqueId);
  let done = 0;
  const visits = function* (): Generator<Visit> {
    for (let round = 0; ; round += 1)
      for (const n of shuffled(measuredOf(population), round)) {
        const record = measuredRecord(n);
        if (done >= revisions) return;
        done += documentsOf(record);
        yield { record, patient: patientOf(population, record), round };
      }
  };
  const waiting = visits();
  const work = async (): Promise<void> => {
    for (const visit of waiting) {
      const allowed = await allow(visit.patient, ports);
      const outcome = await ports.store.write(allowed, (writer) =>
        reviseRecord(writer, visit, maker, ports.clock.now()),
      );
      if (!outcome.committed) throw new Error(`A revision met the conflict ${outcome.conflict.kind}.`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return done;
};

const measureWith = async (changed: string | undefined, options: GrowthWork): Promise<MeasuredRevisions> => {
  const documents = checkSize(Math.max(Math.ceil(options.revisions / 100), 10) * 100);
  const home = resolve(options.folder, 'revisions');
  await removeInstallation(home);
  const population = await fillInto(home, documents, () => undefined);
  const measured = await withDatabase(home, async (pool, databaseUrl) => {
    if (changed !== undefined) {
      await pool.query(changed);
      // A fillfactor acts on what is written from then on.
      await pool.query(`vacuum (full, analyze) ${WATCHED}`);
    }
    const before = await stateOf(pool, documents);
    const connected = await backends(pool);
    const rooms = await openRooms(readConfig({ DOSSIER_HOME: home, DATABASE_URL: databaseUrl }, 'demo'));
    const began = performance.now();
    const done = await reviseMany(rooms.ports, population, options.revisions).finally(rooms.close);
    const seconds = (performance.now() - began) / 1000;
    await untilTold(pool, connected);
    const after = await stateOf(pool, documents);
    await pool.query(`vacuum ${WATCHED}`);
    const vacuumed = await stateOf(pool, documents);
    const statuses = done / STATUS_EVERY;
    const numbers = { documents, versions: done - statuses, statuses, seconds };
    return { ...(changed !== undefined && { changed }), ...numbers, before, after, vacuumed };
  });
  await removeInstallation(home);
  return measured;
};

/**
 * Revises documents through the store, each in its turn, and looks at what that leaves in the tables: with the schema
 * as it is, and once more after `schemaChange` where one is to be tried. The journal is left out of it.
 */
export const measureRevisions = async (options: GrowthWork): Promise<readonly MeasuredRevisions[]> => {
  const tried = options.schemaChange === undefined ? [undefined] : [undefined, options.schemaChange];
  const measured: MeasuredRevisions[] = [];
  for (const changed of tried) {
    measured.push(await measureWith(changed, options));
    options.onProgress(`${options.revisions} revisions${changed === undefined ? '' : ' in the changed schema'}`);
  }
  return measured;
};
