import Capacity
import History
import Reports
import YearOfHistory

extension RecordedYear {
  /// A report on a moment, as rows of the named columns.
  func rows(_ topic: Topic, at moment: Timestamp, _ columns: [String]) throws -> Set<[ReportCell]> {
    let report = try topic.report(ReportRequest(at: moment, now: year.end), from: HistoryReader(path: database))
    let indexes = columns.map { name in report.table.columns.firstIndex { $0.name == name } ?? -1 }
    return Set(
      (0..<report.table.rowCount).map { row in
        let cells = report.table.cells(ofRow: row)
        return indexes.map { cells[$0] }
      })
  }
}
