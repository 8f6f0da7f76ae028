/// A service that capdb calls.
public enum AWSService: String, CaseIterable, Hashable, Sendable {
  /// Amazon Elastic Compute Cloud.
  case ec2
  /// Security Token Service.
  case sts
  /// Elastic Kubernetes Service.
  case eks
  /// IAM Identity Center's portal, which hands out credentials.
  case sso
  /// IAM Identity Center's token service.
  case ssoOIDC = "sso-oidc"

  /// The name in `AWS_ENDPOINT_URL_…`; in lower case, also that of a block in `[services …]`.
  var settingName: String {
    switch self {
    case .ec2: "EC2"
    case .sts: "STS"
    case .eks: "EKS"
    case .sso: "SSO"
    case .ssoOIDC: "SSO_OIDC"
    }
  }

  /// The service's own host in a region, as botocore's endpoint rules make it.
  func host(in region: String, useFIPS: Bool, useDualStack: Bool) -> String {
    let partition = Partition(region: region)
    let suffix = useDualStack ? partition.dualStackSuffix : partition.suffix
    return "\(label(partition, useFIPS: useFIPS, useDualStack: useDualStack)).\(region).\(suffix)"
  }

  private func label(_ partition: Partition, useFIPS: Bool, useDualStack: Bool) -> String {
    let plain =
      switch self {
      case .sso: "portal.sso"
      case .ssoOIDC: "oidc"
      default: rawValue
      }
    // GovCloud's plain hosts are its FIPS hosts.
    guard useFIPS, partition.id != "aws-us-gov" || useDualStack else { return plain }
    return self == .eks && partition.id == "aws" && !useDualStack ? "fips.eks" : "\(plain)-fips"
  }
}
