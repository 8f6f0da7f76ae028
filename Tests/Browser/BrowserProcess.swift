import Foundation

/// A Chromium without windows, driven over the pipes of its DevTools protocol: it reads requests from descriptor 3 and
/// writes answers and events to descriptor 4, each a JSON document that ends with a zero byte.
///
/// Source: https://chromedevtools.github.io/devtools-protocol/ and `--remote-debugging-pipe` of Chromium.
final class BrowserProcess {
  private let process: pid_t
  private let requests: Int32
  private let answers: Int32
  private var received: [UInt8] = []

  /// - Throws: `BrowserError.cannotStart`.
  init(program: String, arguments: [String]) throws {
    let (toBrowser, fromBrowser) = (try Self.pipe(), try Self.pipe())
    defer {
      close(toBrowser.read)
      close(fromBrowser.write)
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, toBrowser.read, 3)
    posix_spawn_file_actions_adddup2(&actions, fromBrowser.write, 4)
    for descriptor in [0, 1, 2] as [Int32] {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
    }
    var words = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var started = pid_t()
    let code = posix_spawn(&started, program, &actions, nil, &words, environ)
    guard code == 0 else { throw BrowserError.cannotStart(String(cString: strerror(code))) }
    (process, requests, answers) = (started, toBrowser.write, fromBrowser.read)
  }

  deinit {
    // The browser ends when nobody holds its pipe any more; it is waited for, so that its folder can be removed.
    close(requests)
    close(answers)
    var status: Int32 = 0
    for _ in 0..<100 where waitpid(process, &status, WNOHANG) == 0 { usleep(50_000) }
    if waitpid(process, &status, WNOHANG) == 0 {
      kill(process, SIGKILL)
      waitpid(process, &status, 0)
    }
  }

  /// Descriptors beyond those that the browser expects, so that none is replaced before it is copied.
  private static func pipe() throws -> (read: Int32, write: Int32) {
    var ends: [Int32] = [0, 0]
    guard Foundation.pipe(&ends) == 0 else { throw BrowserError.cannotStart(String(cString: strerror(errno))) }
    defer { for end in ends { close(end) } }
    return (fcntl(ends[0], F_DUPFD_CLOEXEC, 10), fcntl(ends[1], F_DUPFD_CLOEXEC, 10))
  }

  /// Sends a request.
  func send(_ message: [String: Any]) throws {
    let bytes = try JSONSerialization.data(withJSONObject: message) + [0]
    try bytes.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count {
        let count = write(requests, buffer.baseAddress?.advanced(by: written), buffer.count - written)
        guard count > 0 else { throw BrowserError.ended }
        written += count
      }
    }
  }

  /// The next answer or event; nil where none comes in time.
  func next(within seconds: Double) throws -> [String: Any]? {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while true {
      if let end = received.firstIndex(of: 0) {
        let message = Data(received[..<end])
        received.removeSubrange(...end)
        return try JSONSerialization.jsonObject(with: message) as? [String: Any]
      }
      let left = (deadline - .now) / .milliseconds(1)
      var ready = pollfd(fd: answers, events: Int16(POLLIN), revents: 0)
      guard left > 0, poll(&ready, 1, Int32(left.rounded(.up))) > 0 else { return nil }
      try receive()
    }
  }

  private func receive() throws {
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(answers, &chunk, chunk.count)
    guard count > 0 else { throw BrowserError.ended }
    received += chunk[..<count]
  }
}

/// What went wrong with the browser.
public enum BrowserError: Error {
  /// It cannot be started.
  case cannotStart(String)
  /// It ended while it was needed.
  case ended
  /// It refused a request, or a script in a page threw an error.
  case refused(String, reason: String)
  /// It did not answer in time.
  case noAnswer(String)
}
