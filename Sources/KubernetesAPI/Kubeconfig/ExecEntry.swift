internal import OutsideText
internal import YAMLDocument

/// The exec plugin of a user entry, checked and resolved.
///
/// Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
struct ExecEntry: Equatable, Sendable {
  /// Whether the plugin may use the terminal.
  enum InteractiveMode: String, Sendable {
    case never = "Never"
    case ifAvailable = "IfAvailable"
    case always = "Always"
  }

  static let apiGroup = "client.authentication.k8s.io"

  /// A bare name is looked up in PATH.
  var command: String
  var arguments: [String]
  /// Variables in their order; the last of a name wins.
  var environment: [String: String]
  /// With the group, for example `client.authentication.k8s.io/v1`.
  var apiVersion: String
  /// Where the kubeconfig says how to get the plugin; what it says is not shown.
  var installHint: InputPlace?
  var providesClusterInfo: Bool
  var interactiveMode: InteractiveMode

  /// The command as messages show it: without its folder.
  var label: SafeText { SafeText.word(command.split(separator: "/").last.map(String.init) ?? "") ?? .withheld }

  /// Reads `exec` of a user entry.
  ///
  /// - Throws: `KubeconfigError` if it cannot be used.
  init(_ fields: EntryFields) throws(KubeconfigError) {
    let exec = fields.entry.value["exec"]
    let command = fields.text("command", of: exec)
    guard !command.isEmpty else { throw fields.fault(.missing(field: "exec.command")) }
    self.command = command.contains("/") ? EntryFields.resolve(command, in: fields.entry.origin.directory) : command
    arguments = fields.texts("args", of: exec)
    environment = try Self.environment(fields, exec)
    apiVersion = try Self.apiVersion(fields, exec)
    installHint = Self.installHint(fields, exec["installHint"])
    providesClusterInfo = fields.bool("provideClusterInfo", of: exec)
    interactiveMode = try Self.interactiveMode(fields, exec, apiVersion: apiVersion)
  }

  private static func installHint(_ fields: EntryFields, _ hint: YAMLValue) -> InputPlace? {
    guard hint.string?.isEmpty == false else { return nil }
    return InputPlace(
      source: fields.entry.origin.file, section: "\(fields.kind) \"\(fields.entry.safeName)\"", key: "exec.installHint",
      line: hint.line)
  }

  private static func environment(
    _ fields: EntryFields, _ exec: YAMLValue
  ) throws(KubeconfigError) -> [String: String] {
    var environment: [String: String] = [:]
    for variable in exec["env"].elements ?? [] {
      let name = fields.text("name", of: variable)
      guard !name.isEmpty else { throw fields.fault(.missing(field: "exec.env.name")) }
      environment[name] = fields.text("value", of: variable)
    }
    return environment
  }

  private static func apiVersion(_ fields: EntryFields, _ exec: YAMLValue) throws(KubeconfigError) -> String {
    let version = fields.text("apiVersion", of: exec)
    switch version {
    case "\(apiGroup)/v1", "\(apiGroup)/v1beta1": return version
    case "\(apiGroup)/v1alpha1": throw fields.fault(.execV1Alpha1)
    case "": throw fields.fault(.missing(field: "exec.apiVersion"))
    default:
      throw fields.fault(
        .value(
          field: "exec.apiVersion",
          expected: "client.authentication.k8s.io/v1 or client.authentication.k8s.io/v1beta1"))
    }
  }

  private static func interactiveMode(
    _ fields: EntryFields, _ exec: YAMLValue, apiVersion: String
  ) throws(KubeconfigError) -> InteractiveMode {
    let text = fields.text("interactiveMode", of: exec)
    if text.isEmpty {
      if apiVersion.hasSuffix("/v1") { throw fields.fault(.missing(field: "exec.interactiveMode")) }
      return .ifAvailable
    }
    guard let mode = InteractiveMode(rawValue: text) else {
      throw fields.fault(.value(field: "exec.interactiveMode", expected: "Never, IfAvailable or Always"))
    }
    return mode
  }
}
