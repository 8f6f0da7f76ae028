import Foundation
import Testing

/// The pods of `Config/kubernetes` comply with the standard that their namespace enforces.
@Suite("Pod Security")
struct PodSecurityTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Config/kubernetes")

  private static func text(_ name: String) throws -> String {
    try String(contentsOf: folder.appending(path: name), encoding: .utf8)
  }

  /// A change of the CronJob, and the controls that it violates.
  struct Change: CustomTestStringConvertible, Sendable {
    var violated: Set<String>
    var old: String
    var new: String

    init(_ violated: String..., from old: String, to new: String) {
      self.violated = Set(violated)
      self.old = old
      self.new = new
    }

    var testDescription: String { "\(violated.sorted().joined(separator: ", ")): \(new)" }
  }

  @Test("every pod of the manifests, and of their overlays, meets every control of the restricted standard")
  func manifests() throws {
    let names = try FileManager.default.subpathsOfDirectory(atPath: Self.folder.path).filter { $0.hasSuffix(".yaml") }
    let pods = try names.flatMap { try PodTemplate.all(in: Self.text($0)) }
    let owners = pods.map(\.owner).sorted()
    #expect(owners == ["CronJob capdb-collect", "Deployment capdb-follow", "Deployment capdb-serve"])
    for pod in pods {
      #expect(!pod.containers.isEmpty && RestrictedStandard.violations(of: pod) == [], "\(pod.owner)")
    }
  }

  private static let user = "            runAsUser: 65532\n"
  private static let escalation = "                allowPrivilegeEscalation: false\n"
  private static let mounts = "              volumeMounts:\n"

  static let changes = [
    Change(
      "HostProcess", from: user, to: "\(user)            windowsOptions: {hostProcess: true}\n"),
    Change("Host Namespaces", from: "          restartPolicy: Never\n", to: "          hostNetwork: true\n"),
    Change("Host Namespaces", from: "          restartPolicy: Never\n", to: "          hostPID: true\n"),
    Change("Host Namespaces", from: "          restartPolicy: Never\n", to: "          hostIPC: true\n"),
    Change("Privileged Containers", from: escalation, to: "\(escalation)                privileged: true\n"),
    Change(
      "HostPath Volumes", "Volume Types", from: "emptyDir:\n                sizeLimit: 64Mi",
      to: "hostPath: {path: /tmp}"),
    Change(
      "Volume Types", from: "emptyDir:\n                sizeLimit: 64Mi", to: "nfs: {server: nfs.example, path: /}"),
    Change("Host Ports", from: mounts, to: "              ports: [{containerPort: 1, hostPort: 80}]\n\(mounts)"),
    Change(
      "Host Probes / Lifecycle Hooks", from: mounts,
      to: "              livenessProbe: {httpGet: {host: 169.254.169.254, port: 80}}\n\(mounts)"),
    Change("AppArmor", from: user, to: "\(user)            appArmorProfile: {type: Unconfined}\n"),
    Change(
      "AppArmor", from: "            app.kubernetes.io/name: capdb\n",
      to: """
                    app.kubernetes.io/name: capdb
                  annotations:
                    container.apparmor.security.beta.kubernetes.io/capdb: unconfined

        """),
    Change("SELinux", from: user, to: "\(user)            seLinuxOptions: {type: spc_t}\n"),
    Change("SELinux", from: user, to: "\(user)            seLinuxOptions: {user: system_u}\n"),
    Change("/proc Mount Type", from: escalation, to: "\(escalation)                procMount: Unmasked\n"),
    Change("Sysctls", from: user, to: "\(user)            sysctls: [{name: kernel.msgmax, value: '1'}]\n"),
    Change("Privilege Escalation", from: escalation, to: ""),
    Change("Privilege Escalation", from: escalation, to: "                allowPrivilegeEscalation: true\n"),
    Change("Running as Non-root", from: "            runAsNonRoot: true\n", to: ""),
    Change("Running as Non-root", from: escalation, to: "\(escalation)                runAsNonRoot: false\n"),
    Change("Running as Non-root user", from: user, to: "            runAsUser: 0\n"),
    Change("Running as Non-root user", from: escalation, to: "\(escalation)                runAsUser: 0\n"),
    Change("Seccomp", from: "            seccompProfile:\n              type: RuntimeDefault\n", to: ""),
    Change("Seccomp", from: "type: RuntimeDefault", to: "type: Unconfined"),
    Change("Seccomp", from: escalation, to: "\(escalation)                seccompProfile: {type: Unconfined}\n"),
    Change("Capabilities", from: "drop: [ALL]", to: "drop: [NET_RAW]"),
    Change("Capabilities", from: "drop: [ALL]", to: "drop: [ALL]\n                  add: [SYS_ADMIN]"),
  ]

  @Test("a change that violates a control is found", arguments: changes)
  func violation(_ change: Change) throws {
    let manifest = try Self.text("base/50-cronjob.yaml")
    #expect(manifest.ranges(of: change.old).count == 1, "\(change.old)")
    let pods = try PodTemplate.all(in: manifest.replacing(change.old, with: change.new))
    #expect(pods.map(RestrictedStandard.violations) == [change.violated])
  }

  @Test("there is a change for every control")
  func completeness() {
    let violated = Self.changes.reduce(into: Set<String>()) { $0.formUnion($1.violated) }
    #expect(violated == Set(RestrictedStandard.controls.map(\.name)))
  }

  @Test("the standard takes what it allows, and an init container counts like any other")
  func allowed() throws {
    let manifest = try Self.text("base/50-cronjob.yaml")
    for (old, new) in [
      ("drop: [ALL]", "drop: [ALL]\n                  add: [NET_BIND_SERVICE]"),
      ("type: RuntimeDefault", "type: Localhost"),
      (Self.user, ""), (Self.user, "\(Self.user)            seLinuxOptions: {type: container_t}\n"),
      (Self.user, "\(Self.user)            sysctls: [{name: net.ipv4.tcp_syncookies, value: '1'}]\n"),
    ] {
      let pods = try PodTemplate.all(in: manifest.replacing(old, with: new))
      #expect(pods.map(RestrictedStandard.violations) == [[]], "\(new)")
    }
    let container = "          initContainers: [{name: first, image: x}]\n          containers:\n"
    let pods = try PodTemplate.all(in: manifest.replacing("          containers:\n", with: container))
    #expect(pods.map(RestrictedStandard.violations) == [["Privilege Escalation", "Capabilities"]])
  }
}
