import Foundation
internal import OutsideText
internal import YAMLDocument

/// A list of a kubeconfig.
struct KubeconfigList {
  /// The list's key.
  let key: SafeText
  /// The key of an entry's body, and what the entry is called.
  let kind: SafeText

  static let contexts = KubeconfigList(key: "contexts", kind: "context")
  static let clusters = KubeconfigList(key: "clusters", kind: "cluster")
  static let users = KubeconfigList(key: "users", kind: "user")
}

/// The type of a field. `null` fits each: it is as if the field were not there.
private indirect enum FieldType: Sendable {
  case anything, text, flag, base64
  case list(FieldType)
  case map(FieldType)
  case fields([Field])
  /// A list of named values, no two of one name.
  case extensions

  struct Field: Sendable {
    var name: SafeText
    var type: FieldType

    init(_ name: SafeText, _ type: FieldType) {
      self.name = name
      self.type = type
    }
  }
}

/// The types of a kubeconfig's fields. As in client-go, a value of another type makes the whole file unusable, whichever
/// context is asked for; unknown fields are passed over.
///
/// Source: client-go, tools/clientcmd/api/v1/types.go and conversion.go.
enum KubeconfigSchema {
  /// Checks a document.
  ///
  /// - Throws: `KubeconfigError.malformed` with the place of the first value that has another type, and
  ///   `KubeconfigError.duplicateName` for extensions.
  static func check(_ document: YAMLValue, file: SafeText) throws(KubeconfigError) {
    let whole = FieldCheck(file: file, section: nil)
    try whole.check(document, head, nil)
    guard ["", "Config"].contains(document["kind"].string), ["", "v1"].contains(document["apiVersion"].string) else {
      throw .malformed(InputPlace(source: file), .otherKind)
    }
    for (list, type) in [(KubeconfigList.contexts, context), (.clusters, cluster), (.users, user)] {
      for entry in document[list.key.text].elements ?? [] {
        let name = Kubeconfig.safeName(entry["name"].string ?? "")
        let check = FieldCheck(file: file, section: "\(list.kind) \"\(name)\"")
        try check.check(entry["name"], .text, "name")
        try check.check(entry[list.kind.text], type, nil)
      }
    }
  }

  private static let named = FieldType.fields([])
  private static let extensions = FieldType.Field("extensions", .extensions)

  private static let head = FieldType.fields([
    .init("kind", .text), .init("apiVersion", .text), .init("current-context", .text),
    .init("contexts", .list(named)), .init("clusters", .list(named)), .init("users", .list(named)),
    .init("preferences", .fields([.init("colors", .flag), extensions])), extensions,
  ])

  private static let context = FieldType.fields([
    .init("cluster", .text), .init("user", .text), .init("namespace", .text), extensions,
  ])

  private static let cluster = FieldType.fields([
    .init("server", .text), .init("tls-server-name", .text), .init("insecure-skip-tls-verify", .flag),
    .init("certificate-authority", .text), .init("certificate-authority-data", .base64), .init("proxy-url", .text),
    .init("disable-compression", .flag), extensions,
  ])

  private static let user = FieldType.fields([
    .init("client-certificate", .text), .init("client-certificate-data", .base64), .init("client-key", .text),
    .init("client-key-data", .base64), .init("token", .text), .init("tokenFile", .text), .init("as", .text),
    .init("as-uid", .text), .init("as-groups", .list(.text)), .init("as-user-extra", .map(.list(.text))),
    .init("username", .text), .init("password", .text),
    .init("auth-provider", .fields([.init("name", .text), .init("config", .map(.text))])),
    .init("exec", exec), extensions,
  ])

  private static let exec = FieldType.fields([
    .init("command", .text), .init("args", .list(.text)),
    .init("env", .list(.fields([.init("name", .text), .init("value", .text)]))), .init("apiVersion", .text),
    .init("installHint", .text), .init("provideClusterInfo", .flag), .init("interactiveMode", .text),
  ])
}

/// Compares values with the types of their fields.
private struct FieldCheck {
  let file: SafeText
  /// The entry that the values belong to, for example `user "admin"`.
  let section: SafeText?

  /// - Parameter key: the field's path within the entry; nil for the entry itself.
  /// - Throws: `KubeconfigError.malformed`.
  func check(_ value: YAMLValue, _ type: FieldType, _ key: SafeText?) throws(KubeconfigError) {
    switch (type, value.content) {
    case (.anything, _), (_, .null), (.text, .string), (.flag, .bool): return
    case (.base64, .string(let text)):
      if !Base64.isValid(text) { throw fault(value, key, "base64") }
    case (.list(let element), .list(let values)):
      for value in values { try check(value, element, key) }
    case (.extensions, .list(let values)):
      for value in values { try check(value, .fields([.init("name", .text)]), key) }
      try checkNames(of: values)
    case (.map(let element), .map(let members)):
      for member in members.values { try check(member.value, element, key) }
    case (.fields(let fields), .map(let members)):
      for field in fields {
        guard let member = members[field.name.text] else { continue }
        try check(member.value, field.type, key.map { "\($0).\(field.name)" } ?? field.name)
      }
    default: throw fault(value, key, type.words)
    }
  }

  private func checkNames(of extensions: [YAMLValue]) throws(KubeconfigError) {
    var names: Set<String> = []
    for name in extensions.map({ $0["name"].string ?? "" }) where !names.insert(name).inserted {
      throw .duplicateName(
        file: file, list: section.map { "extensions of \($0)" } ?? "extensions", name: Kubeconfig.safeName(name))
    }
  }

  private func fault(_ value: YAMLValue, _ key: SafeText?, _ expected: SafeText) -> KubeconfigError {
    .malformed(
      InputPlace(source: file, section: section, key: key, line: value.line == 0 ? nil : value.line),
      .type(expected: expected))
  }
}

extension FieldType {
  /// What a value must be.
  fileprivate var words: SafeText {
    switch self {
    case .anything: "anything"
    case .text: "a text (numbers and words such as yes stand in quotes)"
    case .flag: "true or false"
    case .base64: "base64 in a text"
    case .list(.text): "a list of texts"
    case .list, .extensions: "a list"
    case .map, .fields: "a mapping"
    }
  }
}

/// Base64 as Go reads it: strictly, but for line breaks.
enum Base64 {
  /// Whether a text is base64.
  static func isValid(_ text: String) -> Bool { decode(text) != nil }

  /// The bytes; nil if it is no base64.
  static func decode(_ text: String) -> [UInt8]? {
    Data(base64Encoded: text.filter { !$0.isNewline }).map { [UInt8]($0) }
  }
}
