internal import Capacity
internal import OutsideText

extension CapacityEvent {
  /// Makes an event of what the API gives; nil if its reason does not tell of capacity.
  ///
  /// There are two writers. Kubelet and controllers fill `count`, `firstTimestamp` and `lastTimestamp`; the scheduler
  /// writes by the newer API, which leaves these empty and fills `eventTime` and `series`.
  /// Source: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
  /// - Throws: `DecodingFailure` that names the event, if a field is missing.
  init?(_ event: ProtoEvent) throws(DecodingFailure) {
    guard Self.recordedReasons.contains(event.reason) else { return nil }
    guard !event.metadata.uid.isEmpty else { throw event.missing("metadata.uid") }
    guard let last = event.lastSeenAt else { throw event.missing("eventTime") }
    self.init(
      uid: UID(opaque: event.metadata.uid), involved: ObjectReference(event.involvedObject), reason: event.reason,
      message: event.message,
      reporter: event.reportingComponent.isEmpty ? event.source.component : event.reportingComponent,
      firstSeenAt: min(event.firstSeenAt ?? last, last), lastSeenAt: last,
      count: Int64(max(event.count, event.series.count, 1)))
  }
}

extension ProtoEvent {
  fileprivate func missing(_ field: SafeText) -> DecodingFailure {
    DecodingFailure(.missing(field: field), object: "event \(.name(metadata.namespace))/\(.name(metadata.name))")
  }

  /// The best known time of the latest occurrence.
  fileprivate var lastSeenAt: Timestamp? {
    Timestamp(series.lastObservedTime) ?? Timestamp(lastTimestamp) ?? firstKnown
  }

  /// The best known time of the first occurrence.
  fileprivate var firstSeenAt: Timestamp? {
    Timestamp(firstTimestamp) ?? Timestamp(eventTime) ?? metadata.createdAt
  }

  private var firstKnown: Timestamp? {
    Timestamp(eventTime) ?? Timestamp(firstTimestamp) ?? metadata.createdAt
  }
}

extension ObjectReference {
  init(_ reference: ProtoObjectReference) {
    self.init(
      kind: reference.kind, namespace: reference.namespace, name: reference.name,
      uid: reference.uid.isEmpty ? nil : UID(opaque: reference.uid))
  }
}
