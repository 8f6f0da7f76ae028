public import Capacity

extension Topic {
  /// What is otherwise than at the beginning of a span: what `capdb report` without a topic shows of the last week.
  public static let changes = Topic(
    "changes", "what is otherwise than a week ago: nodes, slots, pods, addresses, settings",
    kind: .span(defaultSeconds: 7 * 86_400), columns: ChangeRow.fields.map(\.column)
  ) { scope in
    let span = try scope.span(defaultSeconds: 7 * 86_400)
    var rows: [ChangeRow] = []
    var notices: [String] = []
    for cluster in scope.clusters where !cluster.isRetired(at: scope.request.until) {
      // A cluster that is younger than the span is compared with what it began as.
      let beginning = max(span.from, cluster.firstCollectedAt)
      guard let before = try scope.history.state(of: cluster.id, at: beginning),
        let after = try scope.history.state(of: cluster.id, at: scope.request.until),
        before.observedAt < after.observedAt
      else {
        notices.append("\(cluster.identity.name): nothing is known of two moments of the span")
        continue
      }
      rows += ChangeRow.rows(from: before, to: after)
    }
    return Report(
      name: "changes", from: span.from, to: span.to, table: ReportTable(rows, fields: ChangeRow.fields),
      notices: notices)
  }
}

/// Something that is otherwise than it was: a row of the report `changes`.
public struct ChangeRow: Hashable, Sendable {
  /// The cluster's name.
  public var cluster: String
  /// What is meant.
  public var measure: Measure
  /// The node group, the subnet or the setting; nil for the whole cluster.
  public var name: String?
  /// What it was; nil if there was none.
  public var before: String?
  /// What it is; nil if there is none.
  public var after: String?
  /// How much more it is; nil for what is no number.
  public var change: Int64?
  /// When the earlier value was observed.
  public var beforeAt: Timestamp

  /// What can be otherwise. The raw values are those of the column `measure`, and where there is such a column in other
  /// reports its name.
  public enum Measure: String, CaseIterable, Sendable {
    /// Nodes of the cluster, and of each node group.
    case nodes
    /// Allocatable slots of all nodes.
    case slotsAllocatable = "slots_allocatable"
    /// Slots that pods take.
    case slotsUsed = "slots_used"
    /// How many more pods the nodes can take.
    case effectiveFree = "effective_free"
    /// Pods without a node.
    case podsPending = "pods_pending"
    /// Addresses of a subnet that are taken.
    case ipsUsed = "ips_used"
    /// A variable of the VPC CNI, or its version.
    case cniSetting = "cni_setting"
  }
}

extension ChangeRow {
  /// What differs between two states of a cluster; what is unknown in either is left out.
  static func rows(from before: RecordedState, to after: RecordedState) -> [ChangeRow] {
    let (old, new) = (StateFigures(before), StateFigures(after))
    let keys = Set(old.values.keys).union(new.values.keys).filter { old.isKnown($0.measure) && new.isKnown($0.measure) }
    return keys.compactMap { key in
      let (then, now) = (old.values[key], new.values[key])
      guard then != now else { return nil }
      return ChangeRow(
        cluster: after.cluster.identity.name, measure: key.measure, name: key.name, before: then?.text,
        after: now?.text,
        change: StateFigures.Value.difference(from: then, to: now, of: key.measure), beforeAt: before.observedAt)
    }.sorted { $0.order < $1.order }
  }

  private var order: (Int, String) { (Measure.allCases.firstIndex(of: measure) ?? 0, name ?? "") }
}

/// The figures of a state that are compared.
private struct StateFigures {
  struct Key: Hashable {
    var measure: ChangeRow.Measure
    var name: String?
  }

  enum Value: Hashable {
    case number(Int64)
    case words(String)

    var text: String {
      switch self {
      case .number(let number): String(number)
      case .words(let words): words
      }
    }

    /// How much more a number is; what is not there counts as none.
    static func difference(from before: Value?, to after: Value?, of measure: ChangeRow.Measure) -> Int64? {
      guard measure != .cniSetting else { return nil }
      func number(_ value: Value?) -> Int64 { if case .number(let number) = value { number } else { 0 } }
      return number(after) - number(before)
    }
  }

  private(set) var values: [Key: Value] = [:]
  private var known: Set<ChangeRow.Measure> = []

  init(_ state: RecordedState) {
    addNodes(of: state)
    if let pods = state.snapshot.pods.value {
      add(.podsPending, pods.count { $0.node == nil && !$0.phase.isFinished })
    }
    if let subnets = state.snapshot.subnets.value {
      known.insert(.ipsUsed)
      for subnet in subnets where subnet.cidr != nil {
        add(.ipsUsed, of: subnet.id, subnet.usableIPv4Count - subnet.availableIPv4Count)
      }
    }
    if let settings = state.snapshot.cni.value {
      known.insert(.cniSetting)
      values[Key(measure: .cniSetting, name: "version")] = settings.map { .words($0.version) }
      for (name, value) in settings?.environment ?? [:] {
        values[Key(measure: .cniSetting, name: name)] = .words(value)
      }
    }
  }

  /// Whether the state knows what it has of a measure.
  func isKnown(_ measure: ChangeRow.Measure) -> Bool { known.contains(measure) }

  private mutating func addNodes(of state: RecordedState) {
    guard state.snapshot.nodes.value != nil else { return }
    let rows = NodeRow.rows(of: state)
    add(.nodes, rows.count)
    for (group, nodes) in Dictionary(grouping: rows, by: \.nodeGroup) {
      if let group { add(.nodes, of: group, nodes.count) }
    }
    add(.slotsAllocatable, rows.reduce(0) { $0 + Int(clamping: $1.allocatable.pods ?? 0) })
    add(.slotsUsed, Self.sum(rows.map(\.podsUsed)))
    add(.effectiveFree, Self.sum(rows.map(\.effectiveFree)))
  }

  private mutating func add(_ measure: ChangeRow.Measure, of name: String? = nil, _ number: Int?) {
    guard let number else { return }
    known.insert(measure)
    values[Key(measure: measure, name: name)] = .number(Int64(number))
  }

  private static func sum(_ numbers: [Int?]) -> Int? {
    numbers.reduce(0) { sum, number in sum.flatMap { sum in number.map { sum + $0 } } }
  }
}

extension ChangeRow {
  /// The columns of the report.
  public static let fields: [Field<ChangeRow>] = [
    Field(ReportColumn("cluster", .text, .essential)) { ReportCell($0.cluster) },
    Field(ReportColumn("measure", .text, .essential)) { .text($0.measure.rawValue) },
    Field(ReportColumn("name", .text, .essential)) { ReportCell($0.name) },
    Field(ReportColumn("before", .text, .essential)) { ReportCell($0.before) },
    Field(ReportColumn("after", .text, .essential)) { ReportCell($0.after) },
    Field(ReportColumn("change", .integer, .essential), tone: \.tone) { ReportCell($0.change) },
    Field(ReportColumn("before_at", .timestamp, .useful, heading: "before at")) { .timestamp($0.beforeAt) },
  ]

  private var tone: ReportTone { measure == .podsPending && (change ?? 0) > 0 ? .warning : .plain }
}
