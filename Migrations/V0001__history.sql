-- The history of clusters. Written by `capdb collect`, read through the views at the end of this file.
--
-- Facts that last are intervals [valid_from, valid_to); only a change writes a row.
--   *_key          a surrogate key, given in the order of writing: big tables only ever grow at their end
--   *_ref          a row of `text`, which keeps each repeated string of a cluster once
--   valid_from     first observation that saw the fact, in seconds since 1970-01-01T00:00:00Z, like all times
--   valid_to       first observation that no longer saw it; 253402300799 (9999-12-31T23:59:59Z) while it still holds,
--                  so that closing an interval never makes its row longer
--   collection     number of the cluster's collection that last changed the row
--   addresses      BLOB of 4 (IPv4) or 16 bytes (IPv6); blocks have a fifth or seventeenth byte, the prefix length
--   UIDs           BLOB of 16 bytes, with a zero byte after them where the text has no dashes (static pods)

CREATE TABLE cluster (
  cluster_id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  uid BLOB CHECK (length(uid) IN (16, 17)),
  kubernetes_version TEXT NOT NULL,
  region TEXT NOT NULL,
  first_collected_at INTEGER NOT NULL,
  retired_at INTEGER CHECK (retired_at >= first_collected_at),
  collection INTEGER NOT NULL CHECK (collection >= 1)
) STRICT;
CREATE UNIQUE INDEX cluster_by_name ON cluster (name) WHERE retired_at IS NULL;
CREATE UNIQUE INDEX cluster_by_uid ON cluster (uid) WHERE uid IS NOT NULL;

-- One row for every attempt. <source>_status: 0 complete, 1 failed, 2 not asked, 3 denied.
-- <source>_known_at: the latest observation up to this one in which the source answered in full.
CREATE TABLE collection (
  cluster_id INTEGER NOT NULL REFERENCES cluster,
  number INTEGER NOT NULL CHECK (number >= 1),
  observed_at INTEGER NOT NULL CHECK (observed_at >= started_at),
  started_at INTEGER NOT NULL,
  finished_at INTEGER NOT NULL,
  milliseconds INTEGER NOT NULL,
  bytes_received INTEGER NOT NULL,
  changes INTEGER NOT NULL,
  instance_types_asked_at INTEGER,
  nodes_status INTEGER NOT NULL CHECK (nodes_status BETWEEN 0 AND 3),
  nodes_known_at INTEGER,
  pods_status INTEGER NOT NULL CHECK (pods_status BETWEEN 0 AND 3),
  pods_known_at INTEGER,
  events_status INTEGER NOT NULL CHECK (events_status BETWEEN 0 AND 3),
  events_known_at INTEGER,
  cni_status INTEGER NOT NULL CHECK (cni_status BETWEEN 0 AND 3),
  cni_known_at INTEGER,
  instances_status INTEGER NOT NULL CHECK (instances_status BETWEEN 0 AND 3),
  instances_known_at INTEGER,
  instance_types_status INTEGER NOT NULL CHECK (instance_types_status BETWEEN 0 AND 3),
  instance_types_known_at INTEGER,
  network_interfaces_status INTEGER NOT NULL CHECK (network_interfaces_status BETWEEN 0 AND 3),
  network_interfaces_known_at INTEGER,
  subnets_status INTEGER NOT NULL CHECK (subnets_status BETWEEN 0 AND 3),
  subnets_known_at INTEGER,
  vpcs_status INTEGER NOT NULL CHECK (vpcs_status BETWEEN 0 AND 3),
  vpcs_known_at INTEGER,
  cidr_reservations_status INTEGER NOT NULL CHECK (cidr_reservations_status BETWEEN 0 AND 3),
  cidr_reservations_known_at INTEGER,
  nodes_count INTEGER,
  pods_count INTEGER,
  events_count INTEGER,
  network_interfaces_count INTEGER,
  subnets_count INTEGER,
  failure TEXT,
  PRIMARY KEY (cluster_id, number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX collection_by_time ON collection (cluster_id, observed_at);

-- Why a source gave no complete answer, in words for people.
CREATE TABLE collection_error (
  cluster_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  source TEXT NOT NULL,
  message TEXT NOT NULL,
  PRIMARY KEY (cluster_id, number, source)
) STRICT, WITHOUT ROWID;

-- Strings that many rows share: names, owners, messages, tags and taints (as JSON).
CREATE TABLE text (
  text_key INTEGER PRIMARY KEY,
  cluster_id INTEGER NOT NULL,
  value TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX text_by_value ON text (cluster_id, value);

-- What the pods of one workload share. A pod's name is name_prefix || name_suffix.
CREATE TABLE pod_template (
  pod_template_key INTEGER PRIMARY KEY,
  cluster_id INTEGER NOT NULL,
  namespace_ref INTEGER NOT NULL,
  name_prefix_ref INTEGER NOT NULL,
  owner_ref INTEGER NOT NULL,
  is_host_network INTEGER NOT NULL CHECK (is_host_network IN (0, 1)),
  cpu_request_millicores INTEGER NOT NULL,
  memory_request_bytes INTEGER NOT NULL,
  collection INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX pod_template_by_value ON pod_template (
  cluster_id, name_prefix_ref, namespace_ref, owner_ref, is_host_network, cpu_request_millicores, memory_request_bytes);

CREATE TABLE pod (
  pod_key INTEGER PRIMARY KEY,
  cluster_id INTEGER NOT NULL,
  uid BLOB NOT NULL CHECK (length(uid) IN (16, 17)),
  pod_template_key INTEGER NOT NULL,
  name_suffix TEXT NOT NULL,
  created_at INTEGER,
  first_seen_at INTEGER NOT NULL,
  collection INTEGER NOT NULL
) STRICT;

-- phase: 0 Pending, 1 Running, 2 Succeeded, 3 Failed, 4 Unknown. failure_*: the condition PodScheduled while False.
CREATE TABLE pod_state (
  pod_state_key INTEGER PRIMARY KEY,
  cluster_id INTEGER NOT NULL,
  pod_key INTEGER NOT NULL,
  node_ref INTEGER,
  phase INTEGER NOT NULL CHECK (phase BETWEEN 0 AND 4),
  is_terminating INTEGER NOT NULL CHECK (is_terminating IN (0, 1)),
  ip BLOB CHECK (length(ip) IN (4, 16)),
  second_ip BLOB CHECK (length(second_ip) IN (4, 16)),
  scheduled_at INTEGER,
  started_at INTEGER,
  failure_since INTEGER,
  failure_reason_ref INTEGER,
  failure_message_ref INTEGER,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER NOT NULL CHECK (valid_to > valid_from),
  collection INTEGER NOT NULL
) STRICT;
CREATE INDEX pod_state_by_end ON pod_state (cluster_id, valid_to);

-- Spells in which pods waited: for the scheduler (is_bound 0) or, on their node, for an address (is_bound 1).
-- While a spell lasts, a new reason or message closes its row and opens one with the same pending_since. Spells that
-- began and ended between two collections, known from a pod's times or from events, are recorded closed.
CREATE TABLE pod_pending (
  pod_pending_key INTEGER PRIMARY KEY,
  cluster_id INTEGER NOT NULL,
  pod_uid BLOB NOT NULL CHECK (length(pod_uid) IN (16, 17)),
  namespace_ref INTEGER NOT NULL,
  pod_name TEXT NOT NULL,
  owner_ref INTEGER NOT NULL,
  is_bound INTEGER NOT NULL CHECK (is_bound IN (0, 1)),
  reason TEXT NOT NULL CHECK (reason IN ('PodSlots', 'IPAddresses', 'CPU', 'Memory', 'EphemeralStorage', 'Taint',
    'Affinity', 'Volume', 'Other')),
  message_ref INTEGER NOT NULL,
  pending_since INTEGER NOT NULL,
  scheduled_at INTEGER,
  ended_at INTEGER,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER NOT NULL CHECK (valid_to >= valid_from),
  collection INTEGER NOT NULL
) STRICT;
CREATE INDEX pod_pending_by_end ON pod_pending (cluster_id, valid_to);

CREATE TABLE node (
  node_key INTEGER PRIMARY KEY,
  cluster_id INTEGER NOT NULL,
  uid BLOB NOT NULL CHECK (length(uid) IN (16, 17)),
  name_ref INTEGER NOT NULL,
  created_at INTEGER,
  provider_id TEXT NOT NULL,
  instance_type_ref INTEGER,
  zone_ref INTEGER,
  node_group_ref INTEGER,
  compute TEXT NOT NULL CHECK (compute IN ('ec2', 'auto-mode', 'fargate', 'hybrid', 'other')),
  operating_system_ref INTEGER NOT NULL,
  collection INTEGER NOT NULL
) STRICT;

-- taints_ref: JSON, [{"key": …, "value": …, "effect": …}, …].
CREATE TABLE node_state (
  node_state_key INTEGER PRIMARY KEY,
  cluster_id INTEGER NOT NULL,
  node_key INTEGER NOT NULL,
  is_ready INTEGER NOT NULL CHECK (is_ready IN (0, 1)),
  is_schedulable INTEGER NOT NULL CHECK (is_schedulable IN (0, 1)),
  has_trunk_eni INTEGER NOT NULL CHECK (has_trunk_eni IN (0, 1)),
  taints_ref INTEGER NOT NULL,
  cpu_allocatable_millicores INTEGER,
  memory_allocatable_bytes INTEGER,
  ephemeral_storage_allocatable_bytes INTEGER,
  hugepages_1gi_allocatable_bytes INTEGER,
  hugepages_2mi_allocatable_bytes INTEGER,
  pods_allocatable INTEGER,
  pod_enis_allocatable INTEGER,
  private_ipv4_addresses_allocatable INTEGER,
  internal_ip BLOB CHECK (length(internal_ip) IN (4, 16)),
  external_ip BLOB CHECK (length(external_ip) IN (4, 16)),
  kubelet_version_ref INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER NOT NULL CHECK (valid_to > valid_from),
  collection INTEGER NOT NULL
) STRICT;
CREATE INDEX node_state_by_end ON node_state (cluster_id, valid_to);

CREATE TABLE network_interface (
  network_interface_key INTEGER PRIMARY KEY,
  cluster_id INTEGER NOT NULL,
  eni_id TEXT NOT NULL,
  vpc_id_ref INTEGER NOT NULL,
  subnet_id_ref INTEGER NOT NULL,
  interface_type_ref INTEGER NOT NULL,
  requester_id_ref INTEGER NOT NULL,
  is_requester_managed INTEGER NOT NULL CHECK (is_requester_managed IN (0, 1)),
  first_seen_at INTEGER NOT NULL,
  collection INTEGER NOT NULL
) STRICT;
CREATE INDEX network_interface_by_id ON network_interface (cluster_id, eni_id);

-- device_index is NULL while the interface is attached to nothing. Addresses stand one behind the other: 4 bytes each
-- in ipv4_addresses (the primary one first), 5 in ipv4_prefixes, 16 in ipv6_addresses, 17 in ipv6_prefixes.
-- tags_ref: JSON, {"key": "value", …}.
CREATE TABLE network_interface_state (
  network_interface_state_key INTEGER PRIMARY KEY,
  cluster_id INTEGER NOT NULL,
  network_interface_key INTEGER NOT NULL,
  status_ref INTEGER NOT NULL,
  description_ref INTEGER NOT NULL,
  tags_ref INTEGER NOT NULL,
  instance_id_ref INTEGER,
  device_index INTEGER,
  network_card_index INTEGER,
  ipv4_addresses BLOB NOT NULL CHECK (length(ipv4_addresses) % 4 = 0),
  ipv4_prefixes BLOB NOT NULL CHECK (length(ipv4_prefixes) % 5 = 0),
  ipv6_addresses BLOB NOT NULL CHECK (length(ipv6_addresses) % 16 = 0),
  ipv6_prefixes BLOB NOT NULL CHECK (length(ipv6_prefixes) % 17 = 0),
  public_ip BLOB CHECK (length(public_ip) = 4),
  valid_from INTEGER NOT NULL,
  valid_to INTEGER NOT NULL CHECK (valid_to > valid_from),
  collection INTEGER NOT NULL
) STRICT;
CREATE INDEX network_interface_state_by_end ON network_interface_state (cluster_id, valid_to);

CREATE TABLE subnet (
  subnet_key INTEGER PRIMARY KEY,
  cluster_id INTEGER NOT NULL,
  subnet_id TEXT NOT NULL,
  vpc_id_ref INTEGER NOT NULL,
  zone_ref INTEGER NOT NULL,
  cidr BLOB CHECK (length(cidr) = 5),
  ipv6_cidrs BLOB NOT NULL CHECK (length(ipv6_cidrs) % 17 = 0),
  tags_ref INTEGER NOT NULL,
  collection INTEGER NOT NULL
) STRICT;

CREATE TABLE subnet_state (
  subnet_state_key INTEGER PRIMARY KEY,
  cluster_id INTEGER NOT NULL,
  subnet_key INTEGER NOT NULL,
  available_ipv4_count INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER NOT NULL CHECK (valid_to > valid_from),
  collection INTEGER NOT NULL
) STRICT;
CREATE INDEX subnet_state_by_end ON subnet_state (cluster_id, valid_to);

CREATE TABLE event (
  event_key INTEGER PRIMARY KEY,
  cluster_id INTEGER NOT NULL,
  uid BLOB NOT NULL CHECK (length(uid) IN (16, 17)),
  involved_kind_ref INTEGER NOT NULL,
  involved_namespace_ref INTEGER NOT NULL,
  involved_name TEXT NOT NULL,
  involved_uid BLOB CHECK (length(involved_uid) IN (16, 17)),
  reason_ref INTEGER NOT NULL,
  message_ref INTEGER NOT NULL,
  reporter_ref INTEGER NOT NULL,
  first_seen_at INTEGER NOT NULL,
  collection INTEGER NOT NULL
) STRICT;

CREATE TABLE event_state (
  event_state_key INTEGER PRIMARY KEY,
  cluster_id INTEGER NOT NULL,
  event_key INTEGER NOT NULL,
  count INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER NOT NULL CHECK (valid_to > valid_from),
  collection INTEGER NOT NULL
) STRICT;
CREATE INDEX event_state_by_end ON event_state (cluster_id, valid_to);

CREATE TABLE instance_state (
  instance_state_key INTEGER PRIMARY KEY,
  cluster_id INTEGER NOT NULL,
  instance_id TEXT NOT NULL,
  instance_type_ref INTEGER NOT NULL,
  state_ref INTEGER NOT NULL,
  zone_ref INTEGER NOT NULL,
  vpc_id_ref INTEGER,
  subnet_id_ref INTEGER,
  private_ip BLOB CHECK (length(private_ip) = 4),
  public_ip BLOB CHECK (length(public_ip) = 4),
  launched_at INTEGER,
  is_spot INTEGER NOT NULL CHECK (is_spot IN (0, 1)),
  valid_from INTEGER NOT NULL,
  valid_to INTEGER NOT NULL CHECK (valid_to > valid_from),
  collection INTEGER NOT NULL
) STRICT;
CREATE INDEX instance_state_by_end ON instance_state (cluster_id, valid_to);

CREATE TABLE instance_type_state (
  instance_type_state_key INTEGER PRIMARY KEY,
  cluster_id INTEGER NOT NULL,
  instance_type TEXT NOT NULL,
  vcpus INTEGER NOT NULL,
  memory_mib INTEGER NOT NULL,
  enis_max INTEGER NOT NULL,
  enis_max_all_cards INTEGER NOT NULL,
  ipv4_per_eni INTEGER NOT NULL,
  ipv6_per_eni INTEGER NOT NULL,
  hypervisor TEXT NOT NULL,
  is_bare_metal INTEGER NOT NULL CHECK (is_bare_metal IN (0, 1)),
  architectures TEXT NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER NOT NULL CHECK (valid_to > valid_from),
  collection INTEGER NOT NULL
) STRICT;
CREATE INDEX instance_type_state_by_end ON instance_type_state (cluster_id, valid_to);

CREATE TABLE vpc_state (
  vpc_state_key INTEGER PRIMARY KEY,
  cluster_id INTEGER NOT NULL,
  vpc_id TEXT NOT NULL,
  cidrs BLOB NOT NULL CHECK (length(cidrs) % 5 = 0),
  ipv6_cidrs BLOB NOT NULL CHECK (length(ipv6_cidrs) % 17 = 0),
  valid_from INTEGER NOT NULL,
  valid_to INTEGER NOT NULL CHECK (valid_to > valid_from),
  collection INTEGER NOT NULL
) STRICT;
CREATE INDEX vpc_state_by_end ON vpc_state (cluster_id, valid_to);

CREATE TABLE cidr_reservation_state (
  cidr_reservation_state_key INTEGER PRIMARY KEY,
  cluster_id INTEGER NOT NULL,
  reservation_id TEXT NOT NULL,
  subnet_id TEXT NOT NULL,
  cidr BLOB NOT NULL CHECK (length(cidr) = 5),
  is_for_prefixes INTEGER NOT NULL CHECK (is_for_prefixes IN (0, 1)),
  valid_from INTEGER NOT NULL,
  valid_to INTEGER NOT NULL CHECK (valid_to > valid_from),
  collection INTEGER NOT NULL
) STRICT;
CREATE INDEX cidr_reservation_state_by_end ON cidr_reservation_state (cluster_id, valid_to);

-- The environment of DaemonSet kube-system/aws-node, as JSON with sorted keys; no row while there is no such DaemonSet.
CREATE TABLE cni_state (
  cni_state_key INTEGER PRIMARY KEY,
  cluster_id INTEGER NOT NULL,
  version TEXT NOT NULL,
  environment TEXT NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER NOT NULL CHECK (valid_to > valid_from),
  collection INTEGER NOT NULL
) STRICT;
CREATE INDEX cni_state_by_end ON cni_state (cluster_id, valid_to);

-- The views are public: columns are only ever added, at the end. Times are ISO 8601 in UTC; valid_to is NULL while the
-- fact still holds.

CREATE VIEW v_clusters AS
SELECT
  name AS cluster,
  CASE length(uid) WHEN 16 THEN lower(substr(hex(uid), 1, 8)
    || '-' || substr(hex(uid), 9, 4)
    || '-' || substr(hex(uid), 13, 4)
    || '-' || substr(hex(uid), 17, 4)
    || '-' || substr(hex(uid), 21, 12))
    WHEN 17 THEN lower(substr(hex(uid), 1, 32)) END AS uid,
  kubernetes_version,
  region,
  strftime('%Y-%m-%dT%H:%M:%SZ', first_collected_at, 'unixepoch') AS first_collected_at,
  (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', max(observed_at), 'unixepoch') FROM collection
    WHERE collection.cluster_id = cluster.cluster_id) AS last_attempted_at,
  strftime('%Y-%m-%dT%H:%M:%SZ', retired_at, 'unixepoch') AS retired_at,
  cluster_id
FROM cluster;

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
  c.observed_at AS observed_at_epoch, c.cluster_id
FROM collection c JOIN cluster USING (cluster_id);

CREATE VIEW v_nodes AS
SELECT
  cluster.name AS cluster,
  (SELECT value FROM text WHERE text_key = n.name_ref) AS node,
  CASE length(n.uid) WHEN 16 THEN lower(substr(hex(n.uid), 1, 8)
    || '-' || substr(hex(n.uid), 9, 4)
    || '-' || substr(hex(n.uid), 13, 4)
    || '-' || substr(hex(n.uid), 17, 4)
    || '-' || substr(hex(n.uid), 21, 12))
    WHEN 17 THEN lower(substr(hex(n.uid), 1, 32)) END AS uid,
  strftime('%Y-%m-%dT%H:%M:%SZ', n.created_at, 'unixepoch') AS created_at,
  n.provider_id,
  (SELECT value FROM text WHERE text_key = n.instance_type_ref) AS instance_type,
  (SELECT value FROM text WHERE text_key = n.zone_ref) AS zone,
  (SELECT value FROM text WHERE text_key = n.node_group_ref) AS node_group,
  n.compute,
  (SELECT value FROM text WHERE text_key = n.operating_system_ref) AS operating_system,
  s.is_ready AS ready,
  s.is_schedulable AS schedulable,
  s.has_trunk_eni,
  (SELECT value FROM text WHERE text_key = s.taints_ref) AS taints,
  s.cpu_allocatable_millicores, s.memory_allocatable_bytes, s.ephemeral_storage_allocatable_bytes,
  s.hugepages_1gi_allocatable_bytes, s.hugepages_2mi_allocatable_bytes, s.pods_allocatable, s.pod_enis_allocatable,
  s.private_ipv4_addresses_allocatable,
  CASE length(s.internal_ip) WHEN 4 THEN (SELECT printf('%d.%d.%d.%d',
      instr(digits, substr(hex, 1, 1)) * 16 + instr(digits, substr(hex, 2, 1)),
      instr(digits, substr(hex, 3, 1)) * 16 + instr(digits, substr(hex, 4, 1)),
      instr(digits, substr(hex, 5, 1)) * 16 + instr(digits, substr(hex, 6, 1)),
      instr(digits, substr(hex, 7, 1)) * 16 + instr(digits, substr(hex, 8, 1)))
      FROM (SELECT hex(s.internal_ip) AS hex, '123456789ABCDEF' AS digits))
    WHEN 16 THEN lower(substr(hex(s.internal_ip), 1, 4)
    || ':' || substr(hex(s.internal_ip), 5, 4)
    || ':' || substr(hex(s.internal_ip), 9, 4)
    || ':' || substr(hex(s.internal_ip), 13, 4)
    || ':' || substr(hex(s.internal_ip), 17, 4)
    || ':' || substr(hex(s.internal_ip), 21, 4)
    || ':' || substr(hex(s.internal_ip), 25, 4)
    || ':' || substr(hex(s.internal_ip), 29, 4)) END AS internal_ip,
  CASE length(s.external_ip) WHEN 4 THEN (SELECT printf('%d.%d.%d.%d',
      instr(digits, substr(hex, 1, 1)) * 16 + instr(digits, substr(hex, 2, 1)),
      instr(digits, substr(hex, 3, 1)) * 16 + instr(digits, substr(hex, 4, 1)),
      instr(digits, substr(hex, 5, 1)) * 16 + instr(digits, substr(hex, 6, 1)),
      instr(digits, substr(hex, 7, 1)) * 16 + instr(digits, substr(hex, 8, 1)))
      FROM (SELECT hex(s.external_ip) AS hex, '123456789ABCDEF' AS digits))
    WHEN 16 THEN lower(substr(hex(s.external_ip), 1, 4)
    || ':' || substr(hex(s.external_ip), 5, 4)
    || ':' || substr(hex(s.external_ip), 9, 4)
    || ':' || substr(hex(s.external_ip), 13, 4)
    || ':' || substr(hex(s.external_ip), 17, 4)
    || ':' || substr(hex(s.external_ip), 21, 4)
    || ':' || substr(hex(s.external_ip), 25, 4)
    || ':' || substr(hex(s.external_ip), 29, 4)) END AS external_ip,
  (SELECT value FROM text WHERE text_key = s.kubelet_version_ref) AS kubelet_version,
  strftime('%Y-%m-%dT%H:%M:%SZ', s.valid_from, 'unixepoch') AS valid_from,
  strftime('%Y-%m-%dT%H:%M:%SZ', NULLIF(s.valid_to, 253402300799), 'unixepoch') AS valid_to,
  s.valid_from AS valid_from_epoch,
  NULLIF(s.valid_to, 253402300799) AS valid_to_epoch,
  s.collection AS collection,
  s.cluster_id
FROM node_state s JOIN node n USING (node_key) JOIN cluster ON cluster.cluster_id = s.cluster_id;

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
  s.cluster_id
FROM pod_state s JOIN pod p USING (pod_key) JOIN pod_template t USING (pod_template_key)
JOIN cluster ON cluster.cluster_id = s.cluster_id;

CREATE VIEW v_network_interfaces AS
SELECT
  cluster.name AS cluster,
  n.eni_id,
  (SELECT value FROM text WHERE text_key = n.vpc_id_ref) AS vpc_id,
  (SELECT value FROM text WHERE text_key = n.subnet_id_ref) AS subnet_id,
  (SELECT value FROM text WHERE text_key = n.interface_type_ref) AS interface_type,
  (SELECT value FROM text WHERE text_key = n.requester_id_ref) AS requester_id,
  n.is_requester_managed AS requester_managed,
  strftime('%Y-%m-%dT%H:%M:%SZ', n.first_seen_at, 'unixepoch') AS first_seen_at,
  (SELECT value FROM text WHERE text_key = s.status_ref) AS status,
  (SELECT value FROM text WHERE text_key = s.description_ref) AS description,
  (SELECT value FROM text WHERE text_key = s.tags_ref) AS tags,
  (SELECT value FROM text WHERE text_key = s.instance_id_ref) AS instance_id,
  s.device_index,
  s.network_card_index,
  length(s.ipv4_addresses) / 4 AS ipv4_addresses_assigned, length(s.ipv4_prefixes) / 5 AS ipv4_prefixes_assigned,
  length(s.ipv6_addresses) / 16 AS ipv6_addresses_assigned, length(s.ipv6_prefixes) / 17 AS ipv6_prefixes_assigned,
  CASE length(s.public_ip) WHEN 4 THEN (SELECT printf('%d.%d.%d.%d',
      instr(digits, substr(hex, 1, 1)) * 16 + instr(digits, substr(hex, 2, 1)),
      instr(digits, substr(hex, 3, 1)) * 16 + instr(digits, substr(hex, 4, 1)),
      instr(digits, substr(hex, 5, 1)) * 16 + instr(digits, substr(hex, 6, 1)),
      instr(digits, substr(hex, 7, 1)) * 16 + instr(digits, substr(hex, 8, 1)))
      FROM (SELECT hex(s.public_ip) AS hex, '123456789ABCDEF' AS digits)) END AS public_ip,
  strftime('%Y-%m-%dT%H:%M:%SZ', s.valid_from, 'unixepoch') AS valid_from,
  strftime('%Y-%m-%dT%H:%M:%SZ', NULLIF(s.valid_to, 253402300799), 'unixepoch') AS valid_to,
  s.valid_from AS valid_from_epoch,
  NULLIF(s.valid_to, 253402300799) AS valid_to_epoch,
  s.collection AS collection,
  s.cluster_id
FROM network_interface_state s JOIN network_interface n USING (network_interface_key)
JOIN cluster ON cluster.cluster_id = s.cluster_id;

-- One row per address or prefix. json_each counts through the addresses: SQLite's library has no generate_series.
CREATE VIEW v_eni_addresses AS
SELECT cluster.name AS cluster, n.eni_id, a.kind, a.position, a.is_primary,
  CASE WHEN length(a.address) IN (4, 5) THEN (SELECT printf('%d.%d.%d.%d',
      instr(digits, substr(hex, 1, 1)) * 16 + instr(digits, substr(hex, 2, 1)),
      instr(digits, substr(hex, 3, 1)) * 16 + instr(digits, substr(hex, 4, 1)),
      instr(digits, substr(hex, 5, 1)) * 16 + instr(digits, substr(hex, 6, 1)),
      instr(digits, substr(hex, 7, 1)) * 16 + instr(digits, substr(hex, 8, 1)))
      FROM (SELECT hex(a.address) AS hex, '123456789ABCDEF' AS digits))
    ELSE lower(substr(hex(a.address), 1, 4)
    || ':' || substr(hex(a.address), 5, 4)
    || ':' || substr(hex(a.address), 9, 4)
    || ':' || substr(hex(a.address), 13, 4)
    || ':' || substr(hex(a.address), 17, 4)
    || ':' || substr(hex(a.address), 21, 4)
    || ':' || substr(hex(a.address), 25, 4)
    || ':' || substr(hex(a.address), 29, 4)) END
  || CASE WHEN length(a.address) IN (5, 17) THEN '/' || (
      instr('123456789ABCDEF', substr(hex(a.address), -2, 1)) * 16
      + instr('123456789ABCDEF', substr(hex(a.address), -1, 1))) ELSE '' END AS address,
  strftime('%Y-%m-%dT%H:%M:%SZ', a.valid_from, 'unixepoch') AS valid_from,
  strftime('%Y-%m-%dT%H:%M:%SZ', NULLIF(a.valid_to, 253402300799), 'unixepoch') AS valid_to,
  a.valid_from AS valid_from_epoch,
  NULLIF(a.valid_to, 253402300799) AS valid_to_epoch,
  a.collection AS collection,
  a.cluster_id
FROM (
  SELECT s.network_interface_key, s.cluster_id, s.valid_from, s.valid_to, s.collection, 'ipv4' AS kind,
    i.key AS position, i.key = 0 AS is_primary, substr(s.ipv4_addresses, i.key * 4 + 1, 4) AS address
  FROM network_interface_state s,
    json_each('[0' || replace(hex(zeroblob(length(s.ipv4_addresses) / 4 - 1)), '00', ',0') || ']') i
  WHERE length(s.ipv4_addresses) > 0
  UNION ALL
  SELECT s.network_interface_key, s.cluster_id, s.valid_from, s.valid_to, s.collection, 'ipv4-prefix' AS kind,
    i.key AS position, 0 AS is_primary, substr(s.ipv4_prefixes, i.key * 5 + 1, 5) AS address
  FROM network_interface_state s,
    json_each('[0' || replace(hex(zeroblob(length(s.ipv4_prefixes) / 5 - 1)), '00', ',0') || ']') i
  WHERE length(s.ipv4_prefixes) > 0
  UNION ALL
  SELECT s.network_interface_key, s.cluster_id, s.valid_from, s.valid_to, s.collection, 'ipv6' AS kind,
    i.key AS position, 0 AS is_primary, substr(s.ipv6_addresses, i.key * 16 + 1, 16) AS address
  FROM network_interface_state s,
    json_each('[0' || replace(hex(zeroblob(length(s.ipv6_addresses) / 16 - 1)), '00', ',0') || ']') i
  WHERE length(s.ipv6_addresses) > 0
  UNION ALL
  SELECT s.network_interface_key, s.cluster_id, s.valid_from, s.valid_to, s.collection, 'ipv6-prefix' AS kind,
    i.key AS position, 0 AS is_primary, substr(s.ipv6_prefixes, i.key * 17 + 1, 17) AS address
  FROM network_interface_state s,
    json_each('[0' || replace(hex(zeroblob(length(s.ipv6_prefixes) / 17 - 1)), '00', ',0') || ']') i
  WHERE length(s.ipv6_prefixes) > 0
) a JOIN network_interface n USING (network_interface_key) JOIN cluster ON cluster.cluster_id = a.cluster_id;

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
  s.cluster_id
FROM subnet_state s JOIN subnet n USING (subnet_key) JOIN cluster ON cluster.cluster_id = s.cluster_id;

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
  s.cluster_id
FROM instance_state s JOIN cluster ON cluster.cluster_id = s.cluster_id;

CREATE VIEW v_instance_types AS
SELECT cluster.name AS cluster, s.instance_type, s.vcpus, s.memory_mib, s.enis_max, s.enis_max_all_cards,
  s.ipv4_per_eni, s.ipv6_per_eni, s.hypervisor, s.is_bare_metal AS bare_metal, s.architectures,
  strftime('%Y-%m-%dT%H:%M:%SZ', s.valid_from, 'unixepoch') AS valid_from,
  strftime('%Y-%m-%dT%H:%M:%SZ', NULLIF(s.valid_to, 253402300799), 'unixepoch') AS valid_to,
  s.valid_from AS valid_from_epoch,
  NULLIF(s.valid_to, 253402300799) AS valid_to_epoch,
  s.collection AS collection,
  s.cluster_id
FROM instance_type_state s JOIN cluster ON cluster.cluster_id = s.cluster_id;

CREATE VIEW v_events AS
SELECT
  cluster.name AS cluster,
  CASE length(e.uid) WHEN 16 THEN lower(substr(hex(e.uid), 1, 8)
    || '-' || substr(hex(e.uid), 9, 4)
    || '-' || substr(hex(e.uid), 13, 4)
    || '-' || substr(hex(e.uid), 17, 4)
    || '-' || substr(hex(e.uid), 21, 12))
    WHEN 17 THEN lower(substr(hex(e.uid), 1, 32)) END AS uid,
  (SELECT value FROM text WHERE text_key = e.involved_kind_ref) AS involved_kind,
  (SELECT value FROM text WHERE text_key = e.involved_namespace_ref) AS involved_namespace,
  e.involved_name,
  CASE length(e.involved_uid) WHEN 16 THEN lower(substr(hex(e.involved_uid), 1, 8)
    || '-' || substr(hex(e.involved_uid), 9, 4)
    || '-' || substr(hex(e.involved_uid), 13, 4)
    || '-' || substr(hex(e.involved_uid), 17, 4)
    || '-' || substr(hex(e.involved_uid), 21, 12))
    WHEN 17 THEN lower(substr(hex(e.involved_uid), 1, 32)) END AS involved_uid,
  (SELECT value FROM text WHERE text_key = e.reason_ref) AS reason,
  (SELECT value FROM text WHERE text_key = e.message_ref) AS message,
  (SELECT value FROM text WHERE text_key = e.reporter_ref) AS reporter,
  strftime('%Y-%m-%dT%H:%M:%SZ', e.first_seen_at, 'unixepoch') AS first_seen_at,
  strftime('%Y-%m-%dT%H:%M:%SZ', s.last_seen_at, 'unixepoch') AS last_seen_at,
  s.count,
  strftime('%Y-%m-%dT%H:%M:%SZ', s.valid_from, 'unixepoch') AS valid_from,
  strftime('%Y-%m-%dT%H:%M:%SZ', NULLIF(s.valid_to, 253402300799), 'unixepoch') AS valid_to,
  s.valid_from AS valid_from_epoch,
  NULLIF(s.valid_to, 253402300799) AS valid_to_epoch,
  s.collection AS collection,
  s.cluster_id
FROM event_state s JOIN event e USING (event_key) JOIN cluster ON cluster.cluster_id = s.cluster_id;

-- A spell has a row for each reason and message it had; scheduled_at, ended_at and seconds stand in its last row.
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
  s.cluster_id
FROM pod_pending s JOIN cluster ON cluster.cluster_id = s.cluster_id;

CREATE VIEW v_cni_settings AS
SELECT cluster.name AS cluster, s.version, s.environment,
  strftime('%Y-%m-%dT%H:%M:%SZ', s.valid_from, 'unixepoch') AS valid_from,
  strftime('%Y-%m-%dT%H:%M:%SZ', NULLIF(s.valid_to, 253402300799), 'unixepoch') AS valid_to,
  s.valid_from AS valid_from_epoch,
  NULLIF(s.valid_to, 253402300799) AS valid_to_epoch,
  s.collection AS collection,
  s.cluster_id
FROM cni_state s JOIN cluster ON cluster.cluster_id = s.cluster_id;
