import OutsideText

/// A service that capdb calls.
public enum AWSService: String, Hashable, Sendable {
  /// Amazon Elastic Compute Cloud.
  case ec2
  /// Security Token Service.
  case sts
  /// Elastic Kubernetes Service.
  case eks
  /// IAM Identity Center's portal, which gives out credentials.
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

  /// The service's own host in a region, by botocore's endpoint rules.
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

/// A partition of AWS: regions that share accounts and domains.
///
/// Source: botocore's `partitions.json`.
struct Partition: Equatable, Sendable {
  /// The identifier in ARNs, for example `aws`.
  let id: String
  /// The domain of the ordinary endpoints.
  let suffix: String
  /// The domain of the dual-stack endpoints.
  let dualStackSuffix: String

  /// The partition of a region; names without a known prefix count as `aws`.
  init(region: String) {
    self = Self.byPrefix.first { region.hasPrefix($0.prefix) }?.partition ?? .aws
  }

  private init(_ id: String, _ suffix: String, _ dualStackSuffix: String) {
    self.id = id
    self.suffix = suffix
    self.dualStackSuffix = dualStackSuffix
  }

  private static let aws = Partition("aws", "amazonaws.com", "api.aws")

  private static let byPrefix: [(prefix: String, partition: Partition)] = [
    ("cn-", Partition("aws-cn", "amazonaws.com.cn", "api.amazonwebservices.com.cn")),
    ("us-gov-", Partition("aws-us-gov", "amazonaws.com", "api.aws")),
    ("us-iso-", Partition("aws-iso", "c2s.ic.gov", "api.aws.ic.gov")),
    ("us-isob-", Partition("aws-iso-b", "sc2s.sgov.gov", "api.aws.scloud")),
    ("eu-isoe-", Partition("aws-iso-e", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk")),
    ("us-isof-", Partition("aws-iso-f", "csp.hci.ic.gov", "api.aws.hci.ic.gov")),
    ("eu-isof-", Partition("aws-iso-f", "csp.hci.ic.gov", "api.aws.hci.ic.gov")),
    ("eusc-", Partition("aws-eusc", "amazonaws.eu", "api.amazonwebservices.eu")),
  ]
}
