public import Capacity
import OutsideText

/// The check of when a cluster was collected, and by whom: gaps that look like a cron that does not run, collections that
/// take longer than their interval, two collectors of one cluster, and how the last collection went.
public struct ScheduleChecks: Sendable {
  private let cluster: String
  /// All attempts of the span, earliest first.
  private let collections: [RecordedCollection]
  private let now: Timestamp

  /// How far back collections are looked at, in seconds.
  public static let span: Int64 = 7 * 86_400

  /// - Parameter collections: all attempts of the latest `span`, earliest first.
  public init(_ cluster: String, _ collections: [RecordedCollection], now: Timestamp) {
    self.cluster = SafeText.name(cluster).text
    self.collections = collections
    self.now = now
  }

  /// Makes both checks.
  public func run() -> [Finding] {
    [finding("last-collection", last()), finding("schedule", schedule())]
  }

  private func finding(_ check: String, _ verdict: Verdict) -> Finding {
    Finding(
      cluster: cluster, check: check, result: verdict.result, found: verdict.found, remedy: verdict.remedy)
  }

  private func last() -> Verdict {
    guard let last = collections.last else {
      return .warning("no collection in the last \(Wording.time(Self.span))", remedy: "capdb collect")
    }
    let words = "\(last.status.rawValue) at \(last.observedAt)"
    guard last.status != .complete else { return .ok(words) }
    let reason = last.error.map { ": \($0)" } ?? ""
    let failed = collections.reversed().prefix { $0.status != .complete }.count
    return .warning(
      "\(words), as \(failed == 1 ? "the latest one" : "the latest \(failed)")\(reason)",
      remedy: "capdb report collections --cluster \(Wording.shell(cluster)) --since 7d")
  }

  private func schedule() -> Verdict {
    let starts = collections.map(\.record.startedAt.seconds)
    let pauses = zip(starts.dropFirst(), starts).map { $0 - $1 }
    guard starts.count >= 4, let latest = starts.last else {
      return .ok(
        "\(Wording.count(starts.count, "collection")) in \(Wording.time(Self.span)): too few to see a schedule")
    }
    if let verdict = followed(pauses, latest) { return verdict }
    let interval = max(1, Self.median(pauses))
    return overdue(latest, interval) ?? interleaved(starts, pauses) ?? slow(interval) ?? missed(pauses, interval)
      ?? .ok("one each \(Wording.time(interval)), the last \(Wording.time(now.seconds - latest)) ago")
  }

  /// A process that follows writes where something changed, and whenever it has asked EC2: between any two of its collections there
  /// may be up to an hour, as `ec2-every` says.
  private func followed(_ pauses: [Int64], _ latest: Int64) -> Verdict? {
    let recent = collections.suffix(Self.recent)
    guard recent.count(where: \.isWrittenByFollower) * 2 > recent.count else { return nil }
    let longest = pauses.suffix(Self.recent).max() ?? 0
    let age = now.seconds - latest
    guard age > max(2 * longest, Self.quietSeconds) else {
      return .ok("a process follows it, and wrote last \(Wording.time(age)) ago")
    }
    return .failed(
      "a process followed it and wrote last \(Wording.time(age)) ago: it has ended, or cannot write",
      remedy: Self.cronRemedy)
  }

  /// How many collections tell whether a process follows.
  private static let recent = 20
  /// By default EC2 is asked every five minutes.
  private static let quietSeconds: Int64 = 900

  private static let cronRemedy =
    "crontab -l | grep capdb; systemctl list-units -a 'capdb*'; kubectl -n capdb get cronjobs,deployments   # and their logs"

  private func overdue(_ latest: Int64, _ interval: Int64) -> Verdict? {
    let age = now.seconds - latest
    guard age > max(3 * interval, 180) else { return nil }
    return .failed(
      "the last collection began \(Wording.time(age)) ago, and there was one each \(Wording.time(interval)): nothing runs it any more",
      remedy: Self.cronRemedy)
  }

  /// Two schedules of the same interval lie among each other: the time from one start to the one after the next is always
  /// the same, while the times between neighbours alternate.
  private func interleaved(_ starts: [Int64], _ pauses: [Int64]) -> Verdict? {
    guard starts.count >= 8 else { return nil }
    let rounds = zip(starts.dropFirst(2), starts).map { $0 - $1 }
    let round = Self.median(rounds)
    let regular = rounds.count { abs($0 - round) * 10 <= round }
    let alternating = zip(pauses.dropFirst(), pauses).count { abs($0 - $1) * 5 > round }
    guard regular * 10 >= rounds.count * 8, alternating * 10 >= pauses.count * 8 else { return nil }
    return .warning(
      "two collectors take turns: each comes once in \(Wording.time(round)), and the pauses alternate",
      remedy: "crontab -l | grep capdb; systemctl list-timers 'capdb*'   # on each machine with this history; keep one")
  }

  private func slow(_ interval: Int64) -> Verdict? {
    let slow = collections.filter { $0.record.milliseconds > interval * 1000 }
    guard slow.count * 10 >= collections.count, let longest = slow.map(\.record.milliseconds).max() else { return nil }
    return .warning(
      "\(slow.count) of \(collections.count) collections took longer than their interval of \(Wording.time(interval)), at most \(Wording.time(longest / 1000))",
      remedy: "*/\(max(5, longest / 60_000 + 1)) * * * * capdb collect")
  }

  private func missed(_ pauses: [Int64], _ interval: Int64) -> Verdict? {
    let gaps = pauses.filter { $0 * 2 > interval * 3 }
    let runs = gaps.reduce(0) { $0 + ($1 + interval / 2) / interval - 1 }
    guard let longest = gaps.max(), runs * 50 > Int64(pauses.count) || longest > 6 * interval else { return nil }
    return .warning(
      "\(runs) of \(Int64(collections.count) + runs) runs are missing, at most \(Wording.time(longest)) at a time, at an interval of \(Wording.time(interval))",
      remedy: Self.cronRemedy)
  }

  private static func median(_ values: [Int64]) -> Int64 { values.sorted()[values.count / 2] }
}

extension RecordedCollection {
  /// Whether it was written from what watches had told: it took no time then, where any collection takes some.
  fileprivate var isWrittenByFollower: Bool {
    record.method.nodes == .followed && record.method.pods == .followed && record.milliseconds == 0
  }
}
