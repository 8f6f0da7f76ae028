import CPostgres
import History

/// Sends rows by COPY: into the table itself as long as none of them is there yet, from the first on that may be there
/// into a staging table.
///
/// COPY is begun when the first rows are ready.
final class CopySink: ExchangeSink {
  /// The rows that go into the table itself.
  struct Direct {
    /// Starts COPY into the table, whose last column is the cluster.
    var begin: () throws -> Void
    var cluster: Int64
    /// Where the key is among the columns, and the highest that is there; nil where there are no rows.
    var known: (column: Int, latestKey: Int64)?
  }

  private let connection: PostgresConnection
  private var direct: Direct?
  private let stage: () throws -> Void
  private var text = CopyText()
  /// How many of the text's bytes are whole rows.
  private var wholeRows = 0
  private var column = 0
  private var isKnown = false
  private var hasBegun = false
  /// Whether any row went into the staging table.
  private(set) var hasStaged = false

  /// How many bytes go to libpq at once.
  private static let chunkSize = 64 << 10

  /// - Parameters:
  ///   - direct: nil if all rows are to be staged.
  ///   - stage: makes the staging table and starts COPY.
  init(_ connection: PostgresConnection, direct: Direct?, stage: @escaping () throws -> Void) {
    self.connection = connection
    self.direct = direct
    self.stage = stage
    text.reserve(Self.chunkSize + 4096)
  }

  func integer(_ value: Int64?) {
    if let known = direct?.known, known.column == column { isKnown = value ?? 0 <= known.latestKey }
    column += 1
    text.integer(value)
  }

  func text(_ value: UnsafeRawBufferPointer?) {
    column += 1
    text.text(value)
  }

  func blob(_ value: UnsafeRawBufferPointer?) {
    column += 1
    text.blob(value)
  }

  func endRow() throws {
    if direct != nil, isKnown { try endDirect() }
    if let direct { text.integer(direct.cluster) } else { hasStaged = true }
    text.endRow()
    column = 0
    wholeRows = text.bytes.count
    if wholeRows >= Self.chunkSize { try send() }
  }

  private func endDirect() throws {
    try finish()
    direct = nil
  }

  /// Sends the rest and waits until the server has it all.
  func finish() throws {
    if wholeRows > 0 { try send() }
    guard hasBegun else { return }
    hasBegun = false
    guard PQputCopyEnd(connection.handle, nil) == 1 else { throw connection.lost }
    try connection.finishResults()
  }

  private func send() throws {
    if !hasBegun {
      hasBegun = true
      if let direct { try direct.begin() } else { try stage() }
    }
    let sent = text.bytes.withUnsafeBytes { bytes in
      PQputCopyData(
        connection.handle, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(wholeRows))
    }
    guard sent == 1 else { throw connection.lost }
    text.removeFirst(wholeRows)
    wholeRows = 0
  }
}
