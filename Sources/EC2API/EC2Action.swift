public import AWSAccess
import OutsideText

/// The actions of EC2 that a collection calls.
public enum EC2Action: String, CaseIterable, Sendable {
  /// The instances behind the nodes.
  case describeInstances = "DescribeInstances"
  /// How many interfaces and addresses their types take.
  case describeInstanceTypes = "DescribeInstanceTypes"
  /// The interfaces of the VPCs.
  case describeNetworkInterfaces = "DescribeNetworkInterfaces"
  /// The subnets of the VPCs.
  case describeSubnets = "DescribeSubnets"
  /// The VPCs.
  case describeVPCs = "DescribeVpcs"
  /// The reserved ranges of a subnet.
  case getSubnetCIDRReservations = "GetSubnetCidrReservations"
}

extension EC2Client {
  /// Asks whether the caller may do this, without doing it: a dry run.
  ///
  /// Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/CommonParameters.html (DryRun)
  /// - Parameter subnetID: the subnet that `getSubnetCIDRReservations` is about; other actions take none.
  /// - Throws: `AWSError`, as the action itself would, where it may not be done.
  public func rehearse(_ action: EC2Action, subnetID: String? = nil) async throws(AWSError) {
    let parameters = [(name: "DryRun", value: "true")] + (subnetID.map { [(name: "SubnetId", value: $0)] } ?? [])
    do throws(AWSError) {
      try await callIgnoringReply(action.rawValue, parameters)
    } catch .refused(let refusal) where refusal.code?.text == "DryRunOperation" {
      return
    }
  }
}
