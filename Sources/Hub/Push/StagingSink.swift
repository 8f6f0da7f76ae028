import CPostgres
import History

/// Sends rows into a staging table, which is made when the first of them are ready.
final class StagingSink: ExchangeSink {
  private let connection: PostgresConnection
  private let begin: () throws -> Void
  private var text = CopyText()
  private var hasBegun = false
  /// Whether there was any row.
  private(set) var isEmpty = true

  /// How many bytes go to libpq at once.
  private static let chunkSize = 64 << 10

  /// - Parameter begin: makes the staging table and starts COPY.
  init(_ connection: PostgresConnection, begin: @escaping () throws -> Void) {
    self.connection = connection
    self.begin = begin
    text.reserve(Self.chunkSize + 4096)
  }

  func integer(_ value: Int64?) { text.integer(value) }
  func text(_ value: UnsafeRawBufferPointer?) { text.text(value) }
  func blob(_ value: UnsafeRawBufferPointer?) { text.blob(value) }

  func endRow() throws {
    text.endRow()
    isEmpty = false
    if text.bytes.count >= Self.chunkSize { try send() }
  }

  /// Sends the rest and waits until the server has it all.
  func finish() throws {
    guard !isEmpty else { return }
    try send()
    guard PQputCopyEnd(connection.handle, nil) == 1 else { throw connection.lost }
    try connection.finishResults()
  }

  private func send() throws {
    if !hasBegun {
      hasBegun = true
      try begin()
    }
    let sent = text.bytes.withUnsafeBytes { bytes in
      PQputCopyData(
        connection.handle, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
    }
    guard sent == 1 else { throw connection.lost }
    text.removeAll()
  }
}
