/// How many addresses the VPC CNI keeps on a node for a number of pods once it has reached its targets: the warm pool.
///
/// A pool grows until as many addresses are free as the targets ask for, or until it holds as many as the kubelet lets
/// pods run, and shrinks when more are free. IP targets override the ENI target and the prefix target; without them a
/// whole ENI, or whole prefixes, stay free.
/// Source: https://github.com/aws/amazon-vpc-cni-k8s/blob/master/docs/eni-and-ip-target.md and
/// `docs/prefix-and-ip-target.md` beside it.
public struct WarmPool: Hashable, Sendable {
  /// Addresses of one place of an ENI: 1, or 16 where it holds a prefix.
  public let addressesPerPlace: Int
  private let placesPerENI: Int
  private let eniLimit: Int
  private let maxPods: Int?
  private let rule: Rule

  private enum Rule: Hashable {
    case addresses(warm: Int, minimum: Int)
    case prefixes(warm: Int)
    case enis(warm: Int)
  }

  /// What is assigned to a node.
  public struct Holding: Hashable, Sendable {
    /// The filled places of each ENI that carries pods, the first ENI first.
    public var placesByENI: [Int]
    /// Addresses of one place.
    public var addressesPerPlace: Int

    /// Addresses that pods hold or could hold at once.
    public var podAddresses: Int { placesByENI.reduce(0, +) * addressesPerPlace }
  }

  /// The variables of the CNI that decide the size of the pool.
  public static let variables = [
    "WARM_ENI_TARGET", "WARM_IP_TARGET", "MINIMUM_IP_TARGET", "WARM_PREFIX_TARGET", "ENABLE_PREFIX_DELEGATION",
    "MAX_ENI",
  ]

  /// The pool under these settings; nil where pods take no IPv4 addresses, and where a value is not read.
  ///
  /// - Parameters:
  ///   - settings: the CNI's settings.
  ///   - type: the node's instance type; one that can hold no prefixes gets single addresses, as by the CNI.
  ///   - eniLimit: the most ENIs that may carry pods on the node.
  ///   - maxPods: the node's pod slots; nil if unknown, then only the ENIs limit the pool.
  public init?(settings: CNISettings, type: InstanceType, eniLimit: Int, maxPods: Int?) {
    guard !settings.usesIPv6, type.secondaryIPv4PerENI > 0, !Self.variables.contains(where: settings.isUnread) else {
      return nil
    }
    let usesPrefixes = settings.usesPrefixDelegation && type.supportsPrefixDelegation
    addressesPerPlace = usesPrefixes ? NodeAddressing.addressesPerPrefix : 1
    placesPerENI = type.secondaryIPv4PerENI
    self.eniLimit = max(0, eniLimit)
    self.maxPods = maxPods
    let warm = settings.number("WARM_IP_TARGET").map { max(0, $0) } ?? 0
    let minimum = settings.number("MINIMUM_IP_TARGET").map { max(0, $0) } ?? 0
    rule =
      if warm > 0 || minimum > 0 {
        .addresses(warm: warm, minimum: minimum)
      } else if usesPrefixes {
        .prefixes(warm: max(1, settings.number("WARM_PREFIX_TARGET") ?? 1))
      } else {
        .enis(warm: settings.number("WARM_ENI_TARGET").flatMap { $0 < 0 ? nil : $0 } ?? 1)
      }
  }

  /// What is assigned to the node once `podAddresses` pods with an address of their own run on it.
  public func holding(podAddresses: Int) -> Holding {
    let wanted = min(places(for: podAddresses), max(placesOfMaxPods, Self.ceiling(podAddresses, addressesPerPlace)))
    let places = min(rounded(wanted), eniLimit * placesPerENI)
    let enis = Self.ceiling(places, placesPerENI)
    return Holding(
      placesByENI: (0..<enis).map { min(placesPerENI, places - $0 * placesPerENI) },
      addressesPerPlace: addressesPerPlace)
  }

  /// Places that the targets ask for, without the limits.
  private func places(for podAddresses: Int) -> Int {
    switch rule {
    case .addresses(let warm, let minimum):
      Self.ceiling(max(podAddresses + warm, minimum), addressesPerPlace)
    case .prefixes(let warm):
      Self.ceiling(podAddresses, addressesPerPlace) + warm
    case .enis(let warm):
      // An empty pool gets its first address under any target.
      max(1, Self.ceiling(podAddresses, placesPerENI) + warm) * placesPerENI
    }
  }

  /// Places at which the pool holds as many addresses as the node has slots, and grows no further.
  private var placesOfMaxPods: Int { maxPods.map { Self.ceiling($0, addressesPerPlace) } ?? .max }

  /// Under an ENI target the CNI fills whole ENIs.
  private func rounded(_ places: Int) -> Int {
    guard case .enis = rule else { return places }
    return Self.ceiling(places, placesPerENI) * placesPerENI
  }

  private static func ceiling(_ count: Int, _ size: Int) -> Int {
    count / size + (count % size > 0 ? 1 : 0)
  }
}
