import Capacity
import Foundation
import History
import Hub
import OutsideText

/// Where a history is: in a file, or in a PostgreSQL hub.
enum HistoryPlace {
  case file(String)
  case hub(HubAddress)

  /// - Parameter text: a path, or an address that libpq takes.
  /// - Throws: `PostgresError.invalidAddress`.
  init(_ text: String) throws(PostgresError) {
    if let address = try HubAddress(text) { self = .hub(address) } else { self = .file(text) }
  }

  /// What it is called where people read it, never with a password.
  var name: String {
    switch self {
    case .file(let path): SafeText.path(path).text
    case .hub(let address): address.name
    }
  }

  /// Opens it for reading.
  ///
  /// - Throws: `HistoryError`, `PostgresError`.
  func reader() throws -> any HistoryReading {
    switch self {
    case .file(let path): try HistoryReader(path: path)
    case .hub(let address): try HubReader(address)
    }
  }

  /// The place as one that histories are brought to. Nothing is opened yet.
  var syncHub: any SyncHub {
    switch self {
    // `status` shows the path later, from whatever folder.
    case .file(let path): FileHub(path: URL(filePath: path).standardizedFileURL.path)
    case .hub(let address): PostgresHub(address)
    }
  }
}

extension HistoryReading {
  /// Answers SQL over the public views, in the dialect of where the history is.
  ///
  /// - Throws: `QueryError`, `HistoryError`, `PostgresError`.
  func query(_ sql: String, parameters: [String: QueryValue], limits: QueryLimits) throws -> QueryResult {
    switch self {
    case let file as HistoryReader: return try file.query(sql, parameters: parameters, limits: limits)
    case let hub as HubReader: return try hub.query(sql, parameters: parameters, limits: limits)
    default: throw QueryError.empty
    }
  }
}
