import ArgumentParser
import Capacity
import Diagnosis
import Foundation
import Presentation
import Reports
import Settings

/// `capdb doctor`.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Finds out why clusters cannot be collected: configuration, access, rights, database, hub and schedule.",
    discussion: """
      Takes the same options as collect, and changes nothing. Each check is a line with its result, what was found, and \
      what to do: a command or lines of a configuration to paste. Nothing secret is printed.

      EXAMPLES
        capdb doctor                                        what capdb collect would collect
        capdb doctor --context prod --no-ec2
        capdb doctor --format json
        capdb doctor --bundle doctor.tar.gz --hash-names    for a ticket

      EXIT CODES
        0 all is well; 1 a WARNING; 2 something FAILED; 3 a check did not end; 64 wrong usage
      """)

  @OptionGroup var clusters: ClusterOptions
  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions

  @Option(
    help: ArgumentHelp("The time that one check may take, such as 5s or 1m (default: 10s).", valueName: "time"))
  var deadline: String?

  @Option(
    help: ArgumentHelp(
      "Check this hub instead of $CAPDB_HUB or that of the configuration.", valueName: "hub"))
  var hub: String?

  @Option(
    help: ArgumentHelp(
      "Also write what was found, versions, the latest collections with their errors and the schema to this file.",
      valueName: "file.tar.gz"),
    completion: .file())
  var bundle: String?

  @Flag(
    help: "Print hashes in place of the names of namespaces, pods, nodes and accounts. The salt is random for each run."
  )
  var hashNames = false

  func run() async throws {
    let seconds = try deadline.map { try DurationSetting.deadline.seconds(in: $0) } ?? 10
    let run = DoctorRun(
      configuration: ConfigurationCheck(explicit: database.config, environment: ProcessInfo.processInfo.environment),
      clusters: clusters, database: database, hub: hub, deadline: .seconds(seconds))
    let examination = try await run.examine(hashingNames: hashNames)
    try print(examination.findings)
    if let bundle { try examination.write(to: bundle) }
    throw ExitCode(Finding.Result.exitCode(of: examination.findings.map(\.result)))
  }

  private func print(_ findings: [Finding]) throws {
    guard output.format == .table else { return try output.print(Report(findings, now: SystemClock().now)) }
    let colors = output.usesColor
    var stream = StandardOutput()
    let text = FindingText(findings) { word, result in
      guard colors, let code = Self.colors[result] else { return word }
      return "\u{1B}[\(code)m\(word)\u{1B}[0m"
    }.text
    try stream.write(Array(text.utf8))
    try stream.flush()
  }

  /// Source: ECMA-48, select graphic rendition.
  private static let colors: [Finding.Result: String] = [
    .ok: "32", .warning: "33", .unknown: "33", .failed: "31",
  ]
}

extension Report {
  /// Findings as a report, so that they are printed in the same formats.
  init(_ findings: [Finding], now: Timestamp) {
    let fields: [Field<Finding>] = [
      Field(ReportColumn("cluster", .text, .essential)) { ReportCell($0.cluster) },
      Field(ReportColumn("check", .text, .essential)) { .text($0.check) },
      Field(ReportColumn("result", .text, .essential)) { .text($0.result.rawValue) },
      Field(ReportColumn("found", .prose, .essential)) { .text($0.found) },
      Field(ReportColumn("remedy", .prose, .useful)) { ReportCell($0.remedy) },
    ]
    self.init(name: "doctor", from: now, to: now, table: ReportTable(findings, fields: fields))
  }
}
