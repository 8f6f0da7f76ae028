import OutsideText

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

  /// The variable that names its endpoint.
  var endpointVariable: SafeText {
    switch self {
    case .ec2: "AWS_ENDPOINT_URL_EC2"
    case .sts: "AWS_ENDPOINT_URL_STS"
    case .eks: "AWS_ENDPOINT_URL_EKS"
    case .sso: "AWS_ENDPOINT_URL_SSO"
    case .ssoOIDC: "AWS_ENDPOINT_URL_SSO_OIDC"
    }
  }

  /// The key of its block in `[services …]`.
  var servicesKey: SafeText {
    switch self {
    case .ec2: "ec2"
    case .sts: "sts"
    case .eks: "eks"
    case .sso: "sso"
    case .ssoOIDC: "sso_oidc"
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
