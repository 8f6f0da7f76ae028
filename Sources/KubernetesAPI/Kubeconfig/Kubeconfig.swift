import Foundation
import Glibc
internal import OutsideText
import Synchronization
internal import YAMLDocument

/// What one or several kubeconfig files say together.
///
/// Source: https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
public struct Kubeconfig: Sendable {
  /// `current-context`; empty if no file names one.
  public internal(set) var currentContext = ""
  /// The files that were read, in their order.
  public internal(set) var files: [String] = []

  var contexts: [String: Entry] = [:]
  var clusters: [String: Entry] = [:]
  var users: [String: Entry] = [:]

  /// An entry of one of the lists, and the file that it comes from.
  struct Entry: Sendable {
    var name: String
    var value: YAMLValue
    var origin: Origin

    /// The name, as messages show it.
    var safeName: SafeText { Kubeconfig.safeName(name) }
  }

  /// A file that entries come from: paths in them are relative to its folder.
  struct Origin: Sendable {
    var path: String
    var files: RunFiles

    /// The path, as messages show it.
    var file: SafeText { .path(path) }

    /// The folder that relative paths begin at.
    var directory: String {
      URL(fileURLWithPath: path).standardizedFileURL.deletingLastPathComponent().path
    }
  }

  /// A definition's name as messages show it. The empty one is a name, too: that of an entry that is `null`.
  static func safeName(_ name: String) -> SafeText { name.isEmpty ? "" : .name(name) }

  /// Whether no file says anything.
  public var isEmpty: Bool {
    contexts.isEmpty && clusters.isEmpty && users.isEmpty && currentContext.isEmpty
  }

  /// Adds what another file says: an entry or current context that is already there wins as a whole.
  mutating func merge(_ other: Kubeconfig) {
    if currentContext.isEmpty { currentContext = other.currentContext }
    contexts.merge(other.contexts) { first, _ in first }
    clusters.merge(other.clusters) { first, _ in first }
    users.merge(other.users) { first, _ in first }
    files += other.files
  }
}

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

/// The files that a run reads, each of them once: a pipe (`<(…)`, `/dev/stdin`) gives its contents to the first reader
/// only, and several contexts may be asked for.
public final class RunFiles: Sendable {
  private let known = Mutex<[String: Result<[UInt8], FileProblem>]>([:])

  /// Makes the files of one run; none is read yet.
  public init() {}

  /// The contents of a file.
  ///
  /// - Throws: `FileProblem`.
  func read(_ path: String) throws(FileProblem) -> [UInt8] {
    let contents = known.withLock { known in
      let contents = known[path] ?? Self.contents(path)
      known[path] = contents
      return contents
    }
    return try contents.get()
  }

  private static func contents(_ path: String) -> Result<[UInt8], FileProblem> {
    do throws(FileProblem) {
      return .success(try InputFile.read(path))
    } catch {
      return .failure(error)
    }
  }
}
