import Reports
import Testing

/// Every number of a report can be explained.
@Suite struct ColumnMeaningTests {
  @Test(arguments: Topic.all + [.pendingByReason])
  func everyColumnHasAMeaning(_ topic: Topic) {
    for column in topic.columns {
      let meaning = topic.meaning(ofColumn: column.name)
      #expect(meaning != nil, "\(topic.name).\(column.name): add it to Sources/Reports/Meanings")
      #expect(meaning?.hasSuffix(".") != true, "\(topic.name).\(column.name) is no sentence with a full stop")
    }
  }
}
