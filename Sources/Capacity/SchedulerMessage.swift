/// What a scheduler says when no node fits: how many nodes there are, and how many of them it rejects for which
/// reason.
///
/// The texts, each with its source:
///
/// - kube-scheduler, `FitError.Error()` in k8s.io/kubernetes/pkg/scheduler/framework/types.go:
///   `0/6 nodes are available: 3 Insufficient cpu, 6 Too many pods.`, in newer releases followed by what preemption
///   could do. The counts may sum to more than the nodes, since a node lists every resource that it lacks.
/// - Volcano, `FitErrors.Error()` in https://github.com/volcano-sh/volcano/blob/master/pkg/scheduler/api/unschedule_info.go:
///   `0/3 nodes are unavailable: 1 node(s) pod number exceeded, 2 node(s) resource fit failed.`, older
///   `all nodes are unavailable: …`, and for a pod of a gang behind the state of the gang:
///   `pod group is not ready, 1 Pending, 1 minAvailable; Pending: 1 Unschedulable. Origin reason is …`.
/// - cluster-autoscaler, `pod didn't trigger scale-up: 1 Insufficient cpu, 2 max node group size reached`, which counts
///   groups of nodes:
///   https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/processors/status/eventing_scale_up_processor.go.
/// - Karpenter, `Failed to schedule pod, …`, which names the failures of all NodePools with `;` between them:
///   https://github.com/kubernetes-sigs/karpenter/blob/main/pkg/controllers/provisioning/scheduling/events.go.
public struct SchedulerMessage: Hashable, Sendable {
  /// A reason and the number of nodes that gave it.
  public struct Objection: Hashable, Sendable {
    /// How many nodes gave it.
    public var nodes: Int
    /// The scheduler's words, for example `Too many pods`.
    public var words: String

    /// Makes an objection.
    public init(nodes: Int, words: String) {
      self.nodes = nodes
      self.words = words
    }
  }

  /// The nodes the scheduler looked at; nil in messages of another form.
  public var nodeCount: Int?
  /// The objections in the order of the text. A message without counts is one objection of all nodes.
  public var objections: [Objection]
  /// Whether the message is of one that would add nodes, as Karpenter, in words of its own.
  var isOfNodeProvisioner: Bool
  /// Whether the last objection may lack its end.
  ///
  /// The scheduler cuts the message of an event at 1,024 bytes, whose last four it makes ` ...` (`truncateMessage` in
  /// k8s.io/kubernetes/pkg/scheduler/schedule_one.go, `NoteLengthLimit` in pkg/apis/core/validation/events.go).
  var endsCut: Bool

  /// Reads a message. Every text is one: a text of another form is its own only objection.
  public init(_ message: some StringProtocol) {
    let message = String(message)
    let text = Self.withoutPreemption(message[...])
    endsCut = text.endIndex == message.endIndex && (message.utf8.count == Self.limit || message.hasSuffix(" ..."))
    isOfNodeProvisioner = text.hasPrefix("Failed to schedule pod")
    let (nodeCount, list) = isOfNodeProvisioner ? (nil, text) : Self.summary(text) ?? (nil, text)
    self.nodeCount = nodeCount
    let parts = isOfNodeProvisioner ? Self.pools(list) : Self.parts(Self.trimmed(list))
    objections = parts.map { Self.counted($0) ?? Objection(nodes: nodeCount ?? 1, words: String($0)) }
  }

  private static let limit = 1024

  /// What plugins add after the filters' summary. Its counts are not those of nodes that could take the pod.
  private static let tails: [StaticString] = [
    "preemption:", "no new claims to deallocate", "still not schedulable", "deallocation of ResourceClaim completed",
  ]

  private static func withoutPreemption(_ text: Substring) -> Substring {
    tails.reduce(text) { text, tail in text.firstIndex(ofASCII: tail).map { text[..<$0] } ?? text }
  }

  /// Splits `0/6 nodes are available: …` into the number of nodes and the rest; whatever stands before is dropped.
  private static func summary(_ text: Substring) -> (nodes: Int?, rest: Substring)? {
    if text.hasPrefix("pod didn't trigger scale-up"), let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) {
      return (nil, text[text.utf8.index(after: colon)...])
    }
    let verdicts: [StaticString] = [" nodes are available:", " nodes are unavailable:"]
    for verdict in verdicts {
      guard let start = text.firstIndex(ofASCII: verdict) else { continue }
      let before = text[..<start]
      let blank = before.utf8.lastIndex(of: UInt8(ascii: " "))
      let count = before[(blank.map(before.utf8.index(after:)) ?? before.startIndex)...]
      let rest = text[text.utf8.index(start, offsetBy: verdict.utf8CodeUnitCount)...]
      if count == "all" { return (nil, rest) }
      if let nodes = nodes(in: count) { return (nodes, rest) }
    }
    return nil
  }

  /// Reads the 6 of `0/6`.
  private static func nodes(in fraction: Substring) -> Int? {
    guard let slash = fraction.utf8.firstIndex(of: UInt8(ascii: "/")), Int(fraction[..<slash]) != nil else {
      return nil
    }
    return Int(fraction[fraction.utf8.index(after: slash)...])
  }

  /// Splits at commas that a blank and a count follow; other commas belong to a reason.
  private static func parts(_ list: Substring) -> [Substring] {
    split(list, at: UInt8(ascii: ",")) { counted($0) != nil }
  }

  /// Splits what Karpenter says into what it says of each NodePool.
  private static func pools(_ list: Substring) -> [Substring] {
    split(list, at: UInt8(ascii: ";")) { _ in true }
  }

  /// Splits at separators that a blank and a text that `begins` a part follow, outside of what users wrote.
  private static func split(_ list: Substring, at separator: UInt8, _ begins: (Substring) -> Bool) -> [Substring] {
    var parts: [Substring] = []
    var start = list.startIndex
    for (index, byte) in zip(list.utf8.indices, ComponentWords(list).bytes) where byte == separator {
      let rest = list[list.utf8.index(after: index)...]
      guard rest.utf8.first == UInt8(ascii: " "), begins(rest.dropFirst()) else { continue }
      parts.append(list[start..<index])
      start = rest.utf8.index(after: rest.startIndex)
    }
    return start == list.endIndex ? parts : parts + [list[start...]]
  }

  /// Reads `3 Too many pods`; nil if the text does not begin with a number and a blank.
  private static func counted(_ part: Substring) -> Objection? {
    guard let blank = part.utf8.firstIndex(of: UInt8(ascii: " ")), let nodes = Int(part[..<blank]), nodes >= 0
    else { return nil }
    return Objection(nodes: nodes, words: String(part[part.utf8.index(after: blank)...]))
  }

  private static func trimmed(_ text: Substring) -> Substring {
    let isEdge: (Character) -> Bool = { $0 == " " || $0 == "." || $0 == "," || $0.isNewline }
    let end = text.lastIndex { !isEdge($0) }
    return end.map { text[...$0].drop { $0 == " " } } ?? ""
  }
}
