public import Capacity
import GRDB

/// What a history knows of a cluster that helps to collect it again.
public struct KnownFacts: Hashable, Sendable {
  /// The instance types as last recorded.
  public var instanceTypes: [InstanceType] = []
  /// When EC2 was last asked for instance types; nil if it never was.
  public var instanceTypesAskedAt: Timestamp?
  /// The instances behind the nodes as last recorded.
  public var instanceIDs: [String] = []
  /// The cluster's VPCs as last recorded.
  public var vpcIDs: [String] = []
}

extension HistoryStore {
  /// What is known of the cluster of this name; nothing if there is none.
  ///
  /// - Throws: `HistoryError`.
  public func knownFacts(ofClusterNamed name: String) throws -> KnownFacts {
    try HistoryFile.translatingErrors(path) { try queue.read { try KnownFacts(ofClusterNamed: name, in: $0) } }
  }

  /// The same for a history that is only read; nothing if there is no such file.
  ///
  /// - Throws: `HistoryError`.
  public static func knownFacts(ofClusterNamed name: String, in path: String) throws -> KnownFacts {
    guard HistoryFile.exists(path) else { return KnownFacts() }
    return try HistoryReader(path: path).read { try KnownFacts(ofClusterNamed: name, in: $0) }
  }
}

extension KnownFacts {
  fileprivate init(ofClusterNamed name: String, in database: Database) throws {
    self.init()
    guard let cluster = try ClusterTable.cluster(name: name, in: database),
      let latest = try CollectionTable.latest(of: cluster.id, in: database)
    else { return }
    let dictionaries = try Dictionaries(cluster: cluster.id, collection: 0, in: database)
    func values<Fact: RecordedFact>(_ fact: Fact.Type) throws -> [Fact.Value] {
      try FactReader<Fact>(cluster: cluster.id, dictionaries, in: database).values(at: openEnd + -1)
    }
    instanceTypes = try values(InstanceTypeFact.self)
    instanceTypesAskedAt = latest.instanceTypesAskedAt
    instanceIDs = try values(NodeFact.self).compactMap(\.instanceID)
    vpcIDs = try values(VPCFact.self).map(\.id)
  }
}
