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
