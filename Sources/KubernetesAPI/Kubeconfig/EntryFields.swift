import Foundation

/// The fields of a cluster or user entry, with the rules that both kinds share.
struct EntryFields {
  let kind: String
  let entry: Kubeconfig.Entry

  /// The error for a fault of this entry.
  func fault(_ fault: KubeconfigError.Fault) -> KubeconfigError {
    .invalid(kind: kind, name: entry.name, fault)
  }

  /// The text of a field; empty if it is absent.
  func text(_ field: String) throws(KubeconfigError) -> String {
    try text(field, of: entry.value)
  }

  /// The text of a field of a nested map; empty if it is absent.
  func text(_ field: String, of map: YAMLValue) throws(KubeconfigError) -> String {
    guard let text = map[field].text else {
      throw fault(.value(field: field, "a list or map", expected: "a text"))
    }
    return text
  }

  /// The texts of a list; none if it is absent.
  func texts(_ field: String, of map: YAMLValue) throws(KubeconfigError) -> [String] {
    var texts: [String] = []
    for element in map[field].elements ?? [.list([])] {
      guard let text = element.text else {
        throw fault(.value(field: field, "something else", expected: "a list of texts"))
      }
      texts.append(text)
    }
    return texts
  }

  /// A switch; false if it is absent.
  func bool(_ field: String) throws(KubeconfigError) -> Bool {
    try bool(field, of: entry.value)
  }

  /// A switch of a nested map; false if it is absent.
  func bool(_ field: String, of map: YAMLValue) throws(KubeconfigError) -> Bool {
    switch map[field] {
    case .null: return false
    case .bool(let value): return value
    case let other: throw fault(.value(field: field, other.text ?? "a list or map", expected: "true or false"))
    }
  }

  /// A path, resolved against the folder of the file that holds the entry; nil if it is absent.
  func path(_ field: String) throws(KubeconfigError) -> String? {
    let path = try text(field)
    return path.isEmpty ? nil : Self.resolve(path, in: entry.directory)
  }

  /// The contents that are given either as base64 (`<field>-data`) or as a file (`<field>`); nil if neither is.
  ///
  /// - Throws: `KubeconfigError` if both are given, or the one that is cannot be read.
  func contents(_ field: String) throws(KubeconfigError) -> [UInt8]? {
    let encoded = try text("\(field)-data")
    let path = try path(field)
    if !encoded.isEmpty, path != nil { throw fault(.conflict(field, "\(field)-data")) }
    if !encoded.isEmpty {
      guard let data = Data(base64Encoded: encoded, options: .ignoreUnknownCharacters), !data.isEmpty else {
        throw fault(.notBase64(field: "\(field)-data"))
      }
      return [UInt8](data)
    }
    guard let path else { return nil }
    do {
      return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw fault(.file(field: field, path: path, detail: FileProblem.words(of: error)))
    }
  }

  static func resolve(_ path: String, in directory: String) -> String {
    path.hasPrefix("/") ? path : URL(fileURLWithPath: "\(directory)/\(path)").standardizedFileURL.path
  }
}
