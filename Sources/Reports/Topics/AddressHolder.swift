import Capacity

/// Who held an address at a moment, where the rows of the report `pods` do not say it.
struct AddressHolder {
  private let address: IPAddress
  private let state: RecordedState
  /// The requested moment; nil for the latest that is known.
  private let moment: Timestamp?
  /// The collection after the state's; nil if there is none.
  private let next: Timestamp?

  /// - Throws: what the history throws.
  init(_ address: IPAddress, in state: RecordedState, _ scope: ReportScope) throws {
    self.address = address
    self.state = state
    moment = scope.request.at
    next = try moment.flatMap { moment in
      let later = (state.observedAt + 1)..<(max(moment, state.observedAt) + Self.furthestCollection)
      return try scope.history.collections(of: state.cluster.id, in: later, limit: nil).first?.observedAt
    }
  }

  /// How far behind the moment the next collection is looked for, in seconds.
  private static let furthestCollection: Int64 = 86_400

  /// What must be said of the address, a line each: that nobody held it, or that it is unknown.
  var remarks: [String] {
    guard let pods = state.snapshot.pods.value else {
      return ["which pod had \(address) \(when) is unknown: the pods are"]
    }
    let holders = pods.filter { !$0.phase.isFinished && ($0.ip == address || $0.secondIP == address) }
    let finished = pods.filter { $0.phase.isFinished && ($0.ip == address || $0.secondIP == address) }
    var lines = holders.isEmpty ? ["no pod had \(address) \(when)\(elsewhere)"] : []
    lines += holders.isEmpty && !finished.isEmpty ? [released(by: finished)] : []
    return lines + between
  }

  private func released(by pods: [Pod]) -> String {
    let names = pods.prefix(3).map { "\($0.namespace)/\($0.name)" }.joined(separator: ", ")
    return "finished pods still show it and have released it: \(names)\(pods.count > 3 ? ", …" : "")"
  }

  private var when: String { "at \(moment ?? state.observedAt)" }

  /// Where the address was instead, if an ENI had it.
  private var elsewhere: String {
    guard let interfaces = state.snapshot.networkInterfaces.value else {
      return "; whether an ENI had it is unknown"
    }
    guard let address = address.ipv4 else { return "" }
    guard let interface = interfaces.first(where: { $0.holds(address) }) else {
      return "; no ENI of the VPC had it either"
    }
    let node = nodeName(of: interface).map { " of node \($0)" } ?? ""
    if interface.ipv4Addresses.first == address { return "; it was the primary address of \(interface.id)\(node)" }
    return "; it was an address of \(interface.id)\(node) that no pod of the cluster used"
  }

  private func nodeName(of interface: NetworkInterface) -> String? {
    guard let instance = interface.attachment?.instanceID else { return nil }
    return state.snapshot.nodes.value?.first { $0.instanceID == instance }?.name
  }

  /// Collections show moments. What a pod did between two of them is not seen.
  private var between: [String] {
    guard let moment, moment > state.observedAt else { return [] }
    let later = next.map { "the next one is of \($0)" } ?? "there is no later one"
    return ["this is what the collection of \(state.observedAt) saw; \(later)"]
  }
}

extension NetworkInterface {
  fileprivate func holds(_ address: IPv4Address) -> Bool {
    ipv4Addresses.contains(address) || ipv4Prefixes.contains { $0.contains(address) }
  }
}
