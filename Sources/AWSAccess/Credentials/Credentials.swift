import Capacity
import Foundation

/// A key that signs AWS requests. Its description shows nothing of it, so that it cannot end up in a log by accident.
struct Credentials: Equatable, Sendable {
  /// The access key's id, for example `AKIA…` or, for temporary ones, `ASIA…`.
  var accessKeyID: String
  /// The secret access key.
  var secretAccessKey: String
  /// The token that belongs to temporary credentials.
  var sessionToken: String?
  /// When temporary credentials end; nil for those that last.
  var expiration: Timestamp?
}

extension Credentials: CustomStringConvertible, CustomReflectable {
  /// The same for all credentials: neither key nor token.
  var description: String { "AWS credentials" }

  /// Empty: `dump` and string interpolation of a holder show nothing.
  var customMirror: Mirror { Mirror(self, children: [(label: String?, value: Any)]()) }
}

/// Credentials that renew themselves, by one fetch at a time for all callers.
///
/// Renewal is tried from 15 minutes before they expire, and has to succeed from 10 minutes before; until then the old ones
/// stay in use when an attempt fails. Source: botocore's `RefreshableCredentials`.
actor RefreshableCredentials {
  private let fetch: @Sendable () async throws(AWSError) -> Credentials
  private let now: @Sendable () -> Timestamp
  private var current: Credentials?
  private var running: Task<Result<Credentials, AWSError>, Never>?
  /// When renewal was last tried.
  private var triedAt: Timestamp?

  /// Seconds before the expiration from which renewal is tried, and from which it has to succeed.
  private static let advisory: Int64 = 15 * 60
  private static let mandatory: Int64 = 10 * 60
  /// Seconds between two attempts: a session of 15 minutes would else be renewed at every call from its start.
  private static let pause: Int64 = 60

  /// Credentials from `fetch`, which is called when there are none or they are about to expire.
  init(
    now: @escaping @Sendable () -> Timestamp, fetch: @escaping @Sendable () async throws(AWSError) -> Credentials
  ) {
    self.now = now
    self.fetch = fetch
  }

  /// Credentials to sign with.
  /// - Parameter rejected: credentials that a service called expired; others are fetched, unless that has happened
  ///   since these were given out.
  /// - Throws: `AWSError` if there are none, or they cannot be renewed in time.
  func credentials(insteadOf rejected: Credentials? = nil) async throws(AWSError) -> Credentials {
    guard let current, current != rejected else { return try await renew() }
    guard let expiration = current.expiration else { return current }
    let left = expiration - now()
    if left > Self.advisory { return current }
    if left <= Self.mandatory { return try await renew() }
    if let triedAt, now() - triedAt < Self.pause { return current }
    do throws(AWSError) {
      return try await renew()
    } catch {
      return current
    }
  }

  private func renew() async throws(AWSError) -> Credentials {
    let task: Task<Result<Credentials, AWSError>, Never>
    if let running {
      task = running
    } else {
      triedAt = now()
      task = Task { [fetch] in
        do throws(AWSError) {
          return .success(try await fetch())
        } catch {
          return .failure(error)
        }
      }
      running = task
    }
    let result = await task.value
    if running == task { running = nil }
    let fresh = try result.get()
    current = fresh
    return fresh
  }
}

/// The JSON form of credentials: that of the container endpoint, the metadata service and credential processes.
struct CredentialDocument: Decodable {
  var accessKeyID: String?
  var secretAccessKey: String?
  /// `Token` of the endpoints.
  var token: String?
  /// `SessionToken` of credential processes.
  var sessionToken: String?
  var expiration: String?
  /// Of the metadata service, whose HTTP status is 200 either way: `Success`, or what is wrong.
  var code: String?
  /// Of credential processes: 1.
  var version: Int?

  private enum CodingKeys: String, CodingKey {
    case accessKeyID = "AccessKeyId"
    case secretAccessKey = "SecretAccessKey"
    case token = "Token"
    case sessionToken = "SessionToken"
    case expiration = "Expiration"
    case code = "Code"
    case version = "Version"
  }

  /// Reads a document; nil if it is not one.
  init?(_ bytes: some Sequence<UInt8>) {
    guard let document = try? JSONDecoder().decode(CredentialDocument.self, from: Data(bytes)) else { return nil }
    self = document
  }

  /// The credentials; nil if a key is missing or the expiration is not a time.
  var credentials: Credentials? {
    guard let accessKeyID, !accessKeyID.isEmpty, let secretAccessKey, !secretAccessKey.isEmpty else { return nil }
    let end = expiration.flatMap { Timestamp(rfc3339: $0) }
    guard end != nil || expiration == nil else { return nil }
    return Credentials(
      accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: token ?? sessionToken, expiration: end)
  }
}
