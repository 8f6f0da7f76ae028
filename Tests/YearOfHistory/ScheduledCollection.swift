public import Capacity

/// A run of the collector within the year.
public struct ScheduledCollection: Hashable, Sendable {
  /// When it begins.
  public var at: Timestamp
  /// How it ends.
  public var outcome: CollectionOutcome

  /// What the history keeps of the run itself.
  var run: CollectionRecord {
    let milliseconds = 900 + at.seconds % 700
    return CollectionRecord(
      startedAt: at, finishedAt: at + (milliseconds + 999) / 1000, milliseconds: milliseconds,
      bytesReceived: outcome == .failed ? 0 : 240_000 + at.seconds % 9000,
      failure: outcome == .failed ? "no connection to the Kubernetes API: timed out after 5 s" : nil)
  }
}

/// How a collection ends.
public enum CollectionOutcome: Hashable, Sendable {
  /// All sources answer.
  case complete
  /// Nothing could be asked.
  case failed
  /// The Kubernetes API fails, EC2 answers.
  case kubernetesDown
  /// The list of pods is not finished in time.
  case podsTimedOut
  /// EC2 refuses: a mistake in an IAM policy.
  case ec2Denied
  /// The sources that capdb can do without may not be read.
  case optionalDenied

  /// Whether nodes and events are known.
  public var answersNodes: Bool { self != .kubernetesDown && self != .failed }
  /// Whether pods are known.
  public var answersPods: Bool { answersNodes && self != .podsTimedOut }
  /// Whether EC2 tells what it is asked: interfaces and subnets are known.
  public var answersEC2: Bool { self != .ec2Denied && self != .failed }

  /// What such a collection learns of what there is.
  func seen(of snapshot: Snapshot) -> Snapshot {
    var seen = snapshot
    switch self {
    case .complete, .failed: break
    case .kubernetesDown:
      let error = "GET /api/v1/nodes?limit=500: HTTP 503, the server is currently unable to handle the request"
      (seen.nodes, seen.pods) = (.unknown(.failed, error: error), .unknown(.failed, error: error))
      (seen.events, seen.cni) = (.unknown(.failed, error: error), .unknown(.failed, error: error))
    case .podsTimedOut:
      seen.pods = .unknown(.failed, error: "GET /api/v1/pods?limit=500: no answer within the deadline")
    case .ec2Denied: refuseEC2(&seen)
    case .optionalDenied:
      seen.cni = .unknown(.denied, error: "daemonsets.apps \"aws-node\" is forbidden")
      seen.cidrReservations = .unknown(.denied, error: "GetSubnetCidrReservations: UnauthorizedOperation")
    }
    return seen
  }

  private func refuseEC2(_ seen: inout Snapshot) {
    func refusal(_ action: String) -> String {
      "\(action): UnauthorizedOperation. You are not authorized to perform this operation."
    }
    seen.instances = .unknown(.failed, error: refusal("DescribeInstances"))
    seen.instanceTypes = .unknown(.failed, error: refusal("DescribeInstanceTypes"))
    seen.networkInterfaces = .unknown(.failed, error: refusal("DescribeNetworkInterfaces"))
    seen.subnets = .unknown(.failed, error: refusal("DescribeSubnets"))
    seen.vpcs = .unknown(.failed, error: refusal("DescribeVpcs"))
    seen.cidrReservations = .unknown(.failed, error: "not asked, since the subnets are unknown")
  }
}
