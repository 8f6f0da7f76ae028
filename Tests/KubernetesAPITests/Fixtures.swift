import Foundation
import Testing
import Transport

@testable import KubernetesAPI

/// The recorded responses.
enum Fixtures {
  static let steps = ["replicas-02", "replicas-08", "replicas-15", "replicas-30", "replicas-50"]
  static let protobuf = "application/vnd.kubernetes.protobuf"
  static let json = "application/json"

  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures")

  static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appendingPathComponent(path)))
  }

  /// A recorded answer with its status line and headers.
  static func response(_ path: String) throws -> HTTPResponse {
    let text = String(decoding: try bytes(path), as: UTF8.self)
    let parts = text.components(separatedBy: "\r\n\r\n")
    let lines = parts[0].components(separatedBy: "\r\n")
    let status = try #require(Int(lines[0].split(separator: " ")[1]))
    let headers = lines.dropFirst().map { line in
      let pair = line.split(separator: ":", maxSplits: 1)
      return HTTPHeader(String(pair[0]), pair[1].trimmingCharacters(in: .whitespaces))
    }
    return HTTPResponse(status: status, headers: headers, body: ResponseBody(parts[1].utf8))
  }

  /// The encoded pods of the largest step.
  static func pods() throws -> [[UInt8]] {
    try bytes("eks-pod-limit/replicas-50/pods.pb").withUnsafeBytes { body in
      try ProtobufListPage(body, kind: "PodList").items.map { Array($0) }
    }
  }
}

/// Writes protobuf for tests.
struct Wire {
  private(set) var bytes: [UInt8] = []

  func number(_ field: UInt64, _ value: Int64) -> Wire {
    var copy = self
    copy.varint(field << 3)
    copy.varint(UInt64(bitPattern: value))
    return copy
  }

  func data(_ field: UInt64, _ value: [UInt8]) -> Wire {
    var copy = self
    copy.varint(field << 3 | 2)
    copy.varint(UInt64(value.count))
    copy.bytes += value
    return copy
  }

  func text(_ field: UInt64, _ value: String) -> Wire {
    data(field, Array(value.utf8))
  }

  func message(_ field: UInt64, _ value: Wire) -> Wire {
    data(field, value.bytes)
  }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}

extension Wire {
  /// A whole body: magic, type and object.
  static func body(kind: String, apiVersion: String = "v1", _ object: Wire) -> [UInt8] {
    body(kind: kind, apiVersion: apiVersion, object.bytes)
  }

  /// A whole body with an object that is encoded already.
  static func body(kind: String, apiVersion: String = "v1", _ object: [UInt8]) -> [UInt8] {
    let type = Wire().text(1, apiVersion).text(2, kind)
    return [0x6B, 0x38, 0x73, 0x00] + Wire().message(1, type).data(2, object).text(3, "").text(4, "").bytes
  }

  /// A page of a list.
  static func page(
    kind: String = "PodList", items: [[UInt8]], continuing token: String = "", remaining: Int64? = nil
  ) -> [UInt8] {
    var metadata = Wire().text(1, "").text(2, "672").text(3, token)
    if let remaining { metadata = metadata.number(4, remaining) }
    let list = items.reduce(Wire().message(1, metadata)) { $0.data(2, $1) }
    return body(kind: kind, list)
  }

  /// A `Status`.
  static func status(code: Int64, reason: String, message: String, token: String = "") -> [UInt8] {
    let metadata = Wire().text(1, "").text(2, "").text(3, token)
    return body(
      kind: "Status",
      Wire().message(1, metadata).text(2, "Failure").text(3, message).text(4, reason).number(6, code))
  }
}
