import Capacity
import ClusterSimulator
import Foundation
import History
import YearOfHistory

// Records a year of simulated history into a new file, for Benchmarks/year-of-reports.

let usage = """
  usage: year-of-history FILE [--nodes N] [--pods N] [--subnets N] [--seconds N] [--days N] [--seed N]

  Records a year of simulated history into FILE, which must not exist. Without options it is the one of the budgets:
  50 nodes, 1,500 pods, 6 subnets, a collection every 300 seconds, 365 days.

  """

/// Ends the program with a message.
func fail(_ message: String) -> Never {
  FileHandle.standardError.write(Data((message + "\n").utf8))
  exit(64)
}

var size = YearOfHistory.Size.large
var seed: UInt64 = 3
var file: String?
var arguments = CommandLine.arguments.dropFirst()
while let argument = arguments.popFirst() {
  guard argument.hasPrefix("--") else {
    file = argument
    continue
  }
  guard let number = arguments.popFirst().flatMap({ Int64($0) }), number > 0 else { fail(usage) }
  switch argument {
  case "--nodes": size.nodes = Int(number)
  case "--pods": size.pods = Int(number)
  case "--subnets": size.subnets = Int(number)
  case "--seconds": size.secondsBetweenCollections = number
  case "--days": size.days = number
  case "--seed": seed = UInt64(number)
  default: fail(usage)
  }
}
guard let file else { fail(usage) }
guard !FileManager.default.fileExists(atPath: file) else { fail("\(file) exists; name another file or remove it") }

let year = YearOfHistory(size, seed: seed)
let store = try HistoryStore(path: file)
try store.doNotWaitForDisk()
let begun = ContinuousClock.now
var done = 0
try year.record(into: store) { collection, cluster in
  done += 1
  guard done % max(1, year.collections.count / 100) == 0 else { return }
  let seconds = (ContinuousClock.now - begun) / .seconds(1)
  let line =
    "\(collection.at) \(100 * done / year.collections.count) %, \(Int(seconds)) s, \(cluster.nodes.count) nodes"
  FileHandle.standardError.write(Data((line + "\n").utf8))
}
try store.close()
