import Capacity
import Foundation
public import History
import OutsideText
import TextEncoding

/// What goes with a ticket: the findings, the versions of what takes part, the latest collections with their errors, and the
/// schema. Its bytes depend on nothing else.
public struct DiagnosisBundle: Sendable {
  private let files: [(name: String, text: String)]

  /// - Parameters:
  ///   - table: the findings as text.
  ///   - json: the findings as JSON.
  ///   - versions: lines of `name version`.
  ///   - history: the history; nil without one that can be read.
  ///   - hashes: what replaces names; nil to leave them.
  public init(table: String, json: String, versions: [String], history: HistoryReader?, hashes: NameHashes?) {
    let excerpt = history.map(HistoryExcerpt.init)
    let texts = [
      ("doctor.txt", table), ("doctor.json", json),
      ("versions.txt", (versions + (excerpt.map { [$0.engine] } ?? [])).joined(separator: "\n") + "\n"),
      ("collections.json", excerpt?.collections ?? "[]\n"), ("schema.sql", excerpt?.schema ?? ""),
    ]
    files = texts.map { name, text in (name, hashes?.hashed(text) ?? text) }
  }

  /// The archive `capdb-doctor/…`, compressed by gzip; nil without memory.
  public func archive() -> [UInt8]? {
    var archive = TapeArchive()
    for (name, text) in files { archive.add("capdb-doctor/\(name)", Array(text.utf8)) }
    return archive.compressed()
  }
}

/// What a bundle takes from a history. What cannot be read is told in its place.
private struct HistoryExcerpt {
  var engine: String
  var collections: String
  var schema: String

  private static let mostCollections = 50

  init(_ history: HistoryReader) {
    engine = (try? history.engineVersion()).flatMap { SafeText.libraryPhrase($0)?.text } ?? "an unknown engine"
    schema = ((try? history.schemaSQL()) ?? []).map { $0 + ";\n" }.joined()
    collections = "[\n" + Self.rows(history).joined(separator: ",\n") + "\n]\n"
  }

  private static func rows(_ history: HistoryReader) -> [String] {
    let always = Timestamp(seconds: 0)..<Timestamp(seconds: 1 << 40)
    return ((try? history.clusters()) ?? []).flatMap { cluster in
      ((try? history.collections(of: cluster.id, in: always, limit: mostCollections)) ?? [])
        .map { row(SafeText.name(cluster.identity.name).text, $0) }
    }
  }

  private static func row(_ cluster: String, _ collection: RecordedCollection) -> String {
    let fields: [(String, String)] = [
      ("cluster", JSONString.quoted(cluster)), ("collection", "\(collection.number)"),
      ("observed_at", JSONString.quoted("\(collection.observedAt)")),
      ("started_at", JSONString.quoted("\(collection.record.startedAt)")),
      ("status", JSONString.quoted(collection.status.rawValue)),
      ("milliseconds", "\(collection.record.milliseconds)"), ("changes", "\(collection.changes)"),
      ("error", collection.error.map(JSONString.quoted) ?? "null"),
    ]
    return "  {" + fields.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}"
  }
}

/// The findings as people read them: a block for each cluster, a line for each check, and remedies below their lines.
public struct FindingText {
  private let findings: [Finding]
  /// Puts a word into the colour of its result.
  private let paint: (String, Finding.Result) -> String

  /// - Parameter paint: puts a word into the colour of its result; by default there are no colours.
  public init(_ findings: [Finding], paint: @escaping (String, Finding.Result) -> String = { word, _ in word }) {
    self.findings = findings
    self.paint = paint
  }

  /// The whole text, with a line end at its end.
  public var text: String {
    var clusters: [String?] = []
    for finding in findings where !clusters.contains(finding.cluster) { clusters.append(finding.cluster) }
    let blocks = clusters.map { cluster in
      let lines = findings.filter { $0.cluster == cluster }.map(line)
      return ([cluster.map { "cluster \($0)" } ?? "this machine"] + lines).joined(separator: "\n")
    }
    return (blocks + [summary]).joined(separator: "\n\n") + "\n"
  }

  private var width: Int { findings.map(\.check.count).max() ?? 0 }

  private func line(_ finding: Finding) -> String {
    let word = finding.result.rawValue
    let padded = paint(word, finding.result) + String(repeating: " ", count: max(0, 8 - word.count))
    let name = finding.check + String(repeating: " ", count: width - finding.check.count)
    let remedy = (finding.remedy ?? "").split(separator: "\n", omittingEmptySubsequences: true)
    return (["  \(padded) \(name)  \(finding.found)"] + remedy.map { "      \($0)" }).joined(separator: "\n")
  }

  private var summary: String {
    let counts = Finding.Result.allCases.compactMap { result in
      let count = findings.count { $0.result == result }
      return count == 0 ? nil : "\(count) \(result.rawValue)"
    }
    return counts.joined(separator: ", ")
  }
}
