import Capacity

/// Random protobuf that keeps close to the objects of the Kubernetes API: messages as deep as theirs, with their field
/// numbers, in every form that a field can be written in.
struct RandomMessage {
  private var random: SeededRandom
  /// How many of a hundred fields are written in a way that cannot be read.
  private let damage: Int

  /// - Parameters:
  ///   - seed: the same message comes of the same seed.
  ///   - damage: how many of a hundred fields are written in a way that cannot be read.
  init(seed: UInt64, damage: Int) {
    random = SeededRandom(seed: seed)
    self.damage = damage
  }

  /// An encoded object: `metadata`, `spec` and `status`, or an event's fields, each as often as chance has it.
  mutating func object() -> [UInt8] {
    (0..<chance(6)).reduce(into: []) { bytes, _ in bytes += field([1, 1, 2, 3, 3, 4, 5, 11, 8], depth: 0) }
  }

  private static let numbers: [UInt64] = [
    1, 1, 1, 2, 2, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 20, 24, 32, 40, 99,
  ]
  private static let texts = [
    "", "cpu", "memory", "pod-template-hash", "PodScheduled", "Ready", "True", "250m", "10.0.0.7", "Ünïcödé", "a/b",
  ]

  private mutating func chance(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

  private mutating func pick<Element>(_ elements: [Element]) -> Element { elements[chance(elements.count)] }

  private mutating func field(_ numbers: [UInt64], depth: Int) -> [UInt8] {
    if chance(100) < damage { return broken() }
    let number = pick(numbers)
    switch chance(20) {
    case 0: return varint(number << 3 | 1) + [UInt8](repeating: 7, count: 8)
    case 1: return varint(number << 3 | 5) + [UInt8](repeating: 7, count: 4)
    case 2: return group(number, depth: depth)
    case 3...6: return varint(number << 3) + varint(pick([0, 1, 7, 1 << 40, .max]))
    default:
      let content = content(depth: depth)
      return varint(number << 3 | 2) + varint(UInt64(content.count)) + content
    }
  }

  /// What a message, a text or a field of packed numbers holds.
  private mutating func content(depth: Int) -> [UInt8] {
    if depth < 5, chance(3) > 0 {
      return (0..<chance(5)).reduce(into: []) { bytes, _ in bytes += field(Self.numbers, depth: depth + 1) }
    }
    return chance(8) == 0 ? varint(1) + varint(300) : Array(pick(Self.texts).utf8)
  }

  private mutating func group(_ number: UInt64, depth: Int) -> [UInt8] {
    var bytes = varint(number << 3 | 3)
    for _ in 0..<chance(3) where depth < 8 { bytes += field(Self.numbers, depth: depth + 3) }
    return bytes + varint(number << 3 | 4)
  }

  /// A number, now and then longer than need be.
  private mutating func varint(_ value: UInt64) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
    guard chance(12) == 0 else { return bytes }
    for _ in 0..<chance(10) {
      bytes[bytes.count - 1] |= 0x80
      bytes.append(0)
    }
    return bytes
  }

  private mutating func broken() -> [UInt8] {
    switch chance(6) {
    case 0: [0x0A, 0x02, 0xFF, 0xFE]  // Field 1 with text that is not UTF-8.
    case 1: [0x12, 0x7F]  // Field 2 with more bytes than there are.
    case 2: [0x0C]  // The end of a group that has not begun.
    case 3: [0x0B, 0x14]  // A group that another one's end closes.
    case 4: [0x07]  // A wire type that there is not.
    default: [0x00, 0x00]  // Field number 0.
    }
  }
}
