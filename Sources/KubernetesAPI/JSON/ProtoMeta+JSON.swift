internal import Capacity
internal import OutsideText

// JSON is read into the messages of the protobuf encoding, so that the rules by which they become values exist once.
// Field names: https://kubernetes.io/docs/reference/kubernetes-api/

extension ProtoTime {
  init(_ time: Timestamp?) {
    self.init()
    if let time { seconds = time.seconds }
  }
}

extension ProtoObjectMeta: Decodable {
  init(from decoder: any Decoder) throws {
    let fields = try JSONFields(decoder)
    self.init()
    name = try fields.text("name")
    namespace = try fields.text("namespace")
    uid = try fields.text("uid")
    creationTimestamp = ProtoTime(try fields.time("creationTimestamp"))
    labels = (try fields.value("labels", as: [String: String].self) ?? [:]).map { key, value in
      var label = ProtoStringEntry()
      label.key = key
      label.value = value
      return label
    }
  }
}

extension ProtoListMeta: Decodable {
  init(from decoder: any Decoder) throws {
    let fields = try JSONFields(decoder)
    self.init()
    resourceVersion = try fields.text("resourceVersion")
    `continue` = try fields.text("continue")
    if let remaining: Int64 = try fields.value("remainingItemCount") { remainingItemCount = remaining }
  }
}

extension ProtoStatus: Decodable {
  init(from decoder: any Decoder) throws {
    let fields = try JSONFields(decoder)
    self.init()
    guard try fields.text("kind") == "Status" else {
      throw DecodingFailure(.unexpectedKind(found: .word(try fields.text("kind")), expected: "v1 Status"))
    }
    metadata = try fields.value("metadata") ?? ProtoListMeta()
    status = try fields.text("status")
    message = try fields.text("message")
    reason = try fields.text("reason")
    code = try fields.value("code") ?? 0
    details.retryAfterSeconds = try fields.object("details")?.value("retryAfterSeconds") ?? 0
  }
}
