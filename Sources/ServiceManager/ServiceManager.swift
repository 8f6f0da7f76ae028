#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The manager that started this process as a service of the type `notify`, such as systemd. It is told how the service is.
///
/// Without such a manager, every message goes nowhere. A message that cannot be sent is not reported: the manager acts on what it
/// does not hear (a start that never ends, a watchdog that is not fed), and the service has no better use for the error.
///
/// Sources: sd_notify(3) and sd_watchdog_enabled(3), whose protocol is stable and independent of libsystemd.
public struct ServiceManager: Sendable {
  private let socket: NotificationSocket?
  /// How often `watchdog()` is to be called: half of the time after which the manager takes the service for stuck. Nil if it does
  /// not watch this process.
  public let watchdogInterval: Duration?

  /// Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID.
  public init(environment: [String: String]) {
    let socket = environment["NOTIFY_SOCKET"].flatMap(NotificationSocket.init)
    self.socket = socket
    watchdogInterval = socket == nil ? nil : Self.watchdogInterval(in: environment)
  }

  /// Whether there is a manager to tell.
  public var isPresent: Bool { socket != nil }

  /// The service has started, or has read its configuration again.
  public func ready(status: String) {
    send("READY=1\n\(Self.assignment(ofStatus: status))")
  }

  /// What the service does now, in one line for people.
  public func status(_ text: String) {
    send(Self.assignment(ofStatus: text))
  }

  /// The service reads its configuration again. `ready(status:)` says that it has done so.
  public func reloading() {
    send("RELOADING=1\nMONOTONIC_USEC=\(Self.monotonicMicroseconds)")
  }

  /// The service ends.
  public func stopping() {
    send("STOPPING=1")
  }

  /// The service works.
  public func watchdog() {
    send("WATCHDOG=1")
  }

  private func send(_ message: String) {
    socket?.send(message)
  }

  /// systemd throws away messages of more than 4,096 bytes.
  private static let mostStatusBytes = 1024

  /// Control characters become blanks: a line break would begin another assignment.
  private static func assignment(ofStatus text: String) -> String {
    var line = "STATUS="
    for scalar in text.unicodeScalars {
      let shown = scalar.properties.generalCategory == .control ? " " : scalar
      guard line.utf8.count + UTF8.width(shown) <= mostStatusBytes else { break }
      line.unicodeScalars.append(shown)
    }
    return line
  }

  private static func watchdogInterval(in environment: [String: String]) -> Duration? {
    // A service's children inherit the variables, and none of them is watched.
    if let owner = environment["WATCHDOG_PID"], Int32(owner) != getpid() { return nil }
    guard let microseconds = environment["WATCHDOG_USEC"].flatMap(Int64.init), microseconds > 1 else { return nil }
    return .microseconds(microseconds / 2)
  }

  private static var monotonicMicroseconds: Int64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000
  }
}
