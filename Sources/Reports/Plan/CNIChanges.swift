import Capacity

/// Settings of the VPC CNI to be tried: variables by name, nil for the CNI's default.
public struct CNIChanges: Hashable, Sendable {
  /// The changed variables.
  public let variables: [String: String?]

  /// The variables that can be tried, for `--help`.
  public static var variableNames: String { WarmPool.variables.joined(separator: ", ") }

  /// Reads `WARM_IP_TARGET=2,MINIMUM_IP_TARGET=10,WARM_ENI_TARGET=`.
  ///
  /// - Throws: `PlanError.unknownVariable`, `PlanError.badSetting`.
  public init(parsing text: String) throws(PlanError) {
    var variables: [String: String?] = [:]
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard pair.count == 2, !pair[0].isEmpty else { throw .badSetting(String(part)) }
      guard WarmPool.variables.contains(pair[0]) else {
        throw .unknownVariable(pair[0], known: WarmPool.variables)
      }
      guard variables[pair[0]] == nil, Self.isValue(pair[1], of: pair[0]) else { throw .badSetting(String(part)) }
      variables[pair[0]] = .some(pair[1].isEmpty ? nil : pair[1])
    }
    self.variables = variables
  }

  private static func isValue(_ value: String, of variable: String) -> Bool {
    guard !value.isEmpty else { return true }
    if variable == "ENABLE_PREFIX_DELEGATION" { return ["true", "false"].contains(value) }
    // Nothing the CNI counts is longer, and what follows stays far from overflowing.
    return value.count <= 6 && value.allSatisfy { ("0"..."9").contains($0) }
  }

  /// The settings with these changes.
  func applied(to settings: CNISettings) -> CNISettings {
    var environment = settings.environment
    for (name, value) in variables { environment[name] = value }
    return CNISettings(version: settings.version, environment: environment)
  }
}
