import Settings
import Synchronization

/// What is asked of EC2 beside what is asked at regular times, so that an account whose nodes come and go without pause
/// keeps its own requests. EC2 counts the requests of an account and a region, whoever sends them.
///
/// Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/throttling.html
final class RequestBudgets: Sendable {
  /// So many requests may be spent at once. EC2 takes 100 at once of most actions that describe.
  static let most = 50.0
  /// So many are added each second. EC2 adds 20.
  static let perSecond = 0.5

  private struct Budget {
    var requests = RequestBudgets.most
    var at = ContinuousClock.now

    mutating func refill(_ now: ContinuousClock.Instant) {
      requests = min(RequestBudgets.most, requests + (now - at) / .seconds(1) * RequestBudgets.perSecond)
      at = now
    }
  }

  private struct Account: Hashable {
    var profile: String?
    var role: String?

    init(_ settings: ClusterAWSSettings) {
      profile = settings.profile
      role = settings.roleARN
    }
  }

  private let budgets = Mutex<[Account: Budget]>([:])

  /// Whether anything is left for a question that could wait.
  func isLeft(for account: ClusterAWSSettings, at now: ContinuousClock.Instant = .now) -> Bool {
    change(account, now) { $0 > 0 }
  }

  /// Takes note of requests that were sent. More than there are may be spent: they are then paid back first.
  func spend(_ requests: Int, of account: ClusterAWSSettings, at now: ContinuousClock.Instant = .now) {
    change(account, now) { $0 -= Double(requests) }
  }

  private func change<Result>(
    _ account: ClusterAWSSettings, _ now: ContinuousClock.Instant, _ body: (inout Double) -> Result
  ) -> Result {
    budgets.withLock { budgets in
      var budget = budgets[Account(account)] ?? Budget()
      budget.refill(now)
      defer { budgets[Account(account)] = budget }
      return body(&budget.requests)
    }
  }
}
