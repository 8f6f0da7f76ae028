-- How collections read nodes and pods: see V0007__following.sql, and H0002__views.sql for what all views share.

ALTER TABLE collection ADD COLUMN nodes_method SMALLINT;
ALTER TABLE collection ADD COLUMN pods_method SMALLINT;
-- A distributed table takes a check only by itself and with its name.
ALTER TABLE collection ADD CONSTRAINT collection_nodes_method_check CHECK (nodes_method BETWEEN 0 AND 1);
ALTER TABLE collection ADD CONSTRAINT collection_pods_method_check CHECK (pods_method BETWEEN 0 AND 1);
ALTER TABLE collection ADD COLUMN listed_because TEXT COLLATE "C";
ALTER TABLE collection ADD COLUMN differences BIGINT;

CREATE OR REPLACE VIEW v_collections AS
SELECT
  cluster.name AS cluster,
  c.number,
  capdb_time(c.observed_at) AS observed_at,
  capdb_time(c.started_at) AS started_at,
  capdb_time(c.finished_at) AS finished_at,
  c.milliseconds::double precision / 1000 AS seconds,
  CASE c.nodes_status WHEN 0 THEN 'complete' WHEN 1 THEN 'failed' WHEN 2 THEN 'not-asked'
    ELSE 'denied' END AS nodes_status,
  CASE c.pods_status WHEN 0 THEN 'complete' WHEN 1 THEN 'failed' WHEN 2 THEN 'not-asked'
    ELSE 'denied' END AS pods_status,
  CASE c.events_status WHEN 0 THEN 'complete' WHEN 1 THEN 'failed' WHEN 2 THEN 'not-asked'
    ELSE 'denied' END AS events_status,
  CASE c.cni_status WHEN 0 THEN 'complete' WHEN 1 THEN 'failed' WHEN 2 THEN 'not-asked'
    ELSE 'denied' END AS cni_status,
  CASE c.instances_status WHEN 0 THEN 'complete' WHEN 1 THEN 'failed' WHEN 2 THEN 'not-asked'
    ELSE 'denied' END AS instances_status,
  CASE c.instance_types_status WHEN 0 THEN 'complete' WHEN 1 THEN 'failed' WHEN 2 THEN 'not-asked'
    ELSE 'denied' END AS instance_types_status,
  CASE c.network_interfaces_status WHEN 0 THEN 'complete' WHEN 1 THEN 'failed' WHEN 2 THEN 'not-asked'
    ELSE 'denied' END AS network_interfaces_status,
  CASE c.subnets_status WHEN 0 THEN 'complete' WHEN 1 THEN 'failed' WHEN 2 THEN 'not-asked'
    ELSE 'denied' END AS subnets_status,
  CASE c.vpcs_status WHEN 0 THEN 'complete' WHEN 1 THEN 'failed' WHEN 2 THEN 'not-asked'
    ELSE 'denied' END AS vpcs_status,
  CASE c.cidr_reservations_status WHEN 0 THEN 'complete' WHEN 1 THEN 'failed' WHEN 2 THEN 'not-asked'
    ELSE 'denied' END AS cidr_reservations_status,
  c.nodes_count AS nodes, c.pods_count AS pods, c.events_count AS events, c.network_interfaces_count AS enis,
  c.subnets_count AS subnets, c.changes, c.bytes_received,
  NULLIF(concat_ws(chr(10), c.failure, (
    SELECT string_agg(e.source || ': ' || e.message, chr(10) ORDER BY e.source) FROM collection_error e
    WHERE (e.cluster_id, e.number) = (c.cluster_id, c.number))), '') AS error,
  c.observed_at AS observed_at_epoch,
  c.cluster_id,
  CASE c.cilium_nodes_status WHEN 0 THEN 'complete' WHEN 1 THEN 'failed' WHEN 2 THEN 'not-asked'
    ELSE 'denied' END AS cilium_nodes_status,
  CASE c.nodes_method WHEN 0 THEN 'listed' WHEN 1 THEN 'followed' END AS nodes_how,
  CASE c.pods_method WHEN 0 THEN 'listed' WHEN 1 THEN 'followed' END AS pods_how,
  c.listed_because, c.differences
FROM cluster JOIN collection c USING (cluster_id);

CREATE TABLE short_lived_pod (
  cluster_id BIGINT NOT NULL,
  short_lived_pod_key BIGINT NOT NULL,
  pod_template_key BIGINT NOT NULL,
  created_at BIGINT,
  node_ref BIGINT,
  scheduled_at BIGINT,
  started_at BIGINT,
  ended_at BIGINT,
  observed_at BIGINT NOT NULL,
  collection BIGINT NOT NULL,
  phase SMALLINT NOT NULL CHECK (phase BETWEEN 0 AND 4),
  uid BYTEA NOT NULL,
  ip BYTEA,
  second_ip BYTEA,
  name_suffix TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (cluster_id, short_lived_pod_key)
);
CREATE INDEX short_lived_pod_by_time ON short_lived_pod (cluster_id, observed_at);

CREATE VIEW v_short_lived_pods AS
SELECT
  cluster.name AS cluster,
  namespace.value AS namespace,
  name_prefix.value || s.name_suffix AS pod,
  owner.value AS owner,
  capdb_uid(s.uid) COLLATE "C" AS uid,
  t.is_host_network AS host_network,
  node.value AS node,
  CASE s.phase WHEN 0 THEN 'Pending' WHEN 1 THEN 'Running' WHEN 2 THEN 'Succeeded' WHEN 3 THEN 'Failed'
    ELSE 'Unknown' END AS phase,
  capdb_address(s.ip) COLLATE "C" AS pod_ip,
  capdb_address(s.second_ip) COLLATE "C" AS second_ip,
  capdb_time(s.created_at) AS created_at,
  capdb_time(s.scheduled_at) AS scheduled_at,
  capdb_time(s.started_at) AS started_at,
  capdb_time(s.ended_at) AS ended_at,
  s.ended_at - s.created_at AS seconds,
  capdb_time(s.observed_at) AS observed_at,
  s.observed_at AS observed_at_epoch,
  s.collection,
  s.cluster_id
FROM cluster JOIN short_lived_pod s USING (cluster_id)
JOIN pod_template t USING (cluster_id, pod_template_key)
LEFT JOIN text namespace ON (namespace.cluster_id, namespace.text_key) = (s.cluster_id, t.namespace_ref)
LEFT JOIN text name_prefix ON (name_prefix.cluster_id, name_prefix.text_key) = (s.cluster_id, t.name_prefix_ref)
LEFT JOIN text owner ON (owner.cluster_id, owner.text_key) = (s.cluster_id, t.owner_ref)
LEFT JOIN text node ON (node.cluster_id, node.text_key) = (s.cluster_id, s.node_ref);
