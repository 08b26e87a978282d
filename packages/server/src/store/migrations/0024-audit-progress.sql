-- SPDX-License-Identifier: Apache-2.0
--
-- How far the journal was sent to an audit record repository (IHE ITI-20): the next batch of the log. One row. What the
-- journal holds before is not sent.

create schema audit;

create table audit.progress (
  one boolean primary key default true check (one),
  next_batch bigint not null
);
insert into audit.progress (next_batch) select coalesce(max(batch_no) + 1, 0) from journal_batch;
