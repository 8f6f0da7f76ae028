public import Capacity

extension Topic {
  /// The spells in which pods waited, the latest first.
  public static let pending = Topic.span(
    "pending", "pods that waited: for what, since when and how long", fields: PendingRow.fields,
    variants: ["reason": .pendingByReason], kinds: [.pending]
  ) { cluster, span, scope in
    let seenUntil = cluster.lastCollectedAt ?? scope.request.now
    let spells = try scope.history.pendingSpells(of: cluster.id, in: span)
    return spells.map { PendingRow(spell: $0, cluster: cluster.identity.name, seenUntil: seenUntil) }
      .sorted(by: PendingRow.precedes)
  }
}

/// A spell in which a pod waited: a row of the report `pending`. A spell that overlaps the span is shown whole.
public struct PendingRow: Hashable, Sendable {
  /// The cluster's name.
  public var cluster: String
  /// The spell.
  public var spell: PendingSpell
  /// How long it lasted; for a pod that still waits, up to the latest collection, after which nothing is known.
  public var seconds: Int64

  init(spell: PendingSpell, cluster: String, seenUntil: Timestamp) {
    self.cluster = cluster
    self.spell = spell
    seconds = max(0, (spell.endedAt ?? seenUntil) - spell.pendingSince)
  }

  /// The columns of the report.
  public static let fields: [Field<PendingRow>] = [
    Field(ReportColumn("cluster", .text, .useful)) { ReportCell($0.cluster) },
    Field(ReportColumn("namespace", .text, .essential)) { ReportCell($0.spell.namespace) },
    Field(ReportColumn("pod", .text, .essential)) { ReportCell($0.spell.pod) },
    // The workload: the released column is called `owner`.
    Field(ReportColumn("owner", .text, .detail)) { ReportCell($0.spell.workload.isEmpty ? nil : $0.spell.workload) },
    Field(ReportColumn("reason", .text, .essential)) { .text($0.spell.reason.rawValue) },
    Field(ReportColumn("message", .prose, .useful)) { ReportCell($0.spell.message.isEmpty ? nil : $0.spell.message) },
    Field(ReportColumn("pending_since", .timestamp, .essential, heading: "since")) {
      .timestamp($0.spell.pendingSince)
    },
    Field(ReportColumn("scheduled_at", .timestamp, .useful, heading: "scheduled")) { ReportCell($0.spell.scheduledAt) },
    Field(ReportColumn("seconds", .seconds, .essential, heading: "waited"), tone: \.tone) { .integer($0.seconds) },
    Field(ReportColumn("still_pending", .boolean, .essential, heading: "still"), tone: \.tone) {
      .boolean($0.isStillPending)
    },
    Field(ReportColumn("other_messages", .prose, .detail)) {
      ReportCell($0.spell.otherMessages.isEmpty ? nil : $0.spell.otherMessages)
    },
  ]

  private var isStillPending: Bool { spell.endedAt == nil }

  private var tone: ReportTone { isStillPending ? .critical : .plain }

  static func precedes(_ left: PendingRow, _ right: PendingRow) -> Bool {
    if left.spell.pendingSince != right.spell.pendingSince { return left.spell.pendingSince > right.spell.pendingSince }
    return (left.spell.namespace, left.spell.pod) < (right.spell.namespace, right.spell.pod)
  }
}

extension Topic {
  /// The spells in which pods waited, summed by reason for each step.
  public static let pendingByReason = Topic.trend(
    "pending", "pods that waited, by reason and step", groupings: ["reason"], fields: PendingByReasonRow.fields,
    kinds: [.pending], shape: PendingByReasonRow.shape
  ) { scope, grid, _ in
    try scope.clusters.flatMap { cluster in
      let seenUntil = cluster.lastCollectedAt ?? scope.request.now
      let spells = try scope.history.pendingSpells(of: cluster.id, in: grid.span)
      return PendingByReasonRow.rows(spells, seenUntil: seenUntil, cluster: cluster.identity.name, over: grid)
    }.sorted { ($0.time, $0.cluster, $0.reason.rawValue) < ($1.time, $1.cluster, $1.reason.rawValue) }
  }
}

/// The waits for one reason in a step: a row of the report `pending --by reason`.
public struct PendingByReasonRow: Hashable, Sendable {
  /// The beginning of the step.
  public var time: Timestamp
  /// The cluster's name.
  public var cluster: String
  /// What the pods waited for: the last reason of a spell with several.
  public var reason: PendingReason
  /// Spells that overlap the step.
  public var spells = 0
  /// Those of them that began in it.
  public var spellsBegun = 0
  /// How long all pods together waited within the step.
  public var seconds: Int64 = 0
  /// The length of the longest spell, up to the end of the step.
  public var longestSeconds: Int64 = 0
  /// Spells that had not ended by the end of the step.
  public var stillPending = 0
}

extension PendingByReasonRow {
  /// The rows of one cluster's spells; steps in which no pod waited have none.
  ///
  /// - Parameter seenUntil: the latest collection, after which nothing is known.
  static func rows(
    _ spells: [PendingSpell], seenUntil: Timestamp, cluster: String, over grid: StepGrid
  ) -> [PendingByReasonRow] {
    var rows: [StepReason: PendingByReasonRow] = [:]
    guard let first = grid.beginnings.first, let last = grid.beginnings.last else { return [] }
    for spell in spells {
      let end = max(spell.pendingSince, spell.endedAt ?? seenUntil)
      let earliest = max(first, grid.beginning(ofStepWith: spell.pendingSince))
      for time in stride(
        from: earliest.seconds, through: min(last, max(spell.pendingSince, end + -1)).seconds, by: Int(grid.seconds))
      {
        let step = Timestamp(seconds: time)
        let key = StepReason(time: step, reason: spell.reason)
        rows[key, default: PendingByReasonRow(time: step, cluster: cluster, reason: spell.reason)]
          .add(spell, until: end, stepEnd: step + grid.seconds)
      }
    }
    return Array(rows.values)
  }

  private struct StepReason: Hashable {
    let time: Timestamp
    let reason: PendingReason
  }

  private mutating func add(_ spell: PendingSpell, until end: Timestamp, stepEnd: Timestamp) {
    spells += 1
    if spell.pendingSince >= time { spellsBegun += 1 }
    seconds += max(0, min(end, stepEnd) - max(spell.pendingSince, time))
    longestSeconds = max(longestSeconds, min(end, stepEnd) - spell.pendingSince)
    if spell.endedAt.map({ $0 >= stepEnd }) ?? true { stillPending += 1 }
  }

  static let shape = TrendShape(series: ["cluster", "reason"], value: "spells")

  /// The columns of the report.
  public static let fields: [Field<PendingByReasonRow>] = [
    Field(ReportColumn("time", .timestamp, .essential)) { .timestamp($0.time) },
    Field(ReportColumn("cluster", .text, .useful)) { ReportCell($0.cluster) },
    Field(ReportColumn("reason", .text, .essential)) { .text($0.reason.rawValue) },
    Field(ReportColumn("spells", .integer, .essential)) { ReportCell($0.spells) },
    Field(ReportColumn("spells_begun", .integer, .useful, heading: "begun")) { ReportCell($0.spellsBegun) },
    Field(ReportColumn("seconds", .seconds, .essential, heading: "waited")) { .integer($0.seconds) },
    Field(ReportColumn("longest_seconds", .seconds, .essential, heading: "longest")) { .integer($0.longestSeconds) },
    Field(
      ReportColumn("still_pending", .integer, .useful, heading: "still"),
      tone: { $0.stillPending > 0 ? .warning : .plain }
    ) { ReportCell($0.stillPending) },
  ]
}
