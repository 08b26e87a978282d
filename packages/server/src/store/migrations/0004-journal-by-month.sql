-- SPDX-License-Identifier: Apache-2.0

-- The journal by month (docs/decisions/0010): a month whose entries may all go is dropped whole, and the batches, which
-- hold the leaf hashes, stay. What is before the first and after the last month has a place of its own: no entry is
-- refused for the clock that stamped it, and unlike a default partition the two keep the months in an order, so that a
-- page of a record's journal stops at the newest months.

-- For those who keep the tables: lifts the guard below for the rest of the transaction.
CREATE FUNCTION journal_begin_upkeep() RETURNS void LANGUAGE sql AS $$
  SELECT set_config('journal.upkeep', 'on', true);
$$;
SELECT journal_begin_upkeep();

ALTER TABLE journal_entry RENAME TO journal_entry_whole;
ALTER TABLE journal_entry_whole RENAME CONSTRAINT journal_entry_pkey TO journal_entry_whole_pkey;
DROP INDEX journal_entry_newest_first;
DROP INDEX journal_entry_by_seq;

CREATE SEQUENCE journal_entry_number;
SELECT setval('journal_entry_number', last_value, is_called) FROM journal_entry_seq_seq;

CREATE TABLE journal_entry (
  record_id uuid NOT NULL,
  entry_id uuid NOT NULL,
  -- Stands before seq so that a transaction has its id before it draws a number: the sealer can then tell when nobody
  -- can come any more who fills a gap between the numbers (packages/server/src/store/journal/gaps.ts).
  transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
  seq bigint NOT NULL DEFAULT nextval('journal_entry_number'),
  -- Copies of members of the entry, to search by. `dossier journal verify` holds them against the body.
  at timestamptz NOT NULL,
  actor_key text NOT NULL,
  actor_kind text NOT NULL,
  operation text NOT NULL,
  outcome text NOT NULL,
  secret boolean NOT NULL,
  document_ids uuid[] NOT NULL,
  -- The entry in its canonical encoding (RFC 8785), and SHA-256(0x00 || body).
  body text NOT NULL,
  leaf_hash bytea NOT NULL,
  -- Read backwards: a record's journal, newest first, page by page.
  PRIMARY KEY (record_id, at, entry_id)
) PARTITION BY RANGE (at);
ALTER SEQUENCE journal_entry_number OWNED BY journal_entry.seq;
CREATE INDEX journal_entry_by_seq ON journal_entry (seq);
CREATE TRIGGER journal_entry_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_entry
  FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse_change();

-- The months that have a partition, or had one until they were retired; without gaps.
CREATE TABLE journal_month (month date PRIMARY KEY CHECK (extract(day FROM month) = 1));
CREATE TRIGGER journal_month_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_month
  FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse_change();

-- What says that a month's entries were retired, and which: canonical JSON, signed with the journal's key.
CREATE TABLE journal_retirement (
  month date PRIMARY KEY REFERENCES journal_month,
  statement text NOT NULL,
  signature bytea NOT NULL
);
CREATE TRIGGER journal_retirement_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_retirement
  FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse_change();

CREATE FUNCTION journal_partition_of(month date) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT 'journal_entry_' || lpad(extract(year FROM month)::text, 4, '0')
    || '_' || lpad(extract(month FROM month)::text, 2, '0');
$$;

-- A partition from one midnight UTC to another, null being the end of time. The parent's trigger for statements does not
-- hold for who names the partition.
CREATE FUNCTION journal_add_partition(name text, low date, high date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE TABLE %I PARTITION OF journal_entry FOR VALUES FROM (%s) TO (%s)', name,
    COALESCE(quote_literal(to_char(low, 'YYYY-MM-DD') || ' 00:00:00+00'), 'MINVALUE'),
    COALESCE(quote_literal(to_char(high, 'YYYY-MM-DD') || ' 00:00:00+00'), 'MAXVALUE'));
  EXECUTE format('CREATE TRIGGER journal_entry_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse_change()', name);
END
$$;

-- Makes the months that follow the last one, up to that of a day; answers how many. What came for them before they were
-- there moves from its place after the last month into them, with its numbers.
CREATE FUNCTION journal_make_months(until date) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  next date;
  made integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('journal_make_months'));
  SELECT max(month) + interval '1 month' INTO next FROM journal_month;
  -- Ten years without a house are no gap to fill but a clock that is wrong.
  IF next > until OR until > next + interval '10 years' THEN
    RETURN 0;
  END IF;
  PERFORM journal_begin_upkeep();
  ALTER TABLE journal_entry DETACH PARTITION journal_entry_after;
  ALTER TABLE journal_entry_after RENAME TO journal_entry_early;
  WHILE next <= until LOOP
    PERFORM journal_add_partition(journal_partition_of(next), next, (next + interval '1 month')::date);
    INSERT INTO journal_month VALUES (next);
    next := next + interval '1 month';
    made := made + 1;
  END LOOP;
  PERFORM journal_add_partition('journal_entry_after', next, NULL);
  INSERT INTO journal_entry SELECT * FROM journal_entry_early ORDER BY seq;
  DROP TABLE journal_entry_early;
  RETURN made;
END
$$;

-- Drops a month that is retired.
CREATE FUNCTION journal_drop_month(retired date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM journal_retirement WHERE month = retired) THEN
    RAISE EXCEPTION 'The month % of the journal is not retired.', to_char(retired, 'YYYY-MM');
  END IF;
  PERFORM journal_begin_upkeep();
  EXECUTE format('DROP TABLE %I', journal_partition_of(retired));
END
$$;

-- What there is: by month, from its first entry to three months from now. A clock that once stood ten years or more
-- from now makes no months of its own.
DO $$
DECLARE
  this date := date_trunc('month', now() AT TIME ZONE 'UTC');
  first date;
BEGIN
  SELECT COALESCE(min(date_trunc('month', at AT TIME ZONE 'UTC')), this)::date INTO first
  FROM journal_entry_whole WHERE at BETWEEN now() - interval '10 years' AND now();
  PERFORM journal_add_partition('journal_entry_before', NULL, first);
  PERFORM journal_add_partition(journal_partition_of(first), first, (first + interval '1 month')::date);
  INSERT INTO journal_month VALUES (first);
  PERFORM journal_add_partition('journal_entry_after', (first + interval '1 month')::date, NULL);
  PERFORM journal_make_months((this + interval '3 months')::date);
END
$$;
INSERT INTO journal_entry
SELECT record_id, entry_id, transaction_id, seq, at, actor_key, actor_kind, operation, outcome, secret, document_ids,
  body, leaf_hash
FROM journal_entry_whole ORDER BY seq;
DROP TABLE journal_entry_whole;

-- Hashes and random ids do not compress; trying costs the sealer more than writing them.
ALTER TABLE journal_batch
  ALTER COLUMN record_ids SET STORAGE EXTERNAL,
  ALTER COLUMN entry_ids SET STORAGE EXTERNAL,
  ALTER COLUMN leaf_hashes SET STORAGE EXTERNAL;

-- Tables of the journal are not dropped, detached or changed by a slip either. Only a superuser may set up such a guard;
-- elsewhere the owner's rights are all there is.
CREATE FUNCTION journal_refuse_drop() RETURNS event_trigger LANGUAGE plpgsql AS $$
DECLARE
  name text;
BEGIN
  IF current_setting('journal.upkeep', true) = 'on' THEN
    RETURN;
  END IF;
  IF TG_EVENT = 'sql_drop' THEN
    SELECT object_identity INTO name FROM pg_event_trigger_dropped_objects()
    WHERE object_type IN ('table', 'index', 'trigger') AND object_identity ~ '(^| )public\.journal_' LIMIT 1;
  ELSE
    SELECT object_identity INTO name FROM pg_event_trigger_ddl_commands()
    WHERE object_type = 'table' AND object_identity ~ '^public\.journal_' LIMIT 1;
  END IF;
  IF name IS NOT NULL THEN
    RAISE EXCEPTION 'The journal is insert-only: % of % is refused.', TG_TAG, name
      USING ERRCODE = 'insufficient_privilege';
  END IF;
END
$$;
DO $$
BEGIN
  IF current_setting('is_superuser') = 'on' THEN
    CREATE EVENT TRIGGER journal_no_drop ON sql_drop EXECUTE FUNCTION journal_refuse_drop();
    CREATE EVENT TRIGGER journal_no_alter ON ddl_command_end WHEN TAG IN ('ALTER TABLE')
      EXECUTE FUNCTION journal_refuse_drop();
  END IF;
END
$$;
