import ArgumentParser
import Capacity
import Foundation
import Query
import Reports

/// `capdb query`.
struct QueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query",
    abstract: "Runs a SELECT over the public views of the history; it cannot write.",
    discussion: """
      Runs one SELECT on a connection that only reads and cannot access any other file. It does not disturb a running \
      collection. Write text in single quotes; a BLOB is printed as x'…'.

      EXAMPLES
        capdb query --views                   list the views and their columns
        capdb query --views v_pods            only this view
        capdb query "SELECT node, zone FROM v_nodes WHERE valid_to IS NULL"
        capdb query --file waits.sql --format csv > waits.csv
        capdb query --param node=n1 "SELECT pod FROM v_pods WHERE node = :node"
        capdb query - --format json --timeout 5m < big.sql

      EXIT CODES
        0 answered; 1 the SQL is invalid, not allowed or too slow; 64 wrong usage
      """)

  @Argument(help: ArgumentHelp("The SELECT, or - to read it from standard input.", valueName: "sql"))
  var sql: String?

  @Option(
    help: ArgumentHelp("Read the SELECT from this file.", valueName: "file"), completion: .file(extensions: ["sql"]))
  var file: String?

  @Flag(help: "List the public views and explain their columns; with the name of a view, only this view.")
  var views = false

  @Option(
    name: .customLong("param"),
    help: ArgumentHelp(
      "A value for :name in the SELECT; may be repeated. A number in single quotes is text.",
      valueName: "name=value"))
  var parameters: [QueryParameter] = []

  @Option(help: ArgumentHelp("The time that the query may take, such as 90s, 5m or 1h.", valueName: "time"))
  var timeout = "30s"

  @OptionGroup var limit: LimitOption
  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if views, file != nil { throw ValidationError("--views cannot be combined with --file.") }
    if !views, (sql == nil) == (file == nil) {
      throw ValidationError(
        sql == nil
          ? "Write a SELECT, name a file with --file, or list the views with --views."
          : "Write the SELECT or name a file with --file, not both.")
    }
    let names = parameters.map(\.name)
    if Set(names).count < names.count { throw ValidationError("Give each parameter only one --param.") }
  }

  func run() throws {
    let limits = QueryLimits(
      time: .seconds(try DurationSetting.timeout.seconds(in: timeout)), rows: try limit.rows())
    if views { return try output.print(Report(try describedViews())) }
    let sql = try text()
    let values = Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.value) })
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

  /// The SQL: the argument, the contents of a file or of standard input.
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

extension DurationSetting {
  /// The time that a query may take: `--timeout`.
  fileprivate static let timeout = DurationSetting(
    "--timeout", examples: "90s, 5m or 1h", bounds: 1...86_400, takesBareSeconds: true)
}
