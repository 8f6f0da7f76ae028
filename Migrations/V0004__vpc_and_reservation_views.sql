-- The views of VPCs and of the ranges that are reserved in subnets: see V0001__history.sql for what all views share.

-- One row per VPC and interval, so that a join by vpc_id repeats no row. The ranges are JSON arrays in EC2's order;
-- json_each counts through them, as in v_eni_addresses. SQLite 3.40 refuses json_group_array in a view where the schema
-- is not trusted, so they are written by hand; a range has nothing to escape.
CREATE VIEW v_vpcs AS
SELECT
  cluster.name AS cluster,
  s.vpc_id,
  (SELECT '[' || coalesce(group_concat('"' || block || '"', ','), '') || ']' FROM (
    SELECT printf('%d.%d.%d.%d/%d',
      instr(digits, substr(hex, 1, 1)) * 16 + instr(digits, substr(hex, 2, 1)),
      instr(digits, substr(hex, 3, 1)) * 16 + instr(digits, substr(hex, 4, 1)),
      instr(digits, substr(hex, 5, 1)) * 16 + instr(digits, substr(hex, 6, 1)),
      instr(digits, substr(hex, 7, 1)) * 16 + instr(digits, substr(hex, 8, 1)),
      instr(digits, substr(hex, 9, 1)) * 16 + instr(digits, substr(hex, 10, 1))) AS block
    FROM (
      SELECT i.key AS position, substr(hex(s.cidrs), i.key * 10 + 1, 10) AS hex, '123456789ABCDEF' AS digits
      FROM json_each('[0' || replace(hex(zeroblob(length(s.cidrs) / 5 - 1)), '00', ',0') || ']') i
      WHERE length(s.cidrs) > 0)
    ORDER BY position)) AS cidrs,
  (SELECT '[' || coalesce(group_concat('"' || block || '"', ','), '') || ']' FROM (
    SELECT lower(substr(hex, 1, 4)
      || ':' || substr(hex, 5, 4)
      || ':' || substr(hex, 9, 4)
      || ':' || substr(hex, 13, 4)
      || ':' || substr(hex, 17, 4)
      || ':' || substr(hex, 21, 4)
      || ':' || substr(hex, 25, 4)
      || ':' || substr(hex, 29, 4)) || '/' || (
      instr(digits, substr(hex, 33, 1)) * 16 + instr(digits, substr(hex, 34, 1))) AS block
    FROM (
      SELECT i.key AS position, substr(hex(s.ipv6_cidrs), i.key * 34 + 1, 34) AS hex, '123456789ABCDEF' AS digits
      FROM json_each('[0' || replace(hex(zeroblob(length(s.ipv6_cidrs) / 17 - 1)), '00', ',0') || ']') i
      WHERE length(s.ipv6_cidrs) > 0)
    ORDER BY position)) AS ipv6_cidrs,
  strftime('%Y-%m-%dT%H:%M:%SZ', s.valid_from, 'unixepoch') AS valid_from,
  strftime('%Y-%m-%dT%H:%M:%SZ', NULLIF(s.valid_to, 253402300799), 'unixepoch') AS valid_to,
  s.valid_from AS valid_from_epoch,
  NULLIF(s.valid_to, 253402300799) AS valid_to_epoch,
  s.collection AS collection,
  s.cluster_id
FROM vpc_state s JOIN cluster ON cluster.cluster_id = s.cluster_id;

CREATE VIEW v_cidr_reservations AS
SELECT
  cluster.name AS cluster,
  s.reservation_id,
  s.subnet_id,
  (SELECT printf('%d.%d.%d.%d/%d',
      instr(digits, substr(hex, 1, 1)) * 16 + instr(digits, substr(hex, 2, 1)),
      instr(digits, substr(hex, 3, 1)) * 16 + instr(digits, substr(hex, 4, 1)),
      instr(digits, substr(hex, 5, 1)) * 16 + instr(digits, substr(hex, 6, 1)),
      instr(digits, substr(hex, 7, 1)) * 16 + instr(digits, substr(hex, 8, 1)),
      instr(digits, substr(hex, 9, 1)) * 16 + instr(digits, substr(hex, 10, 1)))
      FROM (SELECT hex(s.cidr) AS hex, '123456789ABCDEF' AS digits)) AS cidr,
  CASE s.is_for_prefixes WHEN 1 THEN 'prefix' ELSE 'explicit' END AS reservation_type,
  strftime('%Y-%m-%dT%H:%M:%SZ', s.valid_from, 'unixepoch') AS valid_from,
  strftime('%Y-%m-%dT%H:%M:%SZ', NULLIF(s.valid_to, 253402300799), 'unixepoch') AS valid_to,
  s.valid_from AS valid_from_epoch,
  NULLIF(s.valid_to, 253402300799) AS valid_to_epoch,
  s.collection AS collection,
  s.cluster_id
FROM cidr_reservation_state s JOIN cluster ON cluster.cluster_id = s.cluster_id;
