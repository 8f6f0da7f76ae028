import Capacity
import Testing

@testable import Reports

@Suite("Other settings of the CNI on the recorded history")
struct CNIReplayTests {
  /// One node whose `pods` pods hold addresses of two full interfaces.
  private func state(pods count: Int, at moment: Timestamp, free: Int = 100) -> RecordedState {
    let held = Array((addresses(11, 5) + addresses(21, 5)).prefix(count))
    var all = snapshot(
      node: node(pods: 17), pods: pods(holding: held),
      interfaces: [eni(0, addresses(10, 6)), eni(1, addresses(20, 6))],
      subnets: [subnet(free: free)])
    all.cni = .known(CNISettings(environment: ["WARM_ENI_TARGET": "1"]))
    return recorded(all, at: moment)
  }

  private func replay(_ settings: String, of states: RecordedState...) throws -> Report {
    var history = FakeHistory(states[0])
    history.all[0].states = states
    return try .cniReplay(
      CNIChanges(parsing: settings), request: ReportRequest(since: noon + -86_400, now: noon + 60), from: history)
  }

  @Test("say per subnet what would have been freed, and when it was least")
  func freed() throws {
    // With 2 free addresses: 1 + 5 for 3 pods, 2 + 8 for 6, 2 + 10 for 8.
    let report = try replay(
      "WARM_IP_TARGET=2", of: state(pods: 3, at: noon + -10_800), state(pods: 8, at: noon + -7200),
      state(pods: 6, at: noon))
    #expect(
      report.table.columns.map(\.name) == [
        "cluster", "subnet_id", "zone", "steps", "ips_assigned_max", "ips_assigned_max_replayed", "ips_freed_median",
        "ips_freed_min", "steps_short", "ips_short_max", "worst_at",
      ])
    #expect(
      report.rows == [
        [
          .text("myeks"), .text("subnet-1"), .text("zone-a"), .integer(3), .integer(12), .integer(12), .integer(2),
          .integer(0), .integer(0), .integer(0), .timestamp(noon + -7200),
        ]
      ])
    #expect(report.from == noon + -86_400 && report.to == noon + 60)
  }

  @Test("are short where the subnet could not have given what they want")
  func short() throws {
    // A third interface with 5 addresses is six more; two are free.
    let report = try replay("WARM_ENI_TARGET=2", of: state(pods: 3, at: noon, free: 2))
    #expect(
      report.cells("ips_assigned_max_replayed", "ips_freed_min", "steps_short", "ips_short_max")
        == [[.integer(14), .integer(-2), .integer(1), .integer(4)]])
  }

  @Test("take prefixes of the blocks that the nodes' own addresses would have left free")
  func prefixes() throws {
    let report = try replay("ENABLE_PREFIX_DELEGATION=true,WARM_ENI_TARGET=", of: state(pods: 3, at: noon))
    // One prefix for 3 pods and a warm one, beside the primary address.
    #expect(
      report.cells("ips_assigned_max_replayed", "ips_freed_min", "steps_short") == [
        [.integer(33), .integer(-21), .integer(0)]
      ])
  }

  @Test("change nothing where they are the recorded ones")
  func same() throws {
    let report = try replay("WARM_ENI_TARGET=1", of: state(pods: 3, at: noon))
    #expect(report.cells("ips_assigned_max", "ips_assigned_max_replayed") == [[.integer(12), .integer(12)]])
  }

  @Test("leave out steps of which something is unknown, and say so")
  func unknownSteps() throws {
    var unknown = state(pods: 3, at: noon + -7200)
    unknown.snapshot.cni = .unknown(.denied, error: nil)
    let report = try replay("WARM_IP_TARGET=2", of: unknown, state(pods: 3, at: noon))
    #expect(report.cells("steps") == [[.integer(1)]])
    #expect(report.notices.count == 1 && report.notices[0].hasPrefix("myeks: 1 steps are left out"))
    let nothing = try replay("WARM_IP_TARGET=2", of: unknown)
    #expect(nothing.rows.isEmpty && nothing.notices.last == "myeks: nothing to replay in this span")
  }
}
