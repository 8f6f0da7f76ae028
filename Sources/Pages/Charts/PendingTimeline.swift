import Capacity
import Presentation

/// When pods waited: a lane for each reason, in it a bar for each spell. Where spells overlap they take rows of their own;
/// where they are too many for that, the lane shows how many waited at once.
struct PendingTimeline {
  let id: String
  let title: String
  let time: TimeAxis
  /// The spells of the span, in any order.
  let spells: [Spell]

  /// A wait of a pod.
  struct Spell {
    let reason: String
    let pod: String
    let from: Timestamp
    /// Its end; for a pod that still waits, the latest collection.
    let to: Timestamp
    let isOver: Bool
  }

  /// Rows of bars in a lane, and how many pixels one takes.
  private static let mostRows = 10
  private static let rowHeight = 9.0
  private static let countHeight = 60.0
  private static let labelHeight = 16.0
  /// The columns in which overlapping spells are counted.
  private static let columns = 240

  var html: HTML {
    let lanes = lanes
    let height = lanes.reduce(0) { $0 + $1.height + Self.labelHeight }
    let frame = PlotFrame(time: time, height: max(height, 20), title: title, description: description, id: id)
    var (shapes, labels, top) = ([HTML](), [HTML](), 0.0)
    for lane in lanes {
      labels.append(label(of: lane, at: top))
      top += Self.labelHeight
      shapes += lane.shapes(frame, top: top, scale: PlotFrame.full / frame.height)
      top += lane.height
    }
    return ChartFigure(
      title: title, remark: description, plot: frame.svg(values: nil, shapes: shapes, labels: labels), values: values
    ).html
  }

  private func label(of lane: Lane, at top: Double) -> HTML {
    let count = lane.spells.count
    return .element(
      "text", [.class("lane"), .init("x", 2), .init("y", PlotFrame.top + top + 12)],
      .text("\(lane.reason): \(count) \(count == 1 ? "wait" : "waits")\(lane.note)"))
  }

  /// The reasons, the most frequent first.
  private var lanes: [Lane] {
    Dictionary(grouping: spells, by: \.reason).sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
      .enumerated().map { Lane(reason: $1.key, spells: $1.value, color: $0 % 8) }
  }

  /// The spells of one reason.
  private struct Lane {
    let reason: String
    let spells: [Spell]
    let color: Int
    /// A row number for each spell, from the top; nil where they are too many.
    let rows: [Int]?

    init(reason: String, spells: [Spell], color: Int) {
      self.reason = reason
      self.spells = spells.sorted { $0.from < $1.from }
      self.color = color
      rows = Self.rows(of: self.spells)
    }

    var height: Double {
      rows.map { Double(($0.max() ?? 0) + 1) * PendingTimeline.rowHeight + 4 } ?? PendingTimeline.countHeight
    }

    var note: String { rows == nil ? ", at most \(most) at once" : "" }

    private var most: Int { counts.max() ?? 0 }

    /// Each spell in the first row that is free when it begins.
    private static func rows(of spells: [Spell]) -> [Int]? {
      var ends: [Timestamp] = []
      var rows: [Int] = []
      for spell in spells {
        let row = ends.firstIndex { $0 <= spell.from } ?? ends.count
        guard row < PendingTimeline.mostRows else { return nil }
        if row == ends.count { ends.append(spell.to) } else { ends[row] = spell.to }
        rows.append(row)
      }
      return rows
    }

    private var span: Range<Timestamp>? {
      guard let first = spells.first, let last = spells.map(\.to).max(), first.from < last else { return nil }
      return first.from..<last
    }

    /// How many wait in each of the columns between the first spell and the end of the last.
    private var counts: [Int] {
      guard let span else { return [] }
      let length = Double(span.upperBound - span.lowerBound)
      var counts = Array(repeating: 0, count: PendingTimeline.columns)
      func column(_ moment: Timestamp) -> Int {
        min(
          PendingTimeline.columns - 1, Int(Double(moment - span.lowerBound) / length * Double(PendingTimeline.columns)))
      }
      for spell in spells { for place in column(spell.from)...column(max(spell.from, spell.to)) { counts[place] += 1 } }
      return counts
    }

    func shapes(_ frame: PlotFrame, top: Double, scale: Double) -> [HTML] {
      rows.map { bars(frame, $0, top: top, scale: scale) } ?? columns(frame, top: top, scale: scale)
    }

    private func bars(_ frame: PlotFrame, _ rows: [Int], top: Double, scale: Double) -> [HTML] {
      var path = PlotPath()
      for (spell, row) in zip(spells, rows) {
        let left = frame.x(spell.from)
        // A short wait is a thin line, but it is seen.
        let right = max(left + 2.5, frame.x(spell.to))
        let upper = (top + Double(row) * PendingTimeline.rowHeight) * scale
        let lower = upper + (PendingTimeline.rowHeight - 2) * scale
        path.addArea(upper: [(left, upper), (right, upper)], lower: [(left, lower), (right, lower)])
      }
      return [path.element(class: "spell f\(color)")]
    }

    private func columns(_ frame: PlotFrame, top: Double, scale: Double) -> [HTML] {
      guard let span else { return [] }
      let counts = counts
      let (left, right) = (frame.x(span.lowerBound), frame.x(span.upperBound))
      let width = (right - left) / Double(counts.count)
      let bottom = (top + height - 4) * scale
      var path = PlotPath()
      for (place, count) in counts.enumerated() where count > 0 {
        let tall = Double(count) / Double(max(1, most)) * (height - 8) * scale
        let x = left + Double(place) * width
        // A short wait is a thin line, but it is seen.
        let end = x + max(width, 2.5)
        path.addArea(upper: [(x, bottom - tall), (end, bottom - tall)], lower: [(x, bottom), (end, bottom)])
      }
      return [path.element(class: "spell f\(color)")]
    }
  }

  private var description: String {
    let waiting = spells.count { !$0.isOver }
    let longest = spells.max { $0.to - $0.from < $1.to - $1.from }
    let longestText = longest.map { ", the longest \(Humanized.duration(seconds: $0.to - $0.from)) (\($0.pod))" } ?? ""
    return "\(spells.count) \(spells.count == 1 ? "wait" : "waits")\(longestText); \(waiting) still waiting"
  }

  /// The latest spells: all of them would repeat the table below.
  private static let mostValues = 100

  private var values: ChartFigure.ValueTable {
    var table = ChartFigure.ValueTable(headings: ["since", "reason", "pod", "waited"])
    table.rows = spells.sorted { $0.from < $1.from }.suffix(Self.mostValues).map { spell in
      let waited = Humanized.duration(seconds: spell.to - spell.from) + (spell.isOver ? "" : ", still waiting")
      return .init(moment: spell.from, place: time.percent(spell.from), values: [spell.reason, spell.pod, waited])
    }
    return table
  }
}
