/// A random generator whose sequence follows from its seed, so that a simulated cluster is the same in every run.
///
/// SplitMix64: a counter in steps of the golden ratio, mixed by two multiplications.
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
struct SeededRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Text of `length` characters out of `alphabet`.
  mutating func text(length: Int, of alphabet: [Character]) -> String {
    String((0..<length).compactMap { _ in alphabet.randomElement(using: &self) })
  }

  /// The id of an EC2 resource: the prefix and 17 hexadecimal digits.
  mutating func resourceID(_ prefix: String) -> String {
    prefix + "-" + text(length: 17, of: Self.hexadecimal)
  }

  static let hexadecimal = Array("0123456789abcdef")

  /// The letters and digits of generated Kubernetes names: no vowels and nothing that looks like another.
  ///
  /// Source: https://pkg.go.dev/k8s.io/apimachinery/pkg/util/rand
  static let nameAlphabet = Array("bcdfghjklmnpqrstvwxz2456789")
}
