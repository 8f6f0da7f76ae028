-- Distributes the tables of a hub over the workers of Citus. docs/hub.md describes the prerequisites. Run it on the
-- coordinator as the owner of the tables, after capdb has created the hub and after each migration of the hub, then
-- rights.sql:
--
--   psql -f citus.sql postgresql://capdb_owner@hub.example.com/capdb
--
-- Every table becomes a table distributed by cluster_id, with the rows of a cluster on one worker. The script leaves
-- tables alone that are distributed already, so running it again changes nothing. hub_migration and hub_member stay on
-- the coordinator.
\set ON_ERROR_STOP on
SET client_min_messages = error;
BEGIN;

-- EDIT THIS before the first run: how many parts each table has. A part lives on one worker, so have a few times more of
-- them than there will ever be workers; each query of all clusters asks every part.
SET citus.shard_count = 6;

DO $$
DECLARE
  hub_function regprocedure;
  hub_table RECORD;
BEGIN
  -- The views run on the workers, and these functions with them, of which later ones use earlier ones. Citus has sent
  -- them there already where the extension was in the database first.
  FOR hub_function IN
    SELECT oid FROM pg_proc WHERE pronamespace = current_schema()::regnamespace AND proname LIKE 'capdb\_%'
    ORDER BY oid
  LOOP
    PERFORM create_distributed_function(hub_function);
  END LOOP;

  FOR hub_table IN
    SELECT c.oid::regclass AS id, CASE WHEN c.relname = 'cluster' THEN 'none' ELSE 'cluster' END AS colocated
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'cluster_id'
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND c.relname <> 'hub_member'
      AND NOT EXISTS (SELECT FROM pg_dist_partition p WHERE p.logicalrelid = c.oid)
    ORDER BY c.relname <> 'cluster', c.relname
  LOOP
    -- Its subquery is refused. rights.sql makes it anew in a form that Citus takes; until then members see nothing.
    EXECUTE format('DROP POLICY IF EXISTS own_clusters ON %s', hub_table.id);
    PERFORM create_distributed_table(hub_table.id, 'cluster_id', colocate_with => hub_table.colocated);
  END LOOP;
END
$$;

COMMIT;
