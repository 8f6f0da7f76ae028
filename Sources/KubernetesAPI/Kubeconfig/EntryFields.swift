import Foundation
internal import OutsideText
internal import YAMLDocument

/// The fields of a cluster or user entry, with the rules that both kinds share. Their types have been checked.
struct EntryFields {
  let kind: SafeText
  let entry: Kubeconfig.Entry

  /// The error for a fault of this entry.
  func fault(_ fault: KubeconfigError.Fault) -> KubeconfigError {
    .invalid(kind: kind, name: entry.safeName, file: entry.origin.file, fault)
  }

  /// The text of a field; empty if it is absent.
  func text(_ field: String) -> String { text(field, of: entry.value) }

  /// The text of a field of a nested map; empty if it is absent.
  func text(_ field: String, of map: YAMLValue) -> String { map[field].string ?? "" }

  /// The texts of a list; none if it is absent. One that is `null` is empty.
  func texts(_ field: String, of map: YAMLValue) -> [String] {
    (map[field].elements ?? []).map { $0.string ?? "" }
  }

  /// A switch; false if it is absent.
  func bool(_ field: String) -> Bool { bool(field, of: entry.value) }

  /// A switch of a nested map; false if it is absent.
  func bool(_ field: String, of map: YAMLValue) -> Bool { map[field].content == .bool(true) }

  /// A path, resolved against the folder of the file that holds the entry; nil if it is absent.
  func path(_ field: String) -> String? {
    let path = text(field)
    return path.isEmpty ? nil : Self.resolve(path, in: entry.origin.directory)
  }

  /// The contents that are given either as base64 (`<field>-data`) or as a file (`<field>`); nil if neither is.
  ///
  /// - Throws: `KubeconfigError` if both are given, or the one that is cannot be read.
  func contents(_ field: SafeText) throws(KubeconfigError) -> [UInt8]? {
    let encoded = text("\(field)-data")
    let path = path(field.text)
    if !encoded.isEmpty, path != nil { throw fault(.conflict(field, "\(field)-data")) }
    if !encoded.isEmpty { return Base64.decode(encoded) }
    guard let path else { return nil }
    do {
      return try entry.origin.files.read(path)
    } catch {
      throw fault(.file(field: field, error))
    }
  }

  static func resolve(_ path: String, in directory: String) -> String {
    path.hasPrefix("/") ? path : URL(fileURLWithPath: "\(directory)/\(path)").standardizedFileURL.path
  }
}
