import GRDB

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Puts a finished database in the place of another one, which is kept under another name.
///
/// A write-ahead log that stayed behind would be taken for that of the new database and damage it
/// (https://sqlite.org/howtocorrupt.html#_unlinking_or_renaming_a_database_file_while_in_use), so it is first moved into
/// the old one, or goes with it. At every moment there is the one database or the other at the path.
package struct DatabaseReplacement {
  private let path: String
  private let kept: String

  /// The files that SQLite may have beside a database.
  private static let suffixes = ["-wal", "-shm", "-journal"]

  /// Longer than a report takes.
  private static let busySeconds = 2.0

  /// - Parameters:
  ///   - path: the database.
  ///   - kept: the name of the old one from then on, in the same directory.
  package init(of path: String, keepingAs kept: String) {
    self.path = path
    self.kept = kept
  }

  /// Does it.
  ///
  /// - Returns: whether there was anything to keep.
  /// - Throws: `SQLiteError.busy` where another process has the old database open; `SQLiteError`,
  ///   `UnfinishedFileError`. The old database is then in its place.
  package func put(_ new: UnfinishedFile) throws -> Bool {
    guard SQLiteFile.exists(path) else {
      let isLogLeft = try moveSideFiles()
      try new.finish(isReplacing: true)
      return isLogLeft
    }
    new.adoptPermissions(of: path)
    do {
      try withOldAlone { try exchange(new) }
    } catch SQLiteError.corrupt, SQLiteError.notADatabase {
      try keepOld()
      _ = try moveSideFiles()
      try new.finish(isReplacing: true)
    }
    return true
  }

  /// Runs `body` while nobody else has the old database open and everything is in its one file.
  private func withOldAlone(_ body: () throws -> Void) throws {
    let old = try SQLiteDatabase.forWriting(path, busySeconds: Self.busySeconds)
    try SQLiteDatabase.translatingErrors(path, .writing(nil)) {
      try old.queue.writeWithoutTransaction { database in
        _ = try GRDB.Row.fetchOne(database, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        // Takes an exclusive lock, which no open connection of another process leaves to it.
        guard try String.fetchOne(database, sql: "PRAGMA journal_mode = DELETE") == "delete" else {
          throw SQLiteError.busy(path: path)
        }
        try database.execute(sql: "BEGIN EXCLUSIVE")
        defer { try? database.rollback() }
        try body()
      }
    }
    try old.close()
  }

  /// Removes second names of the database itself, which a restore that was killed in the middle left.
  ///
  /// - Parameter prefix: what these names begin with, in the directory of the database.
  package static func removeTwins(of path: String, named prefix: String) {
    var names = glob_t()
    defer { globfree(&names) }
    let pattern = prefix.map { "*?[\\".contains($0) ? "\\\($0)" : String($0) }.joined() + "*"
    guard glob(pattern, 0, nil, &names) == 0 else { return }
    for index in 0..<Int(names.gl_pathc) {
      guard let name = names.gl_pathv[index].map({ String(cString: $0) }), SQLiteFile.isSame(name, path) else {
        continue
      }
      unlink(name)
    }
  }

  private func exchange(_ new: UnfinishedFile) throws {
    try keepOld()
    do {
      try new.finish(isReplacing: true)
    } catch {
      unlink(kept)
      throw error
    }
  }

  /// Gives the old database its second name, or where a file system has no links, its other one.
  private func keepOld() throws {
    guard link(path, kept) != 0, rename(path, kept) != 0 else { return }
    throw UnfinishedFileError(errno: errno, path: kept)
  }

  /// Moves the log of the old database, or of one that is gone, to the kept name.
  private func moveSideFiles() throws -> Bool {
    var isAny = false
    for suffix in Self.suffixes where SQLiteFile.exists(path + suffix) {
      guard rename(path + suffix, kept + suffix) == 0 else {
        throw UnfinishedFileError(errno: errno, path: kept + suffix)
      }
      isAny = true
    }
    return isAny
  }
}

extension SQLiteFile {
  /// Whether two names are those of one file.
  package static func isSame(_ one: String, _ other: String) -> Bool {
    var first = stat()
    var second = stat()
    guard stat(one, &first) == 0, stat(other, &second) == 0 else { return false }
    return first.st_ino == second.st_ino && first.st_dev == second.st_dev
  }

  /// The path without symbolic links, which is where SQLite has the files beside a database; the path itself where
  /// nothing is there.
  package static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }
}
