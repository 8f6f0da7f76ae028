import Foundation

extension Kubeconfig {
  /// Reads the kubeconfig that kubectl would read.
  ///
  /// - Parameters:
  ///   - path: one file, and no other; nil for those of `KUBECONFIG`, else `$HOME/.kube/config`.
  ///   - environment: where `KUBECONFIG` and `HOME` are looked up.
  /// - Throws: `KubeconfigError` if `path` does not exist, or a file that exists is no kubeconfig.
  public static func load(
    path: String? = nil, environment: [String: String]
  ) throws(KubeconfigError) -> Kubeconfig {
    if let path { return try Kubeconfig(file: path) }
    var merged = Kubeconfig()
    let paths = searchedPaths(environment)
    for path in paths where FileManager.default.fileExists(atPath: path) {
      merged.merge(try Kubeconfig(file: path))
    }
    if merged.files.isEmpty, environment["KUBECONFIG"]?.isEmpty == false {
      merged.warnings.append("none of the files in KUBECONFIG exists: \(paths.joined(separator: ", "))")
    }
    return merged
  }

  /// Where a kubeconfig is looked for if no file is named.
  static func searchedPaths(_ environment: [String: String]) -> [String] {
    if let list = environment["KUBECONFIG"], !list.isEmpty {
      return list.split(separator: ":").map(String.init).reduce(into: []) { paths, path in
        if !paths.contains(path) { paths.append(path) }
      }
    }
    guard let home = environment["HOME"], !home.isEmpty else { return [] }
    return ["\(home)/.kube/config"]
  }

  /// Reads one file.
  ///
  /// - Throws: `KubeconfigError` if it cannot be read or is no kubeconfig.
  init(file path: String) throws(KubeconfigError) {
    let text: String
    do {
      text = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw .unreadable(path: path, detail: FileProblem.words(of: error))
    }
    try self.init(yaml: text, path: path)
  }

  /// Reads the text of one file.
  ///
  /// - Parameters:
  ///   - text: YAML or JSON.
  ///   - path: the file's path; relative paths in it begin at its folder.
  /// - Throws: `KubeconfigError` if it is no kubeconfig.
  init(yaml text: String, path: String) throws(KubeconfigError) {
    let document: YAMLValue
    do throws(YAMLProblem) {
      document = try YAMLValue(yaml: text)
    } catch {
      throw .malformed(path: path, detail: error.detail)
    }
    switch document {
    case .map, .null: break
    default: throw .malformed(path: path, detail: "it is not a mapping")
    }
    guard let current = document["current-context"].text else {
      throw .malformed(path: path, detail: "current-context is not a text")
    }
    let reader = EntryReader(document: document, path: path)
    currentContext = current
    files = [path]
    contexts = try reader.entries("contexts", "context")
    clusters = try reader.entries("clusters", "cluster")
    users = try reader.entries("users", "user")
  }
}

/// Reads the lists of a kubeconfig file.
private struct EntryReader {
  let document: YAMLValue
  let path: String

  /// The entries of a list such as `clusters`, each `{name: …, cluster: {…}}`, by their names.
  func entries(_ list: String, _ key: String) throws(KubeconfigError) -> [String: Kubeconfig.Entry] {
    guard let elements = document[list].elements else {
      throw .malformed(path: path, detail: "\(list) is not a list")
    }
    var entries: [String: Kubeconfig.Entry] = [:]
    for element in elements {
      guard case .map = element, let name = element["name"].text else {
        throw .malformed(path: path, detail: "an entry of \(list) has no name")
      }
      let entry = Kubeconfig.Entry(name: name, value: element[key], directory: directory)
      guard entries.updateValue(entry, forKey: name) == nil else {
        throw .duplicateName(path: path, list: list, name: name)
      }
    }
    return entries
  }

  private var directory: String {
    URL(fileURLWithPath: path).standardizedFileURL.deletingLastPathComponent().path
  }
}
