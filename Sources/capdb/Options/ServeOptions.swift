import ArgumentParser
import Capacity
import Foundation
import Logging
import Manual
import OutsideText
import Server

/// How a history is served: the options of `capdb serve`, which a collector that follows takes too.
struct ServeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Listen on this address (default: \(ListenAddress.standard), or none with collect --follow); port 0 lets the system choose.",
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
      "How old the last collection of a cluster may be before /healthz complains and /metrics is silent about it (default: \(ServeOptions.maximumAge), or \(ServeOptions.maximumAgeFollowing) with collect --follow).",
      valueName: "time"))
  var maxAge: String?

  @Option(
    help: ArgumentHelp(
      "Answer at most this many requests a second of one client address, on average; or off.", valueName: "requests"))
  var rateLimit = RateLimitOption(perSecond: ServerLimits().requestsPerSecond)

  func validate() throws {
    if noAuth, tokenFile != nil { throw ValidationError("--no-auth lets everybody read; leave out --token-file.") }
  }
}

extension ServeOptions {
  /// How old the last collection may be beside a crontab, where `--max-age` does not say.
  static let maximumAge = "2h"
  /// The same of a process that follows the clusters, and writes as long as it can.
  static let maximumAgeFollowing = "15m"

  /// Whether any of the options is given, also one that says nothing without `--listen`.
  var areGiven: Bool {
    listen != nil || tokenFile != nil || noAuth || !hosts.isEmpty || maxAge != nil
      || rateLimit != RateLimitOption(perSecond: ServerLimits().requestsPerSecond)
  }

  /// The server of a history, which does not run yet.
  ///
  /// - Parameters:
  ///   - required: whether serving is what the process is for. If not, there is no server without `--listen`, and the one that
  ///     there is takes no longer to end than who ends a service gives it.
  ///   - maximumAge: how old a collection may be where `--max-age` does not say.
  /// - Returns: nil where it is not required and no address is given.
  /// - Throws: `ServeError`, `DurationError`.
  func server(
    for location: HistoryLocation, required: Bool, maximumAge: String = ServeOptions.maximumAge, logger: Logger
  ) throws -> CapdbServer? {
    guard required || listen != nil else { return nil }
    var configuration = try configuration(maximumAge)
    if !required { configuration.limits.endDuration = min(configuration.limits.endDuration, Self.endDuration) }
    if noAuth, !configuration.address.isLoopback {
      StandardError.print("capdb: everybody who reaches \(configuration.address) can read the history (--no-auth)")
    }
    return CapdbServer(location.served, configuration: configuration, logger: logger)
  }

  /// Prints where a history is served, once it is.
  static func saysWhere(_ location: HistoryLocation) -> @Sendable (ListenAddress) -> Void {
    let name = location.name
    return { address in
      StandardError.print("capdb: serving \(name) at http://\(address)/ until Ctrl-C or SIGTERM")
    }
  }

  /// A follower ends within 5 s.
  private static let endDuration = Duration.seconds(3)

  private func configuration(_ maximumAge: String) throws -> ServerConfiguration {
    let setting = DurationSetting("--max-age", examples: "30m, 2h or 1d", bounds: 60...100 * 365 * 86_400)
    let address = try address()
    return ServerConfiguration(
      address: address, token: try token(for: address), hostNames: hosts,
      maximumAge: try setting.seconds(in: maxAge ?? maximumAge), limits: limits, version: Version.current,
      now: { SystemClock().now })
  }

  private var limits: ServerLimits {
    var limits = ServerLimits()
    limits.requestsPerSecond = rateLimit.perSecond
    if let perSecond = rateLimit.perSecond { limits.burst = max(1, Int(perSecond * 3)) }
    return limits
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
struct RateLimitOption: ExpressibleByArgument, Hashable {
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
