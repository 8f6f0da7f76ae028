import Capacity

/// The decoders by the names that `make fuzz TARGET=…` takes.
let decoders: [String: Decoder] = [
  "quantity": decodeQuantity,
  "scheduler-message": decodeSchedulerMessage,
  "address": decodeAddress,
  "kubernetes-protobuf": { decodeLists($0, mediaType: "application/vnd.kubernetes.protobuf") },
  "kubernetes-json": { decodeLists($0, mediaType: "application/json") },
  "watch-protobuf": { decodeWatches($0, mediaType: "application/vnd.kubernetes.protobuf;stream=watch") },
  "watch-json": { decodeWatches($0, mediaType: "application/json") },
  "kubeconfig": decodeKubeconfig,
  "ec2-xml": decodeEC2Replies,
  "aws-ini": decodeAWSFiles,
]

@Sendable private func decodeQuantity(_ bytes: UnsafeBufferPointer<UInt8>) {
  guard let quantity = try? Quantity(String(decoding: bytes, as: UTF8.self)) else { return }
  precondition(quantity + .zero == quantity)
  precondition(quantity <= .zero || quantity.milli >= quantity.integer)
  precondition(quantity >= .zero || quantity.milli <= quantity.integer)
}

@Sendable private func decodeSchedulerMessage(_ bytes: UnsafeBufferPointer<UInt8>) {
  _ = PendingReason(schedulerMessage: String(decoding: bytes, as: UTF8.self))
}

/// Whatever is accepted must read back from its own text.
@Sendable private func decodeAddress(_ bytes: UnsafeBufferPointer<UInt8>) {
  let text = String(decoding: bytes, as: UTF8.self)
  if let address = IPAddress(text) { precondition(IPAddress(address.description) == address) }
  if let block = IPv4Block(text) { precondition(IPv4Block(block.description) == block) }
  if let block = IPv6Block(text) { precondition(IPv6Block(block.description) == block) }
  if let uid = UID(text) { precondition(UID(uid.description) == uid) }
  if let moment = Timestamp(rfc3339: text) { _ = moment.description }
}
