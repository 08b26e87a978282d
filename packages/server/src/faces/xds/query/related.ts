// SPDX-License-Identifier: Apache-2.0
import type { DocumentEntry, Folder, SubmissionSet } from '@dossier/core/documents';
import type { RegistryReader } from '../../../record/index.ts';
import { folderMembership, membership, relation, type WrittenAssociation } from '../ebrim/write-objects.ts';

/** Objects that one query looks at, at most. */
export const MOST = 5_000;

/** Documents by their names: uniqueId, entryUuid of any version, logicalId. */
export const entriesNamed = (reader: RegistryReader, names: readonly string[]): Promise<readonly DocumentEntry[]> =>
  names.length === 0 ? Promise.resolve([]) : reader.entries([{ field: 'identifier', anyOf: names }], MOST);

/** The documents in lists. */
const membersOf = async (
  reader: RegistryReader,
  lists: readonly (SubmissionSet | Folder)[],
): Promise<readonly DocumentEntry[]> => entriesNamed(reader, [...new Set(lists.flatMap(({ members }) => members))]);

const byLogicalId = (entries: readonly DocumentEntry[]): ReadonlyMap<string, DocumentEntry> =>
  new Map(entries.map((entry) => [entry.logicalId, entry]));

/** HasMember of submission sets, to documents and folders among these. */
export const setMemberships = (
  sets: readonly SubmissionSet[],
  entries: readonly DocumentEntry[],
  folders: readonly Folder[],
): readonly WrittenAssociation[] => {
  const known = byLogicalId(entries);
  const lists = new Set(folders.map(({ entryUuid }) => entryUuid));
  return sets.flatMap(({ entryUuid: set, members }) =>
    members.flatMap((member) => {
      const target = lists.has(member) ? member : known.get(member)?.entryUuid;
      return target === undefined ? [] : [membership(set, target)];
    }),
  );
};

/** HasMember of folders, to documents among these. */
export const folderMemberships = (
  folders: readonly Folder[],
  entries: readonly DocumentEntry[],
): readonly WrittenAssociation[] => {
  const known = byLogicalId(entries);
  return folders.flatMap(({ entryUuid: folder, members }) =>
    members.flatMap((member) => {
      const target = known.get(member)?.entryUuid;
      return target === undefined ? [] : [folderMembership(folder, target)];
    }),
  );
};

/** What these documents are to each other. */
export const relationsAmong = (entries: readonly DocumentEntry[]): readonly WrittenAssociation[] => {
  const known = byLogicalId(entries);
  return entries.flatMap(({ entryUuid: source, relations }) =>
    relations.flatMap(({ type, target }) => {
      const other = known.get(target);
      return other === undefined ? [] : [relation(type, source, other.entryUuid)];
    }),
  );
};

/** The documents to which these are related, in either direction, without themselves. */
export const relatives = async (
  reader: RegistryReader,
  entries: readonly DocumentEntry[],
): Promise<readonly DocumentEntry[]> => {
  if (entries.length === 0) return [];
  const own = new Set(entries.map(({ logicalId }) => logicalId));
  const targets = [...new Set(entries.flatMap(({ relations }) => relations.map(({ target }) => target)))];
  const [to, from] = await Promise.all([
    entriesNamed(reader, targets),
    reader.entries([{ field: 'relates-to', anyOf: [...own] }], MOST),
  ]);
  return [...byLogicalId([...to, ...from]).values()].filter(({ logicalId }) => !own.has(logicalId));
};

/** Every association of which one of these documents, sets or folders is an end. */
export const associationsOf = async (
  reader: RegistryReader,
  {
    entries,
    sets,
    folders,
  }: {
    readonly entries: readonly DocumentEntry[];
    readonly sets: readonly SubmissionSet[];
    readonly folders: readonly Folder[];
  },
): Promise<readonly WrittenAssociation[]> => {
  const ids = entries.map(({ logicalId }) => logicalId);
  const held = [...ids, ...folders.map(({ entryUuid }) => entryUuid)];
  const holding = { holding: held, limit: MOST };
  const [around, inSets, inFolders, members] = await Promise.all([
    relatives(reader, entries),
    held.length === 0 ? [] : reader.sets(holding),
    ids.length === 0 ? [] : reader.folders({ holding: ids, limit: MOST }),
    membersOf(reader, [...sets, ...folders]),
  ]);
  const ofSets = await reader.folders({ entryUuids: sets.flatMap((set) => set.members), limit: MOST });
  return [
    ...setMemberships(sets, members, ofSets),
    ...setMemberships(inSets, entries, folders),
    ...folderMemberships(folders, members),
    ...folderMemberships(inFolders, entries),
    ...relationsAmong([...entries, ...around]).filter(({ source, target }) =>
      entries.some(({ entryUuid }) => source.endsWith(entryUuid) || target.endsWith(entryUuid)),
    ),
  ];
};
