import Capacity
import Reports

/// The pods without a node, by what they wait for.
struct WaitingList {
  /// More pods of one reason are only counted.
  private static let mostNames = 10

  private let cluster: ClusterMap
  private let width: Int
  private let ellipsis: String

  init(_ cluster: ClusterMap, width: Int, ellipsis: String) {
    self.cluster = cluster
    self.width = width
    self.ellipsis = ellipsis
  }

  func write(into output: inout [UInt8]) {
    guard let waiting = cluster.waiting, !waiting.isEmpty else { return }
    let count = MapDrawing.count(waiting.count, "pod")
    append("\n\(count) of \(TerminalText.escaped(cluster.cluster)) without a node:", to: &output)
    let groups = Dictionary(grouping: waiting) { Words(of: $0) }
    for (words, pods) in groups.sorted(by: { ($1.value.count, $0.key) < ($0.value.count, $1.key) }) {
      let message = words.message.isEmpty ? "" : ": \(TerminalText.escaped(words.message))"
      append("  \(words.reason) \(pods.count)\(message)", to: &output)
      for pod in pods.prefix(Self.mostNames) {
        append("    \(TerminalText.escaped("\(pod.namespace)/\(pod.name)"))", to: &output)
      }
      if pods.count > Self.mostNames {
        append("    and \(pods.count - Self.mostNames) more: capdb report pending", to: &output)
      }
    }
  }

  private func append(_ line: String, to output: inout [UInt8]) {
    output.append(TerminalText.truncated(line, to: width, ellipsis: ellipsis))
    output.append(ascii: "\n")
  }

  private struct Words: Hashable, Comparable {
    let reason: String
    let message: String

    init(of pod: WaitingPod) {
      reason = pod.reason?.rawValue ?? "no reason given"
      message = pod.message
    }

    static func < (left: Words, right: Words) -> Bool { (left.reason, left.message) < (right.reason, right.message) }
  }
}
