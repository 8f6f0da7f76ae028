import GRDB

extension HistoryStore {
  /// Lets each commit return before the disk has it: for histories that are simulated and can be made anew, where
  /// recording would be little more than thousands of waits.
  package func doNotWaitForDisk() throws {
    try HistoryFile.translatingErrors(path) {
      try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = OFF") }
    }
  }
}
