/// How a check ends: the states of monitoring plugins.
///
/// Source: Monitoring Plugins Development Guidelines, https://www.monitoring-plugins.org/doc/guidelines.html.
public enum CheckStatus: Int32, Sendable {
  /// All is well.
  case ok = 0
  /// Something is past its first limit.
  case warning = 1
  /// Something is past its second limit.
  case critical = 2
  /// Something that should be known is not.
  case unknown = 3

  /// The exit code.
  public var exitCode: Int32 { rawValue }

  /// The word in the line.
  var word: String {
    switch self {
    case .ok: "OK"
    case .warning: "WARNING"
    case .critical: "CRITICAL"
    case .unknown: "UNKNOWN"
    }
  }

  /// What is known to be wrong comes before what is not known.
  var severity: Int {
    switch self {
    case .ok: 0
    case .unknown: 1
    case .warning: 2
    case .critical: 3
    }
  }
}
