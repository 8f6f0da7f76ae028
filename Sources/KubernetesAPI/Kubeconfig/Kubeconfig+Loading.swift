import Glibc
internal import OutsideText
internal import YAMLDocument

extension Kubeconfig {
  /// Reads the kubeconfig that kubectl would read.
  ///
  /// - Parameters:
  ///   - path: one file of any kind, and no other; nil or empty for those of `KUBECONFIG`, else `$HOME/.kube/config`.
  ///   - environment: where `KUBECONFIG` and `HOME` are looked up.
  ///   - files: what the run has read already.
  /// - Throws: `KubeconfigError` if `path` does not exist, or a file that exists is no kubeconfig.
  public static func load(
    path: String? = nil, environment: [String: String], files: RunFiles = RunFiles()
  ) throws(KubeconfigError) -> Kubeconfig {
    if let path, !path.isEmpty { return try Kubeconfig(file: path, files: files) }
    var merged = Kubeconfig()
    for path in searchedPaths(environment) {
      do {
        merged.merge(try Kubeconfig(file: path, files: files))
      } catch {
        // As kubectl does; a folder that is a file (ENOTDIR) is an error there.
        if error == .unreadable(file: .path(path), FileProblem(code: ENOENT)) { continue }
        throw holdsDocument(environment) ? .documentInVariable : error
      }
    }
    if merged.files.isEmpty, holdsDocument(environment) { throw .documentInVariable }
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

  /// Whether `KUBECONFIG` is a slip: not paths, but what should stand in a file.
  private static func holdsDocument(_ environment: [String: String]) -> Bool {
    environment["KUBECONFIG"]?.contains { $0.isNewline || $0 == "{" } == true
  }

  /// Reads one file.
  ///
  /// - Throws: `KubeconfigError` if it cannot be read or is no kubeconfig.
  init(file path: String, files: RunFiles) throws(KubeconfigError) {
    let contents: [UInt8]
    do {
      contents = try files.read(path)
    } catch {
      throw .unreadable(file: .path(path), error)
    }
    try self.init(contents, origin: Origin(path: path, files: files))
  }

  /// Reads the text of one file.
  ///
  /// - Parameters:
  ///   - text: YAML or JSON.
  ///   - path: the file's path; relative paths in it begin at its folder.
  /// - Throws: `KubeconfigError` if it is no kubeconfig.
  init(yaml text: String, path: String) throws(KubeconfigError) {
    try self.init(Array(text.utf8), origin: Origin(path: path, files: RunFiles()))
  }

  private init(_ contents: [UInt8], origin: Origin) throws(KubeconfigError) {
    let document: YAMLValue
    do {
      document = try YAMLValue(contents, dialect: .kubernetes)
    } catch {
      throw .malformed(InputPlace(source: origin.file, line: error.line), .notYAML(error.words))
    }
    try KubeconfigSchema.check(document, file: origin.file)
    currentContext = document["current-context"].string ?? ""
    files = [origin.path]
    contexts = try Self.entries(of: .contexts, in: document, origin)
    clusters = try Self.entries(of: .clusters, in: document, origin)
    users = try Self.entries(of: .users, in: document, origin)
  }

  /// The entries of a list such as `clusters`, each `{name: …, cluster: {…}}`, by their names. An entry that is `null`
  /// has the empty name.
  private static func entries(
    of list: KubeconfigList, in document: YAMLValue, _ origin: Origin
  ) throws(KubeconfigError) -> [String: Entry] {
    var entries: [String: Entry] = [:]
    for element in document[list.key.text].elements ?? [] {
      let entry = Entry(
        name: element["name"].string ?? "", value: element[list.kind.text], origin: origin)
      guard entries.updateValue(entry, forKey: entry.name) == nil else {
        throw .duplicateName(file: origin.file, list: list.key, name: entry.safeName)
      }
    }
    return entries
  }
}
