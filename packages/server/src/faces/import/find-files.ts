// SPDX-License-Identifier: Apache-2.0
import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';

/** A file that import looks at. Paths are as the caller would write them. */
export interface FoundFile {
  readonly path: string;
  /**
   * `cda`: an XML file. `described`: any other file with a metadata file beside it. `other`: neither. `unreadable`: a
   * folder that cannot be looked into.
   */
  readonly kind: 'cda' | 'described' | 'other' | 'unreadable';
  /** The metadata file of a `described` one. */
  readonly sidecar?: string;
  /** Why an `other` one is passed over, or an `unreadable` one cannot be read. */
  readonly why?: string;
  /** The caller named the file itself, not a folder that holds it. */
  readonly named: boolean;
}

export interface FoundFiles {
  readonly files: readonly FoundFile[];
  /** Paths that lead nowhere. */
  readonly missing: readonly string[];
}

const extensionOf = (name: string): string => extname(name).toLowerCase();

/** `report.pdf.json`, else `report.json`. */
const sidecarOf = (name: string, names: ReadonlySet<string>): string | undefined =>
  [`${name}.json`, `${name.slice(0, name.length - extname(name).length)}.json`].find(
    (candidate) => candidate !== name && names.has(candidate),
  );

/** The names of a folder, and which of them are metadata files of others. */
interface Names {
  readonly all: ReadonlySet<string>;
  readonly sidecars: ReadonlySet<string>;
}

const namesOf = (names: readonly string[]): Names => {
  const all = new Set(names);
  const described = names.filter((name) => !['.json', '.xml'].includes(extensionOf(name)));
  return { all, sidecars: new Set(described.flatMap((name) => sidecarOf(name, all) ?? [])) };
};

const classify = (folder: string, name: string, { all: names, sidecars }: Names, named: boolean): FoundFile => {
  const path = join(folder, name);
  const extension = extensionOf(name);
  if (extension === '.xml') return { path, kind: 'cda', named };
  if (extension === '.json') {
    const why = sidecars.has(name)
      ? 'it is the metadata of a document beside it; name that document'
      : 'it is metadata without a document beside it';
    return { path, kind: 'other', why, named };
  }
  const sidecar = sidecarOf(name, names);
  if (sidecar !== undefined) return { path, kind: 'described', sidecar: join(folder, sidecar), named };
  return { path, kind: 'other', why: `it has no metadata beside it (${name}.json)`, named };
};

const otherEntry = (path: string, entry: Dirent): FoundFile => ({
  path,
  kind: 'other',
  why: entry.isSymbolicLink()
    ? 'it is a link; what it leads to is taken only where it stands'
    : 'it is neither a file nor a folder',
  named: false,
});

/** Sorted by code point, so that two runs on two machines go the same way. */
const byName = (a: Dirent, b: Dirent): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

const walk = async (folder: string, files: FoundFile[]): Promise<void> => {
  const listed = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => error);
  if (listed instanceof Error) {
    files.push({ path: folder, kind: 'unreadable', why: listed.code ?? 'unknown reason', named: false });
    return;
  }
  const entries = listed.filter(({ name }) => !name.startsWith('.')).sort(byName);
  const names = namesOf(entries.filter((entry) => entry.isFile()).map(({ name }) => name));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await walk(path, files);
    else if (entry.isFile()) files.push(classify(folder, entry.name, names, false));
    else files.push(otherEntry(path, entry));
  }
};

/**
 * The files under `paths`, folders walked in sorted order. Links inside a folder are not followed, so that nothing
 * outside of what was named is ever read; hidden files are left alone. A file named twice is taken once; a metadata file
 * goes with its document.
 */
export const findFiles = async (paths: readonly string[]): Promise<FoundFiles> => {
  const files: FoundFile[] = [];
  const missing: string[] = [];
  const listed = new Map<string, Names>();
  const beside = async (path: string): Promise<Names> => {
    const folder = dirname(path);
    const names = listed.get(folder) ?? namesOf(await readdir(folder).catch(() => [basename(path)]));
    listed.set(folder, names);
    return names;
  };
  for (const path of paths) {
    const what = await stat(path).catch(() => undefined);
    if (what === undefined) missing.push(path);
    else if (what.isDirectory()) await walk(path, files);
    else if (what.isFile()) files.push(classify(dirname(path), basename(path), await beside(path), true));
    else files.push({ path, kind: 'other', why: 'it is neither a file nor a folder', named: true });
  }
  const sidecars = new Set(files.flatMap(({ sidecar }) => sidecar ?? []));
  const unique = new Map<string, FoundFile>();
  for (const file of files) if (!unique.has(file.path) && !sidecars.has(file.path)) unique.set(file.path, file);
  return { files: [...unique.values()], missing };
};
