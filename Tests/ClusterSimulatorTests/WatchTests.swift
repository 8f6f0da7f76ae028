import Capacity
import Testing

@testable import ClusterSimulator

@Suite("The simulator's watches")
struct WatchTests {
  /// The types and versions of what a watch tells, read from its JSON.
  private func told(_ cluster: SimulatedCluster, _ resource: String, after version: Int64) throws -> [String] {
    var watch = try #require(
      SimulatedWatch(resource, query: ["watch": "1", "resourceVersion": "\(version)"], encoding: .json))
    let lines = watch.events(of: cluster).bytes.split(separator: UInt8(ascii: "\n"))
    return try lines.map { line in
      let event = try JSONObject(Array(line))
      return "\(event["type"].string ?? "") \(event["object"]["kind"].string ?? "")"
    }
  }

  @Test("tells every write of pods after a version, in order, deletions with the last state")
  func pods() throws {
    var cluster = try bareCluster(type: .t3Medium)
    cluster.keepJournal()
    let before = cluster.resourceVersion
    cluster.apply(SimulatedWorkload(.deployment, name: "web", graceSeconds: 0))
    cluster.advance(by: 5)
    #expect(try told(cluster, "pods", after: before) == ["ADDED Pod", "MODIFIED Pod", "MODIFIED Pod"])
    let middle = cluster.resourceVersion
    try cluster.scale("default/web", to: 0)
    #expect(try told(cluster, "pods", after: middle) == ["DELETED Pod"])
    #expect(try told(cluster, "nodes", after: before) == [])
  }

  @Test("tells writes of nodes, and fails with 410 once they are forgotten")
  func nodes() throws {
    var cluster = try bareCluster(type: .t3Medium)
    cluster.keepJournal()
    let before = cluster.resourceVersion
    let name = try #require(cluster.nodes.first?.name)
    try cluster.setReady(false, node: name)
    try cluster.removeNode(named: name)
    #expect(try told(cluster, "nodes", after: before) == ["MODIFIED Node", "DELETED Node"])
    cluster.forgetJournal()
    #expect(try told(cluster, "nodes", after: before) == ["ERROR Status"])
  }
}
