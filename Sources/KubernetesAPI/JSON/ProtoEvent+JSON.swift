extension ProtoEvent: Decodable {
  init(from decoder: any Decoder) throws {
    let fields = try JSONFields(decoder)
    self.init()
    metadata = try fields.value("metadata") ?? ProtoObjectMeta()
    involvedObject = try fields.value("involvedObject") ?? ProtoObjectReference()
    reason = try fields.text("reason")
    message = try fields.text("message")
    source.component = try fields.object("source")?.text("component") ?? ""
    firstTimestamp = ProtoTime(try fields.time("firstTimestamp"))
    lastTimestamp = ProtoTime(try fields.time("lastTimestamp"))
    count = try fields.value("count") ?? 0
    eventTime = ProtoTime(try fields.time("eventTime"))
    if let object = try fields.object("series") {
      series.count = try object.value("count") ?? 0
      series.lastObservedTime = ProtoTime(try object.time("lastObservedTime"))
    }
    reportingComponent = try fields.text("reportingComponent")
  }
}

extension ProtoObjectReference: Decodable {
  init(from decoder: any Decoder) throws {
    let fields = try JSONFields(decoder)
    self.init()
    kind = try fields.text("kind")
    namespace = try fields.text("namespace")
    name = try fields.text("name")
    uid = try fields.text("uid")
  }
}
