-- SPDX-License-Identifier: Apache-2.0

-- Metadata, lists and contents are compressed before they are sealed (docs/decisions/0015), and what is sealed of a
-- version opens beside its own names only. What was sealed before in another form is not read any more: no release
-- wrote it.
do $$ begin
  if exists (select from record.document_entry) then
    raise exception 'the documents here were stored by a version of Dossier from before its first release, in a form that is not read any more; start with an empty database';
  end if;
end $$;

-- The content of most documents is some kilobytes then, and stays in the row: a retrieval reads that row and nothing else.
alter table record.content_frame set (toast_tuple_target = 8160);
