public import Capacity
import Foundation
import Synchronization
public import Transport

/// What a diagnosis takes from outside: variables, the clock and the network, and how long a check may take.
public struct Surroundings: Sendable {
  /// The environment's variables.
  public var variables: [String: String]
  /// How requests are sent.
  public var transport: any HTTPTransport
  /// The current time.
  public var now: @Sendable () -> Timestamp
  /// How long one check may take.
  public var deadline: Duration
  /// Whether exec plugins may use the terminal.
  public var hasTerminal: Bool
  /// Is told of each check that begins, on any thread.
  public var progress: @Sendable (_ cluster: String?, _ check: String) -> Void

  /// By default 10 s for a check, no terminal, and nobody who is told.
  public init(
    variables: [String: String], transport: any HTTPTransport, now: @escaping @Sendable () -> Timestamp,
    deadline: Duration = .seconds(10), hasTerminal: Bool = false,
    progress: @escaping @Sendable (_ cluster: String?, _ check: String) -> Void = { _, _ in }
  ) {
    self.variables = variables
    self.transport = transport
    self.now = now
    self.deadline = deadline
    self.hasTerminal = hasTerminal
    self.progress = progress
  }

  /// Failures that pass are tried once more, within the time of the check.
  var retry: RetryPolicy { RetryPolicy(attempts: 2, deadline: .now + deadline) }
}

/// Makes the checks of one cluster, or those of the machine, and gives each its time.
struct Checker: Sendable {
  var cluster: String?
  var surroundings: Surroundings

  /// Makes a check.
  func callAsFunction(_ check: String, _ body: @escaping @Sendable () async -> Verdict) async -> Finding {
    surroundings.progress(cluster, check)
    return finding(check, await Race.run(within: limit) { await body() } ?? late)
  }

  /// Makes a check whose work blocks its thread.
  func blocking(_ check: String, _ body: @escaping @Sendable () -> Verdict) async -> Finding {
    surroundings.progress(cluster, check)
    return finding(check, await Race.run(within: limit, blocking: body) ?? late)
  }

  /// A check that needs no work.
  func finding(_ check: String, _ verdict: Verdict) -> Finding {
    Finding(cluster: cluster, check: check, result: verdict.result, found: verdict.found, remedy: verdict.remedy)
  }

  /// Requests end by themselves at the deadline and tell why; this is for what does not.
  private var limit: Duration { surroundings.deadline + .milliseconds(500) }

  private var late: Verdict {
    Verdict(
      result: .unknown, found: "no result within \(surroundings.deadline.components.seconds) s",
      remedy: "capdb doctor --deadline \(surroundings.deadline.components.seconds * 6)s")
  }
}

/// Work that is waited for only so long.
final class Race<Value: Sendable>: Sendable {
  private let continuation: Mutex<CheckedContinuation<Value?, Never>?>

  private init(_ continuation: CheckedContinuation<Value?, Never>) {
    self.continuation = Mutex(continuation)
  }

  /// The value of `work`; nil if it has none in time. The work is then cancelled, but not waited for.
  static func run(within limit: Duration, _ work: @escaping @Sendable () async -> Value) async -> Value? {
    await withCheckedContinuation { continuation in
      let race = Race(continuation)
      let task = Task { race.finish(await work()) }
      DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(Int(limit / .milliseconds(1)))) {
        race.finish(nil)
        task.cancel()
      }
    }
  }

  /// The same for work that blocks, which gets a thread of its own: those of tasks are few.
  static func run(within limit: Duration, blocking work: @escaping @Sendable () -> Value) async -> Value? {
    await withCheckedContinuation { continuation in
      let race = Race(continuation)
      Thread.detachNewThread { race.finish(work()) }
      DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(Int(limit / .milliseconds(1)))) {
        race.finish(nil)
      }
    }
  }

  private func finish(_ value: Value?) {
    let waiting = continuation.withLock { continuation in
      defer { continuation = nil }
      return continuation
    }
    waiting?.resume(returning: value)
  }
}

/// Lengths of time and counts as people read them.
enum Wording {
  /// For example `40s`, `5m` or `3h 20m`.
  static func time(_ seconds: Int64) -> String {
    let units: [(Int64, String)] = [(86_400, "d"), (3600, "h"), (60, "m"), (1, "s")]
    guard let first = units.firstIndex(where: { abs(seconds) >= $0.0 }) else { return "0s" }
    let (size, name) = units[first]
    let rest = abs(seconds) % size
    let next = first + 1 < units.count ? rest / units[first + 1].0 : 0
    return "\(abs(seconds) / size)\(name)" + (next > 0 ? " \(next)\(units[first + 1].1)" : "")
  }

  /// For example `1 subnet` or `3 subnets`.
  static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

  /// A text as one word of a shell's command line.
  static func shell(_ text: String) -> String {
    let isPlain =
      !text.isEmpty && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./:@=,".contains($0)) }
    return isPlain ? text : "'" + text.replacing("'", with: "'\\''") + "'"
  }
}
