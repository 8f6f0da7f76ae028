import Capacity

/// Takes the columns of one row, one after the other.
///
/// A fact names its columns once, in `RecordedFact.encodeState`; binding them to an INSERT and comparing them with the
/// row that is open are two sinks of the same columns.
package protocol ColumnSink {
  mutating func integer(_ value: Int64?)
  mutating func text(_ value: String)
  /// Text as its bytes; nil for NULL.
  mutating func text(utf8 value: UnsafeRawBufferPointer?)
  mutating func blob(_ value: UnsafeRawBufferPointer?)
}

extension ColumnSink {
  mutating func flag(_ value: Bool) {
    integer(value ? 1 : 0)
  }

  mutating func time(_ value: Timestamp?) {
    integer(value?.seconds)
  }

  /// A string that is kept once per cluster.
  mutating func reference(_ value: String?, in texts: TextDictionary) throws {
    integer(try value.map { try texts.key(of: $0) })
  }

  mutating func bytes(_ value: [UInt8]) {
    value.withUnsafeBytes { blob($0) }
  }

  mutating func uid(_ value: UID?) {
    guard let value else { return blob(nil) }
    withUnsafeBytes(of: (value.high.bigEndian, value.low.bigEndian, UInt8(0))) {
      blob(UnsafeRawBufferPointer(rebasing: $0.prefix(value.isDashed ? 16 : 17)))
    }
  }

  mutating func address(_ value: IPv4Address?) {
    guard let value else { return blob(nil) }
    withUnsafeBytes(of: value.bits.bigEndian) { blob($0) }
  }

  mutating func address(_ value: IPAddress?) {
    switch value {
    case .v4(let address): self.address(address)
    case .v6(let address): withUnsafeBytes(of: (address.high.bigEndian, address.low.bigEndian)) { blob($0) }
    case nil: blob(nil)
    }
  }
}
