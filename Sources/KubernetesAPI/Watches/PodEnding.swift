internal import Capacity
internal import OutsideText

// When a pod ended is asked of changes alone: lists would take longer to read for what is not recorded of them.
extension PodFields {
  static func ending(protobuf object: UnsafeRawBufferPointer) throws(DecodingFailure) -> ObjectEnding {
    var ending = ObjectEnding()
    var reader = WireReader(object)
    while let field = try reader.next() {
      switch field {
      case .bytes(1): ending.deletedAt = try deletionTime(reader.message)
      case .bytes(3): ending.finishedAt = try finishTime(reader.message)
      default: break
      }
    }
    return ending
  }

  private static func deletionTime(_ metadata: WireReader) throws(DecodingFailure) -> Timestamp? {
    var reader = metadata
    var time: Timestamp?
    while let field = try reader.next() {
      if field == .bytes(9) { time = try reader.time() }
    }
    return time
  }

  private static func finishTime(_ status: WireReader) throws(DecodingFailure) -> Timestamp? {
    var reader = status
    var times: [Timestamp?] = []
    while let field = try reader.next() {
      if field == .bytes(8) { times.append(try ContainerEnding(reader.message).finishedAt) }
    }
    return last(times)
  }

  static func ending(json object: JSONFields) throws -> ObjectEnding {
    let statuses = try object.object("status")?.objects("containerStatuses") ?? []
    let times = try statuses.map { try $0.object("state")?.object("terminated")?.time("finishedAt") }
    return ObjectEnding(
      finishedAt: last(times), deletedAt: try object.object("metadata")?.time("deletionTimestamp"))
  }

  /// When the last container ended; nil while one has not.
  private static func last(_ times: [Timestamp?]) -> Timestamp? {
    times.contains(nil) ? nil : times.compactMap(\.self).max()
  }
}

/// `state.terminated.finishedAt` of a `ContainerStatus`.
private struct ContainerEnding {
  private(set) var finishedAt: Timestamp?

  init(_ status: WireReader) throws(DecodingFailure) {
    var reader = status
    while let field = try reader.next() {
      if field == .bytes(2) { try readState(reader.message) }
    }
  }

  private mutating func readState(_ message: WireReader) throws(DecodingFailure) {
    var reader = message
    while let field = try reader.next() {
      if field == .bytes(3) { try readTermination(reader.message) }
    }
  }

  private mutating func readTermination(_ message: WireReader) throws(DecodingFailure) {
    var reader = message
    while let field = try reader.next() {
      if field == .bytes(6) { finishedAt = try reader.time() ?? finishedAt }
    }
  }
}
