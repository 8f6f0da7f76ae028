import Testing

@testable import Capacity

/// The sources are files of https://github.com/aws/amazon-vpc-cni-k8s, v1.23.1, unless another is named.
@Suite("Settings of the VPC CNI")
struct VPCCNISettingsTests {
  static func settings(_ environment: [String: String], _ version: String = "") -> CNISettings {
    CNISettings(version: version, environment: environment)
  }

  // utils/utils.go, GetBoolAsStringEnvVar; pkg/ipamd/ipamd.go, parseBoolEnvVar: strconv.ParseBool, else the default.
  @Test(
    "switches are read as by Go, and anything else counts as the default",
    arguments: [
      ("1", true), ("t", true), ("TRUE", true), ("True", true), ("true", true), ("0", false), ("f", false),
      ("FALSE", false), ("False", false), ("false", false), ("yes", nil), ("tRUE", nil), ("", nil), (" true", nil),
    ] as [(String, Bool?)])
  func switches(value: String, isOn: Bool?) {
    #expect(Self.settings(["MAX_ENI": value]).isOn("MAX_ENI", default: true) == isOn ?? true)
    #expect(Self.settings(["ENABLE_PREFIX_DELEGATION": value]).usesPrefixDelegation == isOn ?? false)
    #expect(Self.settings(["ENABLE_SUBNET_DISCOVERY": value]).usesSubnetDiscovery == isOn ?? true)
    #expect(Self.settings(["MANAGE_UNTAGGED_ENI": value]).managesUntaggedENIs == isOn ?? true)
  }

  // pkg/ipamd/ipamd.go, getMaxENI: strconv.Atoi, and only from 1 on.
  @Test(
    "MAX_ENI counts from 1 on",
    arguments: [("2", 2), ("+2", 2), ("0", nil), ("-1", nil), ("two", nil), ("", nil), ("1.5", nil)] as [(String, Int?)]
  )
  func maxENI(value: String, count: Int?) {
    #expect(Self.settings(["MAX_ENI": value]).maxENI == count)
  }

  @Test(
    "the release is the image's tag",
    arguments: [
      ("v1.22.0-eksbuild.1", true), ("v1.22.0", true), ("1.23.1", true), ("v2.0", true), ("v1.21.9-eksbuild.2", false),
      ("v1.9.3", false), ("", nil), ("latest", nil), ("v1", nil), ("stable-1.30", nil),
    ] as [(String, Bool?)])
  func releases(version: String, isLater: Bool?) {
    #expect(Self.settings([:], version).isRelease(1, 22) == isLater)
  }

  // charts/aws-vpc-cni/values.yaml, VPC_CNI_VERSION.
  @Test("an image without such a tag may come with the chart's variable")
  func chartRelease() {
    let chart = ["VPC_CNI_VERSION": "v1.23.1"]
    #expect(Self.settings(chart, "stable").isRelease(1, 22) == true)
    #expect(Self.settings(chart, "v1.21.0").isRelease(1, 22) == false)
  }

  // README, ENABLE_MULTI_NIC (v1.20.0+) and ENABLE_SUBNET_DISCOVERY (v1.18.0+): an earlier release does not know them.
  @Test("a variable that the release does not know has no effect")
  func introductions() {
    let multiNIC = ["ENABLE_MULTI_NIC": "true"]
    #expect(Self.settings(multiNIC, "v1.20.0").usesFurtherCards && Self.settings(multiNIC).usesFurtherCards)
    #expect(!Self.settings(multiNIC, "v1.19.6").usesFurtherCards && !Self.settings([:], "v1.23.1").usesFurtherCards)
    #expect(!Self.settings([:], "v1.17.1").usesSubnetDiscovery && Self.settings([:], "v1.18.0").usesSubnetDiscovery)
  }

  // pkg/ipamd/ipamd.go, isConfigValid; cmd/aws-vpc-cni/main.go, validateEnvVars. What is unset has the chart's value.
  @Test(
    "some combinations keep the CNI from starting",
    arguments: [
      ([:], nil), (["ENABLE_IPv6": "true"], nil), (["ENABLE_IPv4": "true", "ENABLE_IPv6": "false"], nil),
      (["ENABLE_IPv4": "true", "ENABLE_IPv6": "true"], ["ENABLE_IPv4", "ENABLE_IPv6"]),
      (["ENABLE_IPv4": "false"], ["ENABLE_IPv4", "ENABLE_IPv6"]),
      (
        ["ENABLE_IPv6": "true", "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": "true"],
        ["AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "ENABLE_IPv6"]
      ),
      (
        ["ENABLE_IPv6": "true", "ENABLE_PREFIX_DELEGATION": "false"], ["ENABLE_IPv6", "ENABLE_PREFIX_DELEGATION"]
      ),
      (["ENABLE_PREFIX_DELEGATION": "true"], nil),
      (["ENABLE_PREFIX_DELEGATION": "true", "WARM_PREFIX_TARGET": "1"], nil),
      (["ENABLE_PREFIX_DELEGATION": "true", "WARM_PREFIX_TARGET": "0", "WARM_IP_TARGET": "2"], nil),
      (
        ["ENABLE_PREFIX_DELEGATION": "true", "WARM_PREFIX_TARGET": "0"],
        ["ENABLE_PREFIX_DELEGATION", "WARM_PREFIX_TARGET"]
      ),
      (["WARM_PREFIX_TARGET": "0"], nil),
    ] as [([String: String], [String]?)])
  func refused(environment: [String: String], variables: [String]?) {
    let obstacle = Self.settings(environment).obstacle(on: SlotAuditTests.m5large)
    #expect(obstacle == variables.map(SettingsObstacle.refused))
  }

  // pkg/ipamd/ipamd.go, isConfigValid: IPv6 takes prefixes, which Xen does not have.
  @Test func ipv6NeedsNitro() {
    let settings = Self.settings(["ENABLE_IPv6": "true"])
    #expect(settings.obstacle(on: SlotAuditTests.xen) == .refused(["ENABLE_IPv6", "ENABLE_PREFIX_DELEGATION"]))
  }

  // README, DISABLE_NETWORK_RESOURCE_PROVISIONING and ENABLE_IMDS_ONLY_MODE; pkg/ipamd/ipamd.go, disableENIProvisioning.
  @Test(
    "with others the CNI assigns nothing, and with a value from elsewhere nothing is known",
    arguments: [
      (["DISABLE_NETWORK_RESOURCE_PROVISIONING": "true"], .assignsNone("DISABLE_NETWORK_RESOURCE_PROVISIONING")),
      (["ENABLE_IMDS_ONLY_MODE": "true"], .assignsNone("ENABLE_IMDS_ONLY_MODE")),
      (["ENABLE_IMDS_ONLY_MODE": "true", "ENABLE_IPv6": "true"], nil),
      (["MAX_ENI": CNISettings.unreadValue], .unread("MAX_ENI")),
      (["WARM_IP_TARGET": CNISettings.unreadValue], nil),
    ] as [([String: String], SettingsObstacle?)])
  func obstacles(environment: [String: String], obstacle: SettingsObstacle?) {
    #expect(Self.settings(environment).obstacle(on: SlotAuditTests.m5large) == obstacle)
    let audit = SlotAuditTests.audit(
      SlotAuditTests.node(slots: 29), type: SlotAuditTests.m5large, cni: SlotAuditTests.settings(environment))
    #expect(audit.obstacle == obstacle.map(SlotAuditObstacle.setting))
    if obstacle != nil { #expect(audit.finding == .unknown && audit.maxPodsExpected == nil) }
  }

  // pkg/ipamd/ipamd.go, getWarmENITarget: a negative number and anything else that is none count as the default, 1.
  @Test(
    "a negative WARM_ENI_TARGET counts as the default",
    arguments: [("-3", 18), ("some", 18), ("0", 9), ("2", 27), (CNISettings.unreadValue, nil)] as [(String, Int?)])
  func warmENIs(value: String, addresses: Int?) {
    let pool = WarmPool(
      settings: Self.settings(["WARM_ENI_TARGET": value]), type: SlotAuditTests.m5large, eniLimit: 3, maxPods: 29)
    #expect(pool?.holding(podAddresses: 5).podAddresses == addresses)
  }

  // pkg/aws/vpc/limits.go of https://github.com/aws/amazon-vpc-resource-controller-k8s, IsTrunkingCompatible.
  @Test(
    "some types can have no trunk",
    arguments: [
      ("m5.large", "nitro", true), ("t3.medium", "nitro", false), ("t3a.small", "nitro", false),
      ("t4g.nano", "nitro", false), ("m4.large", "xen", false), ("i4i.large", "nitro", false),
      ("i4i.xlarge", "nitro", true), ("u-6tb1.56xlarge", "nitro", false), ("trn1.2xlarge", "nitro", true),
    ])
  func trunks(name: String, hypervisor: String, isPossible: Bool) {
    let type = InstanceType(name: name, vcpus: 2, enisMax: 3, ipv4PerENI: 10, hypervisor: hypervisor)
    #expect(type.supportsTrunk == isPossible)
    #expect(Self.settings(["ENABLE_POD_ENI": "true"], "v1.20.4").reservesTrunk(on: type) == isPossible)
    // CHANGELOG, v1.20.4, #3250: before, a place was kept on every type.
    #expect(Self.settings(["ENABLE_POD_ENI": "true"], "v1.20.3").reservesTrunk(on: type))
    #expect(!Self.settings([:], "v1.23.1").reservesTrunk(on: type))
  }
}
