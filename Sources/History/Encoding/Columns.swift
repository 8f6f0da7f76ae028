import Capacity
import Database

// How values of the domain stand in columns, and are read from them again.

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

extension Row {
  mutating func flag() -> Bool { integer() != 0 }

  mutating func time() -> Timestamp { Timestamp(seconds: integer()) }

  mutating func optionalTime() -> Timestamp? { optionalInteger().map { Timestamp(seconds: $0) } }

  mutating func reference(in texts: TextDictionary) throws -> String { try texts.value(of: integer()) }

  mutating func optionalReference(in texts: TextDictionary) throws -> String? {
    try optionalInteger().map { try texts.value(of: $0) }
  }

  /// NULL reads as no bytes.
  mutating func bytes() -> [UInt8] { optionalBytes().map { [UInt8]($0) } ?? [] }

  mutating func optionalUID() throws -> UID? {
    guard let bytes = optionalBytes() else { return nil }
    guard bytes.count == 16 || bytes.count == 17 else { throw CorruptRow("a UID of \(bytes.count) bytes") }
    return UID(
      high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
      low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)), isDashed: bytes.count == 16)
  }

  mutating func uid() throws -> UID {
    guard let uid = try optionalUID() else { throw CorruptRow("a UID is missing") }
    return uid
  }

  mutating func optionalAddress() throws -> IPAddress? {
    guard let bytes = optionalBytes() else { return nil }
    switch bytes.count {
    case 4: return .v4(IPv4Address(bits: UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self))))
    case 16: return .v6(PackedAddresses.ipv6(bytes))
    default: throw CorruptRow("an address of \(bytes.count) bytes")
    }
  }
}
