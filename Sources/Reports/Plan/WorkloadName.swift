import Capacity

/// The workload that a plan is about: `NS/NAME`, `NS/KIND/NAME`, or `NAME` in the namespace `default`.
public struct WorkloadName: Hashable, Sendable {
  /// The namespace.
  public let namespace: String
  /// The kind, such as `Deployment`; nil if there need be only one of the name.
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
  /// As it can be written, with its namespace.
  public var description: String { [namespace, kind, name].compactMap(\.self).joined(separator: "/") }
}

extension WorkloadName {
  /// The pods of the workload that are not finished.
  ///
  /// - Throws: `PlanError` if there are none, if workloads of several kinds have the name, and if there is one pod per
  ///   node by design.
  func pods(among all: [Pod]) throws(PlanError) -> [Pod] {
    let owned = all.filter { !$0.owner.isEmpty && !$0.phase.isFinished }
    let found = owned.filter { $0.namespace == namespace && isName(of: $0.owner) }
    let owners = Set(found.map(\.owner)).sorted()
    guard let owner = owners.first else { throw .unknownWorkload(self, known: suggestions(from: owned)) }
    guard owners.count == 1 else {
      throw .ambiguousWorkload(self, choices: owners.map { "\(namespace)/\($0)" })
    }
    guard !owner.hasPrefix("DaemonSet/"), !owner.hasPrefix("Node/") else { throw .onePodPerNode(self) }
    return found
  }

  private func isName(of owner: String) -> Bool {
    kind.map { owner == "\($0)/\(name)" } ?? (owner.split(separator: "/").last.map(String.init) == name)
  }

  /// Workloads whose name is like this one; all of them if there is none such.
  private func suggestions(from pods: [Pod]) -> [String] {
    let all = Set(pods.map { "\($0.namespace)/\($0.owner)" }).filter { !$0.contains("/DaemonSet/") }.sorted()
    let close = all.filter { full in
      let other = full.split(separator: "/").last ?? ""
      return other.contains(name) || name.contains(other)
    }
    return close.isEmpty ? all : close
  }
}
