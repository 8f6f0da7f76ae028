import ArgumentParser
import Foundation
import Query
import Database
import History
import Reports

/// `capdb query`.
struct QueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query",
    abstract: "Answers SQL over the history's public views; nothing can be written.",
    discussion: """
      One SELECT, on a connection that only reads and cannot reach any other file. A running collection is not \
      disturbed. Text stands in single quotes; a BLOB is printed as x'…'.

      EXAMPLES
        capdb query --views                                the views, their columns and what they mean
        capdb query --views v_pods                         those of one view
        capdb query "SELECT node, pods_allocatable FROM v_nodes WHERE valid_to IS NULL"
        capdb query --file waits.sql --format csv > waits.csv
        capdb query --param node=ip-10-0-1-7.ec2.internal "SELECT pod FROM v_pods WHERE node = :node"
        capdb query - --format json --timeout 5m < big.sql

      EXIT CODES
        0 answered; 1 the SQL is wrong, is not allowed or took too long; 64 wrong usage
      """)

  @Argument(help: ArgumentHelp("The SELECT; - reads it from standard input.", valueName: "sql"))
  var sql: String?

  @Option(
    help: ArgumentHelp("Read the SELECT from this file.", valueName: "file"), completion: .file(extensions: ["sql"]))
  var file: String?

  @Flag(help: "List the public views and explain their columns; with the name of a view, only that one.")
  var views = false

  @Option(
    name: .customLong("param"),
    help: ArgumentHelp(
      "A value for :name in the SELECT; may be repeated. What looks like a number is one, unless in single quotes.",
      valueName: "name=value"))
  var parameters: [QueryParameter] = []

  @Option(help: ArgumentHelp("How long the query may take, such as 90s or 5m; 30s without it.", valueName: "time"))
  var timeout: DeadlineOption?

  @Option(help: ArgumentHelp("How many rows to print at most.", valueName: "rows"))
  var limit: Int?

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if let limit, limit < 0 { throw ValidationError("\(limit) is no number of rows; --limit takes 0 or more.") }
    if views, file != nil { throw ValidationError("--views takes the name of a view, not --file.") }
    if !views, (sql == nil) == (file == nil) {
      throw ValidationError(
        sql == nil
          ? "Write a SELECT, name a file with --file, or list the views with --views."
          : "Write the SELECT or name a file with --file, not both.")
    }
    let names = parameters.map(\.name)
    if Set(names).count < names.count { throw ValidationError("Each parameter takes one --param.") }
  }

  func run() throws {
    if views { return try output.print(Report(try describedViews())) }
    let sql = try text()
    let values = Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.value) })
    let limits = QueryLimits(time: timeout?.duration ?? .seconds(30), rows: limit)
    let location = try database.location(try database.configuration())
    try output.print(Report(try location.answer(sql, parameters: values, limits: limits)))
  }

  private func describedViews() throws(CommandError) -> [ViewDescription] {
    guard let sql else { return ViewDescription.all }
    guard let view = ViewDescription.all.first(where: { $0.name == sql }) else {
      throw .unknownView(sql, known: ViewDescription.all.map(\.name))
    }
    return [view]
  }

  /// The SQL, from where it was given.
  private func text() throws -> String {
    if let sql, sql != "-" { return sql }
    let path = file ?? "-"
    let name = path == "-" ? "standard input" : path
    do {
      let data =
        path == "-" ? try FileHandle.standardInput.readToEnd() ?? Data() : try Data(contentsOf: URL(filePath: path))
      guard let text = String(data: data, encoding: .utf8) else {
        throw CommandError.unreadable(name, reason: "it is not UTF-8 text")
      }
      return text
    } catch let error as CocoaError {
      throw CommandError.unreadable(name, reason: error.shortReason)
    }
  }
}

/// `name=value` of `--param`.
struct QueryParameter: ExpressibleByArgument {
  /// The parameter without its colon.
  var name: String
  /// A number if it is written like one, else text; single quotes around it are those of SQL.
  var value: SQLValue

  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "=") else { return nil }
    name = argument[..<equals].drop { ":@$".contains($0) }.description
    guard !name.isEmpty else { return nil }
    value = Self.value(argument[argument.index(after: equals)...])
  }

  private static func value(_ text: Substring) -> SQLValue {
    if let number = Int64(text), String(number) == text { return .integer(number) }
    if text.wholeMatch(of: /-?[0-9]+\.[0-9]+(e[+-]?[0-9]+)?/) != nil, let number = Double(text) { return .real(number) }
    if text.count > 1, text.hasPrefix("'"), text.hasSuffix("'") {
      return .text(String(text.dropFirst().dropLast()).replacing("''", with: "'"))
    }
    return .text(String(text))
  }
}
