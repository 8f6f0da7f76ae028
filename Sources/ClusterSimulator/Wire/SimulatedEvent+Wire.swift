import Capacity

extension SimulatedEvent {
  /// The event in the core group's form, in which events of both writers are listed.
  var wire: WireMessage {
    let metadata = ObjectMetadata(
      name: name, namespace: namespace, uid: uid, resourceVersion: resourceVersion, createdAt: createdAt,
      manager: isOfSeriesWriter ? "kube-scheduler" : "kubelet")
    return WireMessage(
      [
        WireField("metadata", 1, metadata.wire), WireField("involvedObject", 2, reference),
        WireField("reason", 3, .string(reason)), WireField("message", 4, .string(message)),
      ] + writerFields)
  }

  private var isOfSeriesWriter: Bool {
    if case .series = writer { return true }
    return false
  }

  private var reference: WireValue {
    .message(
      WireField("kind", 1, .string(involved.kind)), WireField("namespace", 2, .string(involved.namespace)),
      WireField("name", 3, .string(involved.name)), WireField("uid", 4, .string(involved.uid?.description ?? "")),
      WireField("apiVersion", 5, .string(involvedAPIVersion)),
      WireField("resourceVersion", 6, .string(String(involvedResourceVersion))),
      WireField("fieldPath", 7, .string("")))
  }

  private var writerFields: [WireField] {
    switch writer {
    case .core(let component, let host, let count, let first, let last):
      [
        WireField(
          "source", 5, .message(WireField("component", 1, .string(component)), WireField("host", 2, .string(host))),
          .always),
        WireField("firstTimestamp", 6, .time(first), .always), WireField("lastTimestamp", 7, .time(last), .always),
        WireField("count", 8, .integer(count)), WireField("type", 9, .string(type)),
        WireField("eventTime", 10, .time(nil), .always), WireField("action", 12, .string("")),
        WireField("reportingComponent", 14, .string(component), .always),
        WireField("reportingInstance", 15, .string(host), .always),
      ]
    case .series(let action, let at, let microseconds, let count, let lastObserved):
      [
        WireField(
          "source", 5, .message(WireField("component", 1, .string("")), WireField("host", 2, .string(""))), .always),
        WireField("firstTimestamp", 6, .time(nil), .always), WireField("lastTimestamp", 7, .time(nil), .always),
        WireField("count", 8, .integer(0)), WireField("type", 9, .string(type)),
        WireField("eventTime", 10, .microTime(at, microseconds), .always),
      ]
        + (count.map { count in
          [
            WireField(
              "series", 11,
              .message(
                WireField("count", 1, .integer(count)),
                WireField("lastObservedTime", 2, .microTime(lastObserved ?? at, microseconds))))
          ]
        } ?? []) + [
          WireField("action", 12, .string(action)),
          WireField("reportingComponent", 14, .string("default-scheduler"), .always),
          WireField("reportingInstance", 15, .string("default-scheduler-0"), .always),
        ]
    }
  }
}
