import HubFixture
import Capacity
@testable import History
import PostgresServer
import Testing

@testable import Sync

/// Values that a push or pull might take for something else.
@Suite("Odd values", .enabled(if: PostgresServer.isAvailable, "\(PostgresServer.requirement)"))
struct OddValueTests {
  private static let texts = [
    "", "\\", "\\N", "\\.", "a\\tb\tc\nd\re", "\u{1}\u{7F}\u{FEFF}\u{FFFD}", "👩‍👩‍👧‍👦 é e\u{301} \u{10FFFF}", "NULL",
    "'; DROP",
    String(repeating: "0/3 nodes are available: \\\n", count: 4000),
  ]

  private static func uid(_ number: Int) -> UID {
    UID(high: number == 0 ? .max : 0, low: UInt64(number), isDashed: number % 2 == 0)
  }

  private static func pod(_ index: Int, _ text: String, at moment: Timestamp) -> Pod {
    Pod(
      uid: uid(index), namespace: text, name: text + "-\(index)", workload: text, createdAt: index == 0 ? nil : moment,
      requests: PodRequests(cpuMillicores: index == 1 ? .max : 0, memoryBytes: index == 1 ? .max : 0),
      schedulingFailure: SchedulingFailure(since: nil, apiReason: text, message: text))
  }

  private static func snapshot(_ texts: [String], at moment: Timestamp) -> Snapshot {
    let events = texts.enumerated().map { index, text in
      CapacityEvent(
        uid: uid(100 + index), involved: ObjectReference(kind: text, namespace: text, name: text, uid: uid(index)),
        reason: text, message: text, reporter: text, firstSeenAt: moment, lastSeenAt: moment, count: .max)
    }
    let interfaces = texts.enumerated().map { index, text in
      NetworkInterface(
        id: "eni-\(index)", vpcID: text, subnetID: text, description: text, ipv4Addresses: [],
        tags: [Tag(key: text, value: text)])
    }
    return Snapshot(
      pods: .known(texts.enumerated().map { pod($0.offset, $0.element, at: moment) }), events: .known(events),
      cni: .known(
        CNISettings(version: texts[0], environment: Dictionary(uniqueKeysWithValues: texts.map { ($0, $0) }))),
      instances: .unknown(.failed, error: texts[0]), networkInterfaces: .known(interfaces))
  }

  private static func identity(_ text: String) -> ClusterIdentity {
    ClusterIdentity(name: "c1" + text, uid: UID(high: 1, low: 0, isDashed: false), kubernetesVersion: text)
  }

  /// Records the texts twice, each time in another place.
  private func record(_ texts: [String], to file: RandomFile, at start: Int64 = 0, _ mark: String = "") throws {
    for step in 0...1 as ClosedRange<Int64> {
      let moment = HubFixture.start + (start + step * 4000)
      let run = CollectionRecord(
        startedAt: moment, finishedAt: moment, milliseconds: .max, bytesReceived: .max)
      let rotated = step == 0 ? texts : Array(texts.reversed())
      _ = try file.store.record(Self.snapshot(rotated, at: moment), of: Self.identity(mark), run: run)
    }
    let moment = HubFixture.start + (start + 9000)
    let run = CollectionRecord(
      startedAt: moment, finishedAt: moment, milliseconds: 0, bytesReceived: 0, failure: texts.joined())
    _ = try file.store.recordFailure(of: Self.identity(mark), run: run)
  }

  @Test(
    "arrive as they are, there and back",
    arguments: [(.file, false), (.postgres, false), (.postgres, true)] as [(HubKind, byCopy: Bool)])
  func thereAndBack(kind: HubKind, byCopy: Bool) throws {
    let hub = try TestHub(kind, byCopy: byCopy)
    let file = try hub.fixture.file()
    try record(Self.texts, to: file, " \\N 'é")
    try hub.push(file)
    try expectSame(hub.reader(), file.reader())
    let pulled = try hub.fixture.file("pulled.db")
    _ = try hub.pull("c1 \\N 'é", to: pulled)
    #expect(try pulled.rows() == file.rows())
    #expect(try pulled.reader().clusters() == file.reader().clusters())
  }

  @Test("with NUL, which PostgreSQL has no text for, have U+FFFD in a hub, and the history is known again")
  func nul() throws {
    let hub = try TestHub(.postgres)
    let file = try hub.fixture.file()
    let texts = ["a\0b", "\0", "ab\0"]
    try record(texts, to: file, "\0")
    try hub.push(file)
    let rows = try hub.rows()
    #expect(try hub.push(file).map(\.relation) == [.same])
    #expect(try hub.push(file, isReplacing: true).map(\.relation) == [.same])
    #expect(try hub.rows() == rows)
    let cluster = try #require(try hub.reader().clusters().first)
    #expect(cluster.identity.name == "c1\u{FFFD}")
    let state = try hub.reader().state(of: cluster.id, at: HubFixture.start)
    let messages = try #require(state?.snapshot.events.value).map(\.message)
    #expect(Set(messages) == ["a\u{FFFD}b", "\u{FFFD}", "ab\u{FFFD}"])
    try record(texts, to: file, at: 20_000, "\0")
    #expect(try hub.push(file).map(\.outcome.collections) == [3])

    let pulled = try hub.fixture.file("pulled.db")
    #expect(try hub.pull("c1\u{FFFD}", to: pulled).outcome.collections == 6)
    try expectSame(pulled.reader(), hub.reader())
    #expect(try hub.pull("c1\u{FFFD}", to: pulled).relation == .same)
    #expect(try hub.push(pulled).map(\.relation) == [.same])
  }
}
