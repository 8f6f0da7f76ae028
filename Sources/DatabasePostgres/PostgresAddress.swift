import CPostgres
import OutsideText

/// Where a database is, in any form that libpq takes.
///
/// Source: https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING
public struct PostgresAddress: Hashable, Sendable {
  /// The connection string; it may have a password in it.
  let connectionString: String
  /// What the database is called where people read it: host, port and database, never a password.
  public let name: String

  /// Reads an address; nil if the text is the path of a file. A URL of another scheme is neither.
  ///
  /// - Parameter text: `postgresql://…`, `postgres://…`, or parameters as in `host=hub.example dbname=capdb`.
  /// - Throws: `PostgresError.invalidAddress`.
  public init?(_ text: String) throws(PostgresError) {
    let isURL = text.hasPrefix("postgresql://") || text.hasPrefix("postgres://")
    guard isURL || !text.contains("://") else {
      throw .invalidAddress(reason: "it begins with neither postgresql:// nor postgres://, and is no path of a file")
    }
    guard isURL || text.contains("=") else { return nil }
    switch Self.parse(text) {
    case .success(let parameters):
      connectionString = text
      name = Self.name(parameters)
    case .failure(let reason):
      // A path may have an equals sign in it.
      guard isURL else { return nil }
      throw .invalidAddress(reason: LibpqWords.shown(reason.text.replacing(text, with: "…"), []))
    }
  }

  private struct Reason: Error {
    var text: String
  }

  private static func parse(_ text: String) -> Result<[String: String], Reason> {
    var message: UnsafeMutablePointer<CChar>?
    guard let options = PQconninfoParse(text, &message) else {
      defer { PQfreemem(message) }
      return .failure(Reason(text: message.map { String(cString: $0) } ?? "out of memory"))
    }
    defer { PQconninfoFree(options) }
    return .success(ConnectionParameters.values(options))
  }

  /// libpq's own values of what an address leaves out, from its environment variables.
  private static var defaults: [String: String] {
    guard let options = PQconndefaults() else { return [:] }
    defer { PQconninfoFree(options) }
    return ConnectionParameters.values(options)
  }

  private static func name(_ parameters: [String: String]) -> String {
    let defaults = defaults
    func value(_ keyword: String) -> String? {
      let value = parameters[keyword] ?? defaults[keyword]
      return value?.isEmpty == true ? nil : value
    }
    // An address may stand within `dbname`, password and all.
    let database = SafeText.name(value("dbname") ?? value("user") ?? "")
    if parameters["host"] == nil, let service = parameters["service"] {
      return "postgresql://?service=\(SafeText.name(service))"
    }
    let host = value("host") ?? value("hostaddr") ?? ""
    let port =
      value("port").map { $0 == "5432" ? "" : ":\(UInt16($0).map { String($0) } ?? SafeText.withheld.text)" } ?? ""
    if host.hasPrefix("/") { return "postgresql://\(port)/\(database)?host=\(SafeText.path(host))" }
    return "postgresql://\(SafeText.hosts(host) ?? .withheld)\(port)/\(database)"
  }
}

/// libpq's lists of parameters.
enum ConnectionParameters {
  /// The values that are set, by keyword.
  static func values(_ options: UnsafeMutablePointer<PQconninfoOption>) -> [String: String] {
    var values: [String: String] = [:]
    var option = options
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val { values[String(cString: keyword)] = String(cString: value) }
      option += 1
    }
    return values
  }
}
