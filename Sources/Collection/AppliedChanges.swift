package import Capacity
package import KubernetesAPI

/// An object whose changes can be followed.
package protocol FollowedObject: Hashable, Sendable {
  /// What tells it from all others, also from an earlier one of its name.
  var uid: UID { get }
}

extension Node: FollowedObject {}

extension Pod: FollowedObject {}

extension CapacityEvent: FollowedObject {}

/// Objects as they are after changes.
package struct AppliedChanges<Object: FollowedObject>: Sendable {
  /// The objects, in no order.
  package private(set) var objects: [Object]
  private var indexes: [UID: Int32]

  /// Begins with what is recorded, in any order.
  package init(_ recorded: [Object]) {
    objects = recorded
    indexes = Dictionary(recorded.indices.map { (recorded[$0].uid, Int32($0)) }) { $1 }
  }

  /// The object with this UID; nil if there is none.
  package subscript(uid: UID) -> Object? { indexes[uid].map { objects[Int($0)] } }

  /// Applies a change. One that was applied before, or came before what is recorded, does no harm if all later ones follow.
  package mutating func apply(_ change: ObjectChange<Object>) {
    let uid = change.value.uid
    if change.isDeletion { return remove(uid) }
    if let index = indexes[uid] {
      objects[Int(index)] = change.value
    } else {
      indexes[uid] = Int32(objects.count)
      objects.append(change.value)
    }
  }

  /// Whether a change says anything new: what is written to an object most often is not recorded of it.
  package func isNews(_ change: ObjectChange<Object>) -> Bool {
    change.isDeletion ? indexes[change.value.uid] != nil : self[change.value.uid] != change.value
  }

  /// Puts the last object in the place of one that is gone.
  private mutating func remove(_ uid: UID) {
    guard let index = indexes.removeValue(forKey: uid) else { return }
    let last = objects.removeLast()
    guard Int(index) < objects.count else { return }
    objects[Int(index)] = last
    indexes[last.uid] = index
  }

  /// How many objects there are with changes that are not applied.
  package func count(with changes: some Sequence<ObjectChange<Object>>) -> Int {
    var isThere: [UID: Bool] = [:]
    for change in changes { isThere[change.value.uid] = !change.isDeletion }
    return isThere.reduce(objects.count) { count, object in
      count + (object.value ? 1 : 0) - (indexes[object.key] == nil ? 0 : 1)
    }
  }

  /// In how many objects a list differs: those that only one of both has, and those that are not the same.
  package func differences(from list: [Object]) -> Int {
    let others = Dictionary(list.map { ($0.uid, $0) }) { $1 }
    let changed = others.count { uid, object in self[uid] != object }
    return changed + objects.count { others[$0.uid] == nil }
  }
}
