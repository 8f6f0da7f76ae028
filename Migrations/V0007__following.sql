-- What following the changes of nodes and pods takes: from where each cluster can be followed, and how each collection read
-- them. See V0001__history.sql for what all tables and views share.

-- From which version of the API server the facts of a source can be followed. Only for the file that is collected into: it is
-- pushed nowhere.
--   source       nodes or pods
--   observed_at  the observation whose facts the version belongs to; another one than the latest complete one does not count
--   version      everything up to it is recorded
--   listed_at    when the source was last listed in full, by the collector's clock
CREATE TABLE resume_point (
  cluster_id INTEGER NOT NULL,
  source TEXT NOT NULL,
  observed_at INTEGER NOT NULL,
  version INTEGER NOT NULL CHECK (version >= 1),
  listed_at INTEGER NOT NULL,
  PRIMARY KEY (cluster_id, source)
) STRICT, WITHOUT ROWID;

-- How a collection read nodes and pods: 0 listed, 1 followed; NULL where they are unknown, and in rows of earlier releases.
ALTER TABLE collection ADD COLUMN nodes_method INTEGER CHECK (nodes_method BETWEEN 0 AND 1);
ALTER TABLE collection ADD COLUMN pods_method INTEGER CHECK (pods_method BETWEEN 0 AND 1);
-- Why something was listed; NULL where all was followed.
ALTER TABLE collection ADD COLUMN listed_because TEXT;
-- In how many nodes and pods the lists differed from what following had made of them; NULL where that was not compared.
ALTER TABLE collection ADD COLUMN differences INTEGER;

-- The view gains columns, each at its end.
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
    ELSE 'denied' END AS cilium_nodes_status,
  CASE c.nodes_method WHEN 0 THEN 'listed' WHEN 1 THEN 'followed' END AS nodes_how,
  CASE c.pods_method WHEN 0 THEN 'listed' WHEN 1 THEN 'followed' END AS pods_how,
  c.listed_because, c.differences
FROM collection c JOIN cluster USING (cluster_id);

-- Pods that came and went between two collections, of which only changes tell: written once, with the collection that tells
-- of them. node_ref, ip and second_ip: what the pod had at any time. ended_at: when its last container ended, or it was
-- deleted. observed_at: the observation of the collection. phase: as in pod_state, the last one.
CREATE TABLE short_lived_pod (
  short_lived_pod_key INTEGER PRIMARY KEY,
  cluster_id INTEGER NOT NULL,
  uid BLOB NOT NULL CHECK (length(uid) IN (16, 17)),
  pod_template_key INTEGER NOT NULL,
  name_suffix TEXT NOT NULL,
  created_at INTEGER,
  node_ref INTEGER,
  phase INTEGER NOT NULL CHECK (phase BETWEEN 0 AND 4),
  ip BLOB CHECK (length(ip) IN (4, 16)),
  second_ip BLOB CHECK (length(second_ip) IN (4, 16)),
  scheduled_at INTEGER,
  started_at INTEGER,
  ended_at INTEGER,
  observed_at INTEGER NOT NULL,
  collection INTEGER NOT NULL
) STRICT;
CREATE INDEX short_lived_pod_by_time ON short_lived_pod (cluster_id, observed_at);

CREATE VIEW v_short_lived_pods AS
SELECT
  cluster.name AS cluster,
  (SELECT value FROM text WHERE text_key = t.namespace_ref) AS namespace,
  (SELECT value FROM text WHERE text_key = t.name_prefix_ref) || s.name_suffix AS pod,
  (SELECT value FROM text WHERE text_key = t.owner_ref) AS owner,
  CASE length(s.uid) WHEN 16 THEN lower(substr(hex(s.uid), 1, 8)
    || '-' || substr(hex(s.uid), 9, 4)
    || '-' || substr(hex(s.uid), 13, 4)
    || '-' || substr(hex(s.uid), 17, 4)
    || '-' || substr(hex(s.uid), 21, 12))
    WHEN 17 THEN lower(substr(hex(s.uid), 1, 32)) END AS uid,
  t.is_host_network AS host_network,
  (SELECT value FROM text WHERE text_key = s.node_ref) AS node,
  CASE s.phase WHEN 0 THEN 'Pending' WHEN 1 THEN 'Running' WHEN 2 THEN 'Succeeded' WHEN 3 THEN 'Failed'
    ELSE 'Unknown' END AS phase,
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
  strftime('%Y-%m-%dT%H:%M:%SZ', s.created_at, 'unixepoch') AS created_at,
  strftime('%Y-%m-%dT%H:%M:%SZ', s.scheduled_at, 'unixepoch') AS scheduled_at,
  strftime('%Y-%m-%dT%H:%M:%SZ', s.started_at, 'unixepoch') AS started_at,
  strftime('%Y-%m-%dT%H:%M:%SZ', s.ended_at, 'unixepoch') AS ended_at,
  s.ended_at - s.created_at AS seconds,
  strftime('%Y-%m-%dT%H:%M:%SZ', s.observed_at, 'unixepoch') AS observed_at,
  s.observed_at AS observed_at_epoch,
  s.collection AS collection,
  s.cluster_id
FROM short_lived_pod s JOIN pod_template t USING (pod_template_key) JOIN cluster ON cluster.cluster_id = s.cluster_id;
