import Capacity
import Logging
import NIOPosix
import Synchronization

/// Computes answers from the history on threads of its own, each once for all who ask, and keeps them while they hold.
///
/// What is bounded: how many answers are computed at a time (with a hub, each over a connection of its own), how many wait
/// for their turn, how long one may take, and how many bytes of finished ones are kept.
final class AnswerStore: Sendable {
  private let history: ServedHistory
  private let watch: HistoryWatch
  private let threads: NIOThreadPool
  private let limits: ServerLimits
  private let logger: Logger
  private let state = Mutex(State())

  private struct Entry {
    var answer: Answer
    var generation: UInt64
    var madeAt: ContinuousClock.Instant
    var lastUse: UInt64
  }

  private struct State {
    var kept: [String: Entry] = [:]
    var keptBytes = 0
    var uses: UInt64 = 0
    /// What is being computed, by key and generation.
    var underWay: [String: Task<Answer, any Error>] = [:]
  }

  /// - Parameter threads: as many as answers are computed at a time.
  init(_ history: ServedHistory, _ watch: HistoryWatch, threads: NIOThreadPool, limits: ServerLimits, logger: Logger) {
    self.history = history
    self.watch = watch
    self.threads = threads
    self.limits = limits
    self.logger = logger
  }

  /// The answer to a question.
  ///
  /// - Parameters:
  ///   - key: the same for the same question.
  ///   - lifetime: how long an answer holds while the history does not change.
  ///   - make: computes it.
  /// - Throws: `Problem`.
  func answer(
    to key: String, lifetime: Duration, make: @escaping @Sendable (any HistoryReading) throws -> Answer
  ) async throws -> Answer {
    let sight = watch.sight
    if let problem = sight.problem { throw Problem.history(problem) }
    let generation = sight.generation
    if let answer = kept(key, generation, lifetime) { return answer }
    return try await task(for: key, generation, make).value
  }

  private func kept(_ key: String, _ generation: UInt64, _ lifetime: Duration) -> Answer? {
    state.withLock { state in
      guard let entry = state.kept[key], entry.generation == generation, .now - entry.madeAt < lifetime else {
        return nil
      }
      state.uses += 1
      state.kept[key]?.lastUse = state.uses
      return entry.answer
    }
  }

  /// The computation of an answer, which all who ask for it meanwhile share.
  private func task(
    for key: String, _ generation: UInt64, _ make: @escaping @Sendable (any HistoryReading) throws -> Answer
  ) throws -> Task<Answer, any Error> {
    let name = "\(generation) \(key)"
    return try state.withLock { state in
      if let task = state.underWay[name] { return task }
      guard state.underWay.count < limits.waitingAnswers else { throw Problem.busy }
      let task = Task {
        defer { _ = self.state.withLock { $0.underWay.removeValue(forKey: name) } }
        let answer = try await self.computed(make)
        self.keep(answer, for: key, generation)
        return answer
      }
      state.underWay[name] = task
      return task
    }
  }

  /// - Throws: `Problem`.
  private func computed(_ make: @escaping @Sendable (any HistoryReading) throws -> Answer) async throws -> Answer {
    let limit = limits.answerDuration
    do {
      return try await threads.runIfActive {
        let opened = try self.history.open()
        let deadline = Deadline(after: limit, interrupting: opened)
        defer { deadline.end() }
        do {
          return try make(LimitedReading(opened.reading, until: deadline.moment))
        } catch  where deadline.isOver {
          throw Problem.tookTooLong
        }
      }
    } catch {
      throw problem(error)
    }
  }

  /// What those who asked may know of an error; the rest is logged.
  private func problem(_ error: any Error) -> Problem {
    if let problem = error as? Problem { return problem }
    if let problem = Problem(answering: error) { return problem }
    logger.error("an answer failed: \(error)")
    return .history(HistoryProblem(error))
  }

  private func keep(_ answer: Answer, for key: String, _ generation: UInt64) {
    guard answer.size <= limits.keptBytes / 4 else { return }
    state.withLock { state in
      state.uses += 1
      let entry = Entry(answer: answer, generation: generation, madeAt: .now, lastUse: state.uses)
      if let old = state.kept.updateValue(entry, forKey: key) { state.keptBytes -= old.answer.size }
      state.keptBytes += answer.size
      while state.keptBytes > limits.keptBytes || state.kept.count > limits.keptAnswers {
        guard let oldest = state.kept.min(by: { $0.value.lastUse < $1.value.lastUse })?.key,
          let old = state.kept.removeValue(forKey: oldest)
        else { return }
        state.keptBytes -= old.answer.size
      }
    }
  }
}

/// Ends the question under way when an answer has taken too long.
private struct Deadline {
  let moment: ContinuousClock.Instant
  private let timer: Task<Void, any Error>

  init(after duration: Duration, interrupting opened: ServedHistory.Opened) {
    let moment = ContinuousClock.now + duration
    self.moment = moment
    let interrupt = opened.interrupt
    timer = Task {
      try await Task.sleep(until: moment)
      interrupt()
    }
  }

  var isOver: Bool { ContinuousClock.now >= moment }

  func end() { timer.cancel() }
}

/// A finished answer: what it says and how it is labelled.
struct Answer: Sendable {
  /// What kind of text it is, for `Content-Type`.
  var contentType: String
  /// The text, in UTF-8.
  var body: [UInt8]
  /// What a reader must know in addition: sources that are unknown or old, a line each.
  var notices: [String] = []
  /// The content security policy of a page; nil for what is no page.
  var policy: String?
  /// Numbers instead of text, where the text depends on who asks.
  var metrics: MetricSet?

  /// About how many bytes it takes.
  var size: Int { body.count + (metrics.map { $0.approximateSize } ?? 0) + 512 }
}
