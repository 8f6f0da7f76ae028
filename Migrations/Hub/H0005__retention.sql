-- What retention takes: see V0006__retention.sql, and H0002__views.sql for what all views share.

CREATE TABLE pruned_span (
  cluster_id BIGINT NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  starts_at BIGINT NOT NULL CHECK (starts_at >= 0),
  ends_at BIGINT NOT NULL CHECK (ends_at > starts_at),
  PRIMARY KEY (cluster_id, kind, starts_at)
);

CREATE VIEW v_pruned_spans AS
SELECT cluster.name AS cluster, p.kind,
  capdb_time(NULLIF(p.starts_at, 0)) AS starts_at,
  capdb_time(p.ends_at) AS ends_at,
  NULLIF(p.starts_at, 0) AS starts_at_epoch,
  p.ends_at AS ends_at_epoch,
  p.cluster_id
FROM cluster JOIN pruned_span p USING (cluster_id);
