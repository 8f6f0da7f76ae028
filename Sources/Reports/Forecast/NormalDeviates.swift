import Capacity
import Foundation

/// Normally distributed numbers of mean 0 and deviation 1 whose sequence follows from a seed.
///
/// Source: G. Marsaglia, T. A. Bray, "A convenient method for generating normal variables", SIAM Review 6 (1964).
struct NormalDeviates: Sendable {
  private var random: SeededRandom
  private var spare: Double?

  init(seed: UInt64) {
    random = SeededRandom(seed: seed)
  }

  mutating func next() -> Double {
    if let spare {
      self.spare = nil
      return spare
    }
    var (x, y, square) = (0.0, 0.0, 0.0)
    repeat {
      x = uniform()
      y = uniform()
      square = x * x + y * y
    } while square >= 1 || square == 0
    let scale = (-2 * log(square) / square).squareRoot()
    spare = y * scale
    return x * scale
  }

  /// From −1 to 1.
  private mutating func uniform() -> Double { Double(random.next() >> 11) * 0x1p-52 - 1 }
}
