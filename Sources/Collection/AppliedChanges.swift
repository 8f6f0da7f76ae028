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
  private var positions: Positions<Object>

  /// Begins with what is recorded or was listed, in any order. Of several with one UID the last one counts: a list that an
  /// expired continue token interrupted may show an object again.
  package init(_ recorded: [Object]) {
    objects = recorded
    positions = Positions(recorded)
    guard positions.count < recorded.count else { return }
    objects = recorded.indices.filter { positions.of(recorded[$0].uid, in: recorded) == $0 }.map { recorded[$0] }
    positions = Positions(objects)
  }

  /// The object with this UID; nil if there is none.
  package subscript(uid: UID) -> Object? { positions.of(uid, in: objects).map { objects[$0] } }

  /// Applies a change. One that was applied before, or came before what is recorded, does no harm if all later ones follow.
  package mutating func apply(_ change: ObjectChange<Object>) {
    let uid = change.value.uid
    if change.isDeletion { return positions.remove(uid, from: &objects) }
    if let index = positions.of(uid, in: objects) {
      objects[index] = change.value
    } else {
      objects.append(change.value)
      positions.addLast(of: objects)
    }
  }

  /// Whether a change says anything new: what is written to an object most often is not recorded of it.
  package func isNews(_ change: ObjectChange<Object>) -> Bool {
    change.isDeletion ? contains(change.value.uid) : self[change.value.uid] != change.value
  }

  /// How many objects there are with changes that are not applied.
  package func count(with changes: some Sequence<ObjectChange<Object>>) -> Int {
    var isThere: [UID: Bool] = [:]
    for change in changes { isThere[change.value.uid] = !change.isDeletion }
    return isThere.reduce(objects.count) { count, object in
      count + (object.value ? 1 : 0) - (contains(object.key) ? 1 : 0)
    }
  }

  /// In how many objects a list differs from these with changes that are not applied: those that only one of both has, and those
  /// that are not the same.
  package func differences(from list: [Object], after changes: [ObjectChange<Object>] = []) -> Int {
    var latest: [UID: Object?] = [:]
    for change in changes { latest.updateValue(change.isDeletion ? nil : change.value, forKey: change.value.uid) }
    let listed = Positions(list)
    let differing = list.indices.count { index in
      let uid = list[index].uid
      guard listed.of(uid, in: list) == index else { return false }
      return latest[uid] ?? self[uid] != list[index]
    }
    let gone = objects.count { latest[$0.uid] == nil && listed.of($0.uid, in: list) == nil }
    return differing + gone + latest.count { $0.value != nil && listed.of($0.key, in: list) == nil }
  }

  private func contains(_ uid: UID) -> Bool { positions.of(uid, in: objects) != nil }
}

/// Where objects are in an array, by their UIDs: a hash table with open addressing that holds their positions only.
///
/// A dictionary would repeat the UIDs: 7 MB for 150,000 pods instead of 1.
private struct Positions<Object: FollowedObject> {
  /// Positions of objects; -1 where there is none. At most two thirds of them are taken.
  private var slots: [Int32]
  /// How many different UIDs there are.
  private(set) var count = 0

  /// Of several objects with one UID it has the last.
  init(_ objects: [Object]) {
    slots = Array(repeating: -1, count: 1 << (Int.bitWidth - (objects.count * 3 / 2 + 15).leadingZeroBitCount))
    for position in objects.indices { insert(position, in: objects) }
  }

  /// The position of the object with this UID; nil if there is none.
  func of(_ uid: UID, in objects: [Object]) -> Int? {
    let position = slots[slot(of: uid, in: objects)]
    return position < 0 ? nil : Int(position)
  }

  /// Takes note of an object that was appended.
  mutating func addLast(of objects: [Object]) {
    if (count + 1) * 3 / 2 > slots.count { self = Positions(objects) } else { insert(objects.count - 1, in: objects) }
  }

  /// Removes the object with this UID, if there is one, and puts the last one in its place.
  mutating func remove(_ uid: UID, from objects: inout [Object]) {
    let slot = slot(of: uid, in: objects)
    guard slots[slot] >= 0 else { return }
    let position = slots[slot]
    slots[self.slot(of: objects[objects.count - 1].uid, in: objects)] = position
    objects.swapAt(Int(position), objects.count - 1)
    objects.removeLast()
    close(slot, in: objects)
    count -= 1
  }

  private mutating func insert(_ position: Int, in objects: [Object]) {
    let slot = slot(of: objects[position].uid, in: objects)
    if slots[slot] < 0 { count += 1 }
    slots[slot] = Int32(position)
  }

  /// Where the UID is, or where it belongs.
  private func slot(of uid: UID, in objects: [Object]) -> Int {
    var slot = home(of: uid)
    while slots[slot] >= 0, objects[Int(slots[slot])].uid != uid { slot = (slot + 1) & (slots.count - 1) }
    return slot
  }

  /// Where a search for the UID begins.
  private func home(of uid: UID) -> Int { uid.hashValue & (slots.count - 1) }

  /// Empties a slot, into which those behind it move that a search would not find any more.
  private mutating func close(_ empty: Int, in objects: [Object]) {
    let mask = slots.count - 1
    var (hole, slot) = (empty, (empty + 1) & mask)
    while slots[slot] >= 0 {
      let distance = (slot - home(of: objects[Int(slots[slot])].uid)) & mask
      if distance >= (slot - hole) & mask {
        slots[hole] = slots[slot]
        hole = slot
      }
      slot = (slot + 1) & mask
    }
    slots[hole] = -1
  }
}
