-- The tables of a hub: many clusters' histories in one PostgreSQL database, in the current schema. They have the names
-- and columns of a cluster's own file (V0001, V0002), and the rows are the file's, numbers and all:
--
--   cluster_id     63 bits of a hash of the cluster's UID: the first column of every key and of every index, and what
--                  tables are distributed by
--   *_key, *_ref   the file's own numbers: they mean something within one cluster only, so every join compares
--                  cluster_id as well
--   collection     number of the cluster's collection that last changed the row
--
-- Times, open intervals, addresses and UIDs are written as in the file, and text sorts by its bytes, as in SQLite. Each
-- row has its fixed columns first, the widest foremost: the order that wastes no bytes on alignment.
--
-- No sequences, no foreign keys, nothing unique that does not begin with cluster_id: engines that shard a table, and
-- tables whose partitions live on other servers, have none of these. Nor is `text.value` indexed: its longest values
-- do not fit into an index, and nothing looks texts up by value here.

CREATE TABLE cluster (
  cluster_id BIGINT NOT NULL,
  first_collected_at BIGINT NOT NULL,
  retired_at BIGINT,
  collection BIGINT NOT NULL,
  uid BYTEA,
  name TEXT COLLATE "C" NOT NULL,
  kubernetes_version TEXT COLLATE "C" NOT NULL,
  region TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (cluster_id)
);

-- One row for every attempt. <source>_status: 0 complete, 1 failed, 2 not asked, 3 denied.
-- <source>_known_at: the latest observation up to this one in which the source answered in full.
CREATE TABLE collection (
  cluster_id BIGINT NOT NULL,
  number BIGINT NOT NULL,
  observed_at BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  finished_at BIGINT NOT NULL,
  milliseconds BIGINT NOT NULL,
  bytes_received BIGINT NOT NULL,
  changes BIGINT NOT NULL,
  instance_types_asked_at BIGINT,
  nodes_known_at BIGINT,
  pods_known_at BIGINT,
  events_known_at BIGINT,
  cni_known_at BIGINT,
  instances_known_at BIGINT,
  instance_types_known_at BIGINT,
  network_interfaces_known_at BIGINT,
  subnets_known_at BIGINT,
  vpcs_known_at BIGINT,
  cidr_reservations_known_at BIGINT,
  nodes_count BIGINT,
  pods_count BIGINT,
  events_count BIGINT,
  network_interfaces_count BIGINT,
  subnets_count BIGINT,
  nodes_status SMALLINT NOT NULL CHECK (nodes_status BETWEEN 0 AND 3),
  pods_status SMALLINT NOT NULL CHECK (pods_status BETWEEN 0 AND 3),
  events_status SMALLINT NOT NULL CHECK (events_status BETWEEN 0 AND 3),
  cni_status SMALLINT NOT NULL CHECK (cni_status BETWEEN 0 AND 3),
  instances_status SMALLINT NOT NULL CHECK (instances_status BETWEEN 0 AND 3),
  instance_types_status SMALLINT NOT NULL CHECK (instance_types_status BETWEEN 0 AND 3),
  network_interfaces_status SMALLINT NOT NULL CHECK (network_interfaces_status BETWEEN 0 AND 3),
  subnets_status SMALLINT NOT NULL CHECK (subnets_status BETWEEN 0 AND 3),
  vpcs_status SMALLINT NOT NULL CHECK (vpcs_status BETWEEN 0 AND 3),
  cidr_reservations_status SMALLINT NOT NULL CHECK (cidr_reservations_status BETWEEN 0 AND 3),
  failure TEXT COLLATE "C",
  PRIMARY KEY (cluster_id, number)
);
CREATE INDEX collection_by_time ON collection (cluster_id, observed_at);

-- Why a source gave no complete answer, in words for people.
CREATE TABLE collection_error (
  cluster_id BIGINT NOT NULL,
  number BIGINT NOT NULL,
  source TEXT COLLATE "C" NOT NULL,
  message TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (cluster_id, number, source)
);

-- Strings that many rows share: names, owners, messages, tags and taints (as JSON).
CREATE TABLE text (
  cluster_id BIGINT NOT NULL,
  text_key BIGINT NOT NULL,
  value TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (cluster_id, text_key)
);

-- What the pods of one workload share. A pod's name is name_prefix || name_suffix.
CREATE TABLE pod_template (
  cluster_id BIGINT NOT NULL,
  pod_template_key BIGINT NOT NULL,
  namespace_ref BIGINT NOT NULL,
  name_prefix_ref BIGINT NOT NULL,
  owner_ref BIGINT NOT NULL,
  cpu_request_millicores BIGINT NOT NULL,
  memory_request_bytes BIGINT NOT NULL,
  collection BIGINT NOT NULL,
  is_host_network SMALLINT NOT NULL CHECK (is_host_network IN (0, 1)),
  PRIMARY KEY (cluster_id, pod_template_key)
);

CREATE TABLE pod (
  cluster_id BIGINT NOT NULL,
  pod_key BIGINT NOT NULL,
  pod_template_key BIGINT NOT NULL,
  created_at BIGINT,
  first_seen_at BIGINT NOT NULL,
  collection BIGINT NOT NULL,
  uid BYTEA NOT NULL,
  name_suffix TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (cluster_id, pod_key)
);

-- phase: 0 Pending, 1 Running, 2 Succeeded, 3 Failed, 4 Unknown. failure_*: the condition PodScheduled while False.
CREATE TABLE pod_state (
  cluster_id BIGINT NOT NULL,
  pod_state_key BIGINT NOT NULL,
  pod_key BIGINT NOT NULL,
  node_ref BIGINT,
  scheduled_at BIGINT,
  started_at BIGINT,
  failure_since BIGINT,
  failure_reason_ref BIGINT,
  failure_message_ref BIGINT,
  valid_from BIGINT NOT NULL,
  valid_to BIGINT NOT NULL CHECK (valid_to > valid_from),
  collection BIGINT NOT NULL,
  phase SMALLINT NOT NULL CHECK (phase BETWEEN 0 AND 4),
  is_terminating SMALLINT NOT NULL CHECK (is_terminating IN (0, 1)),
  ip BYTEA,
  second_ip BYTEA,
  PRIMARY KEY (cluster_id, pod_state_key)
);
CREATE INDEX pod_state_by_end ON pod_state (cluster_id, valid_to, valid_from);

-- Spells in which pods waited: for the scheduler (is_bound 0) or, on their node, for an address (is_bound 1).
-- While a spell lasts, a new reason or message closes its row and opens one with the same pending_since. Spells that
-- began and ended between two collections, known from a pod's times or from events, are recorded closed.
CREATE TABLE pod_pending (
  cluster_id BIGINT NOT NULL,
  pod_pending_key BIGINT NOT NULL,
  namespace_ref BIGINT NOT NULL,
  owner_ref BIGINT NOT NULL,
  message_ref BIGINT NOT NULL,
  pending_since BIGINT NOT NULL,
  scheduled_at BIGINT,
  ended_at BIGINT,
  valid_from BIGINT NOT NULL,
  valid_to BIGINT NOT NULL CHECK (valid_to >= valid_from),
  collection BIGINT NOT NULL,
  is_bound SMALLINT NOT NULL CHECK (is_bound IN (0, 1)),
  pod_uid BYTEA NOT NULL,
  pod_name TEXT COLLATE "C" NOT NULL,
  reason TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (cluster_id, pod_pending_key)
);
CREATE INDEX pod_pending_by_end ON pod_pending (cluster_id, valid_to);

CREATE TABLE node (
  cluster_id BIGINT NOT NULL,
  node_key BIGINT NOT NULL,
  name_ref BIGINT NOT NULL,
  created_at BIGINT,
  instance_type_ref BIGINT,
  zone_ref BIGINT,
  node_group_ref BIGINT,
  operating_system_ref BIGINT NOT NULL,
  collection BIGINT NOT NULL,
  uid BYTEA NOT NULL,
  provider_id TEXT COLLATE "C" NOT NULL,
  compute TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (cluster_id, node_key)
);

-- taints_ref: JSON, [{"key": …, "value": …, "effect": …}, …].
CREATE TABLE node_state (
  cluster_id BIGINT NOT NULL,
  node_state_key BIGINT NOT NULL,
  node_key BIGINT NOT NULL,
  taints_ref BIGINT NOT NULL,
  cpu_allocatable_millicores BIGINT,
  memory_allocatable_bytes BIGINT,
  ephemeral_storage_allocatable_bytes BIGINT,
  hugepages_1gi_allocatable_bytes BIGINT,
  hugepages_2mi_allocatable_bytes BIGINT,
  pods_allocatable BIGINT,
  pod_enis_allocatable BIGINT,
  private_ipv4_addresses_allocatable BIGINT,
  kubelet_version_ref BIGINT NOT NULL,
  valid_from BIGINT NOT NULL,
  valid_to BIGINT NOT NULL CHECK (valid_to > valid_from),
  collection BIGINT NOT NULL,
  is_ready SMALLINT NOT NULL CHECK (is_ready IN (0, 1)),
  is_schedulable SMALLINT NOT NULL CHECK (is_schedulable IN (0, 1)),
  has_trunk_eni SMALLINT NOT NULL CHECK (has_trunk_eni IN (0, 1)),
  internal_ip BYTEA,
  external_ip BYTEA,
  PRIMARY KEY (cluster_id, node_state_key)
);
CREATE INDEX node_state_by_end ON node_state (cluster_id, valid_to);

CREATE TABLE network_interface (
  cluster_id BIGINT NOT NULL,
  network_interface_key BIGINT NOT NULL,
  vpc_id_ref BIGINT NOT NULL,
  subnet_id_ref BIGINT NOT NULL,
  interface_type_ref BIGINT NOT NULL,
  requester_id_ref BIGINT NOT NULL,
  first_seen_at BIGINT NOT NULL,
  collection BIGINT NOT NULL,
  is_requester_managed SMALLINT NOT NULL CHECK (is_requester_managed IN (0, 1)),
  eni_id TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (cluster_id, network_interface_key)
);
CREATE INDEX network_interface_by_id ON network_interface (cluster_id, eni_id);

-- device_index is NULL while the interface is attached to nothing. Addresses stand one behind the other: 4 bytes each
-- in ipv4_addresses (the primary one first), 5 in ipv4_prefixes, 16 in ipv6_addresses, 17 in ipv6_prefixes.
-- tags_ref: JSON, {"key": "value", …}.
CREATE TABLE network_interface_state (
  cluster_id BIGINT NOT NULL,
  network_interface_state_key BIGINT NOT NULL,
  network_interface_key BIGINT NOT NULL,
  status_ref BIGINT NOT NULL,
  description_ref BIGINT NOT NULL,
  tags_ref BIGINT NOT NULL,
  instance_id_ref BIGINT,
  device_index BIGINT,
  network_card_index BIGINT,
  valid_from BIGINT NOT NULL,
  valid_to BIGINT NOT NULL CHECK (valid_to > valid_from),
  collection BIGINT NOT NULL,
  ipv4_addresses BYTEA NOT NULL,
  ipv4_prefixes BYTEA NOT NULL,
  ipv6_addresses BYTEA NOT NULL,
  ipv6_prefixes BYTEA NOT NULL,
  public_ip BYTEA,
  PRIMARY KEY (cluster_id, network_interface_state_key)
);
CREATE INDEX network_interface_state_by_end ON network_interface_state (cluster_id, valid_to, valid_from);

CREATE TABLE subnet (
  cluster_id BIGINT NOT NULL,
  subnet_key BIGINT NOT NULL,
  vpc_id_ref BIGINT NOT NULL,
  zone_ref BIGINT NOT NULL,
  tags_ref BIGINT NOT NULL,
  collection BIGINT NOT NULL,
  cidr BYTEA,
  ipv6_cidrs BYTEA NOT NULL,
  subnet_id TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (cluster_id, subnet_key)
);

CREATE TABLE subnet_state (
  cluster_id BIGINT NOT NULL,
  subnet_state_key BIGINT NOT NULL,
  subnet_key BIGINT NOT NULL,
  available_ipv4_count BIGINT NOT NULL,
  valid_from BIGINT NOT NULL,
  valid_to BIGINT NOT NULL CHECK (valid_to > valid_from),
  collection BIGINT NOT NULL,
  PRIMARY KEY (cluster_id, subnet_state_key)
);
CREATE INDEX subnet_state_by_end ON subnet_state (cluster_id, valid_to);

CREATE TABLE event (
  cluster_id BIGINT NOT NULL,
  event_key BIGINT NOT NULL,
  involved_kind_ref BIGINT NOT NULL,
  involved_namespace_ref BIGINT NOT NULL,
  reason_ref BIGINT NOT NULL,
  message_ref BIGINT NOT NULL,
  reporter_ref BIGINT NOT NULL,
  first_seen_at BIGINT NOT NULL,
  collection BIGINT NOT NULL,
  uid BYTEA NOT NULL,
  involved_uid BYTEA,
  involved_name TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (cluster_id, event_key)
);

CREATE TABLE event_state (
  cluster_id BIGINT NOT NULL,
  event_state_key BIGINT NOT NULL,
  event_key BIGINT NOT NULL,
  count BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  valid_from BIGINT NOT NULL,
  valid_to BIGINT NOT NULL CHECK (valid_to > valid_from),
  collection BIGINT NOT NULL,
  PRIMARY KEY (cluster_id, event_state_key)
);
CREATE INDEX event_state_by_end ON event_state (cluster_id, valid_to, valid_from);

CREATE TABLE instance_state (
  cluster_id BIGINT NOT NULL,
  instance_state_key BIGINT NOT NULL,
  instance_type_ref BIGINT NOT NULL,
  state_ref BIGINT NOT NULL,
  zone_ref BIGINT NOT NULL,
  vpc_id_ref BIGINT,
  subnet_id_ref BIGINT,
  launched_at BIGINT,
  valid_from BIGINT NOT NULL,
  valid_to BIGINT NOT NULL CHECK (valid_to > valid_from),
  collection BIGINT NOT NULL,
  is_spot SMALLINT NOT NULL CHECK (is_spot IN (0, 1)),
  private_ip BYTEA,
  public_ip BYTEA,
  instance_id TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (cluster_id, instance_state_key)
);
CREATE INDEX instance_state_by_end ON instance_state (cluster_id, valid_to);

CREATE TABLE instance_type_state (
  cluster_id BIGINT NOT NULL,
  instance_type_state_key BIGINT NOT NULL,
  vcpus BIGINT NOT NULL,
  memory_mib BIGINT NOT NULL,
  enis_max BIGINT NOT NULL,
  enis_max_all_cards BIGINT NOT NULL,
  ipv4_per_eni BIGINT NOT NULL,
  ipv6_per_eni BIGINT NOT NULL,
  valid_from BIGINT NOT NULL,
  valid_to BIGINT NOT NULL CHECK (valid_to > valid_from),
  collection BIGINT NOT NULL,
  is_bare_metal SMALLINT NOT NULL CHECK (is_bare_metal IN (0, 1)),
  instance_type TEXT COLLATE "C" NOT NULL,
  hypervisor TEXT COLLATE "C" NOT NULL,
  architectures TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (cluster_id, instance_type_state_key)
);
CREATE INDEX instance_type_state_by_end ON instance_type_state (cluster_id, valid_to);

CREATE TABLE vpc_state (
  cluster_id BIGINT NOT NULL,
  vpc_state_key BIGINT NOT NULL,
  valid_from BIGINT NOT NULL,
  valid_to BIGINT NOT NULL CHECK (valid_to > valid_from),
  collection BIGINT NOT NULL,
  cidrs BYTEA NOT NULL,
  ipv6_cidrs BYTEA NOT NULL,
  vpc_id TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (cluster_id, vpc_state_key)
);
CREATE INDEX vpc_state_by_end ON vpc_state (cluster_id, valid_to);

CREATE TABLE cidr_reservation_state (
  cluster_id BIGINT NOT NULL,
  cidr_reservation_state_key BIGINT NOT NULL,
  valid_from BIGINT NOT NULL,
  valid_to BIGINT NOT NULL CHECK (valid_to > valid_from),
  collection BIGINT NOT NULL,
  is_for_prefixes SMALLINT NOT NULL CHECK (is_for_prefixes IN (0, 1)),
  cidr BYTEA NOT NULL,
  reservation_id TEXT COLLATE "C" NOT NULL,
  subnet_id TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (cluster_id, cidr_reservation_state_key)
);
CREATE INDEX cidr_reservation_state_by_end ON cidr_reservation_state (cluster_id, valid_to);

-- The environment of DaemonSet kube-system/aws-node, as JSON with sorted keys; no row while there is no such DaemonSet.
CREATE TABLE cni_state (
  cluster_id BIGINT NOT NULL,
  cni_state_key BIGINT NOT NULL,
  valid_from BIGINT NOT NULL,
  valid_to BIGINT NOT NULL CHECK (valid_to > valid_from),
  collection BIGINT NOT NULL,
  version TEXT COLLATE "C" NOT NULL,
  environment TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (cluster_id, cni_state_key)
);
CREATE INDEX cni_state_by_end ON cni_state (cluster_id, valid_to);

-- The rollups, by hour and by day (step_seconds), as in V0002. This one says which buckets had collections, and when the
-- last of them that knew the nodes and pods, the subnets, and the interfaces, nodes and pods was observed.
CREATE TABLE collection_rollup (
  cluster_id BIGINT NOT NULL,
  starts_at BIGINT NOT NULL,
  collections BIGINT NOT NULL,
  slots_known_at BIGINT,
  subnets_known_at BIGINT,
  owners_known_at BIGINT,
  collection BIGINT NOT NULL,
  step_seconds INTEGER NOT NULL CHECK (step_seconds IN (3600, 86400)),
  PRIMARY KEY (cluster_id, step_seconds, starts_at)
);

-- Pod slots. group_kind: 0 cluster, 1 zone, 2 node group, 3 instance type, 4 node.
CREATE TABLE slot_rollup (
  cluster_id BIGINT NOT NULL,
  slot_rollup_key BIGINT NOT NULL,
  group_ref BIGINT NOT NULL,
  nodes BIGINT NOT NULL,
  slots_allocatable BIGINT NOT NULL,
  slots_used BIGINT NOT NULL,
  slots_free BIGINT NOT NULL,
  nodes_full BIGINT NOT NULL,
  pods_pending BIGINT,
  effective_free BIGINT,
  peak_used BIGINT,
  peak_total BIGINT,
  valid_from BIGINT NOT NULL,
  valid_to BIGINT NOT NULL CHECK (valid_to >= valid_from),
  collection BIGINT NOT NULL,
  step_seconds INTEGER NOT NULL CHECK (step_seconds IN (3600, 86400)),
  group_kind SMALLINT NOT NULL CHECK (group_kind BETWEEN 0 AND 4),
  PRIMARY KEY (cluster_id, slot_rollup_key)
);
CREATE INDEX slot_rollup_by_end ON slot_rollup (cluster_id, step_seconds, group_kind, valid_to);

-- IPv4 addresses of subnets. group_kind: 0 cluster, 1 VPC, 2 zone, 3 subnet.
CREATE TABLE subnet_rollup (
  cluster_id BIGINT NOT NULL,
  subnet_rollup_key BIGINT NOT NULL,
  group_ref BIGINT NOT NULL,
  ips_total BIGINT NOT NULL,
  ips_available BIGINT NOT NULL,
  used_by_pods BIGINT,
  used_by_nodes BIGINT,
  warm BIGINT,
  used_by_others BIGINT,
  free_prefixes BIGINT,
  peak_used BIGINT,
  peak_total BIGINT,
  valid_from BIGINT NOT NULL,
  valid_to BIGINT NOT NULL CHECK (valid_to >= valid_from),
  collection BIGINT NOT NULL,
  step_seconds INTEGER NOT NULL CHECK (step_seconds IN (3600, 86400)),
  group_kind SMALLINT NOT NULL CHECK (group_kind BETWEEN 0 AND 3),
  PRIMARY KEY (cluster_id, subnet_rollup_key)
);
CREATE INDEX subnet_rollup_by_end ON subnet_rollup (cluster_id, step_seconds, group_kind, valid_to);

-- Who holds the IPv4 addresses of a subnet.
CREATE TABLE owner_rollup (
  cluster_id BIGINT NOT NULL,
  owner_rollup_key BIGINT NOT NULL,
  subnet_id_ref BIGINT NOT NULL,
  owner_ref BIGINT NOT NULL,
  ips_used BIGINT NOT NULL,
  peak_used BIGINT,
  peak_total BIGINT,
  valid_from BIGINT NOT NULL,
  valid_to BIGINT NOT NULL CHECK (valid_to >= valid_from),
  collection BIGINT NOT NULL,
  step_seconds INTEGER NOT NULL CHECK (step_seconds IN (3600, 86400)),
  owner_kind TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (cluster_id, owner_rollup_key)
);
CREATE INDEX owner_rollup_by_end ON owner_rollup (cluster_id, step_seconds, valid_to);
