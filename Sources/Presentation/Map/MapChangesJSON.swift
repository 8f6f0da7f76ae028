import Capacity
public import Reports
import TextEncoding

/// The changes of a map as one JSON object of flat lists of numbers; docs/map.md describes it.
///
/// Rows are sorted by subject and begin with the difference to the subject of the row before, the number of the first
/// moment, and for how many moments the fact held (0: to the end). Texts are places in `strings`; -1 stands for unknown
/// and for none.
///
/// Source: RFC 8259.
public struct MapChangesJSON: Sendable {
  /// The object in UTF-8, with a line feed at its end.
  public let bytes: [UInt8]

  /// Writes the changes of a map.
  public init(_ changes: MapChanges) {
    var writer = Writer()
    writer.write(changes)
    bytes = writer.finished(changes)
  }

  /// Collects the lists; the strings, which all of them refer to, are known last.
  private struct Writer {
    private var output: [UInt8] = []
    private var strings: [String] = []
    private var places: [String: Int] = [:]

    mutating func finished(_ changes: MapChanges) -> [UInt8] {
      list("strings", strings) { $1.append($0) }
      list("podNames", changes.pods.map { SplitPodName($0.name).suffix }) { $1.append($0) }
      output.append("}\n")
      return output
    }

    mutating func write(_ changes: MapChanges) {
      output.append("{\"format\":1,\"from\":\(changes.from.seconds),\"to\":\(changes.to.seconds)")
      output.append(",\"step\":\(changes.stepSeconds.map(String.init) ?? "null")")
      list("uses", SlotUse.allCases.map(\.label)) { $1.append($0) }
      list("clusters", changes.clusters) { $1.append($0) }
      moments(changes.moments)
      list("gaps", changes.gaps) { $1.append($0.cluster, Int($0.from.seconds), Int($0.to.seconds)) }
      nodes(changes)
      interfaces(changes)
      pods(changes)
    }

    private mutating func moments(_ moments: [Timestamp]) {
      var last: Int64 = 0
      list("moments", moments) { moment, row in
        row.append(Int(moment.seconds - last))
        last = moment.seconds
      }
    }

    private mutating func nodes(_ changes: MapChanges) {
      let sources = changes.unknown.map { place(of: $0.value.map(\.rawValue).joined(separator: ", ")) }
      facts("unknown", zip(changes.unknown, sources).map { MapInterval(of: $0, $1) }) { $1.append($0) }
      facts("totals", changes.totals) {
        $1.append($0.slotsAllocatable, $0.slotsUsed, $0.effectiveFree ?? -1, $0.waiting)
      }
      let nodes = changes.nodes.map { node in
        [node.cluster, place(of: node.name)] + [node.instanceType, node.zone, node.nodeGroup].map { place(of: $0) }
      }
      list("nodes", nodes) { $1.append($0) }
      let limits = BindingLimit.allCases.map { place(of: $0.rawValue) }
      facts("nodeStates", changes.nodeStates) { state, row in
        let flags = (state.isReady ? 1 : 0) + (state.isSchedulable ? 2 : 0)
        let limit = state.bindingLimit.flatMap { BindingLimit.allCases.firstIndex(of: $0) }
        row.append(state.slots ?? -1, flags, state.effectiveFree ?? -1, limit.map { limits[$0] } ?? -1)
      }
    }

    private mutating func interfaces(_ changes: MapChanges) {
      let interfaces = changes.interfaces.map {
        [$0.node, place(of: $0.id), $0.networkCardIndex, $0.deviceIndex, place(of: $0.kind.rawValue)]
      }
      list("interfaces", interfaces) { $1.append($0) }
      facts("interfaceStates", changes.interfaceStates) {
        $1.append($0.assigned, $0.prefixes, $0.used ?? -1, $0.warm ?? -1)
      }
    }

    private mutating func pods(_ changes: MapChanges) {
      var templates: [[Int]: Int] = [:]
      let pods = changes.pods.map { pod in
        let template = [place(of: pod.namespace), place(of: SplitPodName(pod.name).prefix), place(of: pod.workload)]
        return templates.number(of: template)
      }
      list("podTemplates", templates.sorted { $0.value < $1.value }.map(\.key)) { $1.append($0) }
      list("pods", pods) { $1.append($0) }
      var last: Int64 = 0
      facts("placements", changes.placements) { placement, row in
        row.append(placement.node, placement.slot, placement.use.rawValue)
        switch placement.address {
        case .v4(let address):
          row.append(Int(Int64(address.bits) - last))
          last = Int64(address.bits)
        case .v6(let address): row.append(address.description)
        case nil: row.appendNull()
        }
      }
      let waits = changes.waits.map { wait in
        MapInterval(of: wait, [place(of: wait.value.reason?.rawValue), place(of: wait.value.message)])
      }
      facts("waits", waits) { $1.append($0) }
    }

    private mutating func place(of text: String?) -> Int {
      guard let text else { return -1 }
      if let place = places[text] { return place }
      places[text] = strings.count
      strings.append(text)
      return strings.count - 1
    }

    private mutating func list<Element>(
      _ key: String, _ elements: [Element], _ write: (Element, inout MapRow) -> Void
    ) {
      var row = MapRow()
      for element in elements { write(element, &row) }
      output.append(",\"\(key)\":[")
      output.append(contentsOf: row.bytes)
      output.append(ascii: "]")
    }

    private mutating func facts<Value>(
      _ key: String, _ intervals: [MapInterval<Value>], _ write: (Value, inout MapRow) -> Void
    ) {
      var last = 0
      list(key, intervals.sorted { ($0.subject, $0.from) < ($1.subject, $1.from) }) { interval, row in
        row.append(interval.subject - last, interval.from, interval.to.map { $0 - interval.from } ?? 0)
        last = interval.subject
        write(interval.value, &row)
      }
    }
  }
}

/// The elements of a JSON list.
private struct MapRow {
  private(set) var bytes: [UInt8] = []

  mutating func append(_ numbers: Int...) { append(numbers) }

  mutating func append(_ numbers: [Int]) {
    for number in numbers {
      separate()
      bytes.append(String(number))
    }
  }

  mutating func append(_ text: String) {
    separate()
    JSONString.append(text, to: &bytes)
  }

  mutating func appendNull() {
    separate()
    bytes.append("null")
  }

  private mutating func separate() {
    if !bytes.isEmpty { bytes.append(ascii: ",") }
  }
}

extension [[Int]: Int] {
  /// The number of a key, which it gets when it is first asked for.
  fileprivate mutating func number(of key: [Int]) -> Int {
    if let number = self[key] { return number }
    self[key] = count
    return count - 1
  }
}

/// A pod's name in two parts: up to its last dash what the pods of a workload share, behind it what differs.
private struct SplitPodName {
  let prefix: String
  let suffix: String

  init(_ name: String) {
    let start = name.utf8.lastIndex(of: UInt8(ascii: "-")).map { name.utf8.index(after: $0) } ?? name.startIndex
    prefix = String(name[..<start])
    suffix = String(name[start...])
  }
}

extension MapInterval {
  /// The same interval with another value.
  fileprivate init<Other>(of other: MapInterval<Other>, _ value: Value) {
    self.init(subject: other.subject, from: other.from, to: other.to, value: value)
  }
}
