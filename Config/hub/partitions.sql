-- Distributes the tables of an empty hub over several PostgreSQL servers. docs/hub.md describes the prerequisites.
-- Run it as the owner of the tables, on the server that capdb connects to, as a whole:
--
--   psql -v ON_ERROR_STOP=1 -f partitions.sql postgresql://capdb_owner@hub.example.com/capdb
--
-- Every table becomes a table partitioned by a hash of cluster_id, so all rows of a cluster are on one server. The
-- partitions are in a schema of their own, capdb_partitions. The script does not change tables that are already
-- partitioned; when a migration has added tables, run it again, then rights.sql.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
BEGIN;

-- EDIT THIS: one line per partition, numbered from 0. A server of NULL is this server. `schema` is the schema of the
-- partition's tables on the other server; several partitions on one server need one schema each. To change the number
-- of partitions later, you must move data by hand, so have more partitions than servers.
CREATE TEMP TABLE placement (number INTEGER PRIMARY KEY, server TEXT, schema TEXT) ON COMMIT DROP;
INSERT INTO placement VALUES
  (0, NULL, NULL),
  (1, 'hub_2', 'capdb'),
  (2, 'hub_2', 'capdb_2'),
  (3, NULL, NULL);

CREATE SCHEMA IF NOT EXISTS capdb_partitions;

DO $$
DECLARE
  hub_table RECORD;
  hub_view RECORD;
  part RECORD;
  name TEXT;
  occupied BOOLEAN;
BEGIN
  -- The views depend on the tables that are replaced, so they are recreated.
  CREATE TEMP TABLE hub_view ON COMMIT DROP AS
    SELECT oid, relname, pg_get_viewdef(oid) AS definition FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind = 'v';
  FOR hub_view IN SELECT * FROM hub_view LOOP
    EXECUTE format('DROP VIEW %I', hub_view.relname);
  END LOOP;

  FOR hub_table IN
    SELECT c.oid::regclass AS old, c.relname FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'cluster_id'
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND NOT c.relispartition
      AND c.relname <> 'hub_member'
  LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %s)', hub_table.old) INTO occupied;
    IF occupied THEN
      RAISE EXCEPTION 'table % has rows: partition the hub before the first push', hub_table.relname;
    END IF;
    EXECUTE format('ALTER TABLE %I RENAME TO hub_old_table', hub_table.relname);
    -- Without the primary key, which a table with partitions on other servers cannot have. The partitions have theirs.
    EXECUTE format('CREATE TABLE %I (LIKE hub_old_table) PARTITION BY HASH (cluster_id)', hub_table.relname);
    FOR part IN SELECT *, count(*) OVER () AS total FROM placement ORDER BY number LOOP
      name := format('capdb_partitions.%I', hub_table.relname || '_' || part.number);
      IF part.server IS NULL THEN
        EXECUTE format('CREATE TABLE %s (LIKE hub_old_table INCLUDING ALL)', name);
        EXECUTE format('ALTER TABLE %I ATTACH PARTITION %s FOR VALUES WITH (MODULUS %s, REMAINDER %s)',
          hub_table.relname, name, part.total, part.number);
      ELSE
        EXECUTE format('CREATE FOREIGN TABLE %s PARTITION OF %I FOR VALUES WITH (MODULUS %s, REMAINDER %s) '
          'SERVER %I OPTIONS (schema_name %L, table_name %L)',
          name, hub_table.relname, part.total, part.number, part.server, part.schema, hub_table.relname);
      END IF;
    END LOOP;
    DROP TABLE hub_old_table;
  END LOOP;

  FOR hub_view IN SELECT * FROM hub_view ORDER BY oid LOOP
    EXECUTE format('CREATE VIEW %I AS %s', hub_view.relname, hub_view.definition);
  END LOOP;
END
$$;

COMMIT;
