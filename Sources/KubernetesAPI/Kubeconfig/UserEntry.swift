import Foundation
internal import OutsideText
internal import TextEncoding
internal import Transport
internal import YAMLDocument

/// A user entry of a kubeconfig, checked and resolved.
///
/// Source: https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/#AuthInfo
struct UserEntry: Sendable {
  var token: String?
  var tokenFile: TokenFileCredential?
  var clientCertificate: Endpoint.ClientCertificate?
  var exec: ExecEntry?
  /// Impersonation, where the user asks for it.
  var headers: [HTTPHeader] = []

  /// A user without credentials.
  init() {}

  /// - Throws: `KubeconfigError` if the entry cannot be used.
  init(_ entry: Kubeconfig.Entry) throws(KubeconfigError) {
    let fields = EntryFields(kind: "user", entry: entry)
    let token = fields.text("token")
    self.token = token.isEmpty ? nil : token
    tokenFile = try Self.tokenFile(fields, fixed: self.token)
    clientCertificate = try Self.clientCertificate(fields)
    headers = try Impersonation.headers(fields)
    try Self.refuseOldForms(fields, hasToken: self.token != nil || tokenFile != nil)
    if !entry.value["exec"].isNull {
      let exec = try ExecEntry(fields)
      // As in client-go: what the entry itself holds is used, and no plugin is run.
      let hasCredentials = self.token != nil || tokenFile != nil || clientCertificate != nil
      self.exec = hasCredentials ? nil : exec
    }
  }

  private static func tokenFile(
    _ fields: EntryFields, fixed: String?
  ) throws(KubeconfigError) -> TokenFileCredential? {
    guard let path = fields.path("tokenFile") else { return nil }
    do {
      return try TokenFileCredential(path: path, fixed: fixed, files: fields.entry.origin.files)
    } catch {
      switch error {
      case .unreadable(let problem): throw fields.fault(.file(field: "tokenFile", problem))
      case .empty: throw fields.fault(.emptyFile(field: "tokenFile"))
      }
    }
  }

  /// A key without a certificate means nothing, and is not even read.
  ///
  /// Source: client-go, tools/clientcmd/validation.go (`validateAuthInfo`).
  private static func clientCertificate(
    _ fields: EntryFields
  ) throws(KubeconfigError) -> Endpoint.ClientCertificate? {
    guard let certificate = try fields.contents("client-certificate") else { return nil }
    guard let key = try fields.contents("client-key") else { throw fields.fault(.missing(field: "client-key")) }
    return Endpoint.ClientCertificate(certificatePEM: certificate, keyPEM: key)
  }

  private static func refuseOldForms(_ fields: EntryFields, hasToken: Bool) throws(KubeconfigError) {
    let provider = fields.entry.value["auth-provider"]
    if !provider.isNull {
      if !fields.entry.value["exec"].isNull { throw fields.fault(.conflict("exec", "auth-provider")) }
      let name = fields.text("name", of: provider)
      throw fields.fault(.authProvider(legacyProviders.first { $0.text == name }))
    }
    guard !fields.text("username").isEmpty || !fields.text("password").isEmpty else { return }
    if hasToken { throw fields.fault(.conflict("token", "username")) }
    throw fields.fault(.basicAuthentication)
  }

  private static let legacyProviders: [SafeText] = ["gcp", "azure", "oidc", "openstack"]
}

/// Acting as somebody else.
///
/// Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation
private enum Impersonation {
  static func headers(_ fields: EntryFields) throws(KubeconfigError) -> [HTTPHeader] {
    let user = fields.text("as")
    let others = uid(fields) + groups(fields) + extra(fields)
    guard !user.isEmpty else {
      // kubectl counts the keys of as-user-extra, also those without values.
      if others.isEmpty, fields.entry.value["as-user-extra"].members?.isEmpty ?? true { return [] }
      throw fields.fault(.missing(field: "as"))
    }
    return [HTTPHeader("Impersonate-User", user)] + others
  }

  private static func uid(_ fields: EntryFields) -> [HTTPHeader] {
    let uid = fields.text("as-uid")
    return uid.isEmpty ? [] : [HTTPHeader("Impersonate-Uid", uid)]
  }

  private static func groups(_ fields: EntryFields) -> [HTTPHeader] {
    fields.texts("as-groups", of: fields.entry.value).map { HTTPHeader("Impersonate-Group", $0) }
  }

  private static func extra(_ fields: EntryFields) -> [HTTPHeader] {
    let extra = fields.entry.value["as-user-extra"]
    guard case .map(let values) = extra.content else { return [] }
    var headers: [HTTPHeader] = []
    for key in values.keys.sorted() {
      let name = "Impersonate-Extra-" + headerName(key)
      headers += fields.texts(key, of: extra).map { HTTPHeader(name, $0) }
    }
    return headers
  }

  /// What may not stand in a header's name is percent-encoded; names are compared without regard to case.
  private static func headerName(_ key: String) -> String {
    let allowed = "!#$&'*+-.^_`|~"
    return key.lowercased().utf8.reduce(into: "") { name, byte in
      let character = Character(Unicode.Scalar(byte))
      let isPlain = character.isASCII && (character.isLetter || character.isNumber || allowed.contains(character))
      name += isPlain ? String(character) : PercentEncoding.encode(byte)
    }
  }
}

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
