-- What clusters are made of beyond the VPC CNI's defaults: see V0005__who_owns_and_serves.sql, and H0002__views.sql for
-- what all views share.

-- Gathers what the planner knows of tables that nobody has looked at yet or that have grown by half since: autovacuum
-- leaves tables alone that have few rows. On Citus the tables of the coordinator never grow, and autovacuum sees to those
-- of the workers. Whoever pushes may call it, since only the owner may ANALYZE.
-- It comes first, since Citus makes no function in a transaction that has changed distributed tables.
CREATE FUNCTION capdb_analyze() RETURNS VOID LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  hub_table REGCLASS;
BEGIN
  -- Of many first pushes at once one does it, and none waits for it.
  IF NOT pg_try_advisory_xact_lock(hashtextextended('capdb_analyze ' || current_schema(), 0)) THEN
    RETURN;
  END IF;
  FOR hub_table IN
    SELECT c.oid FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'cluster_id'
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND (c.relname = 'cluster'
        OR coalesce(pg_stat_get_last_analyze_time(c.oid), pg_stat_get_last_autoanalyze_time(c.oid)) IS NULL
        OR c.relkind = 'r' AND pg_relation_size(c.oid) > 1.5 * 8192 * c.relpages)
  LOOP
    EXECUTE format('ANALYZE %s', hub_table);
  END LOOP;
END
$$;

ALTER TABLE subnet ADD COLUMN owner_id_ref BIGINT;
ALTER TABLE instance_state ADD COLUMN owner_id_ref BIGINT;
-- A distributed table takes a check only by itself and with its name.
ALTER TABLE pod_template ADD COLUMN is_multi_homed SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE pod_template ADD CONSTRAINT pod_template_is_multi_homed_check CHECK (is_multi_homed IN (0, 1));
ALTER TABLE pod_pending ADD COLUMN other_messages_ref BIGINT;
ALTER TABLE collection ADD COLUMN cilium_nodes_status SMALLINT NOT NULL DEFAULT 2;
ALTER TABLE collection ADD CONSTRAINT collection_cilium_nodes_status_check CHECK (cilium_nodes_status BETWEEN 0 AND 3);
ALTER TABLE collection ADD COLUMN cilium_nodes_known_at BIGINT;

CREATE TABLE cilium_node_state (
  cluster_id BIGINT NOT NULL,
  cilium_node_state_key BIGINT NOT NULL,
  valid_from BIGINT NOT NULL,
  valid_to BIGINT NOT NULL CHECK (valid_to > valid_from),
  collection BIGINT NOT NULL,
  first_interface_index BIGINT NOT NULL,
  max_allocate BIGINT,
  uses_enis SMALLINT NOT NULL CHECK (uses_enis IN (0, 1)),
  uses_primary_address SMALLINT NOT NULL CHECK (uses_primary_address IN (0, 1)),
  disables_prefix_delegation SMALLINT NOT NULL CHECK (disables_prefix_delegation IN (0, 1)),
  node TEXT COLLATE "C" NOT NULL,
  subnet_ids TEXT COLLATE "C" NOT NULL,
  subnet_tags TEXT COLLATE "C" NOT NULL,
  excluded_interface_tags TEXT COLLATE "C" NOT NULL,
  own_addresses BYTEA NOT NULL CHECK (octet_length(own_addresses) % 4 = 0),
  PRIMARY KEY (cluster_id, cilium_node_state_key)
);
CREATE INDEX cilium_node_state_by_end ON cilium_node_state (cluster_id, valid_to);

CREATE VIEW v_cilium_nodes AS
SELECT cluster.name AS cluster, s.node, s.uses_enis, s.first_interface_index, s.uses_primary_address,
  s.disables_prefix_delegation, s.max_allocate, s.subnet_ids, s.subnet_tags, s.excluded_interface_tags,
  octet_length(s.own_addresses) / 4 AS own_addresses,
  capdb_time(s.valid_from) AS valid_from,
  capdb_time(NULLIF(s.valid_to, 253402300799)) AS valid_to,
  s.valid_from AS valid_from_epoch,
  NULLIF(s.valid_to, 253402300799) AS valid_to_epoch,
  s.collection,
  s.cluster_id
FROM cluster JOIN cilium_node_state s USING (cluster_id);

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
    ELSE 'denied' END AS cilium_nodes_status
FROM cluster JOIN collection c USING (cluster_id);

CREATE OR REPLACE VIEW v_pods AS
SELECT
  cluster.name AS cluster,
  namespace.value AS namespace,
  name_prefix.value || p.name_suffix AS pod,
  owner.value AS owner,
  capdb_uid(p.uid) COLLATE "C" AS uid,
  t.is_host_network AS host_network, t.cpu_request_millicores, t.memory_request_bytes,
  capdb_time(p.created_at) AS created_at,
  capdb_time(p.first_seen_at) AS first_seen_at,
  node.value AS node,
  CASE s.phase WHEN 0 THEN 'Pending' WHEN 1 THEN 'Running' WHEN 2 THEN 'Succeeded' WHEN 3 THEN 'Failed'
    ELSE 'Unknown' END AS phase,
  s.is_terminating AS terminating,
  capdb_address(s.ip) COLLATE "C" AS pod_ip,
  capdb_address(s.second_ip) COLLATE "C" AS second_ip,
  capdb_time(s.scheduled_at) AS scheduled_at,
  capdb_time(s.started_at) AS started_at,
  capdb_time(s.failure_since) AS unscheduled_since,
  failure_reason.value AS unscheduled_reason,
  failure_message.value AS unscheduled_message,
  capdb_time(s.valid_from) AS valid_from,
  capdb_time(NULLIF(s.valid_to, 253402300799)) AS valid_to,
  s.valid_from AS valid_from_epoch,
  NULLIF(s.valid_to, 253402300799) AS valid_to_epoch,
  s.collection,
  s.cluster_id,
  t.is_multi_homed AS multi_homed
FROM cluster JOIN pod_state s USING (cluster_id) JOIN pod p USING (cluster_id, pod_key)
JOIN pod_template t USING (cluster_id, pod_template_key)
LEFT JOIN text namespace ON (namespace.cluster_id, namespace.text_key) = (s.cluster_id, t.namespace_ref)
LEFT JOIN text name_prefix ON (name_prefix.cluster_id, name_prefix.text_key) = (s.cluster_id, t.name_prefix_ref)
LEFT JOIN text owner ON (owner.cluster_id, owner.text_key) = (s.cluster_id, t.owner_ref)
LEFT JOIN text node ON (node.cluster_id, node.text_key) = (s.cluster_id, s.node_ref)
LEFT JOIN text failure_reason
  ON (failure_reason.cluster_id, failure_reason.text_key) = (s.cluster_id, s.failure_reason_ref)
LEFT JOIN text failure_message
  ON (failure_message.cluster_id, failure_message.text_key) = (s.cluster_id, s.failure_message_ref);

CREATE OR REPLACE VIEW v_subnets AS
SELECT
  cluster.name AS cluster,
  n.subnet_id,
  vpc_id.value AS vpc_id,
  zone.value AS zone,
  capdb_address(n.cidr) COLLATE "C" AS cidr,
  tags.value AS tags,
  s.available_ipv4_count AS ips_available,
  capdb_time(s.valid_from) AS valid_from,
  capdb_time(NULLIF(s.valid_to, 253402300799)) AS valid_to,
  s.valid_from AS valid_from_epoch,
  NULLIF(s.valid_to, 253402300799) AS valid_to_epoch,
  s.collection,
  s.cluster_id,
  owner_id.value AS owner_id
FROM cluster JOIN subnet_state s USING (cluster_id) JOIN subnet n USING (cluster_id, subnet_key)
LEFT JOIN text vpc_id ON (vpc_id.cluster_id, vpc_id.text_key) = (s.cluster_id, n.vpc_id_ref)
LEFT JOIN text zone ON (zone.cluster_id, zone.text_key) = (s.cluster_id, n.zone_ref)
LEFT JOIN text tags ON (tags.cluster_id, tags.text_key) = (s.cluster_id, n.tags_ref)
LEFT JOIN text owner_id ON (owner_id.cluster_id, owner_id.text_key) = (s.cluster_id, n.owner_id_ref);

CREATE OR REPLACE VIEW v_instances AS
SELECT
  cluster.name AS cluster,
  s.instance_id,
  instance_type.value AS instance_type,
  state.value AS state,
  zone.value AS zone,
  vpc_id.value AS vpc_id,
  subnet_id.value AS subnet_id,
  capdb_address(s.private_ip) COLLATE "C" AS private_ip,
  capdb_address(s.public_ip) COLLATE "C" AS public_ip,
  capdb_time(s.launched_at) AS launched_at,
  s.is_spot AS spot,
  capdb_time(s.valid_from) AS valid_from,
  capdb_time(NULLIF(s.valid_to, 253402300799)) AS valid_to,
  s.valid_from AS valid_from_epoch,
  NULLIF(s.valid_to, 253402300799) AS valid_to_epoch,
  s.collection,
  s.cluster_id,
  owner_id.value AS owner_id
FROM cluster JOIN instance_state s USING (cluster_id)
LEFT JOIN text instance_type
  ON (instance_type.cluster_id, instance_type.text_key) = (s.cluster_id, s.instance_type_ref)
LEFT JOIN text state ON (state.cluster_id, state.text_key) = (s.cluster_id, s.state_ref)
LEFT JOIN text zone ON (zone.cluster_id, zone.text_key) = (s.cluster_id, s.zone_ref)
LEFT JOIN text vpc_id ON (vpc_id.cluster_id, vpc_id.text_key) = (s.cluster_id, s.vpc_id_ref)
LEFT JOIN text subnet_id ON (subnet_id.cluster_id, subnet_id.text_key) = (s.cluster_id, s.subnet_id_ref)
LEFT JOIN text owner_id ON (owner_id.cluster_id, owner_id.text_key) = (s.cluster_id, s.owner_id_ref);

CREATE OR REPLACE VIEW v_pending AS
SELECT
  cluster.name AS cluster,
  namespace.value AS namespace,
  s.pod_name AS pod,
  owner.value AS owner,
  capdb_uid(s.pod_uid) COLLATE "C" AS uid,
  s.reason,
  message.value AS message,
  capdb_time(s.pending_since) AS pending_since,
  capdb_time(s.scheduled_at) AS scheduled_at,
  capdb_time(s.ended_at) AS ended_at,
  s.ended_at - s.pending_since AS seconds,
  (CASE WHEN s.valid_to = 253402300799 THEN 1 ELSE 0 END)::smallint AS still_pending,
  s.is_bound AS bound,
  capdb_time(s.valid_from) AS valid_from,
  capdb_time(NULLIF(s.valid_to, 253402300799)) AS valid_to,
  s.valid_from AS valid_from_epoch,
  NULLIF(s.valid_to, 253402300799) AS valid_to_epoch,
  s.collection,
  s.cluster_id,
  other_messages.value AS other_messages
FROM cluster JOIN pod_pending s USING (cluster_id)
LEFT JOIN text namespace ON (namespace.cluster_id, namespace.text_key) = (s.cluster_id, s.namespace_ref)
LEFT JOIN text owner ON (owner.cluster_id, owner.text_key) = (s.cluster_id, s.owner_ref)
LEFT JOIN text message ON (message.cluster_id, message.text_key) = (s.cluster_id, s.message_ref)
LEFT JOIN text other_messages
  ON (other_messages.cluster_id, other_messages.text_key) = (s.cluster_id, s.other_messages_ref);

-- In a form that Citus takes, as is that of v_collections.error: it refuses a union of subqueries without a FROM.
CREATE OR REPLACE VIEW v_eni_addresses AS
SELECT
  cluster.name AS cluster,
  n.eni_id,
  a.kind,
  i.position,
  (CASE WHEN a.kind = 'ipv4' AND i.position = 0 THEN 1 ELSE 0 END)::smallint AS is_primary,
  capdb_address(substring(a.addresses FROM i.position * a.width + 1 FOR a.width)) COLLATE "C" AS address,
  capdb_time(s.valid_from) AS valid_from,
  capdb_time(NULLIF(s.valid_to, 253402300799)) AS valid_to,
  s.valid_from AS valid_from_epoch,
  NULLIF(s.valid_to, 253402300799) AS valid_to_epoch,
  s.collection,
  s.cluster_id
FROM cluster JOIN network_interface_state s USING (cluster_id)
JOIN network_interface n USING (cluster_id, network_interface_key)
CROSS JOIN LATERAL (VALUES ('ipv4', 4, s.ipv4_addresses), ('ipv4-prefix', 5, s.ipv4_prefixes),
  ('ipv6', 16, s.ipv6_addresses), ('ipv6-prefix', 17, s.ipv6_prefixes)) AS a(kind, width, addresses)
CROSS JOIN LATERAL generate_series(0, (octet_length(a.addresses) / a.width)::integer - 1) AS i(position);
