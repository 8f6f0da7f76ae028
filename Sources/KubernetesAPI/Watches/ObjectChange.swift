public import Capacity

/// What a watch tells of one object: what it was after a write, or just before it was deleted.
public struct ObjectChange<Value: Sendable>: Sendable {
  /// The object.
  public var value: Value
  /// Whether this write deleted it.
  public var isDeletion: Bool
  /// The version that the write gave it. A deletion has one of its own.
  public var version: ResourceVersion
  /// When its containers ended and when it was deleted, where the object says.
  public var ending: ObjectEnding

  /// Makes a change.
  public init(
    _ value: Value, isDeletion: Bool = false, version: ResourceVersion, ending: ObjectEnding = ObjectEnding()
  ) {
    self.value = value
    self.isDeletion = isDeletion
    self.version = version
    self.ending = ending
  }
}

/// What an object says of its end.
public struct ObjectEnding: Hashable, Sendable {
  /// When the last of its containers ended; nil while one runs, and where none has.
  public var finishedAt: Timestamp?
  /// `metadata.deletionTimestamp`: when it was asked to go, and the time that it was given for that.
  public var deletedAt: Timestamp?

  /// By default nothing is known.
  public init(finishedAt: Timestamp? = nil, deletedAt: Timestamp? = nil) {
    self.finishedAt = finishedAt
    self.deletedAt = deletedAt
  }
}

extension ObjectChange: Equatable where Value: Equatable {}
