-- SPDX-License-Identifier: Apache-2.0

-- The sealed texts of a version are about a kilobyte each. They stay in the row, so that a page of a search reads rows
-- and nothing else: only a row that would not leave room for another one on its page goes out of line.
alter table record.document_entry set (toast_tuple_target = 4080);
