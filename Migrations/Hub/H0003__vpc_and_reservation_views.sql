-- The views of VPCs and of the ranges that are reserved in subnets: see H0002__views.sql for what all views share.

-- One row per VPC and interval, so that a join by vpc_id repeats no row. The ranges are JSON arrays in EC2's order,
-- written without blanks as SQLite writes them.
CREATE VIEW v_vpcs AS
SELECT
  cluster.name AS cluster,
  s.vpc_id,
  (SELECT '[' || coalesce(string_agg(
      '"' || capdb_address(substring(s.cidrs FROM i.position * 5 + 1 FOR 5)) || '"', ',' ORDER BY i.position), '') || ']'
    FROM generate_series(0, (octet_length(s.cidrs) / 5)::integer - 1) AS i(position)) COLLATE "C" AS cidrs,
  (SELECT '[' || coalesce(string_agg(
      '"' || capdb_address(substring(s.ipv6_cidrs FROM i.position * 17 + 1 FOR 17)) || '"', ',' ORDER BY i.position), '')
      || ']'
    FROM generate_series(0, (octet_length(s.ipv6_cidrs) / 17)::integer - 1) AS i(position)) COLLATE "C" AS ipv6_cidrs,
  capdb_time(s.valid_from) AS valid_from,
  capdb_time(NULLIF(s.valid_to, 253402300799)) AS valid_to,
  s.valid_from AS valid_from_epoch,
  NULLIF(s.valid_to, 253402300799) AS valid_to_epoch,
  s.collection,
  s.cluster_id
FROM cluster JOIN vpc_state s USING (cluster_id);

CREATE VIEW v_cidr_reservations AS
SELECT
  cluster.name AS cluster,
  s.reservation_id,
  s.subnet_id,
  capdb_address(s.cidr) COLLATE "C" AS cidr,
  CASE s.is_for_prefixes WHEN 1 THEN 'prefix' ELSE 'explicit' END AS reservation_type,
  capdb_time(s.valid_from) AS valid_from,
  capdb_time(NULLIF(s.valid_to, 253402300799)) AS valid_to,
  s.valid_from AS valid_from_epoch,
  NULLIF(s.valid_to, 253402300799) AS valid_to_epoch,
  s.collection,
  s.cluster_id
FROM cluster JOIN cidr_reservation_state s USING (cluster_id);
