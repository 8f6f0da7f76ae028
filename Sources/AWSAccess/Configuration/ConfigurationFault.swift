public import OutsideText

/// Why an AWS setting cannot be used.
public enum ConfigurationFault: Equatable, Sendable {
  /// A configuration file cannot be read.
  case unreadableFile(path: SafeText, FileProblem)
  /// A line of a configuration file is not understood; counted from 1, 0 for the whole file.
  case syntax(path: SafeText, line: Int, INISyntaxProblem)
  /// Neither file has the profile that this place names.
  case noSuchProfile(InputPlace, name: SafeText, paths: [SafeText])
  /// No region is set in any of these places.
  case noRegion(tried: [SafeText])
  /// The value is not the name of a region.
  case invalidRegion(InputPlace)
  /// A custom endpoint cannot be FIPS or dual-stack.
  case customEndpointWithVariant(InputPlace)
  /// The value is not an `http` or `https` URL that requests can be signed for.
  case invalidEndpoint(InputPlace)
  /// The profile's `services` names a section that is missing or empty.
  case noServices(InputPlace)
  /// EKS has no clusters of such names.
  case invalidClusterName
}

extension ConfigurationFault: CustomStringConvertible {
  /// What cannot be used, and what to do next.
  public var description: String {
    switch self {
    case .unreadableFile(let path, let problem): "The AWS configuration file \(path) cannot be read: \(problem)."
    case .syntax(let path, let line, let problem):
      "\(line == 0 ? "\(path)" : "Line \(line) of \(path)") \(problem.words)."
    case .noSuchProfile(let place, let name, let paths):
      "There is no AWS profile \(name) in \(SafeText.list(paths, separator: " or ")): check the name (\(place))."
    case .noRegion(let tried):
      "No AWS region is known: set AWS_REGION. Looked at: \(SafeText.list(tried))."
    case .invalidRegion(let place):
      "\(place) is not the name of an AWS region, which looks like eu-west-1: correct it."
    case .customEndpointWithVariant(let place):
      "\(place) names an endpoint, so AWS_USE_FIPS_ENDPOINT and AWS_USE_DUALSTACK_ENDPOINT cannot be true: drop one."
    case .invalidEndpoint(let place):
      "\(place) must be http:// or https:// with a host; a path may hold letters, digits and . _ ~ - /, and there can be "
        + "no user name, query or fragment: correct it."
    case .noServices(let place):
      "\(place) names a [services …] section that is missing or empty: add it, or drop the key."
    case .invalidClusterName:
      "That cannot be the name of an EKS cluster: 1 to 100 letters, digits, hyphens and underscores."
    }
  }
}

/// What is wrong with a line of an AWS configuration file.
public enum INISyntaxProblem: Equatable, Sendable {
  /// The bytes of the file are not UTF-8.
  case encoding
  /// The line is above the first section.
  case noSection
  /// The line is neither section, key, comment nor continuation.
  case noKey
  /// The section is in the file twice.
  case duplicateSection
  /// The key is in its section twice.
  case duplicateKey
  /// A line below a key without a value has no `=`.
  case noNestedKey
}

extension INISyntaxProblem {
  fileprivate var words: String {
    switch self {
    case .encoding: "is not UTF-8 text: save it as such"
    case .noSection: "stands above the first [section]: put it into one"
    case .noKey: "is neither a section, a key = value, a comment, nor indented deeper than the key above it: correct it"
    case .duplicateSection: "begins a section that the file has already: make one of the two"
    case .duplicateKey: "has a key that its section (or [DEFAULT]) has already: drop one of the two"
    case .noNestedKey: "has no value, and a line indented below it is not a key = value: correct it"
    }
  }
}
