import Capacity

/// What the API server puts around objects: lists and failures.
enum KubernetesDocuments {
  /// A page of a list.
  static func list(
    _ items: [WireMessage], resourceVersion: Int64, continueToken: String, remaining: Int?
  ) -> WireMessage {
    var metadata = [
      WireField("selfLink", 1, .string("")),
      WireField("resourceVersion", 2, .string(String(resourceVersion))),
      WireField("continue", 3, .string(continueToken)),
    ]
    if let remaining { metadata.append(WireField("remainingItemCount", 4, .integer(Int64(remaining)))) }
    return WireMessage([
      WireField("metadata", 1, .message(WireMessage(metadata)), .always),
      WireField("items", 2, .list(items.map(WireValue.message)), .always),
    ])
  }

  /// A `Status` that reports a failure.
  static func status(
    code: Int, reason: String, message: String, resource: String? = nil, continueToken: String = ""
  ) -> WireMessage {
    var fields = [
      WireField("metadata", 1, .message(WireField("continue", 3, .string(continueToken))), .always),
      WireField("status", 2, .string("Failure")), WireField("message", 3, .string(message)),
      WireField("reason", 4, .string(reason)),
    ]
    if let resource {
      fields.append(
        WireField(
          "details", 5,
          .message(
            WireField("name", 1, .string("")), WireField("group", 2, .string("")),
            WireField("kind", 3, .string(resource)), WireField("retryAfterSeconds", 5, .integer(0)))))
    }
    fields.append(WireField("code", 6, .integer(Int64(code))))
    return WireMessage(fields)
  }
}

/// `metadata` of an object, with what the simulator's objects need of it.
struct ObjectMetadata {
  var name: String
  var generateName = ""
  var namespace = ""
  var uid: UID
  var resourceVersion: Int64
  var createdAt: Timestamp
  var deletionAt: Timestamp?
  var deletionGraceSeconds: Int64 = 0
  var labels: [String: String] = [:]
  var annotations: [String: String] = [:]
  var owner: (kind: String, name: String, apiVersion: String, uid: UID)?
  var manager = "kubelet"
  var managedFields = #"{"f:metadata":{"f:labels":{".":{}}}}"#

  var wire: WireValue {
    var fields = [
      WireField("name", 1, .string(name)), WireField("generateName", 2, .string(generateName)),
      WireField("namespace", 3, .string(namespace)), WireField("selfLink", 4, .string("")),
      WireField("uid", 5, .string(uid.description)),
      WireField("resourceVersion", 6, .string(String(resourceVersion))), WireField("generation", 7, .integer(0)),
      WireField("creationTimestamp", 8, .time(createdAt), .always),
    ]
    if let deletionAt {
      fields.append(WireField("deletionTimestamp", 9, .time(deletionAt)))
      fields.append(WireField("deletionGracePeriodSeconds", 10, .integer(deletionGraceSeconds)))
    }
    fields.append(WireField("labels", 11, .map(labels)))
    fields.append(WireField("annotations", 12, .map(annotations)))
    if let owner { fields.append(WireField("ownerReferences", 13, .list([Self.reference(owner)]))) }
    fields.append(WireField("managedFields", 17, .list([managedFieldsEntry])))
    return .message(WireMessage(fields))
  }

  private static func reference(_ owner: (kind: String, name: String, apiVersion: String, uid: UID)) -> WireValue {
    .message(
      WireField("apiVersion", 5, .string(owner.apiVersion)), WireField("kind", 1, .string(owner.kind)),
      WireField("name", 3, .string(owner.name)), WireField("uid", 4, .string(owner.uid.description)),
      WireField("controller", 6, .bool(true)), WireField("blockOwnerDeletion", 7, .bool(true)))
  }

  private var managedFieldsEntry: WireValue {
    .message(
      WireField("manager", 1, .string(manager)), WireField("operation", 2, .string("Update")),
      WireField("apiVersion", 3, .string("v1")), WireField("time", 4, .time(createdAt)),
      WireField("fieldsType", 6, .string("FieldsV1")), WireField("fieldsV1", 7, .json(managedFields)))
  }
}

extension SimulatedCluster {
  /// The namespace `kube-system`.
  var kubeSystemNamespace: WireMessage {
    let metadata = ObjectMetadata(
      name: "kube-system", uid: kubeSystemUID, resourceVersion: 4, createdAt: createdAt,
      labels: ["kubernetes.io/metadata.name": "kube-system"])
    return WireMessage([
      WireField("metadata", 1, metadata.wire),
      WireField("spec", 2, .message(WireField("finalizers", 1, .list([.string("kubernetes")]))), .always),
      WireField("status", 3, .message(WireField("phase", 1, .string("Active"))), .always),
    ])
  }

  /// The DaemonSet `kube-system/aws-node`, whose environment holds the CNI's settings; nil if the cluster has none.
  var awsNodeDaemonSet: WireMessage? {
    guard let workload = workload("kube-system/aws-node") else { return nil }
    let metadata = ObjectMetadata(
      name: workload.name, namespace: workload.namespace, uid: workload.uid, resourceVersion: resourceVersion,
      createdAt: createdAt, labels: ["k8s-app": workload.name])
    let nodeCount = WireValue.integer(Int64(nodes.count))
    return WireMessage([
      WireField("metadata", 1, metadata.wire),
      WireField(
        "spec", 2,
        .message(
          WireField("selector", 1, .message(WireField("matchLabels", 1, .map(["app": workload.app])))),
          WireField("template", 2, awsNodeTemplate(of: workload), .always)), .always),
      WireField(
        "status", 3,
        .message(
          WireField("currentNumberScheduled", 1, nodeCount, .always),
          WireField("numberMisscheduled", 2, .integer(0), .always),
          WireField("desiredNumberScheduled", 3, nodeCount, .always),
          WireField("numberReady", 4, nodeCount, .always)), .always),
    ])
  }

  private func awsNodeTemplate(of workload: SimulatedWorkload) -> WireValue {
    let registry = workload.image.prefix { $0 != "/" }
    let environment = cniEnvironment.sorted { $0.key < $1.key }.map { name, value in
      WireValue.message(WireField("name", 1, .string(name)), WireField("value", 2, .string(value)))
    }
    let hostName = WireValue.message(
      WireField("name", 1, .string("MY_NODE_NAME")),
      WireField(
        "valueFrom", 3,
        .message(
          WireField(
            "fieldRef", 1,
            .message(
              WireField("apiVersion", 1, .string("v1")), WireField("fieldPath", 2, .string("spec.nodeName")))))))
    let agent = WireValue.message(
      WireField("name", 1, .string("aws-eks-nodeagent")),
      WireField("image", 2, .string("\(registry)/amazon/aws-network-policy-agent:v1.1.2-eksbuild.2")))
    let container = WireValue.message(
      WireField("name", 1, .string("aws-node")),
      WireField("image", 2, .string("\(registry)/amazon-k8s-cni:\(cniVersion)")),
      WireField("env", 7, .list(environment + [hostName])))
    return .message(
      WireField("metadata", 1, .message(WireField("labels", 11, .map(["app": workload.app]))), .always),
      WireField(
        "spec", 2,
        .message(
          WireField("containers", 2, .list([container, agent])), WireField("hostNetwork", 11, .bool(true))), .always))
  }

  /// The answer to `GET /version`, which the API server gives in JSON only.
  var versionDocument: WireMessage {
    let parts = settings.kubernetesVersion.dropFirst().split(separator: ".")
    return WireMessage([
      WireField("major", 0, .string(parts.first.map(String.init) ?? "")),
      WireField("minor", 0, .string(parts.count > 1 ? parts[1] + "+" : "")),
      WireField("gitVersion", 0, .string(settings.kubernetesVersion)),
      WireField("gitTreeState", 0, .string("clean")), WireField("platform", 0, .string("linux/amd64")),
    ])
  }
}
