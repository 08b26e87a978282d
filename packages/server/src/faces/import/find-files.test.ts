// SPDX-License-Identifier: Apache-2.0
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findFiles } from './find-files.ts';

let root: string;
let outside: string;

const put = async (...paths: readonly string[]): Promise<void> => {
  for (const path of paths) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), 'x');
  }
};

const found = async (...paths: readonly string[]): Promise<readonly string[]> => {
  const { files } = await findFiles(paths.map((path) => join(root, path)));
  return files.map(({ path, kind, sidecar }) =>
    [relative(root, path), kind, ...(sidecar ? [relative(root, sidecar)] : [])].join(' '),
  );
};

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'dossier-find-'));
  outside = await mkdtemp(join(tmpdir(), 'dossier-outside-'));
});

afterEach(async () => {
  await chmod(join(root, 'shut'), 0o700).catch(() => undefined);
  for (const folder of [root, outside]) await rm(folder, { recursive: true, force: true });
});

describe('files of an import', () => {
  it('come sorted, folders in their place, hidden ones left alone', async () => {
    await put('b.xml', 'a/z.xml', 'a/É.xml', 'a.xml', '.git/x.xml', '.hidden.xml', 'B.XML');
    expect(await found('')).toEqual(['B.XML cda', 'a/z.xml cda', 'a/É.xml cda', 'a.xml cda', 'b.xml cda']);
  });

  it('tell documents, documents with metadata, and what is neither', async () => {
    await put('1.pdf', '1.pdf.json', '2.pdf', '2.json', '3.pdf', '4.json', '5.xml', '5.xml.json', 'README.txt');
    expect(await found('')).toEqual([
      '1.pdf described 1.pdf.json',
      '2.pdf described 2.json',
      '3.pdf other',
      '4.json other',
      '5.xml cda',
      '5.xml.json other',
      'README.txt other',
    ]);
  });

  it('take a metadata file with the document that is named beside it, and tell of one named alone', async () => {
    await put('1.pdf', '1.pdf.json', '2.pdf', '2.json', '3.json');
    expect(await found('1.pdf', '1.pdf.json', '2.json', '2.pdf')).toEqual([
      '1.pdf described 1.pdf.json',
      '2.pdf described 2.json',
    ]);
    const { files } = await findFiles([join(root, '1.pdf.json'), join(root, '3.json')]);
    expect(files.map(({ why }) => why)).toEqual([
      'it is the metadata of a document beside it; name that document',
      'it is metadata without a document beside it',
    ]);
  });

  it('does not follow links inside a folder', async () => {
    await writeFile(join(outside, 'secret.xml'), 'x');
    await put('a.xml');
    await symlink(join(outside, 'secret.xml'), join(root, 'link.xml'));
    await symlink(outside, join(root, 'folder'));
    await symlink(root, join(root, 'circle'));
    expect(await found('')).toEqual(['a.xml cda', 'circle other', 'folder other', 'link.xml other']);
  });

  it('takes no metadata through a link', async () => {
    await writeFile(join(outside, 'a.pdf.json'), '{}');
    await put('a.pdf');
    await symlink(join(outside, 'a.pdf.json'), join(root, 'a.pdf.json'));
    expect(await found('')).toEqual(['a.pdf other', 'a.pdf.json other']);
  });

  it('follows a path that the caller gives, with dots or through a link', async () => {
    await put('in/a.xml', 'in/b.pdf', 'in/b.pdf.json');
    await symlink(join(root, 'in'), join(root, 'link'));
    expect(await found('in/../in/a.xml')).toEqual(['in/a.xml cda']);
    expect(await found('link')).toEqual(['link/a.xml cda', 'link/b.pdf described link/b.pdf.json']);
    expect(await found('in/b.pdf')).toEqual(['in/b.pdf described in/b.pdf.json']);
  });

  it('takes a file named twice once, and says what is not there', async () => {
    await put('a.xml');
    expect(await found('a.xml', '', 'a.xml')).toEqual(['a.xml cda']);
    const { missing } = await findFiles([join(root, 'nowhere'), root]);
    expect(missing).toEqual([join(root, 'nowhere')]);
  });

  it.skipIf(process.getuid?.() === 0)('reports a folder that it may not look into (skipped as root)', async () => {
    await put('shut/a.xml', 'b.xml');
    await chmod(join(root, 'shut'), 0);
    expect(await found('')).toEqual(['b.xml cda', 'shut unreadable']);
  });
});
