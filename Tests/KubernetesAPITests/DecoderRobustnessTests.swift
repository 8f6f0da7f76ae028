import Capacity
import OutsideText
import Testing

@testable import KubernetesAPI

@Suite("Damaged answers")
struct DecoderRobustnessTests {
  @Test("a protobuf list that is cut anywhere is an error, or lacks nothing", arguments: ["nodes", "pods", "events"])
  func truncatedProtobuf(resource: String) throws {
    let whole = try Fixtures.bytes("eks-pod-limit/replicas-50/\(resource).pb")
    let count = try #require(items(resource, whole, Fixtures.protobuf))
    for length in Array(0..<200) + Array(stride(from: 200, to: whole.count - 8, by: 131))
      + (whole.count - 8..<whole.count)
    {
      // After the object itself the envelope ends with two empty fields that carry nothing.
      let rest = items(resource, Array(whole[..<length]), Fixtures.protobuf)
      #expect(rest == nil || (rest == count && length >= whole.count - 4), "cut after \(length) bytes")
    }
  }

  @Test("a JSON list that is cut anywhere is an error", arguments: ["nodes", "pods", "events"])
  func truncatedJSON(resource: String) throws {
    let whole = try Fixtures.bytes("eks-pod-limit/replicas-02/\(resource).json")
    let end = try #require(whole.lastIndex(of: UInt8(ascii: "}")))
    for length in stride(from: 0, to: end, by: 997) {
      #expect(items(resource, Array(whole[..<length]), Fixtures.json) == nil, "cut after \(length) bytes")
    }
  }

  @Test("flipped bits never crash a decoder", arguments: ["nodes", "pods", "events"])
  func flippedBits(resource: String) throws {
    let whole = try Fixtures.bytes("eks-pod-limit/replicas-02/\(resource).pb")
    var random = SeededRandom(seed: 20_261_123)
    var failures = 0
    for _ in 0..<1500 {
      var damaged = whole
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        damaged[Int.random(in: damaged.indices, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      }
      if items(resource, damaged, Fixtures.protobuf) == nil { failures += 1 }
    }
    #expect(failures > 0)
  }

  @Test("random bytes are an error in either encoding")
  func garbage() throws {
    var random = SeededRandom(seed: 7)
    for length in 0..<200 {
      let noise = (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &random) }
      #expect(items("pods", noise, Fixtures.protobuf) == nil)
      #expect(items("pods", noise, Fixtures.json) == nil)
      _ = items("pods", [0x6B, 0x38, 0x73, 0x00] + noise, Fixtures.protobuf)
    }
  }

  @Test("a wrong magic, kind, version or media type is named")
  func wrongKind() {
    let pod = Wire.page(items: [])
    #expect(failure([0x6B, 0x38, 0x73, 0x01] + pod.dropFirst(4))?.problem == .noMagic)
    #expect(
      failure(Wire.page(kind: "NodeList", items: []))?.problem
        == .unexpectedKind(found: "v1 NodeList", expected: "v1 PodList"))
    #expect(
      failure(Wire.body(kind: "PodList", apiVersion: "v2", Wire()))?.problem
        == .unexpectedKind(found: "v2 PodList", expected: "v1 PodList"))
    #expect(failure(Wire.body(kind: "PodList", Wire()))?.problem == .missing(field: "metadata"))
    #expect(failure(pod, "text/html")?.problem == .unexpectedMediaType("text/html"))
    #expect(
      failure(Array(#"{"kind":"NodeList","apiVersion":"v1","metadata":{},"items":[]}"#.utf8), Fixtures.json)?.problem
        == .unexpectedKind(found: "v1 NodeList", expected: "v1 PodList"))
    #expect(failure(Array(#"{"kind":"PodList","apiVersion":"v1","metadata":{}}"#.utf8), Fixtures.json) != nil)
  }

  @Test("a map entry that ends within its value is an error")
  func truncatedMapEntry() {
    // Key "cpu", then a value that claims five bytes and has one.
    let entry: [UInt8] = Wire().text(1, "cpu").bytes + [0x12, 0x05, 0x0A]
    let metadata = Wire().text(1, "p").text(3, "ns").text(5, "u")
    let container = Wire().message(8, Wire().data(2, entry))
    let pod = Wire().message(1, metadata).message(2, Wire().message(2, container))
    #expect(failure(Wire.page(items: [pod.bytes])) == DecodingFailure(.truncated, object: "pod ns/p"))
    let node = Wire().message(1, Wire().text(1, "n").text(5, "u")).message(3, Wire().data(2, entry))
    #expect(items("nodes", Wire.page(kind: "NodeList", items: [node.bytes]), Fixtures.protobuf) == nil)
  }

  @Test("a text that is not UTF-8 is an error")
  func invalidText() {
    let pod = Wire().message(1, Wire().data(1, [0xFF, 0xFE]).text(3, "ns").text(5, "u"))
    #expect(failure(Wire.page(items: [pod.bytes])) != nil)
    let owner = Wire().data(1, Array(repeating: 0x80, count: 20)).text(3, "x").number(6, 1)
    let owned = Wire().message(1, Wire().text(1, "p").text(3, "ns").text(5, "u").message(13, owner))
    #expect(failure(Wire.page(items: [owned.bytes])) != nil)
  }

  private func failure(_ bytes: [UInt8], _ type: String = Fixtures.protobuf) -> DecodingFailure? {
    bytes.withUnsafeBytes { body in
      do throws(DecodingFailure) {
        _ = try KubernetesDecoding.pods(body, mediaType: type)
        return nil
      } catch {
        return error
      }
    }
  }

  /// How many items the list has; nil if it cannot be decoded.
  private func items(_ resource: String, _ bytes: [UInt8], _ type: String) -> Int? {
    bytes.withUnsafeBytes { body in
      switch resource {
      case "nodes": (try? KubernetesDecoding.nodes(body, mediaType: type))?.count
      case "pods": (try? KubernetesDecoding.pods(body, mediaType: type))?.count
      default: (try? KubernetesDecoding.events(body, mediaType: type))?.count
      }
    }
  }
}
