-- What bringing histories together takes. Row keys of cluster n (by cluster_id) are those from (n - 1) * 2^40 + 1 on, so
-- that the rows of a cluster can go to another file or to a hub by shifting keys and what refers to them.

-- Where the clusters' histories were last brought to. It only serves `capdb status`: a sync asks the hub itself.
CREATE TABLE hub_cursor (
  hub TEXT NOT NULL,
  cluster_id INTEGER NOT NULL,
  collection INTEGER NOT NULL CHECK (collection >= 1),
  synced_at INTEGER NOT NULL,
  PRIMARY KEY (hub, cluster_id)
) STRICT, WITHOUT ROWID;

-- Two files may each have a cluster of one name, and both histories may come together in a third.
DROP INDEX cluster_by_name;
CREATE INDEX cluster_by_name ON cluster (name);
