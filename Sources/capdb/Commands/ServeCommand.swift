import ArgumentParser
import Capacity
import Foundation
import Manual
import OutsideText
import Server
import Settings

/// `capdb serve`.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Shows the history in a browser, as JSON, and as metrics for Prometheus.",
    discussion: """
      Pages show the reports and refresh by themselves; their address holds the moment, the span and the clusters. \
      Everything is read-only, from a file or a hub (--db).

        /                        what runs out first, and each cluster
        /report/TOPIC            a report as a page; parameters as the options of capdb report
        /map                     the nodes and their slots through time
        /api/v1/reports/TOPIC    what capdb report TOPIC --format json prints
        /api/v1/openapi.json     the description of these addresses
        /metrics                 for Prometheus
        /healthz                 200 while every cluster was collected within --max-age, else 503
        /readyz                  200 while the history can be read, else 503

      Without --listen only programs of this machine reach the server. Any other address needs a token: in a file \
      (--token-file) or in $CAPDB_SERVE_TOKEN, at least \(AccessToken.fewestCharacters) characters. Programs send it as \
      `Authorization: Bearer TOKEN`; a browser asks for it once. The server does not speak TLS: put a reverse proxy \
      before it (docs/serve.md).

      EXAMPLES
        capdb serve                                         then open http://127.0.0.1:8080/
        capdb serve --db postgresql://hub/capdb             the whole fleet
        openssl rand -hex 32 > token
        capdb serve --listen 0.0.0.0:8080 --token-file token --host capdb.example.com
        curl 'http://127.0.0.1:8080/api/v1/reports/nodes?sort=effective_free&limit=10'
        curl http://127.0.0.1:8080/metrics

      EXIT CODES
        0 it was ended by SIGTERM or Ctrl-C and had answered what was asked; 1 it could not listen, or the history cannot \
      be read; 64 wrong usage
      """)

  @OptionGroup var database: DatabaseOptions

  @Option(
    help: ArgumentHelp(
      "Listen on this address (default: \(ListenAddress.standard)); port 0 lets the system choose.",
      valueName: "host:port"))
  var listen: String?

  @Option(
    help: ArgumentHelp("Let only those read who have the token in this file.", valueName: "file"), completion: .file())
  var tokenFile: String?

  @Flag(help: "Let everybody read who reaches the address.")
  var noAuth = false

  @Option(
    name: .customLong("host"),
    help: ArgumentHelp(
      "Answer requests for this name too, such as that of a reverse proxy; may be repeated.", valueName: "name"))
  var hosts: [String] = []

  @Option(
    help: ArgumentHelp(
      "How old the last collection of a cluster may be before /healthz complains and /metrics is silent about it.",
      valueName: "time"))
  var maxAge = "2h"

  @Option(
    help: ArgumentHelp(
      "Answer at most this many requests a second of one client address, on average; or off.", valueName: "requests"))
  var rateLimit: RateLimitOption = RateLimitOption(perSecond: ServerLimits().requestsPerSecond)

  @OptionGroup var log: LogOptions

  func validate() throws {
    if noAuth, tokenFile != nil { throw ValidationError("--no-auth lets everybody read; leave out --token-file.") }
  }

  func run() async throws {
    let settings = try database.configuration()
    let location = try database.location(settings)
    let configuration = try serverConfiguration()
    let server = CapdbServer(
      location.served, configuration: configuration,
      logger: log.logger(settings, progress: ProgressDisplay()))
    if noAuth, !configuration.address.isLoopback {
      StandardError.print("capdb: everybody who reaches \(configuration.address) can read the history (--no-auth)")
    }
    let name = location.name
    try await server.run { address in
      StandardError.print("capdb: serving \(name) at http://\(address)/ until Ctrl-C or SIGTERM")
    }
  }

  private func serverConfiguration() throws -> ServerConfiguration {
    let maximumAge = DurationSetting("--max-age", examples: "30m, 2h or 1d", bounds: 60...100 * 365 * 86_400)
    var limits = ServerLimits()
    limits.requestsPerSecond = rateLimit.perSecond
    if let perSecond = rateLimit.perSecond { limits.burst = max(1, Int(perSecond * 3)) }
    let address = try address()
    return ServerConfiguration(
      address: address, token: try token(for: address), hostNames: hosts,
      maximumAge: try maximumAge.seconds(in: maxAge), limits: limits, version: Version.current,
      now: { SystemClock().now })
  }

  private func address() throws(ServeError) -> ListenAddress {
    guard let listen else { return .standard }
    guard let address = ListenAddress(listen) else { throw .badAddress }
    return address
  }

  /// The token of the file, else that of the variable; nil where none is needed.
  private func token(for address: ListenAddress) throws(ServeError) -> AccessToken? {
    if noAuth { return nil }
    if let tokenFile { return try ServeError.token(inFile: tokenFile) }
    if let text = ProcessInfo.processInfo.environment["CAPDB_SERVE_TOKEN"], !text.isEmpty {
      return try ServeError.token(text, from: "$CAPDB_SERVE_TOKEN")
    }
    guard address.isLoopback else { throw .needsToken(address) }
    return nil
  }
}

/// `--rate-limit`: a number of requests a second, or `off`.
struct RateLimitOption: ExpressibleByArgument {
  /// Nil without a limit.
  var perSecond: Double?

  init(perSecond: Double?) {
    self.perSecond = perSecond
  }

  init?(argument: String) {
    if argument == "off" {
      perSecond = nil
    } else if let number = Double(argument), number > 0, number <= 1_000_000 {
      perSecond = number
    } else {
      return nil
    }
  }

  var defaultValueDescription: String { perSecond.map { "\(Int($0))" } ?? "off" }
}
