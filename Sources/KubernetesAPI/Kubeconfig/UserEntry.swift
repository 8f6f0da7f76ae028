import Foundation
internal import Transport

/// A user entry of a kubeconfig, checked and resolved.
///
/// Source: https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/#AuthInfo
struct UserEntry: Equatable, Sendable {
  var token: String?
  var tokenFile: String?
  var clientCertificate: Endpoint.ClientCertificate?
  var exec: ExecEntry?
  /// Impersonation, where the user asks for it.
  var headers: [HTTPHeader] = []

  /// A user without credentials.
  init() {}

  /// - Throws: `KubeconfigError` if the entry cannot be used.
  init(_ entry: Kubeconfig.Entry) throws(KubeconfigError) {
    let fields = EntryFields(kind: "user", entry: entry)
    let token = try fields.text("token")
    self.token = token.isEmpty ? nil : token
    tokenFile = try fields.path("tokenFile")
    clientCertificate = try Self.clientCertificate(fields)
    headers = try Impersonation.headers(fields)
    try Self.refuseOldForms(fields, hasToken: self.token != nil || tokenFile != nil)
    if entry.value["exec"] != .null {
      let exec = try ExecEntry(fields)
      // As in client-go: what the entry itself holds is used, and no plugin is run.
      let hasCredentials = self.token != nil || tokenFile != nil || clientCertificate != nil
      self.exec = hasCredentials ? nil : exec
    }
  }

  private static func clientCertificate(
    _ fields: EntryFields
  ) throws(KubeconfigError) -> Endpoint.ClientCertificate? {
    let certificate = try fields.contents("client-certificate")
    let key = try fields.contents("client-key")
    switch (certificate, key) {
    case (let certificate?, let key?): return Endpoint.ClientCertificate(certificatePEM: certificate, keyPEM: key)
    case (nil, nil): return nil
    case (_?, nil): throw fields.fault(.missing(field: "client-key"))
    case (nil, _?): throw fields.fault(.missing(field: "client-certificate"))
    }
  }

  private static func refuseOldForms(_ fields: EntryFields, hasToken: Bool) throws(KubeconfigError) {
    let provider = fields.entry.value["auth-provider"]
    if provider != .null {
      if fields.entry.value["exec"] != .null { throw fields.fault(.conflict("exec", "auth-provider")) }
      throw fields.fault(.authProvider(try fields.text("name", of: provider)))
    }
    let credentials = try [fields.text("username"), fields.text("password")]
    guard credentials.contains(where: { !$0.isEmpty }) else { return }
    if hasToken { throw fields.fault(.conflict("token", "username")) }
    throw fields.fault(.basicAuthentication)
  }
}

/// Acting as somebody else.
///
/// Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation
private enum Impersonation {
  static func headers(_ fields: EntryFields) throws(KubeconfigError) -> [HTTPHeader] {
    let user = try fields.text("as")
    let others = try uid(fields) + groups(fields) + extra(fields)
    guard !user.isEmpty else {
      if others.isEmpty { return [] }
      throw fields.fault(.missing(field: "as"))
    }
    return [HTTPHeader("Impersonate-User", user)] + others
  }

  private static func uid(_ fields: EntryFields) throws(KubeconfigError) -> [HTTPHeader] {
    let uid = try fields.text("as-uid")
    return uid.isEmpty ? [] : [HTTPHeader("Impersonate-Uid", uid)]
  }

  private static func groups(_ fields: EntryFields) throws(KubeconfigError) -> [HTTPHeader] {
    try fields.texts("as-groups", of: fields.entry.value).map { HTTPHeader("Impersonate-Group", $0) }
  }

  private static func extra(_ fields: EntryFields) throws(KubeconfigError) -> [HTTPHeader] {
    let extra = fields.entry.value["as-user-extra"]
    guard case .map(let values) = extra else { return [] }
    var headers: [HTTPHeader] = []
    for key in values.keys.sorted() {
      let name = "Impersonate-Extra-" + headerName(key)
      headers += try fields.texts(key, of: extra).map { HTTPHeader(name, $0) }
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
