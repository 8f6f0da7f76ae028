public import Capacity

extension Topic {
  /// The spells in which pods waited, the latest first.
  public static let pending = Topic.span(
    "pending", "pods that waited: for what, since when and how long", fields: PendingRow.fields,
    variants: ["reason": .pendingByReason]
  ) { cluster, span, scope in
    let seenUntil = cluster.lastCollectedAt ?? scope.request.now
    let spells = try scope.history.pendingSpells(of: cluster.id, in: span)
    return spells.map { PendingRow(spell: $0, cluster: cluster.identity.name, seenUntil: seenUntil) }
      .sorted(by: PendingRow.precedes)
  }
}

/// A spell in which a pod waited: a row of the report `pending`. A spell that touches the span is shown whole.
public struct PendingRow: Hashable, Sendable {
  /// The cluster's name.
  public var cluster: String
  /// The spell.
  public var spell: PendingSpell
  /// How long it lasted; for a pod that still waits, up to the latest collection, as nothing is known of later.
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
    Field(ReportColumn("owner", .text, .detail)) { ReportCell($0.spell.owner.isEmpty ? nil : $0.spell.owner) },
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
  ]

  private var isStillPending: Bool { spell.endedAt == nil }

  private var tone: ReportTone { isStillPending ? .critical : .plain }

  static func precedes(_ left: PendingRow, _ right: PendingRow) -> Bool {
    if left.spell.pendingSince != right.spell.pendingSince { return left.spell.pendingSince > right.spell.pendingSince }
    return (left.spell.namespace, left.spell.pod) < (right.spell.namespace, right.spell.pod)
  }
}
