extension ViewDescription {
  static let collectionRollups = ViewDescription(
    name: "v_collection_rollups", purpose: "one row per hour and per day (UTC) that had collections",
    columns: [
      .cluster,
      .stepSeconds,
      .time("starts_at", "where the hour or day begins"),
      .integer("collections", "collections in it"),
      .time("slots_known_at", "the last of them that knew the nodes and pods; NULL is a gap"),
      .time("subnets_known_at", "the last of them that knew the subnets; NULL is a gap"),
      .time("owners_known_at", "the last of them that knew the ENIs, nodes and pods; NULL is a gap"),
      .integer("starts_at_epoch", "starts_at, since 1970-01-01", unit: "seconds"),
      .integer("collection", "the number of the collection that last changed the row"),
      .clusterID,
    ])

  static let slotRollups = rollup(
    "v_slot_rollups", "group of nodes",
    [
      .text("group_kind", "what the nodes have in common: cluster, zone, node-group, instance-type or node"),
      .text("group_name", "the zone, node group and so on; empty for the whole cluster"),
      .integer("nodes", "nodes"),
      .integer("slots_allocatable", "pod slots"),
      .integer("slots_used", "pod slots that pods take"),
      .integer("slots_free", "pod slots left"),
      .integer("nodes_full", "nodes without a free slot"),
      .integer("pods_pending", "pods that wait"),
      .integer("effective_free", "how many more pods with an address of their own the nodes can take"),
      .integer("peak_used", "pod slots taken when the load was highest"),
      .integer("peak_total", "pod slots at that time"),
    ])

  static let subnetRollups = rollup(
    "v_subnet_rollups", "group of subnets",
    [
      .text("group_kind", "what the subnets have in common: cluster, vpc, zone or subnet"),
      .text("group_name", "the VPC, zone or subnet; empty for the whole cluster"),
      .integer("ips_total", "IPv4 addresses that can be used"),
      .integer("ips_available", "free ones, as EC2 counts them"),
      .integer("used_by_pods", "held by pods"),
      .integer("used_by_nodes", "primary addresses of the nodes' ENIs"),
      .integer("warm", "assigned to nodes and held by no pod"),
      .integer("used_by_others", "all others in use"),
      .integer("free_prefixes", "free aligned /28 blocks"),
      .integer("peak_used", "addresses in use when the load was highest"),
      .integer("peak_total", "IPv4 addresses that could be used at that time"),
    ])

  static let ownerRollups = rollup(
    "v_owner_rollups", "owner of addresses in a subnet",
    [
      .text("subnet_id", "the subnet"),
      .text(
        "owner_kind",
        "pod, node, warm, branch, load-balancer, nat-gateway, lambda, database, endpoint, leaked or other"),
      .text("owner", "the cluster, or the name of the service or resource"),
      .integer("ips_used", "IPv4 addresses it holds"),
      .integer("peak_used", "those it held when they were most"),
    ])

  /// A view of counters that are the same at the ends of a run of hours or days.
  private static func rollup(_ name: String, _ purpose: String, _ counters: [Column]) -> ViewDescription {
    let run: [Column] = [
      .time("valid_from", "the beginning of the first hour or day at whose end the counters were these"),
      .time("valid_to", "the end of the last one; NULL while they hold"),
    ]
    return ViewDescription(
      name: name,
      purpose: "one row per \(purpose) and run of hours, or of days, at whose ends its counters were the same",
      columns: [.cluster, .stepSeconds] + counters + run + Column.interval.dropFirst(run.count))
  }
}

extension ViewDescription.Column {
  fileprivate static let stepSeconds = integer(
    "step_seconds", "3600 for hours, 86400 for days: choose one", unit: "seconds")
}
