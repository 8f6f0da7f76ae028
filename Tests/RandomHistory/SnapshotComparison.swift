package import Capacity

/// The sources in which two snapshots differ, whatever the order of their values; the last of several values with the
/// same key counts.
package func differingSources(_ left: Snapshot, _ right: Snapshot) -> [Source] {
  var differing: [Source] = []
  func check<Value: Hashable, Key: Hashable>(
    _ source: Source, _ left: Reading<[Value]>, _ right: Reading<[Value]>, key: (Value) -> Key
  ) {
    let byKey = { (values: [Value]) in Dictionary(values.map { (key($0), $0) }, uniquingKeysWith: { $1 }) }
    let isEqual =
      left.value.map(byKey) == right.value.map(byKey) && left.status == right.status && left.error == right.error
    if !isEqual { differing.append(source) }
  }
  check(.nodes, left.nodes, right.nodes) { $0.uid }
  check(.pods, left.pods, right.pods) { $0.uid }
  check(.events, left.events, right.events) { $0.uid }
  check(.instances, left.instances, right.instances) { $0.id }
  check(.instanceTypes, left.instanceTypes, right.instanceTypes) { $0.name }
  check(.networkInterfaces, left.networkInterfaces, right.networkInterfaces) { $0.id }
  check(.subnets, left.subnets, right.subnets) { $0.id }
  check(.vpcs, left.vpcs, right.vpcs) { $0.id }
  check(.cidrReservations, left.cidrReservations, right.cidrReservations) { $0.id }
  check(.ciliumNodes, left.ciliumNodes, right.ciliumNodes) { $0.name }
  if left.cni != right.cni { differing.append(.cni) }
  return differing
}
