import History

extension PostgresParameters {
  /// Adds a value with a type of its own, whatever it is compared with.
  mutating func append(_ value: QueryValue) {
    switch value {
    // Without a type, the server could not tell what `:name IS NULL` is about.
    case .null: append(nil, TypeOID.text)
    case .integer(let number): append(number)
    case .real(let number): append(Self.bytes(number.bitPattern), TypeOID.float8)
    case .text(let text): append(RemoteParameter.text(text))
    case .blob(let bytes): append(RemoteParameter.bytes(bytes))
    }
  }

  /// The server takes a number for an `integer` if it is small enough, and many functions take nothing larger.
  private mutating func append(_ number: Int64) {
    if let small = Int32(exactly: number) {
      append(Self.bytes(small), TypeOID.int4)
    } else {
      append(RemoteParameter.integer(number))
    }
  }

  private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian) { [UInt8]($0) }
  }
}
