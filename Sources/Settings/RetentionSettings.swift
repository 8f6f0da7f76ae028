public import Capacity
package import OutsideText

/// How long something is kept: a value of `retention`.
public enum RetentionSpan: Hashable, Sendable {
  /// For so many seconds.
  case seconds(Int64)
  /// As long as the history lasts.
  case forever

  /// What `init` takes, as a literal, which no text from outside can be part of.
  package static let form: SafeText =
    "a whole number and a unit (d, w or y) such as 30d, 12w or 1y, at least 1d, or forever"

  /// A shorter span would prune what a collection compares its answers with.
  private static let bounds: ClosedRange<Int64> = 86_400...(200 * 365 * 86_400)

  /// Reads `forever`, or a length of time of a day and more.
  ///
  /// Returns nil for anything else.
  public init?(_ text: String) {
    if text == "forever" {
      self = .forever
    } else if let seconds = DurationText(text)?.seconds, Self.bounds.contains(seconds) {
      self = .seconds(seconds)
    } else {
      return nil
    }
  }
}

/// `retention`: how long a history keeps what.
public struct RetentionSettings: Equatable, Sendable {
  /// `all`: the span of all kinds but rollups that have none of their own.
  public private(set) var all: RetentionSpan?
  /// The spans of kinds.
  public private(set) var spans: [RetainedKind: RetentionSpan] = [:]

  /// By default everything is kept.
  public init() {}

  /// Whether nothing is set.
  public var isEmpty: Bool { all == nil && spans.isEmpty }

  /// The keys: `all`, and each kind.
  package static let keys: [SafeText] = ["all"] + RetainedKind.allCases.compactMap { SafeText.word($0.rawValue) }

  /// Sets what a key says; false if there is no such key.
  @discardableResult
  public mutating func set(_ span: RetentionSpan, for key: String) -> Bool {
    if key == "all" {
      all = span
      return true
    }
    guard let kind = RetainedKind(rawValue: key) else { return false }
    spans[kind] = span
    return true
  }

  /// These settings where others do not say something else.
  public func overridden(by others: RetentionSettings) -> RetentionSettings {
    var settings = self
    settings.all = others.all ?? all
    settings.spans.merge(others.spans) { $1 }
    return settings
  }

  /// What follows for each kind.
  public var retention: Retention {
    var seconds: [RetainedKind: Int64] = [:]
    for kind in RetainedKind.allCases {
      let span = spans[kind] ?? (kind == .rollups ? nil : all)
      if case .seconds(let length) = span { seconds[kind] = length }
    }
    return Retention(seconds)
  }
}

extension ClusterSettings {
  /// The name under which the cluster is recorded, as far as the configuration tells.
  public var knownName: String? {
    switch access {
    case _ where name != nil: name
    case .eks(let name): name
    case .kubeconfig(let context, _): context
    case .inCluster: nil
    }
  }
}

extension CapdbConfiguration {
  /// How long a cluster's history is kept.
  ///
  /// - Parameters:
  ///   - isCalled: whether a name means the cluster.
  ///   - options: what the command line says, which comes first.
  public func retention(
    ofClusterThat isCalled: (String) -> Bool, options: RetentionSettings = RetentionSettings()
  ) -> Retention {
    let own = clusters.first { $0.knownName.map(isCalled) ?? false }?.retention ?? RetentionSettings()
    return retention.overridden(by: own).overridden(by: options).retention
  }

  /// Whether anything of any cluster is kept for a span only.
  public var hasRetention: Bool { !retention.isEmpty || clusters.contains { !$0.retention.isEmpty } }
}
