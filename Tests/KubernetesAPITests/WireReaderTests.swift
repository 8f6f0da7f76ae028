import Capacity
import SwiftProtobuf
import Testing

@testable import KubernetesAPI

@Suite("The wire reader beside swift-protobuf")
struct WireReaderTests {
  @Test("recorded objects are read alike", arguments: Fixtures.steps)
  func recorded(step: String) throws {
    try compareItems("eks-pod-limit/\(step)/pods.pb", PodFields.self)
    try compareItems("eks-pod-limit/\(step)/nodes.pb", NodeFields.self)
    try compareItems("eks-pod-limit/\(step)/events.pb", EventFields.self)
  }

  @Test("recorded objects are refused alike wherever they are cut")
  func cut() throws {
    let pod = try #require(try Fixtures.pods().first)
    for length in pod.indices { compare(Array(pod[..<length]), PodFields.self) }
  }

  @Test("recorded objects are read or refused alike with bits flipped and parts repeated")
  func damaged() throws {
    var random = SeededRandom(seed: 20_261_129)
    for pod in try Fixtures.pods() {
      for _ in 0..<40 {
        var bytes = pod
        for _ in 0..<Int.random(in: 1...3, using: &random) {
          bytes[Int.random(in: bytes.indices, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        }
        compare(bytes, PodFields.self)
        compare(pod + bytes, PodFields.self)
      }
    }
  }

  @Test("random messages are read or refused alike", arguments: [0, 1, 5])
  func randomMessages(damage: Int) {
    var read = (pods: 0, nodes: 0, events: 0)
    let messages: UInt64 = 6000
    for seed in 0..<messages {
      var random = RandomMessage(seed: seed, damage: damage)
      let bytes = random.object()
      read.pods += compare(bytes, PodFields.self) ? 1 : 0
      read.nodes += compare(bytes, NodeFields.self) ? 1 : 0
      read.events += compare(bytes, EventFields.self) ? 1 : 0
    }
    // Both outcomes are common, or the comparison says little.
    let common = Int(messages) / 10..<Int(messages) * 9 / 10
    #expect(common.contains(read.pods) && common.contains(read.nodes) && common.contains(read.events), "\(read)")
  }

  @Test(
    "forms of a field that are read",
    arguments: [
      ("a name twice: the last counts", Wire().message(1, Wire().text(1, "a").text(1, "n")).bytes),
      ("metadata twice: they merge", Wire().message(1, Wire().text(1, "n")).message(1, Wire().text(3, "x")).bytes),
      ("a time twice: they merge", time(Wire().number(1, 5)) + time(Wire().number(2, 9)) + name("n")),
      ("a number where a text belongs: skipped", name("n") + [0x0A, 0x02, 0x08, 0x01]),
      ("fixed width where a text belongs: skipped", name("n") + [0x0A, 0x05, 0x0D, 1, 2, 3, 4]),
      ("packed numbers where a number belongs: skipped", name("n") + Wire().message(2, Wire().data(4, [1, 1])).bytes),
      ("an unknown field", Wire().data(1000, [0xFF]).bytes + name("n")),
      ("an unknown group with fields and a group", [0x5B, 0x08, 0x01, 0x0B, 0x0C, 0x5C] + name("n")),
      ("a group where a message belongs: skipped", [0x0B, 0x0A, 0x01, 0x61, 0x0C] + name("n")),
      ("a length of more bytes than it needs", [0x0A, 0x83, 0x80, 0x00, 0x0A, 0x01, 0x6E]),
      ("a tag of five bytes", [0x8A, 0x80, 0x80, 0x80, 0x00, 0x03, 0x0A, 0x01, 0x6E]),
      ("a number of ten bytes", name("n") + [0x50] + [UInt8](repeating: 0xFF, count: 9) + [0x7F]),
    ] as [(String, [UInt8])])
  func read(form: String, bytes: [UInt8]) {
    compare(bytes, NodeFields.self)
    #expect(NodeFields.read(bytes)?.metadata.name == "n", "\(form)")
  }

  @Test(
    "forms of a field that are refused",
    arguments: [
      ("text that is not UTF-8", Wire().message(1, Wire().data(1, [0xC3])).bytes),
      ("a label that is not UTF-8", Wire().message(1, Wire().message(11, Wire().data(2, [0xFF]))).bytes),
      ("a tag of six bytes", [0x8A, 0x80, 0x80, 0x80, 0x80, 0x00, 0x00]),
      ("a tag of more than 32 bits", [0x8A, 0x80, 0x80, 0x80, 0x10, 0x00]),
      ("a number of eleven bytes", [0x50] + [UInt8](repeating: 0x80, count: 10) + [0x00]),
      ("a number without an end", [0x50, 0x80]), ("a length without a field", [0x0A]),
      ("more bytes than there are", [0x0A, 0x05, 0x0A]), ("fixed width that is cut", [0x55, 1, 2, 3]),
      ("a group without an end", [0x5B, 0x08, 0x01]), ("a group with another's end", [0x5B, 0x0C]),
      ("an end without a group", [0x5C]), ("groups without end", [UInt8](repeating: 0x5B, count: 5000)),
      ("wire type 6", [0x0E]), ("wire type 7", [0x0F]), ("field 0", [0x00, 0x01]),
    ] as [(String, [UInt8])])
  func refused(form: String, bytes: [UInt8]) {
    compare(bytes, NodeFields.self)
    #expect(NodeFields.read(bytes) == nil, "\(form)")
  }

  @Test("groups may be nested a hundred deep, messages around them included", arguments: [98, 99, 100, 101])
  func nesting(depth: Int) {
    let groups = [UInt8](repeating: 0x5B, count: depth) + [UInt8](repeating: 0x5C, count: depth)
    #expect(compare(groups, NodeFields.self) == (depth < 100))
    #expect(compare(Wire().data(1, groups).bytes, NodeFields.self) == (depth < 99))
  }

  @Test("envelope and list are read alike, whatever the order of their fields", arguments: [0, 1])
  func pages(damage: Int) throws {
    let whole = Array(try Fixtures.bytes("eks-pod-limit/replicas-02/pods.pb").dropFirst(4))
    compareEnvelope(whole)
    for seed: UInt64 in 0..<3000 {
      var random = RandomMessage(seed: seed, damage: damage)
      let list = random.object()
      compareList(list)
      compareEnvelope(list)
      compareEnvelope(Wire().data(2, list).message(1, Wire().text(2, "PodList").text(1, "v1")).bytes)
    }
  }

  @Test("a Status is read alike")
  func statuses() throws {
    for seed: UInt64 in 0..<3000 {
      var random = RandomMessage(seed: seed, damage: 1)
      let bytes = random.object()
      let status = bytes.withUnsafeBytes { try? StatusFields(protobuf: $0) }
      let expected = try? ProtoStatus(serializedBytes: bytes)
      #expect(status?.message == expected?.message && status?.reason == expected?.reason, "\(bytes)")
      #expect(status?.metadata == expected.map { ListMetadata($0.metadata) }, "\(bytes)")
    }
  }

  private static func name(_ text: String) -> [UInt8] { Wire().message(1, Wire().text(1, text)).bytes }

  private static func time(_ time: Wire) -> [UInt8] { Wire().message(1, Wire().message(8, time)).bytes }

  /// Expects both to read the same fields, or both to refuse the bytes; returns whether they were read.
  @discardableResult
  private func compare<Fields: OracleFields>(_ bytes: [UInt8], _ type: Fields.Type) -> Bool {
    let fields = Fields.read(bytes)
    #expect(fields == Fields.oracle(bytes), "\(bytes)")
    return fields != nil
  }

  private func compareItems<Fields: OracleFields>(_ path: String, _ type: Fields.Type) throws {
    let items = try Fixtures.bytes(path).withUnsafeBytes { body in
      try ProtobufListPage(body, kind: Fields.listKind).items.map { Array($0) }
    }
    #expect(!items.isEmpty)
    for item in items { #expect(compare(item, type)) }
  }

  /// - Parameter bytes: a `runtime.Unknown`, without the magic before it.
  private func compareEnvelope(_ bytes: [UInt8]) {
    let expected = (try? ProtoUnknown(serializedBytes: bytes)).flatMap { $0.hasRaw ? $0 : nil }
    ([0x6B, 0x38, 0x73, 0x00] + bytes).withUnsafeBytes { body in
      let envelope = try? ProtobufEnvelope(body)
      #expect(envelope?.kind == expected?.typeMeta.kind && envelope?.apiVersion == expected?.typeMeta.apiVersion)
      #expect(envelope.map { Array($0.raw) } == expected.map { Array($0.raw) }, "\(bytes)")
    }
  }

  private func compareList(_ bytes: [UInt8]) {
    let expected = (try? ProtoList(serializedBytes: bytes)).flatMap { $0.hasMetadata ? $0 : nil }
    Wire.body(kind: "PodList", bytes).withUnsafeBytes { body in
      let page = try? ProtobufListPage(body, kind: "PodList")
      #expect(page?.metadata == expected.map { ListMetadata($0.metadata) }, "\(bytes)")
      #expect(page?.items.map { Array($0) } == expected.map { $0.items.map { Array($0) } }, "\(bytes)")
    }
  }
}
