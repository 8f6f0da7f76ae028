-- Deletes the rows of one cluster from before a moment: closed intervals, collections and their errors, and then the
-- rows that nothing refers to any more. Rollups stay, so trends still cover that time. Run it as the owner of the tables:
--
--   psql -v cluster_id=7234567890123456789 -v before=2025-01-01T00:00:00Z -f prune.sql postgresql://…/capdb
--
-- It locks the cluster as a push does, so the two wait for each other. Do not run it during the first push of a cluster,
-- because identities arrive before their last intervals. It never deletes rows of `text` and `pod_template`, because
-- later rows may refer to them again, nor the latest collection, which is the position of the next push.
\set ON_ERROR_STOP on
BEGIN;
SELECT cluster_id FROM cluster WHERE cluster_id = :cluster_id FOR UPDATE;
SELECT extract(epoch FROM timestamptz :'before')::bigint AS moment \gset

SELECT format('DELETE FROM %s WHERE cluster_id = %s AND valid_to <= %s', state, :cluster_id, :moment)
FROM unnest('{pod_state, pod_pending, node_state, network_interface_state, subnet_state, event_state, instance_state,
  instance_type_state, vpc_state, cidr_reservation_state, cni_state, cilium_node_state}'::text[]) AS state \gexec

DELETE FROM collection WHERE cluster_id = :cluster_id AND observed_at < :moment
  AND number < (SELECT max(number) FROM collection WHERE cluster_id = :cluster_id);
SELECT min(number) AS first_kept FROM collection WHERE cluster_id = :cluster_id \gset
DELETE FROM collection_error WHERE cluster_id = :cluster_id AND number < :first_kept;

-- The intervals of an identity that arrived with a kept collection may still follow.
SELECT format('DELETE FROM %1$s WHERE cluster_id = %2$s AND collection < %3$s AND NOT EXISTS (SELECT FROM %1$s_state s '
  'WHERE s.cluster_id = %2$s AND s.%1$s_key = %1$s.%1$s_key)', identity, :cluster_id, :first_kept)
FROM unnest('{pod, node, network_interface, subnet, event}'::text[]) AS identity \gexec
COMMIT;
