/// How far a query may go.
public struct QueryLimits: Sendable {
  /// How long it may run.
  public var time: Duration
  /// How many rows it gives at most; nil for all.
  public var rows: Int?
  /// How many bytes of answer it may give before it is refused.
  public var bytes: Int

  /// The longest text or BLOB that an expression may make, in bytes.
  static let valueBytes: Int32 = 64 << 20

  /// Makes limits: by default 30 seconds, all rows, 256 MiB.
  public init(time: Duration = .seconds(30), rows: Int? = nil, bytes: Int = 256 << 20) {
    self.time = time
    self.rows = rows
    self.bytes = bytes
  }
}
