import Capacity
@testable import KubernetesAPI
import Transport

func decodeLists(_ bytes: UnsafeBufferPointer<UInt8>, mediaType: String) {
  let body = UnsafeRawBufferPointer(bytes)
  _ = try? KubernetesDecoding.pods(body, mediaType: mediaType)
  _ = try? KubernetesDecoding.nodes(body, mediaType: mediaType)
  _ = try? KubernetesDecoding.events(body, mediaType: mediaType)
  _ = try? KubernetesDecoding.ciliumNodes(body, mediaType: mediaType)
}

/// A watch comes in pieces of any size, and each says what the whole says.
func decodeWatches(_ bytes: UnsafeBufferPointer<UInt8>, mediaType: String) {
  let body = UnsafeRawBufferPointer(bytes)
  compareWatches(of: PodFields.self, body, mediaType)
  compareWatches(of: NodeFields.self, body, mediaType)
}

private func compareWatches<Fields: ObjectFields>(
  of kind: Fields.Type, _ body: UnsafeRawBufferPointer, _ mediaType: String
) where Fields.Value: Equatable {
  // The sizes follow from the bytes, so that an input that fails does so again.
  var random = SeededRandom(seed: body.reduce(0) { $0 &* 31 &+ UInt64($1) })
  let largest = Int.random(in: 1...max(1, body.count), using: &random)
  let whole = followed(of: kind, body, mediaType) { body.count }
  let pieces = followed(of: kind, body, mediaType) { Int.random(in: 1...largest, using: &random) }
  precondition(pieces.changes == whole.changes && pieces.latest == whole.latest && pieces.end == whole.end)
}

private func followed<Fields: ObjectFields>(
  of kind: Fields.Type, _ body: UnsafeRawBufferPointer, _ mediaType: String, size: () -> Int
) -> WatchLog<Fields>.Progress {
  let log = WatchLog<Fields>(mostChanges: .max)
  var rest = body[...]
  var goesOn = log.begin(HTTPResponse(status: 200, headers: [HTTPHeader("Content-Type", mediaType)]))
  while goesOn, !rest.isEmpty {
    let piece = rest.prefix(size())
    goesOn = log.receive(UnsafeRawBufferPointer(rebasing: piece))
    rest = rest.dropFirst(piece.count)
  }
  log.end(.ended)
  return log.progress
}

@Sendable func decodeKubeconfig(_ bytes: UnsafeBufferPointer<UInt8>) {
  _ = try? Kubeconfig(yaml: String(decoding: bytes, as: UTF8.self), path: "/home/user/.kube/config")
}
