internal import SwiftProtobuf

/// A part of a larger buffer, handed to swift-protobuf without a copy; valid only while the buffer is.
struct BorrowedBytes: SwiftProtobufContiguousBytes {
  private let borrowed: UnsafeRawBufferPointer
  private var owned: [UInt8] = []

  init(_ buffer: UnsafeRawBufferPointer) {
    borrowed = buffer
  }

  // Only encoding makes buffers of its own; the protocol asks for these two all the same.
  init(repeating byte: UInt8, count: Int) {
    self.init(repeatElement(byte, count: count))
  }

  init(_ bytes: some Sequence<UInt8>) {
    borrowed = UnsafeRawBufferPointer(start: nil, count: 0)
    owned = Array(bytes)
  }

  var count: Int { borrowed.count + owned.count }

  func withUnsafeBytes<Result>(_ work: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    owned.isEmpty ? try work(borrowed) : try owned.withUnsafeBytes(work)
  }

  mutating func withUnsafeMutableBytes<Result>(
    _ work: (UnsafeMutableRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try owned.withUnsafeMutableBytes(work)
  }
}
