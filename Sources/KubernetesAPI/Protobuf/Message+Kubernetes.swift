internal import SwiftProtobuf
internal import OutsideText

extension Message {
  /// Decodes a message from a part of a larger buffer; fields that capdb does not declare are dropped.
  ///
  /// - Throws: `DecodingFailure` for anything but a whole message.
  init(kubernetes bytes: UnsafeRawBufferPointer) throws(DecodingFailure) {
    var options = BinaryDecodingOptions()
    options.discardUnknownFields = true
    do {
      try self.init(serializedBytes: BorrowedBytes(bytes), options: options)
    } catch {
      throw DecodingFailure(.garbled("\(.word(Self.protoMessageName) ?? "a message") is no protobuf"))
    }
  }
}
