import Capacity
import ClusterSimulator

/// The instance types of the two node groups, chosen so that the pods just fit.
struct NodeTypes {
  let first: InstanceType
  let second: InstanceType

  private static let known: [InstanceType] = [.t3Small, .t3Medium, .m5Large, .t3Large, .m5XLarge]

  init(_ size: YearOfHistory.Size) {
    let slots = Double(size.pods) / Double(max(1, size.nodes)) * 1.15
    let index = Self.known.firstIndex { Double(Self.slots($0)) >= slots } ?? Self.known.count - 2
    first = Self.known[min(index, Self.known.count - 2)]
    second = Self.known[min(index + 1, Self.known.count - 1)]
  }

  /// Slots of a node that takes secondary addresses.
  static func slots(_ type: InstanceType) -> Int { type.enisMax * (type.ipv4PerENI - 1) + 2 }
}
