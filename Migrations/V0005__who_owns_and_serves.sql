-- What clusters are made of beyond the VPC CNI's defaults: who owns a subnet, which CNI serves the pods, pods with several
-- network cards, and what others than the scheduler said of a pod that waits. See V0001__history.sql for what all tables
-- and views share.

-- The account that a subnet or an instance belongs to; NULL where EC2 did not say, and in rows of earlier releases.
ALTER TABLE subnet ADD COLUMN owner_id_ref INTEGER;
ALTER TABLE instance_state ADD COLUMN owner_id_ref INTEGER;

-- The annotation k8s.amazonaws.com/nicConfig: the pod holds an address on each network card of its node.
ALTER TABLE pod_template ADD COLUMN is_multi_homed INTEGER NOT NULL DEFAULT 0 CHECK (is_multi_homed IN (0, 1));
DROP INDEX pod_template_by_value;
CREATE UNIQUE INDEX pod_template_by_value ON pod_template (
  cluster_id, name_prefix_ref, namespace_ref, owner_ref, is_host_network, cpu_request_millicores, memory_request_bytes,
  is_multi_homed);

-- Words of others than the scheduler while a pod waits, a line each; NULL where there are none.
ALTER TABLE pod_pending ADD COLUMN other_messages_ref INTEGER;

-- A source that earlier releases did not ask.
ALTER TABLE collection ADD COLUMN cilium_nodes_status INTEGER NOT NULL DEFAULT 2
  CHECK (cilium_nodes_status BETWEEN 0 AND 3);
ALTER TABLE collection ADD COLUMN cilium_nodes_known_at INTEGER;

-- The CiliumNode objects. subnet_ids: JSON, ["…"]; subnet_tags and excluded_interface_tags: JSON, {"key": "value", …}.
-- own_addresses: those that Cilium uses itself, 4 bytes each.
CREATE TABLE cilium_node_state (
  cilium_node_state_key INTEGER PRIMARY KEY,
  cluster_id INTEGER NOT NULL,
  node TEXT NOT NULL,
  uses_enis INTEGER NOT NULL CHECK (uses_enis IN (0, 1)),
  first_interface_index INTEGER NOT NULL,
  uses_primary_address INTEGER NOT NULL CHECK (uses_primary_address IN (0, 1)),
  disables_prefix_delegation INTEGER NOT NULL CHECK (disables_prefix_delegation IN (0, 1)),
  max_allocate INTEGER,
  subnet_ids TEXT NOT NULL,
  subnet_tags TEXT NOT NULL,
  excluded_interface_tags TEXT NOT NULL,
  own_addresses BLOB NOT NULL CHECK (length(own_addresses) % 4 = 0),
  valid_from INTEGER NOT NULL,
  valid_to INTEGER NOT NULL CHECK (valid_to > valid_from),
  collection INTEGER NOT NULL
) STRICT;
CREATE INDEX cilium_node_state_by_end ON cilium_node_state (cluster_id, valid_to);

CREATE VIEW v_cilium_nodes AS
SELECT cluster.name AS cluster, s.node, s.uses_enis, s.first_interface_index, s.uses_primary_address,
  s.disables_prefix_delegation, s.max_allocate, s.subnet_ids, s.subnet_tags, s.excluded_interface_tags,
  length(s.own_addresses) / 4 AS own_addresses,
  strftime('%Y-%m-%dT%H:%M:%SZ', s.valid_from, 'unixepoch') AS valid_from,
  strftime('%Y-%m-%dT%H:%M:%SZ', NULLIF(s.valid_to, 253402300799), 'unixepoch') AS valid_to,
  s.valid_from AS valid_from_epoch,
  NULLIF(s.valid_to, 253402300799) AS valid_to_epoch,
  s.collection AS collection,
  s.cluster_id
FROM cilium_node_state s JOIN cluster ON cluster.cluster_id = s.cluster_id;

-- The views that gain a column, each at its end.

DROP VIEW v_collections;
CREATE VIEW v_collections AS
SELECT cluster.name AS cluster, c.number,
  strftime('%Y-%m-%dT%H:%M:%SZ', c.observed_at, 'unixepoch') AS observed_at,
  strftime('%Y-%m-%dT%H:%M:%SZ', c.started_at, 'unixepoch') AS started_at,
  strftime('%Y-%m-%dT%H:%M:%SZ', c.finished_at, 'unixepoch') AS finished_at,
  c.milliseconds / 1000.0 AS seconds,
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
  (SELECT group_concat(line, char(10)) FROM (
    SELECT c.failure AS line WHERE c.failure IS NOT NULL
    UNION ALL
    SELECT e.source || ': ' || e.message FROM collection_error e
    WHERE e.cluster_id = c.cluster_id AND e.number = c.number)) AS error,
  c.observed_at AS observed_at_epoch, c.cluster_id,
  CASE c.cilium_nodes_status WHEN 0 THEN 'complete' WHEN 1 THEN 'failed' WHEN 2 THEN 'not-asked'
    ELSE 'denied' END AS cilium_nodes_status
FROM collection c JOIN cluster USING (cluster_id);

DROP VIEW v_pods;
CREATE VIEW v_pods AS
SELECT
  cluster.name AS cluster,
  (SELECT value FROM text WHERE text_key = t.namespace_ref) AS namespace,
  (SELECT value FROM text WHERE text_key = t.name_prefix_ref) || p.name_suffix AS pod,
  (SELECT value FROM text WHERE text_key = t.owner_ref) AS owner,
  CASE length(p.uid) WHEN 16 THEN lower(substr(hex(p.uid), 1, 8)
    || '-' || substr(hex(p.uid), 9, 4)
    || '-' || substr(hex(p.uid), 13, 4)
    || '-' || substr(hex(p.uid), 17, 4)
    || '-' || substr(hex(p.uid), 21, 12))
    WHEN 17 THEN lower(substr(hex(p.uid), 1, 32)) END AS uid,
  t.is_host_network AS host_network, t.cpu_request_millicores, t.memory_request_bytes,
  strftime('%Y-%m-%dT%H:%M:%SZ', p.created_at, 'unixepoch') AS created_at,
  strftime('%Y-%m-%dT%H:%M:%SZ', p.first_seen_at, 'unixepoch') AS first_seen_at,
  (SELECT value FROM text WHERE text_key = s.node_ref) AS node,
  CASE s.phase WHEN 0 THEN 'Pending' WHEN 1 THEN 'Running' WHEN 2 THEN 'Succeeded' WHEN 3 THEN 'Failed'
    ELSE 'Unknown' END AS phase,
  s.is_terminating AS terminating,
  CASE length(s.ip) WHEN 4 THEN (SELECT printf('%d.%d.%d.%d',
      instr(digits, substr(hex, 1, 1)) * 16 + instr(digits, substr(hex, 2, 1)),
      instr(digits, substr(hex, 3, 1)) * 16 + instr(digits, substr(hex, 4, 1)),
      instr(digits, substr(hex, 5, 1)) * 16 + instr(digits, substr(hex, 6, 1)),
      instr(digits, substr(hex, 7, 1)) * 16 + instr(digits, substr(hex, 8, 1)))
      FROM (SELECT hex(s.ip) AS hex, '123456789ABCDEF' AS digits))
    WHEN 16 THEN lower(substr(hex(s.ip), 1, 4)
    || ':' || substr(hex(s.ip), 5, 4)
    || ':' || substr(hex(s.ip), 9, 4)
    || ':' || substr(hex(s.ip), 13, 4)
    || ':' || substr(hex(s.ip), 17, 4)
    || ':' || substr(hex(s.ip), 21, 4)
    || ':' || substr(hex(s.ip), 25, 4)
    || ':' || substr(hex(s.ip), 29, 4)) END AS pod_ip,
  CASE length(s.second_ip) WHEN 4 THEN (SELECT printf('%d.%d.%d.%d',
      instr(digits, substr(hex, 1, 1)) * 16 + instr(digits, substr(hex, 2, 1)),
      instr(digits, substr(hex, 3, 1)) * 16 + instr(digits, substr(hex, 4, 1)),
      instr(digits, substr(hex, 5, 1)) * 16 + instr(digits, substr(hex, 6, 1)),
      instr(digits, substr(hex, 7, 1)) * 16 + instr(digits, substr(hex, 8, 1)))
      FROM (SELECT hex(s.second_ip) AS hex, '123456789ABCDEF' AS digits))
    WHEN 16 THEN lower(substr(hex(s.second_ip), 1, 4)
    || ':' || substr(hex(s.second_ip), 5, 4)
    || ':' || substr(hex(s.second_ip), 9, 4)
    || ':' || substr(hex(s.second_ip), 13, 4)
    || ':' || substr(hex(s.second_ip), 17, 4)
    || ':' || substr(hex(s.second_ip), 21, 4)
    || ':' || substr(hex(s.second_ip), 25, 4)
    || ':' || substr(hex(s.second_ip), 29, 4)) END AS second_ip,
  strftime('%Y-%m-%dT%H:%M:%SZ', s.scheduled_at, 'unixepoch') AS scheduled_at,
  strftime('%Y-%m-%dT%H:%M:%SZ', s.started_at, 'unixepoch') AS started_at,
  strftime('%Y-%m-%dT%H:%M:%SZ', s.failure_since, 'unixepoch') AS unscheduled_since,
  (SELECT value FROM text WHERE text_key = s.failure_reason_ref) AS unscheduled_reason,
  (SELECT value FROM text WHERE text_key = s.failure_message_ref) AS unscheduled_message,
  strftime('%Y-%m-%dT%H:%M:%SZ', s.valid_from, 'unixepoch') AS valid_from,
  strftime('%Y-%m-%dT%H:%M:%SZ', NULLIF(s.valid_to, 253402300799), 'unixepoch') AS valid_to,
  s.valid_from AS valid_from_epoch,
  NULLIF(s.valid_to, 253402300799) AS valid_to_epoch,
  s.collection AS collection,
  s.cluster_id,
  t.is_multi_homed AS multi_homed
FROM pod_state s JOIN pod p USING (pod_key) JOIN pod_template t USING (pod_template_key)
JOIN cluster ON cluster.cluster_id = s.cluster_id;

DROP VIEW v_subnets;
CREATE VIEW v_subnets AS
SELECT
  cluster.name AS cluster,
  n.subnet_id,
  (SELECT value FROM text WHERE text_key = n.vpc_id_ref) AS vpc_id,
  (SELECT value FROM text WHERE text_key = n.zone_ref) AS zone,
  CASE WHEN n.cidr IS NOT NULL THEN (SELECT printf('%d.%d.%d.%d',
      instr(digits, substr(hex, 1, 1)) * 16 + instr(digits, substr(hex, 2, 1)),
      instr(digits, substr(hex, 3, 1)) * 16 + instr(digits, substr(hex, 4, 1)),
      instr(digits, substr(hex, 5, 1)) * 16 + instr(digits, substr(hex, 6, 1)),
      instr(digits, substr(hex, 7, 1)) * 16 + instr(digits, substr(hex, 8, 1)))
      FROM (SELECT hex(n.cidr) AS hex, '123456789ABCDEF' AS digits)) || '/' || (
      instr('123456789ABCDEF', substr(hex(n.cidr), -2, 1)) * 16
      + instr('123456789ABCDEF', substr(hex(n.cidr), -1, 1))) END AS cidr,
  (SELECT value FROM text WHERE text_key = n.tags_ref) AS tags,
  s.available_ipv4_count AS ips_available,
  strftime('%Y-%m-%dT%H:%M:%SZ', s.valid_from, 'unixepoch') AS valid_from,
  strftime('%Y-%m-%dT%H:%M:%SZ', NULLIF(s.valid_to, 253402300799), 'unixepoch') AS valid_to,
  s.valid_from AS valid_from_epoch,
  NULLIF(s.valid_to, 253402300799) AS valid_to_epoch,
  s.collection AS collection,
  s.cluster_id,
  (SELECT value FROM text WHERE text_key = n.owner_id_ref) AS owner_id
FROM subnet_state s JOIN subnet n USING (subnet_key) JOIN cluster ON cluster.cluster_id = s.cluster_id;

DROP VIEW v_instances;
CREATE VIEW v_instances AS
SELECT
  cluster.name AS cluster,
  s.instance_id,
  (SELECT value FROM text WHERE text_key = s.instance_type_ref) AS instance_type,
  (SELECT value FROM text WHERE text_key = s.state_ref) AS state,
  (SELECT value FROM text WHERE text_key = s.zone_ref) AS zone,
  (SELECT value FROM text WHERE text_key = s.vpc_id_ref) AS vpc_id,
  (SELECT value FROM text WHERE text_key = s.subnet_id_ref) AS subnet_id,
  CASE length(s.private_ip) WHEN 4 THEN (SELECT printf('%d.%d.%d.%d',
      instr(digits, substr(hex, 1, 1)) * 16 + instr(digits, substr(hex, 2, 1)),
      instr(digits, substr(hex, 3, 1)) * 16 + instr(digits, substr(hex, 4, 1)),
      instr(digits, substr(hex, 5, 1)) * 16 + instr(digits, substr(hex, 6, 1)),
      instr(digits, substr(hex, 7, 1)) * 16 + instr(digits, substr(hex, 8, 1)))
      FROM (SELECT hex(s.private_ip) AS hex, '123456789ABCDEF' AS digits)) END AS private_ip,
  CASE length(s.public_ip) WHEN 4 THEN (SELECT printf('%d.%d.%d.%d',
      instr(digits, substr(hex, 1, 1)) * 16 + instr(digits, substr(hex, 2, 1)),
      instr(digits, substr(hex, 3, 1)) * 16 + instr(digits, substr(hex, 4, 1)),
      instr(digits, substr(hex, 5, 1)) * 16 + instr(digits, substr(hex, 6, 1)),
      instr(digits, substr(hex, 7, 1)) * 16 + instr(digits, substr(hex, 8, 1)))
      FROM (SELECT hex(s.public_ip) AS hex, '123456789ABCDEF' AS digits)) END AS public_ip,
  strftime('%Y-%m-%dT%H:%M:%SZ', s.launched_at, 'unixepoch') AS launched_at,
  s.is_spot AS spot,
  strftime('%Y-%m-%dT%H:%M:%SZ', s.valid_from, 'unixepoch') AS valid_from,
  strftime('%Y-%m-%dT%H:%M:%SZ', NULLIF(s.valid_to, 253402300799), 'unixepoch') AS valid_to,
  s.valid_from AS valid_from_epoch,
  NULLIF(s.valid_to, 253402300799) AS valid_to_epoch,
  s.collection AS collection,
  s.cluster_id,
  (SELECT value FROM text WHERE text_key = s.owner_id_ref) AS owner_id
FROM instance_state s JOIN cluster ON cluster.cluster_id = s.cluster_id;

DROP VIEW v_pending;
CREATE VIEW v_pending AS
SELECT
  cluster.name AS cluster,
  (SELECT value FROM text WHERE text_key = s.namespace_ref) AS namespace,
  s.pod_name AS pod,
  (SELECT value FROM text WHERE text_key = s.owner_ref) AS owner,
  CASE length(s.pod_uid) WHEN 16 THEN lower(substr(hex(s.pod_uid), 1, 8)
    || '-' || substr(hex(s.pod_uid), 9, 4)
    || '-' || substr(hex(s.pod_uid), 13, 4)
    || '-' || substr(hex(s.pod_uid), 17, 4)
    || '-' || substr(hex(s.pod_uid), 21, 12))
    WHEN 17 THEN lower(substr(hex(s.pod_uid), 1, 32)) END AS uid,
  s.reason,
  (SELECT value FROM text WHERE text_key = s.message_ref) AS message,
  strftime('%Y-%m-%dT%H:%M:%SZ', s.pending_since, 'unixepoch') AS pending_since,
  strftime('%Y-%m-%dT%H:%M:%SZ', s.scheduled_at, 'unixepoch') AS scheduled_at,
  strftime('%Y-%m-%dT%H:%M:%SZ', s.ended_at, 'unixepoch') AS ended_at,
  s.ended_at - s.pending_since AS seconds,
  s.valid_to = 253402300799 AS still_pending, s.is_bound AS bound,
  strftime('%Y-%m-%dT%H:%M:%SZ', s.valid_from, 'unixepoch') AS valid_from,
  strftime('%Y-%m-%dT%H:%M:%SZ', NULLIF(s.valid_to, 253402300799), 'unixepoch') AS valid_to,
  s.valid_from AS valid_from_epoch,
  NULLIF(s.valid_to, 253402300799) AS valid_to_epoch,
  s.collection AS collection,
  s.cluster_id,
  (SELECT value FROM text WHERE text_key = s.other_messages_ref) AS other_messages
FROM pod_pending s JOIN cluster ON cluster.cluster_id = s.cluster_id;
