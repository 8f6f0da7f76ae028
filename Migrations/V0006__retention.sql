-- What retention takes: rows that are older than the configuration keeps are deleted, and what was pruned is unknown from
-- then on, never empty.

-- The spans in which what a cluster held is unknown because it was pruned, by kind of fact: a row for what is before the
-- beginning of what is kept, and one for each gap that a sync found between two histories that were both pruned. The row
-- is written before the first fact is deleted, and readers go by it, whatever is deleted already.
--   kind        nodes, pods, events, cni, cilium-nodes, instances, instance-types, enis, subnets, vpcs,
--               cidr-reservations, pending, collections, rollups
--   starts_at   0 where it is everything before ends_at
--   ends_at     the first observation that is known again
CREATE TABLE pruned_span (
  cluster_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  starts_at INTEGER NOT NULL CHECK (starts_at >= 0),
  ends_at INTEGER NOT NULL CHECK (ends_at > starts_at),
  PRIMARY KEY (cluster_id, kind, starts_at)
) STRICT, WITHOUT ROWID;

-- When this file was last pruned, so that collections do so once a day at most. finished_at: NULL where it did not end.
CREATE TABLE prune_run (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  started_at INTEGER NOT NULL,
  finished_at INTEGER
) STRICT;

-- A text or template that nothing referred to is deleted, and gets another key when it comes again. A history that this
-- one was pushed to has both: the keys tell them apart, and the later one counts.
DROP INDEX text_by_value;
CREATE INDEX text_by_value ON text (cluster_id, value);
DROP INDEX pod_template_by_value;
CREATE INDEX pod_template_by_value ON pod_template (
  cluster_id, name_prefix_ref, namespace_ref, owner_ref, is_host_network, cpu_request_millicores, memory_request_bytes,
  is_multi_homed);

CREATE VIEW v_pruned_spans AS
SELECT cluster.name AS cluster, p.kind,
  strftime('%Y-%m-%dT%H:%M:%SZ', NULLIF(p.starts_at, 0), 'unixepoch') AS starts_at,
  strftime('%Y-%m-%dT%H:%M:%SZ', p.ends_at, 'unixepoch') AS ends_at,
  NULLIF(p.starts_at, 0) AS starts_at_epoch, p.ends_at AS ends_at_epoch, p.cluster_id
FROM pruned_span p JOIN cluster ON cluster.cluster_id = p.cluster_id;
