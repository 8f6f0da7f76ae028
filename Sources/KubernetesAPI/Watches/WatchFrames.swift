internal import OutsideText

/// Cuts the body of a watch, which comes in pieces of any size, into its events.
///
/// In protobuf each event has its length before it, in four bytes, the highest first; in JSON each has a line.
/// Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding
struct WatchFrames {
  /// The largest event: etcd takes objects of 1.5 MiB by default, and few servers are set to ten times that.
  static let largest = 32 << 20
  private static let prefix = 4
  private static let lineEnd = UInt8(ascii: "\n")

  private let encoding: Encoding
  /// The beginning of an event that has not come to its end.
  private var rest: [UInt8] = []
  /// How many bytes of `rest` are known not to hold a line's end.
  private var searched = 0

  init(_ encoding: Encoding) {
    self.encoding = encoding
  }

  /// Whether the last event is whole, so that the stream may end here.
  var isBetweenEvents: Bool { rest.isEmpty }

  /// Takes a piece, and gives each event that is whole by then to `body`, without length and line end.
  ///
  /// - Throws: `DecodingFailure` for an event that is too large; what `body` throws.
  mutating func take(
    _ piece: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws(DecodingFailure) -> Void
  ) throws(DecodingFailure) {
    guard !rest.isEmpty else {
      let used = try cut(piece, body)
      return rest.append(contentsOf: piece.dropFirst(used))
    }
    rest.append(contentsOf: piece)
    let bytes = rest
    rest = []
    let used = bytes.withUnsafeBytes { buffer in
      Result { () throws(DecodingFailure) in try cut(buffer, body) }
    }
    rest = bytes
    rest.removeFirst(try used.get())
  }

  /// Gives the whole events at the beginning of a buffer to `body`.
  ///
  /// - Returns: how many bytes they take.
  private mutating func cut(
    _ buffer: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws(DecodingFailure) -> Void
  ) throws(DecodingFailure) -> Int {
    var used = 0
    while let frame = try frame(in: UnsafeRawBufferPointer(rebasing: buffer[used...])) {
      let event = UnsafeRawBufferPointer(rebasing: buffer[used...][(used + frame.start)..<(used + frame.end)])
      if !event.isEmpty { try body(event) }
      used += frame.next
      searched = 0
    }
    return used
  }

  /// Where an event lies, and the next one begins.
  private struct Frame {
    var start: Int
    var end: Int
    var next: Int
  }

  /// The first event of a buffer; nil if it is not whole.
  private mutating func frame(in buffer: UnsafeRawBufferPointer) throws(DecodingFailure) -> Frame? {
    switch encoding {
    case .protobuf: try measuredFrame(in: buffer)
    case .json: try line(in: buffer)
    }
  }

  private func measuredFrame(in buffer: UnsafeRawBufferPointer) throws(DecodingFailure) -> Frame? {
    guard buffer.count >= Self.prefix else { return nil }
    let length = buffer.prefix(Self.prefix).reduce(0) { $0 << 8 | Int($1) }
    guard length <= Self.largest else {
      // A list begins with four bytes of magic, which as a length are 1.8 GB.
      throw DecodingFailure(buffer.starts(with: ProtobufEnvelope.magic) ? .listForWatch : .tooLarge(bytes: length))
    }
    let end = Self.prefix + length
    return end <= buffer.count ? Frame(start: Self.prefix, end: end, next: end) : nil
  }

  private mutating func line(in buffer: UnsafeRawBufferPointer) throws(DecodingFailure) -> Frame? {
    let unseen = buffer[min(searched, buffer.count)...]
    guard let end = unseen.firstIndex(of: Self.lineEnd) else {
      guard buffer.count <= Self.largest else { throw DecodingFailure(.tooLarge(bytes: buffer.count)) }
      searched = buffer.count
      return nil
    }
    return Frame(start: 0, end: end, next: end + 1)
  }
}
