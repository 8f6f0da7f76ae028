import GRDB

/// A connection that only reads a history's file, in the way that its disk allows.
final class ReadingConnection: Sendable {
  private let path: String
  private let queue: DatabaseQueue
  /// How the files looked before they were opened without locks; nil where locks keep others from writing.
  private let stamp: FileStamp?

  /// - Throws: SQLite's error.
  init(_ path: String, _ access: ReadAccess) throws {
    self.path = path
    stamp = access.isWithoutLocks ? FileStamp(path) : nil
    // What reports sort they hold in memory anyway, and no full /tmp keeps them from it.
    var configuration = HistoryFile.configuration(access.preparation + "PRAGMA temp_store = MEMORY;")
    configuration.readonly = true
    queue = try DatabaseQueue(path: access.name(of: path), configuration: configuration)
  }

  /// Reads within one transaction.
  ///
  /// - Throws: `HistoryError`: `changed` if another process wrote what was read without locks; what `body` throws.
  func read<Answer>(_ body: (Database) throws -> Answer) throws -> Answer {
    try HistoryFile.translatingErrors(path, .reading) {
      try stamp.watching(path) { try queue.read(body) }
    }
  }

  /// Copies everything into a database in memory.
  ///
  /// - Throws: `HistoryError`, as `read`.
  func copyToMemory() throws -> DatabaseQueue {
    let copy = try DatabaseQueue(configuration: HistoryFile.configuration())
    try HistoryFile.translatingErrors(path, .reading) {
      try stamp.watching(path) { try queue.backup(to: copy) }
    }
    return copy
  }
}

extension FileStamp? {
  /// Runs `body`, whose answer or error only counts if the files look as they did.
  ///
  /// - Throws: `HistoryError.changed`; what `body` throws.
  func watching<Answer>(_ path: String, _ body: () throws -> Answer) throws -> Answer {
    let answer = Result { try body() }
    if let self, FileStamp(path) != self { throw HistoryError.changed(path: path) }
    return try answer.get()
  }
}
