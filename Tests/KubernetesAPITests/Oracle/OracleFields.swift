import Capacity
import SwiftProtobuf

@testable import KubernetesAPI

/// The same fields, as swift-protobuf decodes them: what the wire reader is held against.
protocol OracleFields: ObjectFields {
  associatedtype Proto: SwiftProtobuf.Message
  init(_ message: Proto)
}

extension OracleFields {
  /// The fields of an encoded object; nil if swift-protobuf refuses it.
  static func oracle(_ bytes: [UInt8]) -> Self? {
    var options = BinaryDecodingOptions()
    options.discardUnknownFields = true
    return (try? Proto(serializedBytes: bytes, options: options)).map { Self($0) }
  }

  /// The same, as the wire reader reads them.
  static func read(_ bytes: [UInt8]) -> Self? {
    bytes.withUnsafeBytes { try? Self(protobuf: $0) }
  }
}

extension PodFields: OracleFields {
  init(_ pod: ProtoPod) {
    self.init()
    name = pod.metadata.name
    namespace = pod.metadata.namespace
    uid = pod.metadata.uid
    createdAt = pod.metadata.creationTimestamp.value
    deletedAt = pod.metadata.deletionTimestamp.value
    templateHash = pod.metadata.labels.last { $0.key == "pod-template-hash" }?.value ?? ""
    networkCards = pod.metadata.annotations.last { $0.key == "k8s.amazonaws.com/nicConfig" }?.value ?? ""
    controller = pod.metadata.ownerReferences.last { $0.controller }.map { Controller(kind: $0.kind, name: $0.name) }
    isHostNetwork = pod.spec.hostNetwork
    nodeName = pod.spec.nodeName
    containers = pod.spec.containers.map { Container($0) }
    initContainers = pod.spec.initContainers.map { Container($0) }
    overhead = Requests(pod.spec.overhead)
    requests = Requests(pod.spec.resources.requests)
    phase = pod.status.phase
    podIP = pod.status.podIp
    podIPs = pod.status.podIps.map(\.ip)
    startedAt = pod.status.startTime.value
    containerStatuses = pod.status.containerStatuses.compactMap { ContainerStatus($0) }
    initContainerStatuses = pod.status.initContainerStatuses.compactMap { ContainerStatus($0) }
    resize = pod.status.resize
    isResizeInfeasible = pod.status.conditions.contains { $0.type == "PodResizePending" && $0.reason == "Infeasible" }
    scheduled = pod.status.conditions.last { $0.type == "PodScheduled" }.map {
      Condition(status: $0.status, reason: $0.reason, message: $0.message, lastTransition: $0.lastTransitionTime.value)
    }
  }
}

extension PodFields.Container {
  fileprivate init(_ container: ProtoContainer) {
    self.init(
      name: container.name, requests: PodFields.Requests(container.resources.requests),
      restartPolicy: container.restartPolicy)
  }
}

extension PodFields.ContainerStatus {
  fileprivate init?(_ status: ProtoContainerStatus) {
    guard status.hasResources else { return nil }
    self.init(
      name: status.name, requests: PodFields.Requests(status.resources.requests),
      allocated: PodFields.Requests(status.allocatedResources))
  }
}

extension PodFields.Requests {
  fileprivate init(_ entries: [ProtoQuantityEntry]) {
    self.init(
      cpu: entries.last { $0.key == "cpu" }?.value.string, memory: entries.last { $0.key == "memory" }?.value.string)
  }
}

extension NodeFields: OracleFields {
  init(_ node: ProtoNode) {
    self.init()
    metadata = ObjectMetadata(node.metadata)
    providerID = node.spec.providerID
    isUnschedulable = node.spec.unschedulable
    taints = node.spec.taints.map { Taint(key: $0.key, value: $0.value, effect: $0.effect) }
    allocatable = Dictionary(
      node.status.allocatable.map { ($0.key, $0.value.string) }, uniquingKeysWith: { _, last in last })
    conditions = node.status.conditions.map { Typed(type: $0.type, text: $0.status) }
    addresses = node.status.addresses.map { Typed(type: $0.type, text: $0.address) }
    kubeletVersion = node.status.nodeInfo.kubeletVersion
    operatingSystem = node.status.nodeInfo.operatingSystem
  }
}

extension EventFields: OracleFields {
  init(_ event: ProtoEvent) {
    self.init()
    metadata = ObjectMetadata(event.metadata)
    involved = Reference(
      kind: event.involvedObject.kind, namespace: event.involvedObject.namespace, name: event.involvedObject.name,
      uid: event.involvedObject.uid)
    reason = event.reason
    message = event.message
    sourceComponent = event.source.component
    firstTimestamp = event.firstTimestamp.value
    lastTimestamp = event.lastTimestamp.value
    count = event.count
    eventTime = event.eventTime.value
    seriesCount = event.series.count
    seriesLastObservedTime = event.series.lastObservedTime.value
    reportingComponent = event.reportingComponent
  }
}

extension ObjectMetadata {
  fileprivate init(_ metadata: ProtoObjectMeta) {
    self.init(
      name: metadata.name, namespace: metadata.namespace, uid: metadata.uid,
      createdAt: metadata.creationTimestamp.value,
      labels: Dictionary(metadata.labels.map { ($0.key, $0.value) }, uniquingKeysWith: { _, last in last }))
  }
}

extension ListMetadata {
  init(_ metadata: ProtoListMeta) {
    self.init()
    resourceVersion = metadata.resourceVersion
    continueToken = metadata.continue
    remainingItemCount = metadata.hasRemainingItemCount ? metadata.remainingItemCount : nil
  }
}

extension ProtoTime {
  fileprivate var value: Timestamp? { hasSeconds ? Timestamp(seconds: seconds) : nil }
}
