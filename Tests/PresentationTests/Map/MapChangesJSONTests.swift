import Capacity
import Foundation
import Presentation
import Reports
import Testing

/// The data of a map, read as docs/map.md describes them.
@Suite("The changes of a map as JSON")
struct MapChangesJSONTests {
  private static let start = Timestamp(seconds: 1_795_408_800)

  /// A history of one cluster with several states.
  private struct History: TrendlessHistory {
    let states: [RecordedState]

    func clusters() -> [RecordedCluster] { [states[0].cluster] }

    func state(of id: RecordedCluster.ID, at moment: Timestamp?) -> RecordedState? { states.last }

    func collections(of id: RecordedCluster.ID, in span: Range<Timestamp>, limit: Int?) -> [RecordedCollection] { [] }

    func pendingSpells(of id: RecordedCluster.ID, in span: Range<Timestamp>) -> [PendingSpell] { [] }

    func replay(
      _ cluster: RecordedCluster.ID, in span: Range<Timestamp>, stepSeconds: Int64,
      _ body: (RecordedState) throws -> Void
    ) throws {
      for state in states where span.contains(state.observedAt) { try body(state) }
    }
  }

  private static func pod(_ number: Int, on node: String?, _ address: String?) -> Pod {
    Pod(
      uid: UID(high: 0, low: UInt64(number)), namespace: "default", name: "web-7f9c-\(number)",
      workload: "Deployment/web",
      node: node, phase: node == nil ? .pending : .running, ip: address.flatMap { IPAddress($0) })
  }

  private static func state(_ minute: Int64, _ pods: [Pod]) -> RecordedState {
    let nodes = ["a", "b"].map {
      Node(uid: UID(opaque: $0), name: $0, zone: "z-<&\"\u{2028}", allocatable: Allocatable(pods: 4))
    }
    let cluster = RecordedCluster(
      id: 1, identity: ClusterIdentity(name: "myeks"), firstCollectedAt: start, lastCollectedAt: start + 240)
    return RecordedState(
      cluster: cluster, observedAt: start + minute * 60, snapshot: Snapshot(nodes: .known(nodes), pods: .known(pods)),
      knownAt: [:])
  }

  private func changes() throws -> MapChanges {
    let states = [
      Self.state(0, [Self.pod(1, on: "a", "10.0.0.1"), Self.pod(2, on: "b", "2001:db8::2")]),
      Self.state(
        1, [Self.pod(2, on: "b", "2001:db8::2"), Self.pod(3, on: "a", "10.0.0.3"), Self.pod(4, on: nil, nil)]),
      Self.state(4, [Self.pod(4, on: "b", nil), Self.pod(3, on: "a", "10.0.0.3")]),
    ]
    return try MapChanges(ReportRequest(now: Self.start + 300), from: History(states: states))
  }

  /// A row of a list of facts.
  private struct Fact {
    let subject: Int
    let moments: Range<Int>
    let values: [Any]
  }

  private func facts(_ key: String, _ width: Int, of data: [String: Any]) throws -> [Fact] {
    let list = try #require(data[key] as? [Any])
    let moments = try #require(data["moments"] as? [Int]).count
    var subject = 0
    return try stride(from: 0, to: list.count, by: width + 3).map { row in
      subject += try #require(list[row] as? Int)
      let (from, length) = (try #require(list[row + 1] as? Int), try #require(list[row + 2] as? Int))
      return Fact(
        subject: subject, moments: from..<(length == 0 ? moments : from + length),
        values: Array(list[(row + 3)..<(row + 3 + width)]))
    }
  }

  @Test("taking the facts that hold at a moment gives its cells")
  func cells() throws {
    let changes = try changes()
    let bytes = MapChangesJSON(changes).bytes
    let data = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    #expect(data["format"] as? Int == 1 && data["step"] is NSNull && data["clusters"] as? [String] == ["myeks"])
    var time = 0
    let moments = try #require(data["moments"] as? [Int]).map { (distance: Int) -> Int in
      time += distance
      return time
    }
    #expect(moments == changes.moments.map { Int($0.seconds) })
    let placements = try facts("placements", 4, of: data)
    for moment in changes.moments.indices {
      let held = placements.filter { $0.moments.contains(moment) }
      for node in changes.nodes(at: moment) {
        let own = held.filter { $0.values[0] as? Int == node.node }
        let slots = own.compactMap { $0.values[1] as? Int }.sorted()
        #expect(slots == node.cells.indices.filter { node.cells[$0].isTaken })
      }
    }
    #expect(try facts("waits", 2, of: data).map(\.moments) == [1..<2])
    #expect(try facts("totals", 4, of: data).map { $0.values[3] as? Int } == [0, 1, 0])
  }

  @Test("names, addresses and texts come back whole")
  func texts() throws {
    let data = try #require(
      try JSONSerialization.jsonObject(with: Data(MapChangesJSON(try changes()).bytes)) as? [String: Any])
    let strings = try #require(data["strings"] as? [String])
    let templates = try #require(data["podTemplates"] as? [Int])
    let numbers = try #require(data["pods"] as? [Int])
    let endings = try #require(data["podNames"] as? [String])
    let names = zip(numbers, endings).map { template, ending -> String in
      let namespace: String = strings[templates[template * 3]]
      let beginning: String = strings[templates[template * 3 + 1]]
      return "\(namespace)/\(beginning)\(ending)"
    }
    #expect(names == ["default/web-7f9c-1", "default/web-7f9c-2", "default/web-7f9c-3", "default/web-7f9c-4"])
    #expect(strings.contains("z-<&\"\u{2028}"))
    var last = 0
    let addresses = try facts("placements", 4, of: data).map { fact -> String? in
      if let text = fact.values[3] as? String { return text }
      guard let difference = fact.values[3] as? Int else { return nil }
      last += difference
      return IPv4Address(bits: UInt32(last)).description
    }
    #expect(addresses == ["10.0.0.1", "2001:db8::2", "10.0.0.3", nil])
  }
}
