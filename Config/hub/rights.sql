-- The rights on a hub, for the roles of docs/hub.md. Run it as the owner of the tables, after capdb has created the hub
-- and after each migration of the hub; running it again changes nothing. On Citus, also run it after each change of
-- hub_member:
--
--   psql -v ON_ERROR_STOP=1 -f rights.sql postgresql://capdb_owner@hub.example.com/capdb
--
--   capdb_pusher   pushes every cluster
--   capdb_member   a group: its members push the clusters that hub_member assigns to them, and see no others
--   capdb_reader   reads tables and views
\set ON_ERROR_STOP on
SET client_min_messages = warning;
BEGIN;

-- Which clusters a member of capdb_member may see and write.
CREATE TABLE IF NOT EXISTS hub_member (
  role_name TEXT NOT NULL,
  cluster_id BIGINT NOT NULL,
  PRIMARY KEY (role_name, cluster_id)
);
ALTER TABLE hub_member ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS own_entry ON hub_member;
CREATE POLICY own_entry ON hub_member TO capdb_member USING (role_name = current_user);

DO $$
DECLARE
  hub_table regclass;
  -- PostgreSQL evaluates the array once per statement, and uses the indexes that begin with cluster_id.
  own TEXT := 'cluster_id = ANY (ARRAY(SELECT m.cluster_id FROM hub_member m WHERE m.role_name = current_user))';
  is_on_citus BOOLEAN := FALSE;
BEGIN
  IF to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL THEN
    EXECUTE 'SELECT EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = ''cluster''::regclass)' INTO is_on_citus;
  END IF;
  -- Citus refuses policies with subqueries, so they get the contents of hub_member instead.
  IF is_on_citus THEN
    SELECT coalesce('cluster_id = ANY (CASE current_user ' || string_agg(
      format('WHEN %L THEN %L::bigint[]', role_name, clusters), ' ' ORDER BY role_name) || ' END)', 'FALSE') INTO own
    FROM (SELECT role_name, array_agg(cluster_id ORDER BY cluster_id) AS clusters FROM hub_member GROUP BY role_name) m;
  END IF;
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO capdb_pusher, capdb_member, capdb_reader', current_schema());
  GRANT SELECT ON hub_migration TO capdb_pusher, capdb_member, capdb_reader;
  GRANT SELECT ON hub_member TO capdb_member;
  FOR hub_table IN
    SELECT c.oid FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'cluster_id'
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND c.relname <> 'hub_member'
  LOOP
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO capdb_pusher, capdb_member', hub_table);
    EXECUTE format('GRANT SELECT ON %s TO capdb_reader', hub_table);
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', hub_table);
    EXECUTE format('DROP POLICY IF EXISTS every_cluster ON %s', hub_table);
    EXECUTE format('CREATE POLICY every_cluster ON %s TO capdb_pusher, capdb_reader USING (TRUE)', hub_table);
    EXECUTE format('DROP POLICY IF EXISTS own_clusters ON %s', hub_table);
    EXECUTE format('CREATE POLICY own_clusters ON %s TO capdb_member USING (%s)', hub_table, own);
  END LOOP;
  -- Views read with the rights of their owner and bypass all policies, so members of capdb_member must have no rights on
  -- them.
  FOR hub_table IN
    SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'v'
  LOOP
    EXECUTE format('GRANT SELECT ON %s TO capdb_reader', hub_table);
    EXECUTE format('REVOKE ALL ON %s FROM capdb_member', hub_table);
  END LOOP;
END
$$;

COMMIT;
