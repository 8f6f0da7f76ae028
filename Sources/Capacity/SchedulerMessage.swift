/// What the scheduler says when no node fits: how many nodes there are, and how many of them it rejects for which
/// reason.
///
/// The text is that of `FitError.Error()` in k8s.io/kubernetes/pkg/scheduler/framework/types.go:
/// `0/6 nodes are available: 3 Insufficient cpu, 6 Too many pods.`, in newer releases followed by what preemption
/// could do. The counts may sum to more than the nodes, since a node lists every resource that it lacks.
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

  /// Reads a message. Every text is one: a text of another form is its own only objection.
  public init(_ message: some StringProtocol) {
    let text = Self.withoutPreemption(String(message)[...])
    let (nodeCount, list) = Self.summary(text) ?? (nil, text)
    self.nodeCount = nodeCount
    objections = Self.parts(Self.trimmed(list)).map { part in
      Self.counted(part) ?? Objection(nodes: nodeCount ?? 1, words: String(part))
    }
  }

  /// What plugins add after the filters' summary. Its counts are not those of nodes that could take the pod.
  private static let tails: [StaticString] = [
    "preemption:", "no new claims to deallocate", "still not schedulable", "deallocation of ResourceClaim completed",
  ]

  private static func withoutPreemption(_ text: Substring) -> Substring {
    tails.reduce(text) { text, tail in text.firstIndex(ofASCII: tail).map { text[..<$0] } ?? text }
  }

  /// Splits `0/6 nodes are available: …` into the number of nodes and the rest.
  private static func summary(_ text: Substring) -> (nodes: Int, rest: Substring)? {
    let phrase: StaticString = " nodes are available:"
    guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")), Int(text[..<slash]) != nil,
      let phraseStart = text.firstIndex(ofASCII: phrase), slash < phraseStart,
      let nodes = Int(text[text.utf8.index(after: slash)..<phraseStart])
    else { return nil }
    return (nodes, text[text.utf8.index(phraseStart, offsetBy: phrase.utf8CodeUnitCount)...])
  }

  /// Splits at commas that a blank and a count follow; other commas belong to a reason.
  private static func parts(_ list: Substring) -> [Substring] {
    var parts: [Substring] = []
    var start = list.startIndex
    for comma in list.utf8.indices where list.utf8[comma] == UInt8(ascii: ",") {
      let rest = list[list.utf8.index(after: comma)...]
      guard rest.utf8.first == UInt8(ascii: " "), counted(rest.dropFirst()) != nil else { continue }
      parts.append(list[start..<comma])
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

/// What an objection of the scheduler says about what a pod waits for.
struct ObjectionMeaning: Equatable {
  /// The resource or the rule that the words name.
  var reason: PendingReason
  /// Whether the node would take the pod if it had more of the resource. Other nodes can never take the pod.
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

  /// Parts of the words, the more specific ones first: `volume node affinity conflict` is no affinity of the pod.
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
