internal import Capacity
internal import OutsideText

// Pods are read off the wire by hand: they are nearly all of the bytes, and a tenth of their fields is kept.
// Measured on the recorded pods, in CPU time: swift-protobuf 5.6 to 6.3 µs for each, most of it for texts that are
// thrown away again; this way 2.7 µs, the conversion to a `Pod` included.
//
// Field numbers: k8s.io/api/core/v1/generated.proto.

extension PodFields {
  /// Reads an encoded `Pod`.
  ///
  /// - Throws: `DecodingFailure` for anything but a whole message with sound quantities; it names the pod if its name
  ///   was read before.
  init(protobuf bytes: UnsafeRawBufferPointer, texts: inout StringInterner) throws(DecodingFailure) {
    do throws(DecodingFailure) {
      try read(bytes, &texts)
    } catch {
      throw error.inside("pod \(.name(namespace))/\(.name(name))")
    }
  }

  private mutating func read(
    _ bytes: UnsafeRawBufferPointer, _ texts: inout StringInterner
  ) throws(DecodingFailure) {
    var reader = WireReader(bytes)
    while try reader.next() {
      switch reader.number {
      case 1: try readMetadata(reader.message(), &texts)
      case 2: try readSpec(reader.message(), &texts)
      case 3: try readStatus(reader.message(), &texts)
      default: break
      }
    }
  }

  private mutating func readMetadata(_ message: WireReader, _ texts: inout StringInterner) throws(DecodingFailure) {
    var reader = message
    while try reader.next() {
      switch reader.number {
      case 1: name = try reader.string()
      case 3: namespace = try reader.string(in: &texts)
      case 5: uid = try reader.string()
      case 8: createdAt = try reader.time()
      case 9: isTerminating = try reader.time() != nil
      case 11: try readLabel(reader.message())
      case 13: try readOwner(reader.message(), &texts)
      default: break
      }
    }
  }

  private mutating func readLabel(_ message: WireReader) throws(DecodingFailure) {
    var reader = message
    var isTemplateHash = false
    var value = UnsafeRawBufferPointer(start: nil, count: 0)
    while try reader.next() {
      switch reader.number {
      case 1: isTemplateHash = try reader.isText("pod-template-hash")
      case 2: value = try reader.bytes()
      default: break
      }
    }
    if isTemplateHash { templateHash = try WireReader.string(value, field: 2) }
  }

  private mutating func readOwner(_ message: WireReader, _ texts: inout StringInterner) throws(DecodingFailure) {
    var reader = message
    var owner = Controller()
    var isController = false
    while try reader.next() {
      switch reader.number {
      case 1: owner.kind = try reader.string(in: &texts)
      case 3: owner.name = try reader.string(in: &texts)
      case 6: isController = try reader.bool()
      default: break
      }
    }
    if isController { controller = owner }
  }

  private mutating func readSpec(
    _ message: WireReader, _ texts: inout StringInterner
  ) throws(DecodingFailure) {
    var reader = message
    while try reader.next() {
      switch reader.number {
      case 2: requests.add(container: try reader.message().container().requests)
      case 10: nodeName = try reader.string(in: &texts)
      case 11: isHostNetwork = try reader.bool()
      case 20:
        let container = try reader.message().container()
        requests.add(initContainer: container.requests, isSidecar: container.restartPolicy == "Always")
      case 32:
        var overhead = ResourceRequests()
        try reader.message().resource(into: &overhead)
        requests.add(overhead: overhead)
      case 40: requests.set(pod: try reader.message().resourceRequests())
      default: break
      }
    }
  }

  private mutating func readStatus(_ message: WireReader, _ texts: inout StringInterner) throws(DecodingFailure) {
    var reader = message
    while try reader.next() {
      switch reader.number {
      case 1: phase = try reader.string()
      case 2: try readCondition(reader.message(), &texts)
      case 6: podIP = try reader.string()
      case 7: startedAt = try reader.time()
      case 12: podIPs.append(try reader.message().firstText())
      default: break
      }
    }
  }

  private mutating func readCondition(_ message: WireReader, _ texts: inout StringInterner) throws(DecodingFailure) {
    guard try message.isScheduledCondition() else { return }
    var reader = message
    var condition = Condition()
    while try reader.next() {
      switch reader.number {
      case 2: condition.status = try reader.string()
      case 4: condition.lastTransition = try reader.time()
      case 5: condition.reason = try reader.string(in: &texts)
      case 6: condition.message = try reader.string(in: &texts)
      default: break
      }
    }
    scheduled = condition
  }
}
