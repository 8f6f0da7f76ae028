package import Capacity
package import KubernetesAPI

/// An object whose changes can be followed.
package protocol FollowedObject: Hashable, Sendable {
  /// What tells it from all others, also from an earlier one of its name.
  var uid: UID { get }
  /// Whether lists give `left` before `right`: they are sorted by the keys of etcd.
  static func isListed(_ left: Self, before right: Self) -> Bool
}

extension Node: FollowedObject {
  package static func isListed(_ left: Node, before right: Node) -> Bool { left.name < right.name }
}

extension Pod: FollowedObject {
  /// A namespace and a name stand in a key with a slash between them, which comes behind the dash.
  package static func isListed(_ left: Pod, before right: Pod) -> Bool {
    left.namespace == right.namespace
      ? left.name < right.name : left.namespace + "/" < right.namespace + "/"
  }
}

/// Objects as they are after changes.
package struct AppliedChanges<Object: FollowedObject> {
  private var objects: [Object?]
  private var indexes: [UID: Int]
  /// How many objects there are.
  package private(set) var count: Int

  /// Begins with what is recorded, in any order.
  package init(_ recorded: [Object]) {
    objects = recorded
    indexes = Dictionary(recorded.indices.map { (recorded[$0].uid, $0) }) { $1 }
    count = indexes.count
  }

  /// Applies a change. One that was applied before, or came before what is recorded, does no harm if all later ones follow.
  package mutating func apply(_ change: ObjectChange<Object>) {
    let uid = change.value.uid
    switch (indexes[uid], change.isDeletion) {
    case (nil, true): break
    case (let index?, true):
      objects[index] = nil
      indexes[uid] = nil
      count -= 1
    case (let index?, false): objects[index] = change.value
    case (nil, false):
      indexes[uid] = objects.count
      objects.append(change.value)
      count += 1
    }
  }

  /// The objects in the order of a list.
  package var listed: [Object] {
    indexes.values.compactMap { objects[$0] }.sorted { Object.isListed($0, before: $1) }
  }

  /// In how many objects a list differs: those that only one of both has, and those that are not the same.
  package func differences(from list: [Object]) -> Int {
    let others = Dictionary(list.map { ($0.uid, $0) }) { $1 }
    let changed = others.count { uid, object in indexes[uid].map { objects[$0] != object } ?? true }
    return changed + indexes.keys.count { others[$0] == nil }
  }
}
