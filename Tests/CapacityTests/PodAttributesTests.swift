import Capacity
import Testing

@Suite("Attributes that pods share")
struct PodAttributesTests {
  static let workloads = [
    "", "Deployment/web", "Job/web", "Deployment/", "/web", "web", "Deployment/wéb", "Deployment/we\u{301}b", "A/b/web",
    "Deployment/web-with-a-name-that-is-kept-on-the-heap", "Job/\(String(repeating: "long", count: 5000))",
  ]
  static let prefixes = [
    "", "web", "web-", "web-7f9c4d-", "we", "wéb-", "we\u{301}b-", "w\u{301}", "other-",
    "web-with-a-name-that-is-kept-on-the-heap-5d9c-", "\(String(repeating: "long", count: 5000))-",
    String(repeating: "x", count: 127), String(repeating: "x", count: 128),
  ]

  private static func attributes(_ workload: String, _ prefix: String) -> PodAttributes {
    PodAttributes(
      namespace: "default", namePrefix: prefix, workload: workload, isHostNetwork: false, isMultiHomed: true,
      requests: PodRequests(cpuMillicores: 250, memoryBytes: 1 << 33))
  }

  @Test("are what they were made of, byte by byte", arguments: workloads, prefixes)
  func value(workload: String, prefix: String) {
    let attributes = Self.attributes(workload, prefix)
    let shared = SharedPodAttributes(attributes)
    #expect(shared.value == attributes)
    #expect(Array(shared.workload.utf8) == Array(workload.utf8))
    #expect(Array(shared.namePrefix.utf8) == Array(prefix.utf8))
  }

  @Test("are equal where both names are: one that ends where the other begins does not mix them up")
  func equality() {
    let all = Self.workloads.flatMap { workload in
      Self.prefixes.map { (workload: workload, prefix: $0, shared: SharedPodAttributes(Self.attributes(workload, $0))) }
    }
    for one in all {
      for other in all {
        let isSame =
          one.workload == other.workload && one.prefix == other.prefix
          && one.workload.utf8.count == other.workload.utf8.count && one.prefix.utf8.count == other.prefix.utf8.count
        #expect((one.shared == other.shared) == isSame)
        if isSame { #expect(one.shared.hashValue == other.shared.hashValue) }
      }
    }
  }

  @Test("differ in whatever is not a name, too")
  func otherFields() {
    let attributes = Self.attributes("Deployment/web", "web-")
    let changes: [(inout PodAttributes) -> Void] = [
      { $0.namespace = "other" }, { $0.isHostNetwork = true }, { $0.isMultiHomed = false },
      { $0.requests.cpuMillicores = 1 }, { $0.requests.memoryBytes = 1 },
    ]
    for change in changes {
      var changed = attributes
      change(&changed)
      #expect(SharedPodAttributes(changed) != SharedPodAttributes(attributes))
      #expect(SharedPodAttributes(changed).value == changed)
    }
  }
}
