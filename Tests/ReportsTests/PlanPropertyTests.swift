import Capacity
import Testing

@testable import Reports

@Suite("The pods that a plan runs")
struct PlanPropertyTests {
  /// Nodes of t3.medium with some addresses held, in one subnet.
  private struct Case {
    var slots: [Int]
    var held: [Int]
    var assigned: [Int]
    var free: Int
  }

  @Test("are as many as any placement could run", arguments: 0..<300)
  func maximal(seed: Int) throws {
    var random = Generator(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1)
    let count = Int.random(in: 1...4, using: &random)
    let assigned = (0..<count).map { _ in Int.random(in: 0...5, using: &random) }
    let example = Case(
      slots: (0..<count).map { _ in Int.random(in: 0...17, using: &random) },
      held: assigned.map { Int.random(in: 0...$0, using: &random) }, assigned: assigned,
      free: Int.random(in: 0...40, using: &random))
    let plan = try podsPlan(100, of: state(example))
    #expect(plan.summary.cells("run") == [[.integer(Int64(most(example)))]], "\(example)")
  }

  private func state(_ example: Case) -> RecordedState {
    busyCluster(nodes: example.slots.count, free: example.free) { snapshot in
      var nodes = snapshot.nodes.value ?? []
      for index in nodes.indices {
        nodes[index].allocatable.pods = Int64(example.slots[index] + example.held[index])
      }
      snapshot.nodes = .known(nodes)
      snapshot.networkInterfaces = .known(
        nodes.indices.map { eni(0, addresses($0 * 6 + 6, 1 + example.assigned[$0]), instance: "i-\($0 + 1)") })
      snapshot.pods = .known(
        nodes.indices.flatMap { node in
          addresses(node * 6 + 7, example.held[node]).enumerated().map {
            pod(node * 10 + $0.offset, on: "n\(node + 1)", ip: $0.element)
          }
        })
    }
  }

  /// The most pods, by trying every division of them over the nodes.
  private func most(_ example: Case) -> Int {
    // The pods that can run at each count of addresses taken from the subnet.
    var best = [0: 0]
    for node in example.slots.indices {
      var next: [Int: Int] = [:]
      for (spent, pods) in best {
        for more in 0...min(15 - example.held[node], example.slots[node]) {
          let cost = spent + self.cost(of: more, on: node, in: example)
          guard cost <= example.free else { break }
          next[cost] = max(next[cost] ?? 0, pods + more)
        }
      }
      best = next
    }
    return best.values.max() ?? 0
  }

  /// Addresses that `pods` more pods take of the subnet: 5 places of the first interface, then interfaces of 5.
  private func cost(of pods: Int, on node: Int, in example: Case) -> Int {
    let beyondSpare = max(0, pods - (example.assigned[node] - example.held[node]))
    let beyondFirst = max(0, beyondSpare - (5 - example.assigned[node]))
    return beyondSpare + (beyondFirst + 4) / 5
  }
}

/// SplitMix64: the same numbers in every run.
private struct Generator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}
