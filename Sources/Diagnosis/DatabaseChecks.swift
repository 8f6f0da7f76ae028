import Capacity
import Database
import Disk
import History
import OutsideText

/// The checks of a history in a file.
public struct DatabaseChecks: Sendable {
  private let path: String
  private let check: Checker
  /// How long a collection of one cluster may take.
  private let collectionSeconds: Int64

  /// - Parameters:
  ///   - path: the file.
  ///   - collectionDeadline: how long a collection of one cluster may take.
  public init(_ path: String, surroundings: Surroundings, collectionDeadline: Duration) {
    self.path = path
    check = Checker(surroundings: surroundings)
    collectionSeconds = collectionDeadline.components.seconds
  }

  private var shown: String { SafeText.path(path).text }
  private var word: String { Wording.shell(shown) }

  /// Makes all of them.
  public func run() async -> [Finding] {
    let schema = await check.blocking("database") { opening() }
    var findings = [schema, check.finding("database-files", files()), check.finding("database-disk", disk())]
    findings.append(check.finding("database-lock", lock()))
    guard SQLiteFile.exists(path) else { return findings }
    findings.append(check.finding("database-wal", writeAheadLog()))
    if schema.result == .failed {
      findings.append(check.finding("database-integrity", .skipped("the database cannot be read")))
      findings.append(check.finding("database-following", .skipped("the database cannot be read")))
    } else {
      findings.append(await check.blocking("database-integrity") { integrity() })
      findings.append(await check.blocking("database-following") { following() })
    }
    return findings
  }

  private func opening() -> Verdict {
    do {
      let reader = try HistoryReader(path: path)
      let clusters = try reader.clusters().filter { $0.retiredAt == nil }
      let size = ByteCount(FileFacts(path)?.bytes ?? 0)
      return .ok(
        "\(shown), schema \(try reader.schemaVersion()), \(size), \(clusters.count) \(clusters.count == 1 ? "cluster" : "clusters")"
      )
    } catch HistoryError.noHistory {
      return .ok("\(shown) does not exist yet: the first capdb collect makes it")
    } catch let error as HistoryError {
      if case .olderSchema = error { return .warning("\(error)", remedy: "capdb collect --db \(word)") }
      return .failed("\(error)", remedy: "capdb collect --db OTHER-FILE   # \(shown) stays untouched")
    } catch SQLiteError.corrupt(_, let reason) {
      return .failed("\(shown) is damaged (\(safe(reason)))", remedy: recovery)
    } catch {
      return .failed("\(error)", remedy: "ls -l \(word)*; lsof \(word)")
    }
  }

  /// SQLite names tables and indexes in its messages; those of a damaged file may be anything.
  private func safe(_ reason: String) -> SafeText { .libraryPhrase(reason) ?? .withheld }

  private var recovery: String {
    "mv \(word) \(word).damaged && sqlite3 \(word).damaged .recover | sqlite3 \(word)   # or restore a backup"
  }

  private func files() -> Verdict {
    let directory = FileFacts.directory(of: path)
    let file = FileFacts(path)
    if file != nil, !FileFacts.isWritable(path) { return readOnly(path) }
    if let folder = FileFacts(directory) {
      guard FileFacts.isWritable(directory) else { return readOnly(directory) }
      if folder.permissions & 0o022 != 0, folder.permissions & 0o1000 == 0 {
        return .warning(
          "others may write to \(SafeText.path(directory)) (mode \(octal(folder.permissions)))",
          remedy: "chmod go-w \(Wording.shell(SafeText.path(directory).text))")
      }
    }
    guard let file else { return .ok("nothing is there yet, and the directory can be written") }
    if file.permissions & 0o077 != 0 {
      return .warning(
        "others may read \(shown) (mode \(octal(file.permissions)))",
        remedy: "chmod 600 \(word)")
    }
    if file.permissions & 0o200 == 0 {
      return .warning(
        "\(shown) is marked read-only (mode \(octal(file.permissions)))", remedy: "chmod 600 \(word)")
    }
    return .ok("mode \(octal(file.permissions)), writable by \(SafeText.name(FileFacts.user))")
  }

  private func readOnly(_ path: String) -> Verdict {
    let shown = SafeText.path(path).text
    let user = SafeText.name(FileFacts.user).text
    return .failed(
      "\(shown) cannot be written by \(user)",
      remedy: "sudo chown -R \(user) \(Wording.shell(shown)) && chmod u+w \(Wording.shell(shown))")
  }

  private func octal(_ mode: UInt32) -> String { "0" + String(mode, radix: 8) }

  private func disk() -> Verdict {
    guard let system = FileSystem(holding: path) else {
      return Verdict(result: .unknown, found: "the file system of \(shown) cannot be determined")
    }
    let space = system.space
    let words =
      "\(ByteCount(space.freeBytes)) of \(ByteCount(space.totalBytes)) free on \(system.mountPoint)"
    let remedy = "df -h \(Wording.shell(system.mountPoint.text)); df -i \(Wording.shell(system.mountPoint.text))"
    if space.isReadOnly {
      return .failed("\(system.mountPoint) is mounted read-only", remedy: "mount -o remount,rw \(system.mountPoint)")
    }
    if space.freeBytes < Self.leastBytes || space.freeFiles == 0 {
      return .failed(space.freeFiles == 0 ? "no more files can be made on \(system.mountPoint)" : words, remedy: remedy)
    }
    let isLow = space.freeBytes < Self.fewBytes
    return isLow ? .warning(words, remedy: remedy) : .ok(words)
  }

  /// Bytes below which a collection of a large cluster may not fit, and below which it is time to look.
  private static let leastBytes: Int64 = 32 << 20
  private static let fewBytes: Int64 = 256 << 20

  private func lock() -> Verdict {
    switch CollectionLock.holder(database: path) {
    case .nobody: return .ok("no collection is running")
    case .unreadable(let reason):
      return .failed("\(shown).lock cannot be opened: \(reason)", remedy: "ls -l \(word).lock; rm -f \(word).lock")
    case .process(let pid, let since, let purpose):
      let age = check.surroundings.now() - Timestamp(seconds: since)
      let who = pid.map { "process \($0)" } ?? "another process"
      // It holds the lock until it is ended; whether it still records is what the check of the schedule tells.
      if purpose == .following {
        return .ok("capdb collect --follow (\(who)) has been running for \(Wording.time(age))")
      }
      return lock(
        heldBy: pid, "\(who) has been collecting for \(Wording.time(age))", isLong: age > collectionSeconds + 60)
    }
  }

  private func lock(heldBy pid: Int32?, _ words: String, isLong: Bool) -> Verdict {
    guard isLong else { return .ok(words) }
    return .warning(
      "\(words), longer than a collection may take (\(Wording.time(collectionSeconds))); others end with exit code 75 meanwhile",
      remedy: pid.map { "ps -o pid,etime,args -p \($0)   # end it if it hangs: kill \($0)" }
        ?? "fuser -v \(word).lock")
  }

  private func writeAheadLog() -> Verdict {
    let bytes = FileFacts(path + "-wal")?.bytes ?? 0
    guard bytes > Self.largeLog else { return .ok("\(ByteCount(bytes)) of write-ahead log") }
    return .warning(
      "\(ByteCount(bytes)) of write-ahead log: a reader that does not end keeps it from being written back",
      remedy: "lsof \(word)-wal; sqlite3 \(word) 'PRAGMA wal_checkpoint(TRUNCATE)'")
  }

  private static let largeLog: Int64 = 256 << 20

  /// How long differences are remembered: a week, as `capdb status` does.
  private static let followedSeconds: Int64 = 7 * 86_400

  /// Whether full lists agreed with what was followed between them.
  private func following() -> Verdict {
    do {
      let reader = try HistoryReader(path: path)
      let now = check.surroundings.now()
      var compared = 0
      for cluster in try reader.clusters() where cluster.retiredAt == nil {
        let span = (now + -Self.followedSeconds)..<(now + 1)
        let differences = try reader.collections(of: cluster.id, in: span, limit: nil)
          .compactMap(\.record.method.differences)
        compared += differences.count
        let sum = differences.reduce(0, +)
        guard sum == 0 else {
          return .warning(
            "full lists of \(SafeText.name(cluster.identity.name)) differed from what was followed in \(sum) nodes and pods within 7 d; the lists are recorded",
            remedy: "capdb report collections --since 7d   # column differences; please report it as a defect")
        }
      }
      return .ok(
        compared == 0
          ? "no full list was compared with what was followed within 7 d"
          : "\(compared) full \(compared == 1 ? "list" : "lists") within 7 d agreed with what was followed")
    } catch HistoryError.noHistory, HistoryError.olderSchema {
      return .skipped("the schema is not that of this capdb")
    } catch {
      return .failed("\(error)", remedy: recovery)
    }
  }

  private func integrity() -> Verdict {
    do {
      let problems = try HistoryReader(path: path).damages()
      guard let first = problems.first else { return .ok("SQLite finds no damage (quick_check)") }
      return .failed("SQLite finds \(problems.count) damages, the first: \(safe(first))", remedy: recovery)
    } catch HistoryError.noHistory, HistoryError.olderSchema {
      return .skipped("the schema is not that of this capdb")
    } catch {
      return .failed("\(error)", remedy: recovery)
    }
  }
}
