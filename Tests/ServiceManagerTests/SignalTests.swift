import Foundation
import Glibc
import Testing

@testable import ServiceManager

/// Signals of a service, sent to a process of their own.
@Suite("Signals")
struct SignalTests {
  @Test("SIGHUP reloads, and SIGTERM and SIGINT end")
  func meanings() async {
    await #expect(processExitsWith: .exitCode(0)) {
      var signals = serviceSignals().makeAsyncIterator()
      for (number, meaning) in [
        (SIGHUP, ServiceSignal.reload), (SIGTERM, .end), (SIGHUP, .reload), (SIGINT, .end), (SIGTERM, .end),
      ] {
        kill(getpid(), number)
        let signal = await signals.next()
        if signal != meaning { exit(number) }
      }
      exit(0)
    }
  }

  @Test("signals that nobody awaits yet are kept")
  func kept() async {
    await #expect(processExitsWith: .exitCode(0)) {
      let stream = serviceSignals()
      kill(getpid(), SIGHUP)
      try await Task.sleep(for: .milliseconds(100))
      kill(getpid(), SIGTERM)
      try await Task.sleep(for: .milliseconds(100))
      var heard: [ServiceSignal] = []
      for await signal in stream {
        heard.append(signal)
        if signal == .end { break }
      }
      exit(heard == [.reload, .end] ? 0 : 1)
    }
  }

  @Test("a second SIGINT ends the process at once, also when nobody reads the signals any more")
  func impatience() async {
    await #expect(processExitsWith: .exitCode(130)) {
      let signals = serviceSignals()
      kill(getpid(), SIGINT)
      for await signal in signals where signal == .end { break }
      kill(getpid(), SIGINT)
      sleep(30)
      exit(1)
    }
  }

  @Test("a terminal is gone once nobody is at its other side")
  func terminal() throws {
    var (controller, device) = (Int32(-1), Int32(-1))
    try #require(openpty(&controller, &device, nil, nil, nil) == 0)
    defer { close(device) }
    let terminal = StartTerminal(among: [device])
    #expect(!terminal.isGone)
    close(controller)
    #expect(terminal.isGone)
    #expect(!StartTerminal(among: []).isGone)
  }
}
