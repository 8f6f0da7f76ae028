/// What a server does at most. Each limit keeps one client, or many, from taking the machine or the database from others.
public struct ServerLimits: Sendable {
  /// Requests a second of one client address, on average; nil without a limit.
  public var requestsPerSecond: Double? = 100
  /// Requests that a client which was quiet may send at once.
  public var burst = 300
  /// Wrong tokens a second of one client address, on average, after ten at once.
  public var wrongTokensPerSecond = 0.5
  /// Requests under way.
  public var requestsUnderWay = 256
  /// Open connections; others wait until one is closed.
  public var connections = 512
  /// Answers that are computed at a time.
  public var threads = 2
  /// Answers that are computed or wait for it.
  public var waitingAnswers = 64
  /// How long an answer may take.
  public var answerDuration = Duration.seconds(30)
  /// Bytes of a request's body.
  public var bodyBytes = 4096
  /// Bytes of a request's header fields together.
  public var headerBytes = 16 << 10
  /// Bytes of a request's target, the path with the query.
  public var targetBytes = 4096
  /// Steps of a trend.
  public var steps: Int64 = 10_000
  /// Bytes of finished answers that are kept.
  public var keptBytes = 64 << 20
  /// Finished answers that are kept.
  public var keptAnswers = 256
  /// Series of one metric.
  public var seriesOfMetric = 5000
  /// How long a connection may be silent.
  public var idleDuration = Duration.seconds(60)
  /// How long requests under way may take once the server ends.
  public var endDuration = Duration.seconds(40)

  /// The limits of a server that nobody changed.
  public init() {}
}
