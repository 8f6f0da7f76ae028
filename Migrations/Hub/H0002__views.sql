-- The views of a hub: names, columns and values are those of the views of a cluster's own file, for all clusters. They
-- are public: columns are only ever added, at the end. Times are ISO 8601 in UTC; valid_to is NULL while a fact holds.
--
-- Whoever may read a view reads it with the rights of its owner: a reader needs no right on the tables, and policies of
-- row-level security do not limit what it sees. A role that may see one cluster only gets no right on the views.
--
-- The cluster comes first in each join, and every join compares cluster_id: a query for one cluster, by its number or
-- by its name, finds all its rows through indexes. Texts are joined rather than looked up row by row, so that whole
-- tables can be read by hash joins, also where they lie on other servers; the planner leaves out those that a query
-- does not ask for.

-- The planner puts the bodies of these functions in the place of their calls.
CREATE FUNCTION capdb_time(seconds BIGINT) RETURNS TEXT LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN seconds BETWEEN -62135596800 AND 253402300799
    THEN to_char(to_timestamp(seconds) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') END
$$;

CREATE FUNCTION capdb_uid(uid BYTEA) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE octet_length(uid) WHEN 16 THEN encode(uid, 'hex')::uuid::text
    WHEN 17 THEN substr(encode(uid, 'hex'), 1, 32) END
$$;

CREATE FUNCTION capdb_ipv4(address BYTEA) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT get_byte(address, 0)::text || '.' || get_byte(address, 1)::text
    || '.' || get_byte(address, 2)::text || '.' || get_byte(address, 3)::text
$$;

CREATE FUNCTION capdb_ipv6(address BYTEA) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT substr(encode(address, 'hex'), 1, 4) || ':' || substr(encode(address, 'hex'), 5, 4)
    || ':' || substr(encode(address, 'hex'), 9, 4) || ':' || substr(encode(address, 'hex'), 13, 4)
    || ':' || substr(encode(address, 'hex'), 17, 4) || ':' || substr(encode(address, 'hex'), 21, 4)
    || ':' || substr(encode(address, 'hex'), 25, 4) || ':' || substr(encode(address, 'hex'), 29, 4)
$$;

-- An address, or a block with the length of its prefix.
CREATE FUNCTION capdb_address(address BYTEA) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE octet_length(address) WHEN 4 THEN capdb_ipv4(address) WHEN 16 THEN capdb_ipv6(address)
    WHEN 5 THEN capdb_ipv4(address) || '/' || get_byte(address, 4)::text
    WHEN 17 THEN capdb_ipv6(address) || '/' || get_byte(address, 16)::text END
$$;

CREATE VIEW v_clusters AS
SELECT
  name AS cluster,
  capdb_uid(uid) COLLATE "C" AS uid,
  kubernetes_version,
  region,
  capdb_time(first_collected_at) AS first_collected_at,
  capdb_time((SELECT max(c.observed_at) FROM collection c WHERE c.cluster_id = cluster.cluster_id))
    AS last_attempted_at,
  capdb_time(retired_at) AS retired_at,
  cluster_id
FROM cluster;

-- The errors are looked up for each row, so that the latest few collections need not read all errors there ever were.
CREATE VIEW v_collections AS
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
  (SELECT string_agg(line, chr(10) ORDER BY source) FROM (
    SELECT '' AS source, c.failure AS line WHERE c.failure IS NOT NULL
    UNION ALL
    SELECT e.source, e.source || ': ' || e.message FROM collection_error e
    WHERE e.cluster_id = c.cluster_id AND e.number = c.number) AS lines) AS error,
  c.observed_at AS observed_at_epoch,
  c.cluster_id
FROM cluster JOIN collection c USING (cluster_id);

CREATE VIEW v_nodes AS
SELECT
  cluster.name AS cluster,
  name.value AS node,
  capdb_uid(n.uid) COLLATE "C" AS uid,
  capdb_time(n.created_at) AS created_at,
  n.provider_id,
  instance_type.value AS instance_type,
  zone.value AS zone,
  node_group.value AS node_group,
  n.compute,
  operating_system.value AS operating_system,
  s.is_ready AS ready,
  s.is_schedulable AS schedulable,
  s.has_trunk_eni,
  taints.value AS taints,
  s.cpu_allocatable_millicores, s.memory_allocatable_bytes, s.ephemeral_storage_allocatable_bytes,
  s.hugepages_1gi_allocatable_bytes, s.hugepages_2mi_allocatable_bytes, s.pods_allocatable, s.pod_enis_allocatable,
  s.private_ipv4_addresses_allocatable,
  capdb_address(s.internal_ip) COLLATE "C" AS internal_ip,
  capdb_address(s.external_ip) COLLATE "C" AS external_ip,
  kubelet_version.value AS kubelet_version,
  capdb_time(s.valid_from) AS valid_from,
  capdb_time(NULLIF(s.valid_to, 253402300799)) AS valid_to,
  s.valid_from AS valid_from_epoch,
  NULLIF(s.valid_to, 253402300799) AS valid_to_epoch,
  s.collection,
  s.cluster_id
FROM cluster JOIN node_state s USING (cluster_id) JOIN node n USING (cluster_id, node_key)
LEFT JOIN text name ON (name.cluster_id, name.text_key) = (s.cluster_id, n.name_ref)
LEFT JOIN text instance_type
  ON (instance_type.cluster_id, instance_type.text_key) = (s.cluster_id, n.instance_type_ref)
LEFT JOIN text zone ON (zone.cluster_id, zone.text_key) = (s.cluster_id, n.zone_ref)
LEFT JOIN text node_group ON (node_group.cluster_id, node_group.text_key) = (s.cluster_id, n.node_group_ref)
LEFT JOIN text operating_system
  ON (operating_system.cluster_id, operating_system.text_key) = (s.cluster_id, n.operating_system_ref)
LEFT JOIN text taints ON (taints.cluster_id, taints.text_key) = (s.cluster_id, s.taints_ref)
LEFT JOIN text kubelet_version
  ON (kubelet_version.cluster_id, kubelet_version.text_key) = (s.cluster_id, s.kubelet_version_ref);

CREATE VIEW v_pods AS
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
  s.cluster_id
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

CREATE VIEW v_network_interfaces AS
SELECT
  cluster.name AS cluster,
  n.eni_id,
  vpc_id.value AS vpc_id,
  subnet_id.value AS subnet_id,
  interface_type.value AS interface_type,
  requester_id.value AS requester_id,
  n.is_requester_managed AS requester_managed,
  capdb_time(n.first_seen_at) AS first_seen_at,
  status.value AS status,
  description.value AS description,
  tags.value AS tags,
  instance_id.value AS instance_id,
  s.device_index,
  s.network_card_index,
  (octet_length(s.ipv4_addresses) / 4)::integer AS ipv4_addresses_assigned,
  (octet_length(s.ipv4_prefixes) / 5)::integer AS ipv4_prefixes_assigned,
  (octet_length(s.ipv6_addresses) / 16)::integer AS ipv6_addresses_assigned,
  (octet_length(s.ipv6_prefixes) / 17)::integer AS ipv6_prefixes_assigned,
  capdb_address(s.public_ip) COLLATE "C" AS public_ip,
  capdb_time(s.valid_from) AS valid_from,
  capdb_time(NULLIF(s.valid_to, 253402300799)) AS valid_to,
  s.valid_from AS valid_from_epoch,
  NULLIF(s.valid_to, 253402300799) AS valid_to_epoch,
  s.collection,
  s.cluster_id
FROM cluster JOIN network_interface_state s USING (cluster_id)
JOIN network_interface n USING (cluster_id, network_interface_key)
LEFT JOIN text vpc_id ON (vpc_id.cluster_id, vpc_id.text_key) = (s.cluster_id, n.vpc_id_ref)
LEFT JOIN text subnet_id ON (subnet_id.cluster_id, subnet_id.text_key) = (s.cluster_id, n.subnet_id_ref)
LEFT JOIN text interface_type
  ON (interface_type.cluster_id, interface_type.text_key) = (s.cluster_id, n.interface_type_ref)
LEFT JOIN text requester_id ON (requester_id.cluster_id, requester_id.text_key) = (s.cluster_id, n.requester_id_ref)
LEFT JOIN text status ON (status.cluster_id, status.text_key) = (s.cluster_id, s.status_ref)
LEFT JOIN text description ON (description.cluster_id, description.text_key) = (s.cluster_id, s.description_ref)
LEFT JOIN text tags ON (tags.cluster_id, tags.text_key) = (s.cluster_id, s.tags_ref)
LEFT JOIN text instance_id ON (instance_id.cluster_id, instance_id.text_key) = (s.cluster_id, s.instance_id_ref);

-- One row per address or prefix.
CREATE VIEW v_eni_addresses AS
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
CROSS JOIN LATERAL (
  SELECT 'ipv4' AS kind, 4 AS width, s.ipv4_addresses AS addresses
  UNION ALL SELECT 'ipv4-prefix', 5, s.ipv4_prefixes
  UNION ALL SELECT 'ipv6', 16, s.ipv6_addresses
  UNION ALL SELECT 'ipv6-prefix', 17, s.ipv6_prefixes) a
CROSS JOIN LATERAL generate_series(0, (octet_length(a.addresses) / a.width)::integer - 1) AS i(position);

CREATE VIEW v_subnets AS
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
  s.cluster_id
FROM cluster JOIN subnet_state s USING (cluster_id) JOIN subnet n USING (cluster_id, subnet_key)
LEFT JOIN text vpc_id ON (vpc_id.cluster_id, vpc_id.text_key) = (s.cluster_id, n.vpc_id_ref)
LEFT JOIN text zone ON (zone.cluster_id, zone.text_key) = (s.cluster_id, n.zone_ref)
LEFT JOIN text tags ON (tags.cluster_id, tags.text_key) = (s.cluster_id, n.tags_ref);

CREATE VIEW v_instances AS
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
  s.cluster_id
FROM cluster JOIN instance_state s USING (cluster_id)
LEFT JOIN text instance_type
  ON (instance_type.cluster_id, instance_type.text_key) = (s.cluster_id, s.instance_type_ref)
LEFT JOIN text state ON (state.cluster_id, state.text_key) = (s.cluster_id, s.state_ref)
LEFT JOIN text zone ON (zone.cluster_id, zone.text_key) = (s.cluster_id, s.zone_ref)
LEFT JOIN text vpc_id ON (vpc_id.cluster_id, vpc_id.text_key) = (s.cluster_id, s.vpc_id_ref)
LEFT JOIN text subnet_id ON (subnet_id.cluster_id, subnet_id.text_key) = (s.cluster_id, s.subnet_id_ref);

CREATE VIEW v_instance_types AS
SELECT cluster.name AS cluster, s.instance_type, s.vcpus, s.memory_mib, s.enis_max, s.enis_max_all_cards,
  s.ipv4_per_eni, s.ipv6_per_eni, s.hypervisor, s.is_bare_metal AS bare_metal, s.architectures,
  capdb_time(s.valid_from) AS valid_from,
  capdb_time(NULLIF(s.valid_to, 253402300799)) AS valid_to,
  s.valid_from AS valid_from_epoch,
  NULLIF(s.valid_to, 253402300799) AS valid_to_epoch,
  s.collection,
  s.cluster_id
FROM cluster JOIN instance_type_state s USING (cluster_id);

CREATE VIEW v_events AS
SELECT
  cluster.name AS cluster,
  capdb_uid(e.uid) COLLATE "C" AS uid,
  involved_kind.value AS involved_kind,
  involved_namespace.value AS involved_namespace,
  e.involved_name,
  capdb_uid(e.involved_uid) COLLATE "C" AS involved_uid,
  reason.value AS reason,
  message.value AS message,
  reporter.value AS reporter,
  capdb_time(e.first_seen_at) AS first_seen_at,
  capdb_time(s.last_seen_at) AS last_seen_at,
  s.count,
  capdb_time(s.valid_from) AS valid_from,
  capdb_time(NULLIF(s.valid_to, 253402300799)) AS valid_to,
  s.valid_from AS valid_from_epoch,
  NULLIF(s.valid_to, 253402300799) AS valid_to_epoch,
  s.collection,
  s.cluster_id
FROM cluster JOIN event_state s USING (cluster_id) JOIN event e USING (cluster_id, event_key)
LEFT JOIN text involved_kind
  ON (involved_kind.cluster_id, involved_kind.text_key) = (s.cluster_id, e.involved_kind_ref)
LEFT JOIN text involved_namespace
  ON (involved_namespace.cluster_id, involved_namespace.text_key) = (s.cluster_id, e.involved_namespace_ref)
LEFT JOIN text reason ON (reason.cluster_id, reason.text_key) = (s.cluster_id, e.reason_ref)
LEFT JOIN text message ON (message.cluster_id, message.text_key) = (s.cluster_id, e.message_ref)
LEFT JOIN text reporter ON (reporter.cluster_id, reporter.text_key) = (s.cluster_id, e.reporter_ref);

-- A spell has a row for each reason and message it had; scheduled_at, ended_at and seconds stand in its last row.
CREATE VIEW v_pending AS
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
  s.cluster_id
FROM cluster JOIN pod_pending s USING (cluster_id)
LEFT JOIN text namespace ON (namespace.cluster_id, namespace.text_key) = (s.cluster_id, s.namespace_ref)
LEFT JOIN text owner ON (owner.cluster_id, owner.text_key) = (s.cluster_id, s.owner_ref)
LEFT JOIN text message ON (message.cluster_id, message.text_key) = (s.cluster_id, s.message_ref);

CREATE VIEW v_cni_settings AS
SELECT cluster.name AS cluster, s.version, s.environment,
  capdb_time(s.valid_from) AS valid_from,
  capdb_time(NULLIF(s.valid_to, 253402300799)) AS valid_to,
  s.valid_from AS valid_from_epoch,
  NULLIF(s.valid_to, 253402300799) AS valid_to_epoch,
  s.collection,
  s.cluster_id
FROM cluster JOIN cni_state s USING (cluster_id);

CREATE VIEW v_collection_rollups AS
SELECT cluster.name AS cluster, r.step_seconds,
  capdb_time(r.starts_at) AS starts_at, r.collections,
  capdb_time(r.slots_known_at) AS slots_known_at,
  capdb_time(r.subnets_known_at) AS subnets_known_at,
  capdb_time(r.owners_known_at) AS owners_known_at,
  r.starts_at AS starts_at_epoch, r.collection, r.cluster_id
FROM cluster JOIN collection_rollup r USING (cluster_id);

CREATE VIEW v_slot_rollups AS
SELECT cluster.name AS cluster, s.step_seconds,
  CASE s.group_kind WHEN 0 THEN 'cluster' WHEN 1 THEN 'zone' WHEN 2 THEN 'node-group' WHEN 3 THEN 'instance-type'
    ELSE 'node' END AS group_kind,
  group_name.value AS group_name,
  s.nodes, s.slots_allocatable, s.slots_used, s.slots_free, s.nodes_full, s.pods_pending, s.effective_free,
  coalesce(s.peak_used, s.slots_used) AS peak_used, coalesce(s.peak_total, s.slots_allocatable) AS peak_total,
  capdb_time(s.valid_from) AS valid_from,
  capdb_time(NULLIF(s.valid_to, 253402300799)) AS valid_to,
  s.valid_from AS valid_from_epoch,
  NULLIF(s.valid_to, 253402300799) AS valid_to_epoch,
  s.collection,
  s.cluster_id
FROM cluster JOIN slot_rollup s USING (cluster_id)
LEFT JOIN text group_name ON (group_name.cluster_id, group_name.text_key) = (s.cluster_id, s.group_ref)
WHERE s.valid_to > s.valid_from;

CREATE VIEW v_subnet_rollups AS
SELECT cluster.name AS cluster, s.step_seconds,
  CASE s.group_kind WHEN 0 THEN 'cluster' WHEN 1 THEN 'vpc' WHEN 2 THEN 'zone' ELSE 'subnet' END AS group_kind,
  group_name.value AS group_name,
  s.ips_total, s.ips_available, s.used_by_pods, s.used_by_nodes, s.warm, s.used_by_others, s.free_prefixes,
  coalesce(s.peak_used, greatest(0, s.ips_total - s.ips_available)) AS peak_used,
  coalesce(s.peak_total, s.ips_total) AS peak_total,
  capdb_time(s.valid_from) AS valid_from,
  capdb_time(NULLIF(s.valid_to, 253402300799)) AS valid_to,
  s.valid_from AS valid_from_epoch,
  NULLIF(s.valid_to, 253402300799) AS valid_to_epoch,
  s.collection,
  s.cluster_id
FROM cluster JOIN subnet_rollup s USING (cluster_id)
LEFT JOIN text group_name ON (group_name.cluster_id, group_name.text_key) = (s.cluster_id, s.group_ref)
WHERE s.valid_to > s.valid_from;

CREATE VIEW v_owner_rollups AS
SELECT cluster.name AS cluster, s.step_seconds,
  subnet_id.value AS subnet_id, s.owner_kind,
  owner.value AS owner, s.ips_used,
  coalesce(s.peak_used, s.ips_used) AS peak_used,
  capdb_time(s.valid_from) AS valid_from,
  capdb_time(NULLIF(s.valid_to, 253402300799)) AS valid_to,
  s.valid_from AS valid_from_epoch,
  NULLIF(s.valid_to, 253402300799) AS valid_to_epoch,
  s.collection,
  s.cluster_id
FROM cluster JOIN owner_rollup s USING (cluster_id)
LEFT JOIN text subnet_id ON (subnet_id.cluster_id, subnet_id.text_key) = (s.cluster_id, s.subnet_id_ref)
LEFT JOIN text owner ON (owner.cluster_id, owner.text_key) = (s.cluster_id, s.owner_ref)
WHERE s.valid_to > s.valid_from;
