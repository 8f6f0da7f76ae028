import Capacity

extension SeededRandom {
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
