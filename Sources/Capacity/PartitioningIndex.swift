extension RandomAccessCollection {
  /// The first position whose element satisfies the condition, found by halving; `endIndex` if there is none.
  ///
  /// - Parameter isBehind: holds for no element up to some position, and for all from there on.
  @inlinable
  package func partitioningIndex(where isBehind: (Element) throws -> Bool) rethrows -> Index {
    var (start, length) = (startIndex, count)
    while length > 0 {
      let half = length / 2
      let middle = index(start, offsetBy: half)
      if try isBehind(self[middle]) {
        length = half
      } else {
        start = index(after: middle)
        length -= half + 1
      }
    }
    return start
  }
}
