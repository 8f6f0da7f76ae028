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

  /// Takes a part of the objects away: whoever kept it would make copies of what changes are applied to.
  ///
  /// - Returns: nil where they cannot be read.
  func take<Part: Sendable>(_ part: @Sendable (inout RecordedObjects) -> Part) async -> Part? {
    await reading?.value
    guard var objects else { return nil }
    self.objects = nil
    defer { self.objects = objects }
    return part(&objects)
  }
}

/// The recorded objects of one kind, which can be taken once.
struct RecordedPart<Object: FollowedObject>: Sendable {
  /// Gives them; nil where they cannot be read.
  let take: @Sendable () async -> [Object]?
}

extension RecordedPart<Node> {
  init(of load: RecordedLoad) {
    take = {
      await load.take { objects in
        defer { objects.nodes = [] }
        return objects.nodes
      }
    }
  }
}

extension RecordedPart<Pod> {
  init(of load: RecordedLoad) {
    take = {
      await load.take { objects in
        defer { objects.pods = [] }
        return objects.pods
      }
    }
  }
}

extension RecordedPart<CapacityEvent> {
  init(of load: RecordedLoad) {
    take = {
      await load.take { objects in
        defer { objects.events = [] }
        return objects.events
      }
    }
  }
}
