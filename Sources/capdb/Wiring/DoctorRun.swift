import Capacity
import DatabasePostgres
import Diagnosis
import Foundation
import History
import KubernetesAPI
import Manual
import OutsideText
import Presentation
import Reports
import Settings
import Synchronization
import Transport

/// One diagnosis: of this machine, and of each cluster that a collection would ask.
struct DoctorRun {
  var configuration: ConfigurationCheck
  var clusters: ClusterOptions
  var database: DatabaseOptions
  var hub: String?
  var deadline: Duration

  private var environment: [String: String] { ProcessInfo.processInfo.environment }
  private var settings: CapdbConfiguration { configuration.configuration ?? CapdbConfiguration() }

  /// Makes all checks, those of several clusters at the same time.
  ///
  /// - Throws: `CommandError.clusterNameForSeveral`; `TransportError` if libcurl cannot start.
  func examine(hashingNames: Bool) async throws -> Examination {
    let targets = try clusters.targets(settings)
    let surroundings = Surroundings(
      variables: environment, transport: try CollectionRun.transport(), now: { SystemClock().now },
      deadline: deadline, hasTerminal: isatty(STDIN_FILENO) == 1, progress: Self.progress())
    let (local, history) = await machine(surroundings)
    let asked = await isKnown(targets) ? of(targets, surroundings) : skipped()
    StandardError.show(nil)
    let names = clusters.namesClusters ? Set(asked.compactMap(\.cluster)) : nil
    let findings = [configuration.finding] + local + asked + schedules(history, names)
    let hashes = hashingNames ? NameHashes(Self.names(in: history)) : nil
    return Examination(
      findings: findings.map { hashes?.hashed($0) ?? $0 }, history: history, hashes: hashes)
  }

  /// Without a configuration that can be read, only clusters that options name are known.
  private func isKnown(_ targets: [ClusterSettings]) -> Bool {
    configuration.configuration != nil || clusters.namesClusters
  }

  private func skipped() -> [Finding] {
    [
      Finding(
        check: "clusters", result: .skipped,
        found: "which clusters are meant is unknown: the configuration cannot be read")
    ]
  }

  /// The line of progress on a terminal: how many checks have begun, and the latest of them.
  private static func progress() -> @Sendable (String?, String) -> Void {
    let count = Mutex(0)
    return { cluster, check in
      let number = count.withLock { count in
        count += 1
        return count
      }
      StandardError.show("\(number) checks: \(cluster.map { "\($0): " } ?? "")\(check)")
    }
  }

  private func of(_ targets: [ClusterSettings], _ surroundings: Surroundings) async -> [Finding] {
    let files = RunFiles()
    return await withTaskGroup(of: (Int, [Finding]).self) { group in
      var waiting = Array(targets.enumerated())[...]
      let follows = settings.follows
      func start(_ target: (offset: Int, element: ClusterSettings)) {
        group.addTask {
          let diagnosis = ClusterDiagnosis(
            target.element, follows: follows, surroundings: surroundings, files: files)
          return (target.offset, await diagnosis.run())
        }
      }
      for target in waiting.prefix(CollectionRun.concurrency) { start(target) }
      waiting = waiting.dropFirst(CollectionRun.concurrency)
      var found: [(Int, [Finding])] = []
      while let result = await group.next() {
        found.append(result)
        if let target = waiting.popFirst() { start(target) }
      }
      return found.sorted { $0.0 < $1.0 }.flatMap(\.1)
    }
  }
}

// MARK: - This machine

extension DoctorRun {
  private func machine(_ surroundings: Surroundings) async -> ([Finding], HistoryReader?) {
    var findings: [Finding] = []
    var file: String?
    var history: HistoryReader?
    do {
      switch try database.location(settings) {
      case .file(let path):
        findings += await DatabaseChecks(
          path, surroundings: surroundings, collectionDeadline: settings.deadline
        ).run()
        history = try? HistoryReader(path: path)
        file = history == nil ? nil : path
      case .hub(let address):
        findings += await HubChecks(address, of: nil, surroundings: surroundings).run()
        history = try? HistoryReader(hub: PostgresDatabase(address))
      }
    } catch {
      findings.append(
        Finding(
          check: "database", result: .failed, found: "\(error)",
          remedy: "export CAPDB_DB=~/.local/share/capdb/capdb.db"))
    }
    return (findings + (await hubs(of: file, surroundings)), history)
  }

  private func hubs(of file: String?, _ surroundings: Surroundings) async -> [Finding] {
    let named = ConfigurationFile.hub(explicit: hub, configuration: settings, environment: environment)
    guard let named else { return [] }
    do {
      guard case .hub(let address) = try HistoryLocation(named) else {
        return [Finding(check: "hub", result: .ok, found: "the file \(SafeText.path(named))")]
      }
      return await HubChecks(address, of: file, surroundings: surroundings).run()
    } catch {
      return [
        Finding(
          check: "hub", result: .failed, found: "\(error)", remedy: "export CAPDB_HUB=postgresql://HOST/DATABASE")
      ]
    }
  }

  /// - Parameter names: the clusters to look at; nil for all.
  private func schedules(_ history: HistoryReader?, _ names: Set<String>?) -> [Finding] {
    guard let history, let clusters = try? history.clusters() else { return [] }
    let now = SystemClock().now
    let chosen = clusters.filter { $0.retiredAt == nil && names?.contains($0.identity.name) ?? true }
    return chosen.flatMap { cluster -> [Finding] in
      let span = (now + -ScheduleChecks.span)..<(now + 1)
      guard let collections = try? history.collections(of: cluster.id, in: span, limit: nil) else { return [] }
      return ScheduleChecks(cluster.identity.name, collections, now: now).run()
    }
  }

  private static func names(in history: HistoryReader?) -> [String: String] {
    guard let history, let clusters = try? history.clusters() else { return [:] }
    return clusters.reduce(into: [:]) { names, cluster in
      guard let state = try? history.state(of: cluster.id, at: nil) else { return }
      names.merge(NameHashes.names(of: state.snapshot)) { first, _ in first }
    }
  }
}

/// What a diagnosis found, and what a bundle takes besides.
struct Examination {
  var findings: [Finding]
  var history: HistoryReader?
  var hashes: NameHashes?

  /// Writes the bundle, readable for its owner only.
  ///
  /// - Throws: `CommandError`.
  func write(to path: String) throws {
    let report = RenderedReport(Report(findings, now: SystemClock().now), as: .json).text
    let bundle = DiagnosisBundle(
      table: FindingText(findings).text, json: report,
      versions: ["capdb \(Version.text)", "libcurl \(CurlTransport.libraryVersion)", Self.system],
      history: history, hashes: hashes)
    guard let bytes = bundle.archive() else { throw CommandError.cannotWrite(path, reason: "out of memory") }
    let descriptor = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0, fchmod(descriptor, 0o600) == 0 else { throw CommandError(errno: errno, writing: path) }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    do {
      try handle.write(contentsOf: bytes)
      try handle.close()
    } catch {
      throw CommandError.cannotWrite(path, reason: (error as? CocoaError)?.shortReason ?? "\(error)")
    }
    StandardError.print("capdb: \(SafeText.path(path)) written, \(bytes.count) bytes")
  }

  private static var system: String {
    var facts = utsname()
    guard uname(&facts) == 0 else { return "an unknown system" }
    func text(_ value: inout some Any) -> String {
      withUnsafeBytes(of: &value) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
    return "\(text(&facts.sysname)) \(text(&facts.release)) \(text(&facts.machine))"
  }
}
