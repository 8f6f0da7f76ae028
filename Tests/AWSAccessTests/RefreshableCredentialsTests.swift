@testable import AWSAccess
import Capacity
import Synchronization
import OutsideText
import Testing

@Suite("Credentials that renew themselves")
struct RefreshableCredentialsTests {
  /// Gives numbered keys that last `lifetime` seconds, or fails while `isFailing`.
  private final class Source: Sendable {
    let clock = TestClock()
    let lifetime: Int64?
    let isFailing = Mutex(false)
    let fetches = Mutex(0)

    init(lifetime: Int64?) {
      self.lifetime = lifetime
    }

    func fetch() async throws(AWSError) -> Credentials {
      let number = fetches.withLock { count in
        count += 1
        return count
      }
      await Task.yield()
      if isFailing.withLock({ $0 }) { throw .credentials(CredentialFault(.sso, .loginNeeded("test"))) }
      return Credentials(
        accessKeyID: "\(number)", secretAccessKey: "s", expiration: lifetime.map { clock.time + $0 })
    }

    var provider: RefreshableCredentials {
      RefreshableCredentials(now: { self.clock.time }) { () async throws(AWSError) in try await self.fetch() }
    }
  }

  @Test("many who ask at once cause one fetch")
  func oneFetch() async throws {
    let source = Source(lifetime: 3600)
    let provider = source.provider
    let ids = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<50 { group.addTask { try await provider.credentials().accessKeyID } }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(ids == ["1"])
    #expect(source.fetches.withLock { $0 } == 1)
  }

  @Test("they are renewed from 15 minutes before their end on")
  func renewal() async throws {
    let source = Source(lifetime: 3600)
    let provider = source.provider
    #expect(try await provider.credentials().accessKeyID == "1")
    source.clock.advance(by: 44 * 60)
    #expect(try await provider.credentials().accessKeyID == "1")
    source.clock.advance(by: 61)
    #expect(try await provider.credentials().accessKeyID == "2")
  }

  @Test("a failed renewal keeps the old ones until 10 minutes before their end")
  func failedRenewal() async throws {
    let source = Source(lifetime: 3600)
    let provider = source.provider
    _ = try await provider.credentials()
    source.isFailing.withLock { $0 = true }
    source.clock.advance(by: 46 * 60)
    #expect(try await provider.credentials().accessKeyID == "1")
    source.clock.advance(by: 4 * 60)
    await #expect(throws: AWSError.self) { try await provider.credentials() }
    source.isFailing.withLock { $0 = false }
    #expect(try await provider.credentials().accessKeyID == "4")
  }

  @Test("sessions of 15 minutes are not fetched anew at every call")
  func shortSessions() async throws {
    let source = Source(lifetime: 900)
    let provider = source.provider
    for _ in 0..<5 { #expect(try await provider.credentials().accessKeyID == "1") }
    source.clock.advance(by: 61)
    #expect(try await provider.credentials().accessKeyID == "2")
  }

  @Test("those that a service rejected are replaced once, however many found out")
  func rejected() async throws {
    let source = Source(lifetime: nil)
    let provider = source.provider
    let first = try await provider.credentials()
    #expect(try await provider.credentials(insteadOf: first).accessKeyID == "2")
    #expect(try await provider.credentials(insteadOf: first).accessKeyID == "2")
    #expect(try await provider.credentials().accessKeyID == "2")
  }
}
