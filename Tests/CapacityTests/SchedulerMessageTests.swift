import Testing

@testable import Capacity

@Suite("Messages of the scheduler")
struct SchedulerMessageTests {
  @Test func countsAndWordsAreTakenApart() {
    let message = SchedulerMessage("0/6 nodes are available: 3 Insufficient cpu, 6 Too many pods.")
    #expect(message.nodeCount == 6)
    #expect(
      message.objections == [.init(nodes: 3, words: "Insufficient cpu"), .init(nodes: 6, words: "Too many pods")])
  }

  @Test func commasInsideAReasonDoNotSplitIt() {
    let message = SchedulerMessage(
      "0/3 nodes are available: 1 node(s) had taint {dedicated: db, x}, that the pod didn't tolerate, 2 Too many pods.")
    #expect(
      message.objections == [
        .init(nodes: 1, words: "node(s) had taint {dedicated: db, x}, that the pod didn't tolerate"),
        .init(nodes: 2, words: "Too many pods"),
      ])
  }

  @Test(
    "lose what preemption says",
    arguments: [
      "0/3 nodes are available: 3 Too many pods. preemption: 0/3 nodes are available: 1 No preemption victims found "
        + "for incoming pod, 2 Preemption is not helpful for scheduling..",
      "0/3 nodes are available: 3 Too many pods. preemption: not eligible due to preemptionPolicy=Never..",
      "0/3 nodes are available: 3 Too many pods. no new claims to deallocate, preemption: 0/3 nodes are available: "
        + "3 No preemption victims found for incoming pod.",
      "0/3 nodes are available: 3 Too many pods. still not schedulable, preemption: 0/3 nodes are available: 3 x.",
      "0/3 nodes are available: 3 Too many pods.",
      "0/3 nodes are available: 3 Too many pods",
      "0/3 nodes are available: 3 Too many pods. no new claims to deallocate",
    ])
  func withoutPreemption(text: String) {
    let message = SchedulerMessage(text)
    #expect(message.nodeCount == 3)
    #expect(message.objections == [.init(nodes: 3, words: "Too many pods")])
  }

  @Test func aReasonWithoutCountHoldsForAllNodes() {
    let message = SchedulerMessage(
      "0/4 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: 0/4 nodes are available: "
        + "4 Preemption is not helpful for scheduling.")
    #expect(message.objections == [.init(nodes: 4, words: "pod has unbound immediate PersistentVolumeClaims")])
  }

  @Test(
    "of any other form are one objection or none",
    arguments: [
      ("no nodes available to schedule pods", 1), ("", 0), ("...", 0), (", ", 0), ("0/x nodes are available: 1 a", 1),
      ("nodes are available: 1 a", 1), ("99999999999999999999 a", 1), ("0/3 nodes are available:", 0),
      ("1 a, 2 b", 2), ("1 , 2 ", 1), ("preemption: x", 0),
    ])
  func otherForms(text: String, objections: Int) {
    let message = SchedulerMessage(text)
    #expect(message.objections.count == objections)
  }
}
