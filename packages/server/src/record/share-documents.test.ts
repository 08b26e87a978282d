// SPDX-License-Identifier: Apache-2.0
import { type Actor, systemActor } from '@dossier/core/actors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestRecord, patient, traits } from '../../test/people.ts';
import { type TestRooms, testRooms } from '../../test/rooms.ts';
import { documentOf, INS, metadataBy, physician, submissionOf } from '../../test/submissions.ts';
import {
  changeConsent,
  findDocuments,
  findFolders,
  findSubmissionSets,
  openRecord,
  readDocument,
  retrieveDocument,
  reviseDocument,
  type SharedSubmission,
  type Submission,
  type SubmittedDocument,
  shareDocuments,
  wholeOf,
} from './index.ts';

const gp = physician('899700218896');
const colleague = physician('899700000077');
const TRE_A07 = '1.2.250.1.213.1.1.4.13';
const everything = { criteria: [], order: { by: 'submitted', descending: true }, limit: 100 } as const;

let rooms: TestRooms;
let recordId = '';

beforeAll(async () => {
  rooms = await testRooms();
  recordId = await openTestRecord(rooms);
  for (const holder of ['ps:899700218896', 'ps:899700000077'])
    await changeConsent(
      patient,
      { record: { recordId }, change: { do: 'begin', kind: 'authorization', holder } },
      rooms.ports,
    );
});
afterAll(() => rooms.close());

const share = async (submission: Submission, actor: Actor = gp): Promise<SharedSubmission> => {
  const shared = await shareDocuments(actor, submission, rooms.ports);
  if (!shared.ok) throw new Error(JSON.stringify(shared.error));
  return shared.value;
};
const refusal = async (submission: Submission, actor: Actor = gp): Promise<string> => {
  const before = await total();
  const shared = await shareDocuments(actor, submission, rooms.ports);
  expect(await total(), 'nothing is half-written').toBe(before);
  return shared.ok ? 'shared' : shared.error.code;
};
const total = async (): Promise<number> => {
  const found = await findDocuments(patient, { record: { recordId }, query: everything }, rooms.ports);
  if (!found.ok) throw new Error(found.error.code);
  return found.value.total ?? Number.NaN;
};
const contentOf = async (id: string, actor: Actor = patient): Promise<string> => {
  const retrieved = await retrieveDocument(actor, { document: { id } }, rooms.ports);
  if (!retrieved.ok) return retrieved.error.code;
  return (await wholeOf(retrieved.value)).toString();
};
const statusOf = async (id: string): Promise<string> => {
  const read = await readDocument(patient, { id }, rooms.ports);
  return read.ok ? read.value.facts.availabilityStatus : read.error.code;
};
const last = async () => (await rooms.entries(recordId)).at(-1);

describe('sharing', () => {
  it('stores the document byte for byte, finds it, and leaves a trace of each step', async () => {
    const document = documentOf(metadataBy('899700218896'));
    const { documents, set } = await share(submissionOf([document]));
    const [entry] = documents.map((one) => one.entry);
    expect(await last()).toMatchObject({
      operation: 'document.share',
      outcome: 'success',
      actor: { key: 'ps:899700218896' },
      documents: [entry?.logicalId],
    });
    expect(await contentOf(entry?.logicalId ?? '')).toBe(document.content.toString());
    expect(await last()).toMatchObject({
      operation: 'document.retrieve',
      documents: [entry?.logicalId],
      actor: { kind: 'patient' },
    });
    expect((await last())?.actor).not.toHaveProperty('name');
    const sets = await findSubmissionSets(
      patient,
      { record: { recordId }, query: { entryUuids: [set?.entryUuid ?? ''], limit: 5 } },
      rooms.ports,
    );
    expect(sets.ok && sets.value.lists[0]?.members).toEqual([entry?.logicalId]);
  });

  it('adds nothing when the same document comes again, and refuses the same identifier with other bytes (D8)', async () => {
    const document = documentOf(metadataBy('899700218896'));
    const first = await share(submissionOf([document]));
    const before = await total();
    const again = await share(submissionOf([document]));
    expect(again.documents).toMatchObject([
      { alreadyShared: true, entry: { entryUuid: first.documents[0]?.entry.entryUuid } },
    ]);
    expect(await total()).toBe(before);
    expect(await refusal(submissionOf([{ ...document, content: Buffer.from('other') }]))).toBe(
      'duplicate-different-content',
    );
    const shares = (await rooms.entries(recordId)).filter(({ operation }) => operation === 'document.share');
    expect(shares.at(-1)).toMatchObject({
      outcome: 'failure',
      reasons: expect.arrayContaining(['duplicate-different-content']),
    });
  });

  it('tells nothing by a repetition of what the sharer cannot see, and needs no write to say so (D2)', async () => {
    const stranger = physician('899700000066');
    const hidden = documentOf(
      metadataBy('899700218896', { confidentialityCodes: [{ code: 'MASQUE_PS', system: TRE_A07 }] }),
    );
    await share(submissionOf([hidden]));
    const guess = (content: Uint8Array, relations: SubmittedDocument['relations'] = []) =>
      submissionOf([
        { ...documentOf({ ...hidden.metadata, authors: metadataBy('899700000066').authors }), content, relations },
      ]);
    expect(await refusal(guess(Buffer.from('other')), stranger)).toBe('duplicate-identifier');
    expect(await refusal(guess(hidden.content), stranger)).toBe('duplicate-identifier');
    const nowhere = [{ type: 'appends', target: { uniqueId: '1.2.3.4' }, path: 'relatesTo' }] as const;
    expect(await refusal(guess(Buffer.from('other'), nowhere), stranger)).toBe('target-unknown');
  });

  it('answers a repetition with what stands in the record, and takes back nothing of it', async () => {
    const document = documentOf(metadataBy('899700218896'));
    const [first] = (await share(submissionOf([document]))).documents;
    const id = first?.entry.logicalId ?? '';
    await reviseDocument(patient, { document: { id }, revisions: ['mask'] }, rooms.ports);
    const again = await share(submissionOf([{ ...document, metadata: { ...document.metadata, comments: 'CHANGED' } }]));
    expect(again.documents[0]).toMatchObject({ alreadyShared: true, entry: { version: 2 } });
    expect(again.documents[0]?.entry).not.toHaveProperty('comments');
    expect(again.warnings.map(({ code }) => code)).toEqual(['already-shared']);
    await reviseDocument(gp, { document: { id }, revisions: ['delete'] }, rooms.ports);
    expect(await refusal(submissionOf([document]))).toBe('duplicate-identifier');
  });

  it('lets who shared a document take it back, whatever author it names', async () => {
    const { documents } = await share(submissionOf([documentOf(metadataBy('899700218896'))]), colleague);
    const revised = await reviseDocument(
      colleague,
      { document: { id: documents[0]?.entry.logicalId ?? '' }, revisions: ['delete'] },
      rooms.ports,
    );
    expect(revised.ok && revised.value.facts.availabilityStatus).toBe('deleted');
  });

  it("lets nobody but the patient write in the patient's name", async () => {
    const own = {
      typeCode: { code: 'DOCPAT01', system: '1.2.250.1.213.1.1.4.12' },
      classCode: { code: '11', system: '1.2.250.1.213.1.1.4.1' },
    };
    const authors = metadataBy('x').authors.map((author) => ({ ...author, kind: 'patient' as const }));
    expect(await refusal(submissionOf([documentOf(metadataBy('x', { ...own, authors }))]))).toBe('author-not-patient');
  });

  it('keeps signatures from professionals and patient (D9)', async () => {
    const signature = documentOf(metadataBy('899700218896'), {
      relations: [{ type: 'signs', target: { index: 0 }, path: 'relatesTo' }],
    });
    const { documents } = await share(submissionOf([documentOf(metadataBy('899700218896')), signature]));
    expect(documents[1]?.entry.confidentialityCodes.map(({ code }) => code).sort()).toEqual([
      'INVISIBLE_PATIENT',
      'MASQUE_PS',
      'N',
    ]);
    const { rowCount } = await rooms.pool.query('SELECT FROM record.duty WHERE logical_id = $1', [
      documents[1]?.entry.logicalId,
    ]);
    expect(rowCount).toBe(0);
  });

  it('takes one of many simultaneous submissions of the same document, and calls the others repetitions', async () => {
    const document = documentOf(metadataBy('899700218896'));
    const before = await total();
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, () => shareDocuments(gp, submissionOf([document]), rooms.ports)),
    );
    expect(outcomes.filter((one) => one.ok)).toHaveLength(12);
    expect(outcomes.filter((one) => one.ok && !one.value.documents[0]?.alreadyShared)).toHaveLength(1);
    expect(await total()).toBe(before + 1);
  });

  it('shares all documents of a submission or none', async () => {
    const good = documentOf(metadataBy('899700218896'));
    const bad = documentOf(metadataBy('899700218896'), { stated: { sizeBytes: 3 } });
    expect(await refusal(submissionOf([good, bad]))).toBe('size-mismatch');
    const { documents } = await share(submissionOf([good, documentOf(metadataBy('899700218896'))]));
    expect(documents).toHaveLength(2);
  });

  it.each([
    [
      'a hash that is not that of the content',
      { stated: { hash: 'da39a3ee5e6b4b0d3255bfef95601890afd80709' } },
      'hash-mismatch',
    ],
    ['no content', { content: new Uint8Array() }, 'content-missing'],
    ['too large a content', { content: new Uint8Array(26 * 1024 * 1024) }, 'document-too-large'],
  ])('refuses %s', async (_what, more, code) => {
    expect(await refusal(submissionOf([documentOf(metadataBy('899700218896'), more)]))).toBe(code);
  });

  it.each([
    ['an unknown type', { typeCode: { code: 'NOPE', system: 'x' } }, 'code-unknown'],
    [
      'a class of another type (D10)',
      { classCode: { code: '42', system: '1.2.250.1.213.1.1.4.1' } },
      'type-class-mismatch',
    ],
    ['an identifier that is none', { uniqueId: 'no identifier' }, 'element-invalid'],
  ])('refuses %s', async (_what, more, code) => {
    expect(await refusal(submissionOf([documentOf(metadataBy('899700218896', more))]))).toBe(code);
  });

  it('refuses the same identifier twice in one message, and a submission without documents', async () => {
    const metadata = metadataBy('899700218896');
    expect(await refusal(submissionOf([documentOf(metadata), documentOf(metadata)]))).toBe('duplicate-in-message');
    expect(await refusal(submissionOf([]))).toBe('element-missing');
  });

  it('refuses an unknown patient in words, and tells a patient nothing', async () => {
    const elsewhere = { ...INS, value: '277076322082910' };
    expect(await refusal(submissionOf([documentOf(metadataBy('899700218896'))], { ins: elsewhere }))).toBe(
      'record-unknown',
    );
    expect(await refusal(submissionOf([documentOf(metadataBy('899700218896'))], { ins: elsewhere }), patient)).toBe(
      'access-refused',
    );
    expect(
      await refusal(submissionOf([documentOf(metadataBy('899700218896'))], { ins: { ...INS, oid: '1.2.3' } })),
    ).toBe('ins-oid-refused');
  });

  it('holds SQL, quotes and every kind of letter as text', async () => {
    const title = 'Robert\'); DROP TABLE record.record;-- \\ " $1 %s é 漢 🧬';
    const { documents } = await share(
      submissionOf([documentOf(metadataBy('899700218896', { title, comments: title }))]),
    );
    const read = await readDocument(patient, { id: documents[0]?.entry.logicalId ?? '' }, rooms.ports);
    expect(read.ok && read.value.entry.title).toBe(title);
  });
});

describe('replacing, appending, folders', () => {
  const shareOne = async (actor = gp, more = {}) => {
    const shared = await share(submissionOf([documentOf(metadataBy(actor.nationalId, more))]), actor);
    return shared.documents[0]?.entry ?? fail();
  };
  const fail = (): never => {
    throw new Error('nothing was shared');
  };
  const related = (type: 'replaces' | 'appends', entryUuid: string, by = '899700218896') =>
    submissionOf([documentOf(metadataBy(by), { relations: [{ type, target: { entryUuid }, path: 'relatesTo' }] })]);

  it('deprecates the replaced document and what hangs on it (ITI-42)', async () => {
    const first = await shareOne();
    const [appended] = (await share(related('appends', first.entryUuid))).documents;
    const { documents } = await share(related('replaces', first.entryUuid));
    expect(await statusOf(first.logicalId)).toBe('deprecated');
    expect(await statusOf(appended?.entry.logicalId ?? '')).toBe('deprecated');
    expect(documents[0]?.entry.relations).toEqual([{ type: 'replaces', target: first.logicalId }]);
    expect(await refusal(related('replaces', first.entryUuid))).toBe('target-not-approved');
  });

  it('leaves a trace of each document that it replaces, with the right that was used, and one of its own', async () => {
    const first = await shareOne();
    const [appended] = (await share(related('appends', first.entryUuid))).documents;
    const before = (await rooms.entries(recordId)).length;
    const { documents } = await share(related('replaces', first.entryUuid));
    const written = (await rooms.entries(recordId)).slice(before);
    expect(
      written.map(({ operation, outcome, documents, detail }) => ({ operation, outcome, documents, detail })),
    ).toEqual(
      expect.arrayContaining([
        {
          operation: 'document.delete',
          outcome: 'success',
          documents: [first.logicalId, appended?.entry.logicalId],
          detail: { replaced: true },
        },
        { operation: 'document.share', outcome: 'success', documents: [documents[0]?.entry.logicalId], detail: {} },
      ]),
    );
    expect(written).toHaveLength(2);
  });

  it('names in its traces what a folder takes in, and knows a folder that comes again', async () => {
    const old = await shareOne();
    const folder = (uniqueId: string) => ({
      uniqueId: `1.2.250.1.999.9.${process.pid}.${uniqueId}`,
      title: 'Suivi',
      codes: [],
      members: [{ entryUuid: old.entryUuid }],
      path: 'folder',
    });
    const submission = submissionOf([], { folders: [folder('1')] });
    expect((await share(submission)).folders).toHaveLength(1);
    expect(await last()).toMatchObject({ operation: 'document.share', documents: [old.logicalId], detail: {} });
    const again = await share(submission);
    expect(again.folders).toEqual([]);
    expect(again.set?.uniqueId).toBe(submission.set.uniqueId);
    expect(await last()).toMatchObject({ documents: [old.logicalId], detail: { repeated: true } });
    // the same submission set with another folder did not come before
    expect(await refusal({ ...submission, folders: [folder('2')] })).toBe('duplicate-identifier');
  });

  it('lets exactly one of many simultaneous replacers win', async () => {
    const first = await shareOne();
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => shareDocuments(gp, related('replaces', first.entryUuid), rooms.ports)),
    );
    expect(outcomes.filter((one) => one.ok)).toHaveLength(1);
    expect(new Set(outcomes.flatMap((one) => (one.ok ? [] : [one.error.code])))).toEqual(
      new Set(['target-not-approved']),
    );
  });

  it('leaves nothing hanging on a document that was being replaced', async () => {
    for (let round = 0; round < 8; round += 1) {
      const first = await shareOne();
      const submissions = (['appends', 'replaces', 'appends', 'replaces', 'appends'] as const).map((type) =>
        related(type, first.entryUuid),
      );
      const outcomes = await Promise.all(submissions.map((one) => shareDocuments(gp, one, rooms.ports)));
      expect(await statusOf(first.logicalId)).toBe('deprecated');
      for (const outcome of outcomes) {
        if (!outcome.ok) expect(outcome.error.code).toBe('target-not-approved');
        for (const { entry } of outcome.ok ? outcome.value.documents : [])
          if (entry.relations[0]?.type === 'appends') expect(await statusOf(entry.logicalId)).toBe('deprecated');
      }
    }
  });

  it('takes no document into a folder that was being replaced', async () => {
    for (let round = 0; round < 8; round += 1) {
      const first = await shareOne();
      const folder = {
        uniqueId: `1.2.250.1.999.9.${process.pid}.${round}`,
        title: 'Suivi',
        codes: [{ code: '07', system: '1.2.250.1.213.2.2' }],
        members: [{ entryUuid: first.entryUuid }],
        path: 'folder',
      };
      const [filed, replaced] = await Promise.all([
        shareDocuments(gp, submissionOf([documentOf(metadataBy('899700218896'))], { folders: [folder] }), rooms.ports),
        shareDocuments(gp, related('replaces', first.entryUuid), rooms.ports),
      ]);
      expect(replaced.ok).toBe(true);
      if (!filed.ok || !replaced.ok) continue;
      const query = { entryUuids: [filed.value.folders[0]?.entryUuid ?? ''], limit: 5 };
      const found = await findFolders(patient, { record: { recordId }, query }, rooms.ports);
      expect(found.ok && found.value.lists[0]?.members).toContain(replaced.value.documents[0]?.entry.logicalId);
    }
  });

  it('lets nobody replace what they could not delete, and says nothing of what they cannot see', async () => {
    const first = await shareOne();
    expect(await refusal(related('replaces', first.entryUuid, '899700000077'), colleague)).toBe('access-refused');
    const stranger = physician('899700000066');
    expect(await refusal(related('replaces', first.entryUuid, '899700000066'), stranger)).toBe('target-unknown');
    expect(await refusal(related('appends', '00000000-0000-4000-8000-000000000000'))).toBe('target-unknown');
  });

  it('puts documents in folders, old and new, and lets replacements join them', async () => {
    const old = await shareOne();
    const folder = {
      uniqueId: `1.2.250.1.999.8.${process.pid}`,
      title: 'Grossesse',
      codes: [{ code: '07', system: '1.2.250.1.213.2.2' }],
      members: [{ entryUuid: old.entryUuid }, { index: 0 }],
      path: 'folder',
    };
    const shared = await share(submissionOf([documentOf(metadataBy('899700218896'))], { folders: [folder] }));
    const members = async () => {
      const found = await findFolders(
        patient,
        { record: { recordId }, query: { entryUuids: [shared.folders[0]?.entryUuid ?? ''], limit: 5 } },
        rooms.ports,
      );
      return found.ok ? [...(found.value.lists[0]?.members ?? [])].sort() : [];
    };
    expect(await members()).toEqual([old.logicalId, shared.documents[0]?.entry.logicalId].sort());
    const replacement = await share(related('replaces', old.entryUuid));
    expect(await members()).toContain(replacement.documents[0]?.entry.logicalId);
  });
});

describe('who may share what', () => {
  it('imputes to an organisation what it shares, and gives feeds their types', async () => {
    const hospital: Actor = {
      kind: 'organization',
      organization: { id: '1750000002', name: 'Hôpital' },
      name: 'Hôpital',
      authentication: 'indirect',
      mode: { kind: 'normal' },
    };
    expect(await refusal(submissionOf([documentOf(metadataBy('899700000055'))]), hospital)).toBe(
      'author-not-imputable',
    );
    const own = await share(submissionOf([documentOf(metadataBy('899700000055', {}, '1750000002'))]), hospital);
    expect(own.documents[0]?.alreadyShared).toBe(false);
    expect(await contentOf(own.documents[0]?.entry.logicalId ?? '', hospital)).toBe('document-unknown');
    const insurer: Actor = { ...hospital, kind: 'feed', feed: 'insurer' };
    expect(await refusal(submissionOf([documentOf(metadataBy('1', {}, '1750000002'))]), insurer)).toBe('type-not-fed');
  });

  it("masks from the start what the patient wants masked by default, and secrets of a minor's session", async () => {
    const change = { do: 'begin', kind: 'default-confidentiality', value: 'MASQUE_PS' } as const;
    const standing = await changeConsent(patient, { record: { recordId }, change }, rooms.ports);
    const { documents } = await share(submissionOf([documentOf(metadataBy('899700000077'))]), {
      ...colleague,
      secret: true,
    });
    const id = documents[0]?.entry.logicalId ?? '';
    expect(documents[0]?.entry.confidentialityCodes.map(({ code }) => code).sort()).toEqual([
      'INVISIBLE_REPRESENTANTS_LEGAUX',
      'MASQUE_PS',
      'N',
    ]);
    expect(await contentOf(id, gp)).toBe('document-unknown');
    expect(await contentOf(id, colleague)).toContain('content of');
    expect((await last())?.secret).toBe(false);
    if (standing.ok)
      await changeConsent(
        patient,
        { record: { recordId }, change: { do: 'end', relationId: standing.value.id } },
        rooms.ports,
      );
  });
});

describe('an identifier in use', () => {
  it('is answered alike, whether what has it is hidden here or stands in another record', async () => {
    const ins = { ...INS, value: '277076322082910' };
    const opened = await openRecord(
      systemActor('test'),
      { ins, traits, identityStatus: 'qualified', regime: 'fr-2010', consentRecorded: true },
      rooms.ports,
    );
    expect(opened.ok).toBe(true);
    const hidden = documentOf(
      metadataBy('899700218896', { confidentialityCodes: [{ code: 'MASQUE_PS', system: TRE_A07 }] }),
    );
    await share(submissionOf([hidden]));
    const stranger = physician('899700000066');
    const guess = documentOf({ ...hidden.metadata, authors: metadataBy('899700000066').authors });
    const here = await shareDocuments(stranger, submissionOf([guess]), rooms.ports);
    const elsewhere = await shareDocuments(stranger, submissionOf([guess], { ins }), rooms.ports);
    expect(here).toMatchObject({ ok: false, error: { code: 'duplicate-identifier' } });
    expect(elsewhere).toEqual(here);
  });

  it('is refused for a folder, which is never told as shared', async () => {
    const document = documentOf(metadataBy('899700218896'));
    const folder = { uniqueId: '1.2.250.1.999.77', title: 'A', codes: [], members: [], path: 'folder' };
    await share(submissionOf([document], { folders: [folder] }));
    expect(await refusal(submissionOf([document], { folders: [folder] }))).toBe('duplicate-identifier');
    const shares = (await rooms.entries(recordId)).filter(({ operation }) => operation === 'document.share');
    expect(shares.at(-1)).toMatchObject({ outcome: 'failure' });
  });

  it('does not stand in the way of replacing a document and its addendum at once, in either order', async () => {
    for (const addendumFirst of [false, true]) {
      const first = (await share(submissionOf([documentOf(metadataBy('899700218896'))]))).documents[0]?.entry;
      const id = first?.entryUuid ?? '';
      const appends = { type: 'appends', target: { entryUuid: id }, path: 'relatesTo' } as const;
      const addendum = await share(submissionOf([documentOf(metadataBy('899700218896'), { relations: [appends] })]));
      const ids = [id, addendum.documents[0]?.entry.entryUuid ?? ''];
      const replacing = (addendumFirst ? ids.toReversed() : ids).map((entryUuid) =>
        documentOf(metadataBy('899700218896'), {
          relations: [{ type: 'replaces', target: { entryUuid }, path: 'relatesTo' }],
        }),
      );
      await share(submissionOf(replacing));
      expect(await statusOf(first?.logicalId ?? '')).toBe('deprecated');
      expect(await statusOf(addendum.documents[0]?.entry.logicalId ?? '')).toBe('deprecated');
    }
  });
});
