public import Capacity

/// The history that a server answers from: how it is opened, and how a change of it is noticed.
public struct ServedHistory: Sendable {
  /// A history that was opened for one answer.
  public struct Opened: Sendable {
    /// The history as it was when it was opened.
    public var reading: any HistoryReading
    /// Ends the question under way, from any thread, with an error.
    public var interrupt: @Sendable () -> Void

    /// Makes an opened history.
    public init(reading: any HistoryReading, interrupt: @escaping @Sendable () -> Void = {}) {
      self.reading = reading
      self.interrupt = interrupt
    }
  }

  /// Opens the history as it is now. It is closed when the last reference to it is gone.
  public var open: @Sendable () throws -> Opened
  /// Something that differs once the history has changed, found without opening it; nil where only a look into the history
  /// tells.
  public var stamp: (@Sendable () throws -> String)?

  /// Makes a history.
  public init(open: @escaping @Sendable () throws -> Opened, stamp: (@Sendable () throws -> String)? = nil) {
    self.open = open
    self.stamp = stamp
  }
}
