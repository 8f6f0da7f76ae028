/// What an objection of the scheduler means for the question what a pod waits for.
struct ObjectionMeaning: Equatable {
  /// The resource or the rule that the words name.
  var reason: PendingReason
  /// Whether the node would take the pod if it had more room. The other nodes are out of the question for the pod.
  var isCandidate: Bool

  init(_ reason: PendingReason, isCandidate: Bool) {
    self.reason = reason
    self.isCandidate = isCandidate
  }

  /// The meaning of the scheduler's words, without the count before them.
  ///
  /// The words are those of the filter plugins (k8s.io/kubernetes/pkg/scheduler/framework/plugins, `ErrReason…`),
  /// in the wordings of 1.10 to 1.35.
  init(words: some StringProtocol) {
    let text = String(words)
    if let resource = Self.lackingResource(text) {
      self.init(Self.reason(ofResource: resource), isCandidate: true)
    } else {
      let known = Self.phrases.first { text[...].firstIndex(ofASCII: $0.phrase) != nil }
      self = known?.meaning ?? ObjectionMeaning(.other, isCandidate: false)
    }
  }

  private static func lackingResource(_ words: String) -> Substring? {
    if words.hasPrefix("Too many pods") { return "pods" }
    guard words.hasPrefix("Insufficient ") else { return nil }
    return words.dropFirst("Insufficient ".count).prefix { $0 != " " }
  }

  private static func reason(ofResource resource: Substring) -> PendingReason {
    switch resource {
    case "pods": .podSlots
    case "vpc.amazonaws.com/pod-eni", "vpc.amazonaws.com/PrivateIPv4Address": .ipAddresses
    case "cpu": .cpu
    case "memory": .memory
    case "ephemeral-storage": .ephemeralStorage
    default: .other
    }
  }

  /// Parts of the words, the more particular ones first: `volume node affinity conflict` is no affinity of the pod.
  private static let phrases: [(phrase: StaticString, meaning: ObjectionMeaning)] = [
    ("max volume count", .init(.volume, isCandidate: true)),
    ("enough free storage", .init(.volume, isCandidate: true)),
    ("free ports", .init(.other, isCandidate: true)),
    ("volume", .init(.volume, isCandidate: false)),
    ("Volume", .init(.volume, isCandidate: false)),
    ("no available disk", .init(.volume, isCandidate: false)),
    ("pvc", .init(.volume, isCandidate: false)),
    ("taint", .init(.taint, isCandidate: false)),
    // A cordon is a taint to the scheduler: the plugin asks whether the pod tolerates it.
    ("were unschedulable", .init(.taint, isCandidate: false)),
    ("affinity", .init(.affinity, isCandidate: false)),
    ("node selector", .init(.affinity, isCandidate: false)),
    ("topology spread", .init(.affinity, isCandidate: false)),
    ("requested hostname", .init(.affinity, isCandidate: false)),
    ("requested node name", .init(.affinity, isCandidate: false)),
  ]
}
