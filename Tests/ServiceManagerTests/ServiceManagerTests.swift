import Foundation
import Glibc
import Testing

@testable import ServiceManager

/// What a service manager hears, over the socket of one.
@Suite("A service manager")
struct ServiceManagerTests {
  /// A datagram socket that is bound like that of systemd.
  private final class Receiver {
    let descriptor: Int32

    /// - Parameter name: as in NOTIFY_SOCKET.
    init(_ name: String) throws {
      descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      var path = Array(name.utf8)
      if path[0] == UInt8(ascii: "@") { path[0] = 0 }
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
      let length = socklen_t(2 + path.count)
      let result = withUnsafeBytes(of: &address) {
        bind(descriptor, $0.assumingMemoryBound(to: sockaddr.self).baseAddress, length)
      }
      try #require(result == 0, "bind: errno \(errno)")
    }

    deinit { close(descriptor) }

    /// The next message that is there already; nil if there is none.
    var next: String? {
      var buffer = [UInt8](repeating: 0, count: 8192)
      let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
      return count < 0 ? nil : String(decoding: buffer[..<count], as: UTF8.self)
    }
  }

  private static func path() -> String { "/tmp/capdb-notify-\(UUID().uuidString)" }

  @Test("hears every state, by a path and by an abstract name")
  func states() throws {
    for name in [Self.path(), "@capdb-\(UUID().uuidString)"] {
      defer { unlink(name) }
      let receiver = try Receiver(name)
      let manager = ServiceManager(environment: ["NOTIFY_SOCKET": name])
      #expect(manager.isPresent && manager.watchdogInterval == nil)
      manager.ready(status: "2 clusters")
      #expect(receiver.next == "READY=1\nSTATUS=2 clusters")
      manager.status("node-1 käme hinzu")
      #expect(receiver.next == "STATUS=node-1 käme hinzu")
      manager.watchdog()
      #expect(receiver.next == "WATCHDOG=1")
      manager.stopping()
      #expect(receiver.next == "STOPPING=1")
      #expect(receiver.next == nil)
    }
  }

  @Test("hears when a reload began, by the monotonic clock")
  func reloading() throws {
    let name = Self.path()
    defer { unlink(name) }
    let receiver = try Receiver(name)
    func now() -> Int64 { Int64(clock_gettime_nsec()) / 1000 }
    let before = now()
    ServiceManager(environment: ["NOTIFY_SOCKET": name]).reloading()
    let after = now()
    let message = try #require(receiver.next)
    let match = try #require(message.wholeMatch(of: /RELOADING=1\nMONOTONIC_USEC=([0-9]+)/))
    let told = try #require(Int64(match.1))
    #expect((before...after).contains(told), "\(before) \(told) \(after)")
  }

  private func clock_gettime_nsec() -> UInt64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
  }

  @Test("a status is one line that adds no assignment, and fits into a message")
  func status() throws {
    let name = Self.path()
    defer { unlink(name) }
    let receiver = try Receiver(name)
    let manager = ServiceManager(environment: ["NOTIFY_SOCKET": name])
    manager.status("a\nMAINPID=1\r\nb\u{0}c\u{85}d\te")
    #expect(receiver.next == "STATUS=a MAINPID=1  b c d e")
    manager.ready(status: "x\nSTOPPING=1")
    #expect(receiver.next == "READY=1\nSTATUS=x STOPPING=1")
    manager.status(String(repeating: "ü", count: 5000))
    let long = try #require(receiver.next)
    #expect(long.utf8.count <= 1024 && long.hasSuffix("ü") && long.utf8.count > 1000)
  }

  @Test("nobody is told where there is no socket, a wrong name, or nobody behind it")
  func nobody() {
    for environment in [
      [:], ["NOTIFY_SOCKET": ""], ["NOTIFY_SOCKET": "/"], ["NOTIFY_SOCKET": "relative"],
      ["NOTIFY_SOCKET": "vsock:2:1"], ["NOTIFY_SOCKET": "/" + String(repeating: "a", count: 107)],
    ] {
      let manager = ServiceManager(environment: environment.merging(["WATCHDOG_USEC": "1000000"]) { $1 })
      #expect(!manager.isPresent && manager.watchdogInterval == nil, "\(environment)")
      manager.ready(status: "")
    }
    let manager = ServiceManager(environment: ["NOTIFY_SOCKET": Self.path()])
    #expect(manager.isPresent)
    manager.ready(status: "nobody listens")
  }

  @Test("a manager that reads nothing does not stop the service")
  func deaf() throws {
    let name = Self.path()
    defer { unlink(name) }
    let receiver = try Receiver(name)
    let manager = ServiceManager(environment: ["NOTIFY_SOCKET": name])
    let began = ContinuousClock.now
    // More than the queue of a socket takes (net.unix.max_dgram_qlen is 10 by default, 512 in some systems).
    var sent = 0
    while ContinuousClock.now - began < .milliseconds(500) {
      manager.watchdog()
      sent += 1
    }
    #expect(ContinuousClock.now - began < .seconds(10), "\(sent) messages")
    var heard = 0
    while receiver.next != nil { heard += 1 }
    #expect(heard > 0 && heard < sent)
  }

  @Test("the watchdog is fed in half of its time, by the process that is watched")
  func watchdog() {
    func interval(_ variables: [String: String]) -> Duration? {
      ServiceManager(environment: variables.merging(["NOTIFY_SOCKET": "/run/notify"]) { $1 }).watchdogInterval
    }
    #expect(interval(["WATCHDOG_USEC": "120000000"]) == .seconds(60))
    #expect(interval(["WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "\(getpid())"]) == .milliseconds(1500))
    #expect(interval(["WATCHDOG_USEC": "120000000", "WATCHDOG_PID": "1"]) == nil)
    #expect(interval(["WATCHDOG_USEC": "120000000", "WATCHDOG_PID": ""]) == nil)
    for text in ["", "0", "1", "-1", "soon", "99999999999999999999"] {
      #expect(interval(["WATCHDOG_USEC": text]) == nil, "\(text)")
    }
  }
}
