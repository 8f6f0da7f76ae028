/// What one check found.
public struct Finding: Hashable, Sendable {
  /// How a check ended.
  public enum Result: String, CaseIterable, Sendable {
    /// All is well.
    case ok = "OK"
    /// Collecting works, and something is lost, or will be soon.
    case warning = "WARNING"
    /// Collecting does not work, or not completely.
    case failed = "FAILED"
    /// Not checked, since something before it failed.
    case skipped = "SKIPPED"
    /// The check did not come to an end.
    case unknown = "UNKNOWN"
  }

  /// The cluster; nil for what concerns all of them.
  public var cluster: String?
  /// What was checked, for example `kubeconfig` or `list pods`.
  public var check: String
  /// How it ended.
  public var result: Result
  /// What was found.
  public var found: String
  /// What to do: a command to paste, lines of a configuration, or a sentence; nil where nothing needs doing.
  public var remedy: String?

  /// Makes a finding.
  public init(cluster: String? = nil, check: String, result: Result, found: String, remedy: String? = nil) {
    self.cluster = cluster
    self.check = check
    self.result = result
    self.found = found
    self.remedy = remedy
  }
}

extension Finding.Result {
  /// Orders results from good to bad: a known problem is worse than an unknown one.
  private var severity: Int {
    switch self {
    case .ok, .skipped: 0
    case .unknown: 1
    case .warning: 2
    case .failed: 3
    }
  }

  /// The exit code of a program with these findings, as of a monitoring plugin: 0 OK, 1 WARNING, 2 FAILED, 3 UNKNOWN.
  ///
  /// What was skipped counts as little as what is well: what it was skipped for counts.
  public static func exitCode(of results: some Sequence<Finding.Result>) -> Int32 {
    switch results.max(by: { $0.severity < $1.severity }) {
    case .warning: 1
    case .failed: 2
    case .unknown: 3
    case .ok, .skipped, nil: 0
    }
  }
}

/// How a check ended, without its name.
struct Verdict: Hashable, Sendable {
  var result: Finding.Result
  var found: String
  var remedy: String?

  static func ok(_ found: String) -> Verdict { Verdict(result: .ok, found: found) }

  static func warning(_ found: String, remedy: String?) -> Verdict {
    Verdict(result: .warning, found: found, remedy: remedy)
  }

  static func failed(_ found: String, remedy: String?) -> Verdict {
    Verdict(result: .failed, found: found, remedy: remedy)
  }

  static func skipped(_ reason: String) -> Verdict { Verdict(result: .skipped, found: reason) }
}
