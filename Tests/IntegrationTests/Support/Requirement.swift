import CapdbRunner
import Foundation
import Synchronization
import Testing

/// What a test needs beside the package itself. What is missing is named where a test is skipped, and once more in a
/// line at the end.
enum Requirement: String, CaseIterable {
  case capdb = "capdb (built beside the tests, or CAPDB_BINARY)"
  case api = "kube-apiserver and etcd (KUBEBUILDER_ASSETS)"
  case scheduling = "kube-scheduler and kube-controller-manager (KUBEBUILDER_ASSETS)"
  case openssl = "openssl and curl"
  case moto = "moto (python3, or CAPDB_TEST_PYTHON)"
  case python = "python3"
  case botocore = "botocore, which comes with moto (python3, or CAPDB_TEST_PYTHON)"
  case kubectl = "kubectl (or CAPDB_TEST_KUBECTL)"

  var isMet: Bool {
    switch self {
    case .capdb: FileManager.default.isExecutableFile(atPath: CapdbRunner.binary.path)
    case .api: Self.exist("kube-apiserver", "etcd")
    case .scheduling: Self.exist("kube-scheduler", "kube-controller-manager")
    case .openssl: Self.exist("openssl", "curl")
    case .moto, .botocore: Tools.python != nil
    case .python: Self.exist("python3")
    case .kubectl: Tools.kubectl != nil
    }
  }

  private static func exist(_ programs: String...) -> Bool { programs.allSatisfy { Tools.path(of: $0) != nil } }
}

extension Trait where Self == ConditionTrait {
  /// Skips a suite by name where something that it needs is missing.
  static func needs(_ requirements: Requirement..., of suite: String) -> Self {
    let missing = requirements.filter { !$0.isMet }
    let names = missing.map(\.rawValue).joined(separator: "; ")
    return .enabled("without \(names)") {
      if !missing.isEmpty { Skips.add("\(suite) (without \(names))") }
      return missing.isEmpty
    }
  }
}

/// The suites that were skipped, told in one line as the test process ends.
private enum Skips {
  private static let suites = Mutex<[String]>([])

  static func add(_ suite: String) {
    suites.withLock { suites in
      if suites.isEmpty { atexit { Skips.tell() } }
      if !suites.contains(suite) { suites.append(suite) }
    }
  }

  private static func tell() {
    let line = suites.withLock { "Skipped integration tests: \($0.joined(separator: "; "))\n" }
    FileHandle.standardError.write(Data(line.utf8))
  }
}
