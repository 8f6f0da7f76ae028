import Capacity
import KubernetesAPI
import Testing

@testable import Collection

@Suite("Objects and the changes applied to them")
struct AppliedChangesTests {
  @Test("are what a dictionary has, whatever happens to them", arguments: 1...20 as ClosedRange<UInt64>)
  func model(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let recorded = (0..<UInt64.random(in: 0...40, using: &random)).map { Self.pod($0, phase: .pending) }
    var objects = AppliedChanges(recorded)
    var model = Dictionary(uniqueKeysWithValues: recorded.map { ($0.uid, $0) })
    for _ in 0..<400 {
      let change = try Self.change(using: &random)
      let uid = change.value.uid
      #expect(objects.isNews(change) == (change.isDeletion ? model[uid] != nil : model[uid] != change.value))
      objects.apply(change)
      model[uid] = change.isDeletion ? nil : change.value
      #expect(objects[uid] == model[uid])
    }
    #expect(objects.objects.count == model.count && Set(objects.objects) == Set(model.values))
    #expect(model.allSatisfy { objects[$0] == $1 })
  }

  @Test(
    "are counted, and compared with a list, as if further changes were applied",
    arguments: 1...20 as ClosedRange<UInt64>)
  func comparison(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let recorded = (0..<30 as Range<UInt64>).map { Self.pod($0, phase: .pending) }
    let objects = AppliedChanges(recorded)
    let changes = try (0..<25).map { _ in try Self.change(using: &random) }
    var made = objects
    for change in changes { made.apply(change) }
    #expect(objects.count(with: changes) == made.objects.count)
    #expect(objects.differences(from: made.objects.shuffled(using: &random), after: changes) == 0)
    var list = made.objects
    list.removeFirst()
    list[3].phase = list[3].phase == .failed ? .running : .failed
    list.append(Self.pod(1000, phase: .running))
    #expect(objects.differences(from: list, after: changes) == made.differences(from: list))
    #expect(made.differences(from: list) == 3)
  }

  @Test("of several objects with one UID the last one counts")
  func repeats() {
    let repeated = [Self.pod(1, phase: .pending), Self.pod(2, phase: .pending), Self.pod(1, phase: .running)]
    let objects = AppliedChanges(repeated)
    #expect(objects.objects == [repeated[1], repeated[2]] && objects[repeated[0].uid] == repeated[2])
    #expect(objects.differences(from: repeated) == 0)
  }

  private static func change(using random: inout SeededRandom) throws -> ObjectChange<Pod> {
    let phase = try #require(PodPhase.allCases.randomElement(using: &random))
    let isDeletion = Int.random(in: 0..<3, using: &random) == 0
    return ObjectChange(
      pod(UInt64.random(in: 0..<60, using: &random), phase: phase), isDeletion: isDeletion,
      version: try #require(ResourceVersion(number: 1)))
  }

  private static func pod(_ number: UInt64, phase: PodPhase) -> Pod {
    Pod(uid: UID(high: number, low: number), namespace: "default", name: "web-\(number)", phase: phase)
  }
}
