// SPDX-License-Identifier: Apache-2.0
// A client that we did not write: zeep (Debian: python3-zeep) reads the WSDLs and calls each service.
import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { partyKey, systemActor } from '@dossier/core/actors';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { personas } from '../../src/demo/index.ts';
import { changeConsent, openRecord, readJournal, shareDocuments } from '../../src/record/index.ts';
import { type TestHouse, testHouse } from '../harness.ts';
import { documentOf, metadataBy, submissionOf } from '../submissions.ts';

const PYTHON = '/usr/bin/python3';
const there = spawnSync(PYTHON, ['-c', 'import zeep']).status === 0;

describe.skipIf(!there)('zeep, where python3-zeep is installed', () => {
  let house: TestHouse;
  let recordId: string;
  beforeAll(async () => {
    house = await testHouse();
    const { patient, actor } = personas.dominique;
    const { actor: gp } = personas.gp;
    if (!patient || actor.kind !== 'patient' || gp.kind !== 'professional') throw new Error('the personas changed');
    const opened = await openRecord(
      systemActor('test'),
      {
        ...{ ins: patient.ins, traits: patient.traits, identityStatus: 'qualified', regime: 'fr-2010' },
        ...{ personId: actor.personId, consentRecorded: true },
      } as const,
      house.ports,
    );
    if (!opened.ok) throw new Error(opened.error.code);
    ({ recordId } = opened.value);
    const change = { do: 'begin', kind: 'authorization', holder: partyKey(gp), holderName: gp.name } as const;
    const changed = await changeConsent(actor, { record: { recordId }, change }, house.ports);
    if (!changed.ok) throw new Error(changed.error.code);
    const shared = await shareDocuments(gp, submissionOf([documentOf(metadataBy(gp.nationalId))]), house.ports);
    if (!shared.ok) throw new Error(shared.error.code);
  });
  afterAll(() => house?.stop());

  test('reads the WSDLs and calls the services', async () => {
    const { ins } = personas.dominique.patient ?? { ins: { oid: '', value: '' } };
    const script = join(import.meta.dirname, 'zeep_client.py');
    const patient = `${ins.value}^^^&${ins.oid}&ISO^NH`;
    const parameters = [script, house.url, await house.token('gp'), patient, house.ports.repositoryUniqueId];
    const { stdout } = await promisify(execFile)(PYTHON, parameters);
    const { found, retrieved, exists, refused } = JSON.parse(stdout);
    expect(/codeContext="([^"]*)"/.exec(found)?.[1]).toBeUndefined();
    expect(found).toContain('ResponseStatusType:Success');
    expect(found).toContain('ObjectRef');
    expect(retrieved).toContain('XDSDocumentUniqueIdError');
    expect(exists).toContain('<queryResponseCode code="OK"/>');
    expect(exists).toContain('VALIDE');
    expect(refused).toContain('the assertion names the patient');
    const journal = await readJournal(
      personas.dominique.actor,
      { record: { recordId }, query: { limit: 3 } },
      house.ports,
    );
    const operations = journal.ok ? journal.value.entries.map(({ operation }) => operation) : [];
    expect(operations).toEqual(expect.arrayContaining(['record.test-existence', 'document.find']));
  });
});
