import CapdbRunner
import Foundation
import Testing

/// What is asked wrongly is answered in one clear line, by every topic.
@Suite(.serialized)
struct BadArgumentTests {
  @Test func aClusterThatIsNotThereIsNamedWithThoseThatAre() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      #expect(try await environment.capdb("collect").exitCode == 0)
      for topic in try await environment.topics() {
        let outcome = try await environment.capdb("report", topic, "--cluster", "nonsense")
        #expect(outcome.exitCode == 1, "\(topic)")
        #expect(outcome.errors == "capdb: the history has no cluster 'nonsense'; it has myeks\n", "\(topic)")
        #expect(outcome.output.isEmpty)
      }
    }
  }

  @Test func timesThatMakeNoSenseAreRefusedBeforeTheHistoryIsOpened() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      for topic in ["pod-slots", "subnets", "owners", "pending", "collections"] {
        for arguments in [
          ["--since", "1d", "--until", "2d"], ["--since", "tomorrow"], ["--since", "5 parsecs"],
          ["--since", "2026-02-30"], ["--until", "-3d"],
        ] {
          let outcome = try await environment.capdb.run(["report", topic] + arguments)
          #expect(outcome.exitCode == 64, "\(topic) \(arguments)")
          #expect(outcome.errors.isOneLine || outcome.errors.contains("Usage:"), "\(outcome.errors)")
        }
      }
      for step in ["0h", "5", "h", "1.5d", "-1d", "forever"] {
        let outcome = try await environment.capdb("report", "pod-slots", "--step=\(step)")
        #expect(outcome.exitCode == 64)
        #expect(outcome.errors.isOneLine && outcome.errors.contains("'\(step)' is no step"), "\(outcome.errors)")
      }
    }
  }

  @Test func anEmptyDatabaseSaysWhatToDo() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      let folder = URL(filePath: environment.database).deletingLastPathComponent()
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data().write(to: URL(filePath: environment.database))
      for topic in try await environment.topics() {
        let outcome = try await environment.capdb("report", topic)
        #expect(outcome.exitCode == 1, "\(topic)")
        #expect(outcome.errors.isOneLine && outcome.errors.contains("capdb collect"), "\(topic): \(outcome.errors)")
      }
    }
  }
}

extension SimulatedEnvironment {
  /// The topics there are, as the answer to an unknown one names them.
  fileprivate func topics() async throws -> [String] {
    let answer = try await capdb("report", "nonsense").errors
    let list = answer.components(separatedBy: "the topics are ").last ?? ""
    let topics = list.trimmingCharacters(in: .newlines).components(separatedBy: ", ")
    #expect(topics.count >= 12)
    return topics
  }
}

extension String {
  fileprivate var isOneLine: Bool { !isEmpty && filter { $0 == "\n" }.count == 1 }
}
