public import Capacity

/// The question of a plan: would so many pods fit?
public enum PlanQuestion: Hashable, Sendable {
  /// A workload with this many replicas.
  case workload(WorkloadName, replicas: Int)
  /// More pods of these requests.
  case pods(Int, requests: PodRequests, isHostNetwork: Bool)

  /// The most pods a plan takes.
  public static let mostPods = 100_000

  /// Asks for a workload.
  ///
  /// - Throws: `PlanError`.
  public init(workload: String, replicas: Int) throws(PlanError) {
    guard (0...Self.mostPods).contains(replicas) else { throw .badCount(replicas, option: "--replicas") }
    self = .workload(try WorkloadName(parsing: workload), replicas: replicas)
  }

  /// Asks for pods, with requests as Kubernetes writes them; nil for none.
  ///
  /// - Throws: `PlanError`.
  public init(pods: Int, cpu: String?, memory: String?, isHostNetwork: Bool) throws(PlanError) {
    guard (1...Self.mostPods).contains(pods) else { throw .badCount(pods, option: "--pods") }
    let requests = PodRequests(
      cpuMillicores: try Self.quantity(cpu, option: "--cpu").milli,
      memoryBytes: try Self.quantity(memory, option: "--memory").integer)
    self = .pods(pods, requests: requests, isHostNetwork: isHostNetwork)
  }

  private static func quantity(_ text: String?, option: String) throws(PlanError) -> Quantity {
    guard let text else { return .zero }
    guard text.contains(where: \.isNumber), let quantity = try? Quantity(text), quantity >= .zero else {
      throw .badQuantity(text, option: option)
    }
    return quantity
  }

  /// The workload in the notation of the command line; nil for pods without one.
  var workload: String? {
    if case .workload(let name, _) = self { name.description } else { nil }
  }

  /// How many pods there are to be.
  var replicas: Int {
    switch self {
    case .workload(_, let replicas): replicas
    case .pods(let count, _, _): count
    }
  }
}

/// The workload that a plan is about: `NS/NAME`, `NS/KIND/NAME`, or `NAME` in the namespace `default`.
public struct WorkloadName: Hashable, Sendable {
  /// The namespace.
  public let namespace: String
  /// The kind, such as `Deployment`; nil if the name may be of any kind.
  public let kind: String?
  /// The name.
  public let name: String

  /// Reads a name.
  ///
  /// - Throws: `PlanError.badWorkload`.
  public init(parsing text: String) throws(PlanError) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard (1...3).contains(parts.count), !parts.contains("") else { throw .badWorkload(text) }
    namespace = parts.count > 1 ? parts[0] : "default"
    kind = parts.count == 3 ? parts[1] : nil
    name = parts[parts.count - 1]
  }
}

extension WorkloadName: CustomStringConvertible {
  /// The notation of the command line, with the namespace.
  public var description: String { [namespace, kind, name].compactMap(\.self).joined(separator: "/") }
}

extension WorkloadName {
  /// The pods of the workload that are not finished.
  ///
  /// - Throws: `PlanError` if there are none, if workloads of several kinds have the name, and if the workload runs one
  ///   pod per node.
  func pods(among all: [Pod]) throws(PlanError) -> [Pod] {
    let owned = all.filter { !$0.workload.isEmpty && !$0.phase.isFinished }
    let found = owned.filter { $0.namespace == namespace && isName(of: $0.workload) }
    let workloads = Set(found.map(\.workload)).sorted()
    guard let workload = workloads.first else { throw .unknownWorkload(self, known: suggestions(from: owned)) }
    guard workloads.count == 1 else {
      throw .ambiguousWorkload(self, choices: workloads.map { "\(namespace)/\($0)" })
    }
    guard !workload.hasPrefix("DaemonSet/"), !workload.hasPrefix("Node/") else { throw .onePodPerNode(self) }
    return found
  }

  private func isName(of workload: String) -> Bool {
    kind.map { workload == "\($0)/\(name)" } ?? (workload.split(separator: "/").last.map(String.init) == name)
  }

  /// Workloads whose names contain this one or are part of it; all of them if there are none.
  private func suggestions(from pods: [Pod]) -> [String] {
    let all = Set(pods.map { "\($0.namespace)/\($0.workload)" }).filter { !$0.contains("/DaemonSet/") }.sorted()
    let close = all.filter { full in
      let other = full.split(separator: "/").last ?? ""
      return other.contains(name) || name.contains(other)
    }
    return close.isEmpty ? all : close
  }
}

/// The one cluster that a plan is for, as it was at the requested moment.
struct PlanScope {
  let request: ReportRequest
  let history: any HistoryReading
  let cluster: RecordedCluster
  let index: StateIndex
  let notices: [String]

  /// - Parameter needs: the sources that the plan needs.
  /// - Throws: `PlanError.severalClusters`, `PlanError.unknown`, `ReportError`; what `history` throws.
  init(_ request: ReportRequest, of history: any HistoryReading, needs: [Source]) throws {
    let scope = try ReportScope(request, of: history)
    let inUse = scope.clusters.filter { !$0.isRetired(at: request.at) }
    guard inUse.count <= 1 else { throw PlanError.severalClusters(inUse.map(\.identity.name)) }
    let (states, notices) = try scope.states(sources: Self.sources)
    guard let cluster = inUse.first, let state = states.first else { throw ReportError.emptyHistory }
    let missing = needs.filter { state.snapshot.status(of: $0) != .complete }
    guard missing.isEmpty else {
      throw PlanError.unknown(missing.map(\.rawValue), cluster: state.cluster.identity.name)
    }
    self.request = request
    self.history = history
    self.cluster = cluster
    index = StateIndex(state)
    self.notices = scope.notices + notices
  }

  private static let sources: [Source] = [
    .nodes, .pods, .cni, .instances, .instanceTypes, .networkInterfaces, .subnets,
  ]

  /// A report of the moment.
  func report(_ table: ReportTable, notices: [String]) -> Report {
    let moment = request.at ?? index.state.observedAt
    return Report(name: "plan", from: moment, to: moment, table: table, notices: notices)
  }
}
