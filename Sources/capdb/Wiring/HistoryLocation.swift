import Capacity
import DatabasePostgres
import Foundation
import History
import OutsideText
import Sync

/// Where a history is: in a file, or in a PostgreSQL hub.
enum HistoryLocation {
  case file(String)
  case hub(PostgresAddress)

  /// - Parameter text: a path, or an address that libpq takes.
  /// - Throws: `PostgresError.invalidAddress`.
  init(_ text: String) throws(PostgresError) {
    if let address = try PostgresAddress(text) { self = .hub(address) } else { self = .file(text) }
  }

  /// What it is called where people read it, never with a password.
  var name: String {
    switch self {
    case .file(let path): SafeText.path(path).text
    case .hub(let address): address.name
    }
  }

  /// Opens it for reading, as it is now.
  ///
  /// - Throws: `HistoryError`, `SQLiteError`, `PostgresError`.
  func reader() throws -> HistoryReader {
    let reader =
      switch self {
      case .file(let path): try HistoryReader(path: path)
      case .hub(let address): try HistoryReader(hub: PostgresDatabase(address))
      }
    try reader.holdSnapshot()
    return reader
  }

  /// The location as a hub that histories are pushed to. Nothing is opened yet.
  var syncHub: SyncHub {
    switch self {
    // `status` shows the path later, from whatever folder.
    case .file(let path): .file(path: URL(filePath: path).standardizedFileURL.path)
    case .hub(let address): .server(name: address.name) { try PostgresDatabase(address) }
    }
  }
}
