public import Reports

/// The formats in which a report can be printed.
public enum OutputFormat: String, CaseIterable, Sendable {
  /// Aligned columns for people.
  case table
  /// Comma-separated values by RFC 4180.
  case csv
  /// One JSON object with each row on a line of its own.
  case json
}

/// A report in an output format, as a sequence of chunks of UTF-8 text of some 64 KiB each.
///
/// Chunks are made on demand: a report of any length takes the memory of its rows and of one chunk.
///
///     for chunk in RenderedReport(report, as: .csv) { write(chunk) }
public struct RenderedReport: Sequence, IteratorProtocol {
  private let writer: any ReportWriter
  private var position = Position.beginning

  private enum Position {
    case beginning
    case row(Int)
    case done
  }

  private static let chunkSize = 65_536

  /// Prepares a report.
  ///
  /// - Parameters:
  ///   - format: the format to print it in.
  ///   - terminal: the capabilities of the terminal that shows it; nil if it goes to a file or a pipe. Only tables
  ///     differ: on a terminal they fit its width and have readable units, elsewhere they have plain values.
  ///   - everyStep: on a terminal too, a trend of several series has a line for each step instead of one for each series
  ///     with a sparkline.
  public init(
    _ report: Report, as format: OutputFormat, terminal: TerminalCapabilities? = nil, everyStep: Bool = false
  ) {
    writer =
      switch (format, report.layout) {
      case (.csv, _): CSVWriter(table: report.table)
      case (.json, _): JSONWriter(report: report)
      case (.table, .rows): Self.tableWriter(report, terminal, everyStep: everyStep)
      case (.table, .blocks): BlockWriter(table: report.table, terminal: terminal)
      }
  }

  private static func tableWriter(
    _ report: Report, _ terminal: TerminalCapabilities?, everyStep: Bool
  ) -> any ReportWriter {
    if let terminal, let trend = TrendWriter(report, terminal: terminal, everyStep: everyStep) { return trend }
    return TableWriter(table: report.table, terminal: terminal)
  }

  /// The next chunk, never empty; nil after the last.
  public mutating func next() -> [UInt8]? {
    var chunk: [UInt8] = []
    chunk.reserveCapacity(Self.chunkSize + 4096)
    while chunk.count < Self.chunkSize, step(into: &chunk) {}
    return chunk.isEmpty ? nil : chunk
  }

  /// Appends the next part of the report; false if there is none.
  private mutating func step(into chunk: inout [UInt8]) -> Bool {
    switch position {
    case .beginning:
      writer.begin(&chunk)
      position = .row(0)
    case .row(let row) where row < writer.rowCount:
      writer.write(row: row, into: &chunk)
      position = .row(row + 1)
    case .row:
      writer.end(&chunk)
      position = .done
    case .done:
      return false
    }
    return true
  }

  /// The whole report as one string.
  public var text: String {
    String(decoding: reduce(into: [UInt8]()) { $0 += $1 }, as: UTF8.self)
  }
}

/// Writes a report in parts: its beginning, each row, its end.
protocol ReportWriter {
  /// How many rows it writes.
  var rowCount: Int { get }
  func begin(_ output: inout [UInt8])
  func write(row: Int, into output: inout [UInt8])
  func end(_ output: inout [UInt8])
}

extension [UInt8] {
  mutating func append(_ text: some StringProtocol) {
    append(contentsOf: text.utf8)
  }

  mutating func append(ascii character: Unicode.Scalar) {
    append(UInt8(ascii: character))
  }
}
