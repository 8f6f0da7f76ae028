import Capacity

/// What is recorded of a cluster, read while the server is asked.
actor RecordedLoad {
  /// What has not been taken yet; nil where it cannot be read.
  private var objects: RecordedObjects?
  private var reading: Task<Void, Never>?
  private let read: @Sendable () async throws -> RecordedObjects

  init(_ read: @escaping @Sendable () async throws -> RecordedObjects) {
    self.read = read
  }

  /// Begins to read.
  func begin() { reading = Task { keep(try? await read()) } }

  private func keep(_ objects: RecordedObjects?) { self.objects = objects }

  /// The number of the collection that recorded them; nil if there is none, or they cannot be read.
  var collection: Int64? {
    get async {
      await reading?.value
      return objects?.collection
    }
  }

  /// Takes the objects of one kind away: whoever kept them would make copies of what changes are applied to.
  ///
  /// - Returns: nil where they cannot be read.
  func take<Object>(_ kind: any WritableKeyPath<RecordedObjects, [Object]> & Sendable) async -> [Object]? {
    await reading?.value
    defer { objects?[keyPath: kind] = [] }
    return objects?[keyPath: kind]
  }
}

/// The recorded objects of one kind, which can be taken once.
struct RecordedPart<Object: FollowedObject>: Sendable {
  let load: RecordedLoad
  let kind: any WritableKeyPath<RecordedObjects, [Object]> & Sendable

  /// Takes them; nil where they cannot be read.
  func take() async -> [Object]? { await load.take(kind) }
}
