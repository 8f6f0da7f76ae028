/// What the scheduler says when no node fits: how many nodes there are and what speaks against how many of them.
///
/// The text is that of `FitError.Error()` in k8s.io/kubernetes/pkg/scheduler/framework/types.go:
/// `0/6 nodes are available: 3 Insufficient cpu, 6 Too many pods.`, in newer releases followed by what preemption
/// could do. The counts may sum to more than the nodes, since a node lists every resource that it lacks.
public struct SchedulerMessage: Hashable, Sendable {
  /// A reason and the number of nodes that gave it.
  public struct Objection: Hashable, Sendable {
    /// How many nodes it keeps the pod from.
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

  /// Reads a message; every text is one, in the worst case with itself as the only objection.
  public init(_ message: some StringProtocol) {
    let text = Self.withoutPreemption(String(message)[...])
    let (nodeCount, list) = Self.summary(text) ?? (nil, text)
    self.nodeCount = nodeCount
    objections = Self.parts(Self.trimmed(list)).map { part in
      Self.counted(part) ?? Objection(nodes: nodeCount ?? 1, words: String(part))
    }
  }

  /// What plugins add after the filters' summary: its counts are not of nodes that could take the pod.
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
