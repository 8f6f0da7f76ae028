import Capacity
public import DatabasePostgres
import History
import OutsideText
import Sync

/// The checks of a hub on a server.
public struct HubChecks: Sendable {
  private let address: PostgresAddress
  /// The history that is pushed to it; nil if there is none yet, or it is a hub itself.
  private let path: String?
  private let check: Checker

  /// - Parameter path: the file whose history is pushed; nil if there is none.
  public init(_ address: PostgresAddress, of path: String?, surroundings: Surroundings) {
    self.address = address
    self.path = path
    check = Checker(surroundings: surroundings)
  }

  private var hub: SyncHub {
    .server(name: address.name) { [address] in try PostgresDatabase(address) }
  }

  /// The address as a command line takes it: with a name that may be shown.
  private var word: String { Wording.shell(address.name) }

  /// Makes all of them.
  public func run() async -> [Finding] {
    let examination = await check.blocking("hub") { examine() }
    guard let path else { return [examination] }
    guard examination.result == .ok || examination.result == .warning else {
      return [examination, check.finding("hub-lag", .skipped("the hub cannot be used"))]
    }
    return [examination, await check.blocking("hub-lag") { lag(of: path) }]
  }

  private func examine() -> Verdict {
    do {
      guard let facts = try hub.examine() else { return .ok(address.name) }
      let server = facts.serverVersion.flatMap { SafeText.requestID($0.replacing(".", with: "-")) == nil ? nil : $0 }
      let words = "\(address.name)\(server.map { ", PostgreSQL \($0)" } ?? "")"
      guard let version = facts.version else {
        return .warning(
          "\(words): no tables yet; the first push makes them, if the role may", remedy: "capdb sync \(word)")
      }
      guard version >= facts.known else {
        return .failed(
          "\(words): its tables are at version \(version), and this capdb writes \(facts.known)",
          remedy: "capdb sync --migrate \(word)   # as the role that owns the tables")
      }
      guard facts.missingRights.isEmpty else {
        return .failed(
          "\(words): the role lacks \(facts.missingRights.joined(separator: ", "))",
          remedy: "psql -f Config/hub/rights.sql \(word)   # as the owner; then GRANT capdb_pusher TO role")
      }
      return .ok("\(words), schema \(version), and the role may push")
    } catch {
      return .failed("\(error)", remedy: "psql \(word) -c 'SELECT 1'   # address, password, pg_hba.conf, firewalls")
    }
  }

  private func lag(of path: String) -> Verdict {
    do {
      let syncs = try HistoryPush(of: path, to: hub).preview()
      let refused = syncs.filter { !$0.isPushed(isReplacing: false) }
      if let first = refused.first {
        return .warning(
          "the hub has another history of \(SafeText.name(first.cluster)): this file was restored or copied, or two collectors push the cluster",
          remedy: "capdb sync --dry-run \(word)   # says which; docs/hub.md")
      }
      let behind = syncs.filter { $0.outcome.collections > 0 }
      guard let most = behind.max(by: { $0.outcome.collections < $1.outcome.collections }) else {
        return .ok("the hub has everything")
      }
      let words =
        "\(behind.count) of \(syncs.count) clusters behind, \(SafeText.name(most.cluster)) by \(most.outcome.collections) collections"
      guard most.outcome.collections > Self.toleratedCollections else { return .ok(words) }
      return .warning(words, remedy: "capdb sync \(word)   # and in the crontab: capdb collect --sync")
    } catch HistoryError.noHistory {
      return .ok("nothing is collected yet")
    } catch {
      return Verdict(result: .unknown, found: "\(error)", remedy: "capdb sync --dry-run \(word)")
    }
  }

  /// Collections that a hub may be behind: an hour of one each five minutes.
  private static let toleratedCollections = 12
}
