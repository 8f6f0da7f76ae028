import Capacity

/// Reads table `subnet`.
enum SubnetTable {
  /// Every subnet that the cluster ever had, by id, as it was last described.
  static func latest(of cluster: Int64, in database: any SQLSource) throws -> [String: Subnet] {
    let texts = try Dictionaries(cluster: cluster, collection: 0, in: database).texts
    let select = try SQLStatement(
      "SELECT subnet_id, vpc_id_ref, zone_ref, cidr FROM subnet WHERE cluster_id = ? ORDER BY subnet_key",
      in: database)
    var parameters = select.binder()
    parameters.integer(cluster)
    try texts.prefetch(for: select)
    var subnets: [String: Subnet] = [:]
    try select.forEach { row in
      let id = row.text()
      subnets[id] = Subnet(
        id: id, vpcID: try row.reference(in: texts), zone: try row.reference(in: texts),
        cidr: PackedAddresses.ipv4Blocks(row.bytes()).first)
    }
    return subnets
  }
}
