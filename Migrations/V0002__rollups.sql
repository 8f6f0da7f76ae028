-- What a cluster's states come to in numbers, hour by hour and day by day: trends over a year read these.
--
--   step_seconds   3600 or 86400: the length of a bucket; buckets begin at multiples of it
--   valid_from     the first bucket of a run of buckets at whose ends the counters were the same; only a change writes
--   valid_to       the bucket after the last one; 253402300799 while the counters still hold; equal to valid_from where
--                  the group was in the bucket, but not at its end: the row tells its peak, should it come back
--   peak_…         the highest load within the bucket valid_from, where it is not that at its end; in the other buckets
--                  of the run nothing changed
--   group_ref      a row of `text`: the name of the group; the empty text for the whole cluster

-- Which buckets had collections, and when the last of them that knew the nodes and pods, the subnets, and the interfaces,
-- nodes and pods was observed. What held in a bucket without any is unknown.
CREATE TABLE collection_rollup (
  cluster_id INTEGER NOT NULL,
  step_seconds INTEGER NOT NULL CHECK (step_seconds IN (3600, 86400)),
  starts_at INTEGER NOT NULL CHECK (starts_at % step_seconds = 0),
  collections INTEGER NOT NULL CHECK (collections >= 1),
  slots_known_at INTEGER CHECK (slots_known_at >= starts_at),
  subnets_known_at INTEGER CHECK (subnets_known_at >= starts_at),
  owners_known_at INTEGER CHECK (owners_known_at >= starts_at),
  collection INTEGER NOT NULL,
  PRIMARY KEY (cluster_id, step_seconds, starts_at)
) STRICT, WITHOUT ROWID;

-- Pod slots. group_kind: 0 cluster, 1 zone, 2 node group, 3 instance type, 4 node.
CREATE TABLE slot_rollup (
  slot_rollup_key INTEGER PRIMARY KEY,
  cluster_id INTEGER NOT NULL,
  step_seconds INTEGER NOT NULL CHECK (step_seconds IN (3600, 86400)),
  group_kind INTEGER NOT NULL CHECK (group_kind BETWEEN 0 AND 4),
  group_ref INTEGER NOT NULL,
  nodes INTEGER NOT NULL,
  slots_allocatable INTEGER NOT NULL,
  slots_used INTEGER NOT NULL,
  slots_free INTEGER NOT NULL,
  nodes_full INTEGER NOT NULL,
  pods_pending INTEGER,
  effective_free INTEGER,
  peak_used INTEGER,
  peak_total INTEGER,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER NOT NULL CHECK (valid_to >= valid_from),
  collection INTEGER NOT NULL
) STRICT;
CREATE INDEX slot_rollup_by_end ON slot_rollup (cluster_id, step_seconds, group_kind, valid_to);

-- IPv4 addresses of subnets. group_kind: 0 cluster, 1 VPC, 2 zone, 3 subnet.
CREATE TABLE subnet_rollup (
  subnet_rollup_key INTEGER PRIMARY KEY,
  cluster_id INTEGER NOT NULL,
  step_seconds INTEGER NOT NULL CHECK (step_seconds IN (3600, 86400)),
  group_kind INTEGER NOT NULL CHECK (group_kind BETWEEN 0 AND 3),
  group_ref INTEGER NOT NULL,
  ips_total INTEGER NOT NULL,
  ips_available INTEGER NOT NULL,
  used_by_pods INTEGER,
  used_by_nodes INTEGER,
  warm INTEGER,
  used_by_others INTEGER,
  free_prefixes INTEGER,
  peak_used INTEGER,
  peak_total INTEGER,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER NOT NULL CHECK (valid_to >= valid_from),
  collection INTEGER NOT NULL
) STRICT;
CREATE INDEX subnet_rollup_by_end ON subnet_rollup (cluster_id, step_seconds, group_kind, valid_to);

-- Who holds the IPv4 addresses of a subnet.
CREATE TABLE owner_rollup (
  owner_rollup_key INTEGER PRIMARY KEY,
  cluster_id INTEGER NOT NULL,
  step_seconds INTEGER NOT NULL CHECK (step_seconds IN (3600, 86400)),
  subnet_id_ref INTEGER NOT NULL,
  owner_kind TEXT NOT NULL CHECK (owner_kind IN ('pod', 'node', 'warm', 'branch', 'load-balancer', 'nat-gateway',
    'lambda', 'database', 'endpoint', 'leaked', 'other')),
  owner_ref INTEGER NOT NULL,
  ips_used INTEGER NOT NULL,
  peak_used INTEGER,
  peak_total INTEGER,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER NOT NULL CHECK (valid_to >= valid_from),
  collection INTEGER NOT NULL
) STRICT;
CREATE INDEX owner_rollup_by_end ON owner_rollup (cluster_id, step_seconds, valid_to);

-- What held at a moment long ago began before it and ended after it: with both ends in the index, the rows of everything
-- that has held since need not be looked at.
DROP INDEX pod_state_by_end;
CREATE INDEX pod_state_by_end ON pod_state (cluster_id, valid_to, valid_from);
DROP INDEX network_interface_state_by_end;
CREATE INDEX network_interface_state_by_end ON network_interface_state (cluster_id, valid_to, valid_from);
DROP INDEX event_state_by_end;
CREATE INDEX event_state_by_end ON event_state (cluster_id, valid_to, valid_from);

CREATE VIEW v_collection_rollups AS
SELECT cluster.name AS cluster, r.step_seconds,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.starts_at, 'unixepoch') AS starts_at, r.collections,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.slots_known_at, 'unixepoch') AS slots_known_at,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.subnets_known_at, 'unixepoch') AS subnets_known_at,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.owners_known_at, 'unixepoch') AS owners_known_at,
  r.starts_at AS starts_at_epoch, r.collection, r.cluster_id
FROM collection_rollup r JOIN cluster USING (cluster_id);

CREATE VIEW v_slot_rollups AS
SELECT cluster.name AS cluster, s.step_seconds,
  CASE s.group_kind WHEN 0 THEN 'cluster' WHEN 1 THEN 'zone' WHEN 2 THEN 'node-group' WHEN 3 THEN 'instance-type'
    ELSE 'node' END AS group_kind,
  (SELECT value FROM text WHERE text_key = s.group_ref) AS group_name,
  s.nodes, s.slots_allocatable, s.slots_used, s.slots_free, s.nodes_full, s.pods_pending, s.effective_free,
  coalesce(s.peak_used, s.slots_used) AS peak_used, coalesce(s.peak_total, s.slots_allocatable) AS peak_total,
  strftime('%Y-%m-%dT%H:%M:%SZ', s.valid_from, 'unixepoch') AS valid_from,
  strftime('%Y-%m-%dT%H:%M:%SZ', NULLIF(s.valid_to, 253402300799), 'unixepoch') AS valid_to,
  s.valid_from AS valid_from_epoch, NULLIF(s.valid_to, 253402300799) AS valid_to_epoch, s.collection, s.cluster_id
FROM slot_rollup s JOIN cluster USING (cluster_id) WHERE s.valid_to > s.valid_from;

CREATE VIEW v_subnet_rollups AS
SELECT cluster.name AS cluster, s.step_seconds,
  CASE s.group_kind WHEN 0 THEN 'cluster' WHEN 1 THEN 'vpc' WHEN 2 THEN 'zone' ELSE 'subnet' END AS group_kind,
  (SELECT value FROM text WHERE text_key = s.group_ref) AS group_name,
  s.ips_total, s.ips_available, s.used_by_pods, s.used_by_nodes, s.warm, s.used_by_others, s.free_prefixes,
  coalesce(s.peak_used, max(0, s.ips_total - s.ips_available)) AS peak_used,
  coalesce(s.peak_total, s.ips_total) AS peak_total,
  strftime('%Y-%m-%dT%H:%M:%SZ', s.valid_from, 'unixepoch') AS valid_from,
  strftime('%Y-%m-%dT%H:%M:%SZ', NULLIF(s.valid_to, 253402300799), 'unixepoch') AS valid_to,
  s.valid_from AS valid_from_epoch, NULLIF(s.valid_to, 253402300799) AS valid_to_epoch, s.collection, s.cluster_id
FROM subnet_rollup s JOIN cluster USING (cluster_id) WHERE s.valid_to > s.valid_from;

CREATE VIEW v_owner_rollups AS
SELECT cluster.name AS cluster, s.step_seconds,
  (SELECT value FROM text WHERE text_key = s.subnet_id_ref) AS subnet_id, s.owner_kind,
  (SELECT value FROM text WHERE text_key = s.owner_ref) AS owner, s.ips_used,
  coalesce(s.peak_used, s.ips_used) AS peak_used,
  strftime('%Y-%m-%dT%H:%M:%SZ', s.valid_from, 'unixepoch') AS valid_from,
  strftime('%Y-%m-%dT%H:%M:%SZ', NULLIF(s.valid_to, 253402300799), 'unixepoch') AS valid_to,
  s.valid_from AS valid_from_epoch, NULLIF(s.valid_to, 253402300799) AS valid_to_epoch, s.collection, s.cluster_id
FROM owner_rollup s JOIN cluster USING (cluster_id) WHERE s.valid_to > s.valid_from;
