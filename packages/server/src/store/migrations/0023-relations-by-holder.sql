-- SPDX-License-Identifier: Apache-2.0
--
-- Whose patients a professional may open (DMP TD0.4): their relations, over all records.

create index relation_of_holder on record.relation (holder, from_at) where ended_at is null;
