internal import Capacity
internal import OutsideText
import Synchronization
internal import Transport

/// What a watch has told so far. It takes the answer of the server as it comes.
final class WatchLog<Fields: ObjectFields>: ResponseSink {
  /// A watch at a moment.
  struct Progress {
    /// The changes, in the order of their versions.
    var changes: [ObjectChange<Fields.Value>] = []
    /// The latest version up to which everything was told: that of an event or a bookmark; nil before the first.
    var latest: ResourceVersion?
    /// Whether the server has begun to answer.
    var hasBegun = false
    /// Whether an event has come in part only.
    var isWithinEvent = false
    /// When the server last said something.
    var heardAt = ContinuousClock.now
    /// Why there will be no more; nil while there may be.
    var end: FollowingProblem?
  }

  private struct State {
    var progress = Progress()
    var frames: WatchFrames?
    var decoder: WatchEventDecoder<Fields>?
    var begunAt: ContinuousClock.Instant?
  }

  /// More changes than these take longer to apply than a list takes to read.
  private let mostChanges: Int
  private let state: Mutex<State>

  init(mostChanges: Int) {
    self.mostChanges = mostChanges
    state = Mutex(State())
  }

  /// The watch as it is.
  var progress: Progress { state.withLock { $0.progress } }

  /// When the server began to answer, and last said something; nil before it answered.
  var opening: (begunAt: ContinuousClock.Instant, heardAt: ContinuousClock.Instant)? {
    state.withLock { state in state.begunAt.map { ($0, state.progress.heardAt) } }
  }

  /// Removes the changes so far, and says up to which version everything was told.
  func take() -> (changes: [ObjectChange<Fields.Value>], latest: ResourceVersion?) {
    state.withLock { state in
      defer { state.progress.changes = [] }
      return (state.progress.changes, state.progress.latest)
    }
  }

  /// Notes how the answer ended, unless the reason is known already.
  func end(_ problem: FollowingProblem) {
    state.withLock { state in
      let isWhole = state.frames?.isBetweenEvents ?? true
      state.progress.end = state.progress.end ?? (isWhole ? problem : .unusable(DecodingFailure(.truncated)))
    }
  }

  func begin(_ head: HTTPResponse) -> Bool {
    state.withLock { state in
      do throws(DecodingFailure) {
        let encoding = try Encoding(mediaType: head.mediaType)
        state.frames = WatchFrames(encoding)
        state.decoder = WatchEventDecoder(encoding)
        state.progress.hasBegun = true
        state.progress.heardAt = .now
        state.begunAt = .now
        return true
      } catch {
        state.progress.end = .unusable(error)
        return false
      }
    }
  }

  func receive(_ piece: UnsafeRawBufferPointer) -> Bool {
    state.withLock { state in
      do throws(DecodingFailure) {
        try Self.read(piece, &state)
      } catch {
        state.progress.end = state.progress.end ?? .unusable(error)
      }
      if state.progress.changes.count > mostChanges, state.progress.end == nil { state.progress.end = .tooManyChanges }
      state.progress.heardAt = .now
      return state.progress.end == nil
    }
  }

  private static func read(_ piece: UnsafeRawBufferPointer, _ state: inout State) throws(DecodingFailure) {
    guard var frames = state.frames, var decoder = state.decoder else { return }
    var progress = state.progress
    state.progress = Progress()
    defer {
      progress.isWithinEvent = !frames.isBetweenEvents
      (state.frames, state.decoder, state.progress) = (frames, decoder, progress)
    }
    try frames.take(piece) { bytes throws(DecodingFailure) in
      guard progress.end == nil else { return }
      progress.add(try decoder.event(bytes))
    }
  }
}

extension WatchLog.Progress {
  fileprivate mutating func add(_ event: WatchEvent<Fields>) {
    switch event {
    case .change(let change):
      changes.append(change)
      advance(to: change.version)
    case .other(let version): advance(to: version)
    case .bookmark(let version): if let version { advance(to: version) }
    case .failed(let refusal): end = .refused(refusal)
    }
  }

  private mutating func advance(to version: ResourceVersion) { latest = Swift.max(latest ?? version, version) }
}
