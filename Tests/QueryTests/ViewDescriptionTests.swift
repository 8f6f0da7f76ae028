import HistoryFixture
import Capacity
import GRDB
import Testing

import History
@testable import Query

/// The words of `capdb query --views` and the views themselves say the same.
struct ViewDescriptionTests {
  private let fixture: Fixture

  init() throws {
    fixture = try Fixture()
    try fixture.record(
      Fixture.full, at: 0, supplement: CollectionSupplement(shortLivedPods: [Fixture.shortLivedPod(at: 0)]))
    try fixture.markPodsPruned(before: 0)
    var later = Fixture.full
    later.pods = .known([Fixture.pod(2, scheduled: 50, ip: "192.168.1.7")])
    try fixture.record(later, at: 60)
  }

  private func strings(_ sql: String) throws -> [String] {
    try fixture.store.queue.read { try String.fetchAll($0, sql: sql) }
  }

  @Test func everyPublicViewIsDescribedAndNoOther() throws {
    let described = ViewDescription.all.map(\.name)
    #expect(
      described.sorted()
        == (try strings("SELECT name FROM sqlite_schema WHERE type = 'view' AND name LIKE 'v\\_%' ESCAPE '\\'").sorted())
    )
  }

  @Test(arguments: ViewDescription.all.map(\.name))
  func theColumnsAreThoseOfTheViewInTheirOrder(name: String) throws {
    let view = try #require(ViewDescription.all.first { $0.name == name })
    #expect(view.columns.map(\.name) == (try strings("SELECT name FROM pragma_table_info('\(view.name)')")))
    #expect(view.columns.allSatisfy { !$0.meaning.isEmpty })
  }

  @Test(arguments: ViewDescription.all.map(\.name))
  func theValuesAreWhatTheirTypeSays(name: String) throws {
    let view = try #require(ViewDescription.all.first { $0.name == name })
    let rows = try fixture.store.queue.read { try Row.fetchAll($0, sql: "SELECT * FROM \(view.name)") }
    #expect(!rows.isEmpty)
    for row in rows {
      for column in view.columns {
        let value: DatabaseValue = row[column.name]
        #expect(column.type.admits(value), "\(view.name).\(column.name) is \(value)")
      }
    }
  }
}

extension ViewDescription.ColumnType {
  fileprivate func admits(_ value: DatabaseValue) -> Bool {
    switch (self, value.storage) {
    case (_, .null), (.text, .string), (.integer, .int64), (.real, .double): true
    case (.boolean, .int64(let number)): number == 0 || number == 1
    case (.json, .string(let text)): text.first.map("[{".contains) ?? false
    case (.time, .string(let text)): Timestamp(rfc3339: text) != nil && text.hasSuffix("Z")
    default: false
    }
  }
}
