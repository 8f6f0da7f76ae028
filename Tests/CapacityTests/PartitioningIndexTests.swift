import Capacity
import Testing

@Suite("The first position from which on a condition holds")
struct PartitioningIndexTests {
  @Test("is found in collections of any length, wherever it is", arguments: 0...17)
  func everyPosition(count: Int) {
    let numbers = (0..<count).map { $0 }
    for bound in 0...count + 1 {
      #expect(numbers.partitioningIndex { $0 >= bound } == min(bound, count))
      #expect(numbers.dropFirst(3).partitioningIndex { $0 >= bound } == max(min(3, count), min(bound, count)))
    }
  }

  @Test("is that of the first of equal elements")
  func equalElements() {
    #expect([1, 2, 2, 2, 3].partitioningIndex { $0 >= 2 } == 1)
  }
}
