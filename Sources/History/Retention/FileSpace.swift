package import Capacity
package import Database

/// The space of a history's file that holds nothing: deleted rows leave it behind, and what is recorded later takes it.
package struct FileSpace: Hashable, Sendable {
  /// The size of the file.
  package let bytes: Int64
  /// What of it holds nothing.
  package let freeBytes: Int64
  fileprivate let isIncremental: Bool

  /// - Throws: the database's own errors.
  package init(in connection: any Connection) throws {
    func number(_ name: String) throws -> Int64 {
      try Statement("PRAGMA \(name)", in: connection).first { $0.integer() } ?? 0
    }
    let page = try number("page_size")
    bytes = try page * number("page_count")
    freeBytes = try page * number("freelist_count")
    // https://sqlite.org/pragma.html#pragma_auto_vacuum
    isIncremental = try number("auto_vacuum") == 2
  }

  /// Whether it is worth while to write the file anew: pruning for the first time leaves more behind than is recorded in
  /// a few days.
  package var isWorthVacuum: Bool { freeBytes > 16 << 20 && freeBytes > bytes / 4 }
}

extension HistoryStore {
  /// Gives back the free space at the end of a file that was made with `auto_vacuum = INCREMENTAL`, bit by bit; other
  /// files keep it.
  ///
  /// - Returns: the space afterwards.
  /// - Throws: `SQLiteError`.
  package func giveSpaceBack() throws -> FileSpace {
    try withConnection { connection in
      var space = try FileSpace(in: connection)
      guard space.isIncremental else { return space }
      try PruningPace().run { pages in
        let before = space
        try Statement("PRAGMA incremental_vacuum(\(pages))", in: connection).run()
        space = try FileSpace(in: connection)
        return space == before ? 0 : pages
      }
      return space
    }
  }

  /// Writes the file anew without its free space. Nobody else writes meanwhile, so take a `CollectionLock` first; it takes
  /// as much space again.
  ///
  /// - Returns: the space afterwards.
  /// - Throws: `SQLiteError`.
  package func vacuum() throws -> FileSpace {
    try withConnection { connection in
      try connection.execute("VACUUM")
      try Statement("PRAGMA wal_checkpoint(TRUNCATE)", in: connection).run()
      return try FileSpace(in: connection)
    }
  }

  /// Whether the file is due to be pruned: a day after it was last begun. It then counts as begun.
  ///
  /// - Throws: `SQLiteError`.
  package func beginDailyPruning(at now: Timestamp) throws -> Bool {
    let isDue = try database.transaction(.reading) { connection in
      let last = try Statement("SELECT started_at FROM prune_run", in: connection).first { $0.time() }
      // A clock that was set back does not put it off.
      return last.map { !(($0 + -60)..<($0 + 86_400)).contains(now) } ?? true
    }
    if isDue { try notePruning("INSERT OR REPLACE INTO prune_run (id, started_at) VALUES (1, \(now.seconds))") }
    return isDue
  }

  /// Takes note that the file was pruned.
  ///
  /// - Throws: `SQLiteError`.
  package func endPruning(startedAt: Timestamp, finishedAt: Timestamp) throws {
    try notePruning(
      """
      INSERT OR REPLACE INTO prune_run (id, started_at, finished_at)
      VALUES (1, \(startedAt.seconds), \(finishedAt.seconds))
      """)
  }

  private func notePruning(_ sql: String) throws { try database.transaction(.writing) { try $0.execute(sql) } }
}
