internal import Capacity
import Glibc

// The messages of the Kubernetes API that pods are made of.

extension WireReader {
  /// Whether this is the `PodCondition` of type `PodScheduled`.
  func isScheduledCondition() throws(DecodingFailure) -> Bool {
    var reader = self
    var isScheduled = false
    while try reader.next() {
      if reader.number == 1 { isScheduled = try reader.isText("PodScheduled") }
    }
    return isScheduled
  }

  /// A `Container`: what it requests, and its own restart policy.
  func container() throws(DecodingFailure) -> (requests: ResourceRequests, restartPolicy: String) {
    var reader = self
    var requests = ResourceRequests()
    var restartPolicy = ""
    while try reader.next() {
      switch reader.number {
      case 8: requests = try reader.message().resourceRequests()
      case 24: restartPolicy = try reader.string()
      default: break
      }
    }
    return (requests, restartPolicy)
  }

  /// The requests of a `ResourceRequirements`.
  func resourceRequests() throws(DecodingFailure) -> ResourceRequests {
    var reader = self
    var requests = ResourceRequests()
    while try reader.next() {
      if reader.number == 2 { try reader.message().resource(into: &requests) }
    }
    return requests
  }

  /// One entry of a map from resource names to quantities.
  func resource(
    into requests: inout ResourceRequests
  ) throws(DecodingFailure) {
    var reader = self
    var name = ""
    var quantity = ""
    while try reader.next() {
      switch reader.number {
      case 1: name = try reader.string()
      case 2: quantity = try reader.message().firstText()
      default: break
      }
    }
    try requests.set(name, to: quantity)
  }

  /// Field 1 as text: all there is in a `Quantity` and a `PodIP`.
  func firstText() throws(DecodingFailure) -> String {
    var reader = self
    var text = ""
    while try reader.next() {
      if reader.number == 1 { text = try reader.string() }
    }
    return text
  }

  /// A `Time`; nil for one without content, by which the API writes null.
  func time() throws(DecodingFailure) -> Timestamp? {
    var reader = try message()
    var seconds: Int64?
    while try reader.next() {
      if reader.number == 1 { seconds = try reader.integer() }
    }
    return seconds.map { Timestamp(seconds: $0) }
  }

  /// The field as text, in the copy that the list keeps.
  func string(in texts: inout StringInterner) throws(DecodingFailure) -> String {
    guard let text = texts.text(try bytes()) else { throw Self.notUTF8(field: number) }
    return text
  }

  /// Whether the field is this text.
  func isText(_ text: StaticString) throws(DecodingFailure) -> Bool {
    let bytes = try bytes()
    guard bytes.count == text.utf8CodeUnitCount, let start = bytes.baseAddress else { return false }
    return memcmp(start, text.utf8Start, bytes.count) == 0
  }
}
