import Foundation
import RandomHistory
import Testing

@testable import Database

/// Transactions begin, commit and roll back in one place, whatever is done in them.
@Suite("A transaction")
struct TransactionTests {
  private let directory: TemporaryDirectory
  private let database: SQLiteDatabase

  init() throws {
    directory = try TemporaryDirectory()
    let path = directory.file("t.db")
    try SQLiteFile.create(path)
    database = try SQLiteDatabase.forWriting(path)
    try database.withConnection { try $0.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT) STRICT") }
  }

  private struct Stop: Error {}

  private func insert(_ key: Int64, _ connection: any Connection) throws {
    let insert = try Statement("INSERT INTO t (a, b) VALUES (?, 'x')", in: connection)
    var parameters = insert.binder()
    parameters.integer(key)
    try insert.run()
  }

  private func count() throws -> Int64? {
    try database.transaction(.reading) { try Statement("SELECT count(*) FROM t", in: $0).first { $0.integer() } }
  }

  @Test("that writes keeps what it wrote, and gives its result")
  func writing() throws {
    let result = try database.transaction(.writing) { connection in
      try insert(1, connection)
      return connection.changedRows
    }
    #expect(result == 1)
    #expect(try count() == 1)
  }

  @Test("that throws, or only rehearses, leaves nothing", arguments: [true, false])
  func rolledBack(isRehearsal: Bool) throws {
    if isRehearsal {
      #expect(try database.transaction(.rehearsing) { try insert(1, $0) } == ())
    } else {
      #expect(throws: Stop.self) {
        try database.transaction(.writing) { connection in
          try insert(1, connection)
          throw Stop()
        }
      }
    }
    #expect(try count() == 0)
    try database.transaction(.writing) { try insert(2, $0) }
    #expect(try count() == 1, "the connection takes the next one")
  }

  @Test("within another is part of it")
  func nested() throws {
    #expect(throws: Stop.self) {
      try database.transaction(.writing) { connection in
        try connection.transaction(.writing) { try insert(1, connection) }
        throw Stop()
      }
    }
    #expect(try count() == 0)
  }

  @Test("gives errors that name the file, those of corrupt rows too")
  func errors() throws {
    let path = database.path
    #expect(throws: SQLiteError.corrupt(path: path, reason: "a UID of 3 bytes")) {
      try database.transaction(.reading) { _ in throw CorruptRow("a UID of 3 bytes") }
    }
    let error = #expect(throws: SQLiteError.self) {
      try database.transaction(.writing) { connection in
        try insert(1, connection)
        try insert(1, connection)
      }
    }
    guard case .database(path, _, let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.contains("UNIQUE"))
    #expect(try count() == 0)
  }

  @Test("of many rows replaces those with the same key")
  func manyRows() throws {
    try database.transaction(.writing) { connection in
      try connection.execute(
        "CREATE TABLE r (cluster_id INTEGER, k INTEGER, v TEXT, PRIMARY KEY (cluster_id, k)) STRICT")
      for text in ["old", "new"] {
        let target = InsertTarget(
          table: "r", columns: ["k", "v"], key: ["k"], constant: ("cluster_id", 7), replacing: .sameKey)
        try connection.insert(into: target) { writer in
          for key in 1...3 as ClosedRange<Int64> {
            writer.integer(key)
            Array(text.utf8).withUnsafeBytes { writer.text($0) }
            try writer.endRow()
          }
        }
      }
      var rows: [String] = []
      try Statement("SELECT cluster_id, k, v FROM r ORDER BY k", in: connection).forEach { row in
        rows.append("\(row.integer()) \(row.integer()) \(row.text())")
      }
      #expect(rows == ["7 1 new", "7 2 new", "7 3 new"])
    }
  }
}
