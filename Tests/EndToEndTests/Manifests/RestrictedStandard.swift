import YAMLDocument

/// The Pod Security Standard "restricted", that of Kubernetes 1.34: its own controls, and those of "baseline", which are
/// part of it. Each is a check of the fields that the standard names for it.
///
/// Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/
struct RestrictedStandard {
  /// One row of the standard's tables.
  struct Control: Sendable {
    /// Its name there.
    var name: String
    var isMet: @Sendable (PodTemplate) -> Bool
  }

  static let controls = baseline + restricted

  /// The names of the controls that a pod violates.
  static func violations(of pod: PodTemplate) -> Set<String> {
    Set(controls.filter { !$0.isMet(pod) }.map(\.name))
  }

  private static let baseline = [
    Control(name: "HostProcess") { pod in
      pod.contexts.allSatisfy { $0["windowsOptions"]["hostProcess"].isFalseOrUndefined }
    },
    Control(name: "Host Namespaces") { pod in
      ["hostNetwork", "hostPID", "hostIPC"].allSatisfy { pod.spec[$0].isFalseOrUndefined }
    },
    Control(name: "Privileged Containers") { pod in
      pod.containers.allSatisfy { $0["securityContext"]["privileged"].isFalseOrUndefined }
    },
    Control(name: "HostPath Volumes") { pod in pod.volumes.allSatisfy { $0["hostPath"].isNull } },
    Control(name: "Host Ports") { pod in
      pod.ports.allSatisfy { $0["hostPort"].isNull || $0["hostPort"].content == .integer(0) }
    },
    Control(name: "Host Probes / Lifecycle Hooks") { pod in
      pod.handlers.allSatisfy { $0["host"].isOneOf([""]) }
    },
    Control(name: "AppArmor") { pod in
      pod.contexts.allSatisfy { $0["appArmorProfile"]["type"].isOneOf(["RuntimeDefault", "Localhost"]) }
        && pod.annotations(below: "container.apparmor.security.beta.kubernetes.io/")
          .allSatisfy { $0 == "runtime/default" || $0.hasPrefix("localhost/") }
    },
    Control(name: "SELinux") { pod in
      let types = ["container_t", "container_init_t", "container_kvm_t", "container_engine_t", ""]
      return pod.contexts.map { $0["seLinuxOptions"] }.allSatisfy {
        $0["type"].isOneOf(types) && $0["user"].isOneOf([""]) && $0["role"].isOneOf([""])
      }
    },
    Control(name: "/proc Mount Type") { pod in
      pod.containers.allSatisfy { $0["securityContext"]["procMount"].isOneOf(["Default"]) }
    },
    Control(name: "Sysctls") { pod in
      pod.spec["securityContext"]["sysctls"].elements?.allSatisfy { safeSysctls.contains($0["name"].string ?? "") }
        ?? false
    },
  ]

  private static let safeSysctls: Set<String> = [
    "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range", "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
  ]

  /// "Capabilities" and "Seccomp" of baseline ask for less than the controls of these names here.
  private static let restricted = [
    Control(name: "Volume Types") { pod in
      let allowed: Set = [
        "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret",
      ]
      return pod.volumes.allSatisfy { volume in
        let types = Set((volume.members ?? [:]).keys).subtracting(["name"])
        return types.count == 1 && types.isSubset(of: allowed)
      }
    },
    Control(name: "Privilege Escalation") { pod in
      pod.containers.allSatisfy { $0["securityContext"]["allowPrivilegeEscalation"].content == .bool(false) }
    },
    Control(name: "Running as Non-root") { pod in
      pod.everyContainer {
        $0["runAsNonRoot"]
      } is: {
        $0.content == .bool(true)
      }
    },
    Control(name: "Running as Non-root user") { pod in
      pod.contexts.allSatisfy { $0["runAsUser"].content != .integer(0) }
    },
    Control(name: "Seccomp") { pod in
      pod.everyContainer {
        $0["seccompProfile"]["type"]
      } is: {
        ["RuntimeDefault", "Localhost"].contains($0.string)
      }
    },
    Control(name: "Capabilities") { pod in
      pod.containers.map { $0["securityContext"]["capabilities"] }.allSatisfy { capabilities in
        (capabilities["drop"].elements ?? []).contains { $0.string == "ALL" }
          && (capabilities["add"].elements?.allSatisfy { $0.string == "NET_BIND_SERVICE" } ?? false)
      }
    },
  ]
}

/// The pod that a manifest makes, with the name of its object.
struct PodTemplate: Sendable {
  var owner: String
  var metadata: YAMLValue
  var spec: YAMLValue

  /// The pods of a file of manifests.
  static func all(in text: String) throws -> [PodTemplate] {
    try text.split(separator: "\n---\n").compactMap { document in
      let object = try YAMLValue(yaml: String(document), dialect: .kubernetes)
      let owner = "\(object["kind"].string ?? "") \(object["metadata"]["name"].string ?? "")"
      let template =
        switch object["kind"].string {
        case "Pod": object
        case "CronJob": object["spec"]["jobTemplate"]["spec"]["template"]
        default: object["spec"]["template"]
        }
      guard !template["spec"].isNull else { return nil }
      return PodTemplate(owner: owner, metadata: template["metadata"], spec: template["spec"])
    }
  }

  /// Containers of every kind.
  var containers: [YAMLValue] {
    ["containers", "initContainers", "ephemeralContainers"].flatMap { spec[$0].elements ?? [] }
  }

  /// The security contexts of the pod and its containers.
  var contexts: [YAMLValue] { ([spec] + containers).map { $0["securityContext"] } }

  var volumes: [YAMLValue] { spec["volumes"].elements ?? [] }

  var ports: [YAMLValue] { containers.flatMap { $0["ports"].elements ?? [] } }

  /// The addresses that the kubelet asks for probes and hooks.
  var handlers: [YAMLValue] {
    let handlers = containers.flatMap { container in
      ["livenessProbe", "readinessProbe", "startupProbe"].map { container[$0] }
        + ["postStart", "preStop"].map { container["lifecycle"][$0] }
    }
    return handlers.flatMap { [$0["httpGet"], $0["tcpSocket"]] }
  }

  func annotations(below prefix: String) -> [String] {
    (metadata["annotations"].members ?? [:]).filter { $0.key.hasPrefix(prefix) }.map { $0.value.value.text }
  }

  /// Whether a field holds for every container: its own value, or where it has none, that of the pod. One that
  /// contradicts the pod's counts, whatever the pod's is.
  func everyContainer(
    _ field: (_ context: YAMLValue) -> YAMLValue, is holds: (YAMLValue) -> Bool
  ) -> Bool {
    let ofPod = field(spec["securityContext"])
    return containers.map { field($0["securityContext"]) }.allSatisfy { $0.isNull ? holds(ofPod) : holds($0) }
      && (ofPod.isNull || holds(ofPod))
  }
}

extension YAMLValue {
  fileprivate var isFalseOrUndefined: Bool { isNull || content == .bool(false) }

  /// Whether it is one of these texts, or not there.
  fileprivate func isOneOf(_ texts: [String]) -> Bool { isNull || texts.contains(text) }
}
