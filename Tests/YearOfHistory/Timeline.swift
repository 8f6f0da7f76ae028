import Capacity

/// Something that people or chance do to the cluster.
enum Occurrence {
  /// Services get as many pods as the moment asks for.
  case scaleServices
  /// The nightly job starts.
  case nightlyJob
  /// A job starts that needs more CPU than is left.
  case training
  /// Somebody fills most pod slots, or all and more.
  case loadTest(isTooLarge: Bool)
  /// The load test is over.
  case endLoadTest
  /// A node is launched whose kubelet offers more slots than its ENIs carry.
  case misconfiguredNode
  /// That node is drained.
  case endMisconfiguredNode
  /// A node is lost from one moment to the next; its CNI may leave its ENIs behind.
  case loseNode(leavingInterfaces: Bool)
  /// What was lost is launched anew.
  case fillUp
  /// Nodes are launched in the second group from here on.
  case introduceSecondGroup
  /// A node of before is drained, and one as nodes are launched now takes its place.
  case rollNode(sparingScarceSubnet: Bool)
  /// Drained nodes go.
  case removeDrained
  /// The CNI is told to assign prefixes.
  case switchToPrefixes
  /// Others take addresses of the scarce subnet.
  case crowdScarceSubnet
  /// The nodes of the scarce subnet are launched anew in it, where no prefix is left for them.
  case relaunchInScarceSubnet
  /// These nodes move to another subnet, and half of what others hold in the scarce one is given back.
  case leaveScarceSubnet
  /// Another cluster of the VPC grows.
  case growOtherCluster
}

/// What occurs in the year, and when.
struct Timeline {
  private let entries: [(at: Timestamp, occurrence: Occurrence)]
  private var position = 0

  /// The next occurrence up to `moment`.
  mutating func next(upTo moment: Timestamp) -> (at: Timestamp, occurrence: Occurrence)? {
    guard position < entries.count, entries[position].at <= moment else { return nil }
    position += 1
    return entries[position - 1]
  }

  init(_ size: YearOfHistory.Size, from begin: Timestamp, to end: Timestamp) {
    var calendar = Calendar(begin: begin, end: end)
    calendar.addRhythm(nodes: size.nodes)
    calendar.addShortages()
    calendar.addChanges(nodes: size.nodes)
    // Sorting is stable only by the number of the entry.
    entries = calendar.entries.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
      .map(\.element)
  }

  /// The timeline while it is being put together.
  private struct Calendar {
    let begin: Timestamp
    let end: Timestamp
    var entries: [(at: Timestamp, occurrence: Occurrence)] = []

    /// The time of day `hour` on the day at which `share` of the year is over.
    private func day(_ share: Double, hour: Double) -> Timestamp {
      let days = Int64(share * Double((end - begin) / 86_400))
      return begin + (days * 86_400 + Int64(hour * 3600))
    }

    private mutating func add(_ occurrence: Occurrence, _ moment: Timestamp) {
      if moment > begin, moment < end { entries.append((moment, occurrence)) }
    }

    mutating func addRhythm(nodes: Int) {
      for moment in stride(from: begin.seconds, to: end.seconds, by: 3600).map(Timestamp.init(seconds:)) {
        let day = (moment - begin) / 86_400
        add(.scaleServices, moment + 60)
        if moment.hour == 1 { add(.nightlyJob, moment + 2400) }
        if moment.hour == 7, day % 28 == 9 { add(.training, moment + 2700) }
        if moment.hour == 9, day % 7 == 2 { add(.crowdScarceSubnet, moment) }
        if moment.hour == 10, day % 61 == 30 { add(.growOtherCluster, moment) }
        if moment.hour == 15, day % Int64(max(3, 90 / nodes)) == 2 {
          add(.loseNode(leavingInterfaces: day % 120 > 80), moment + 900)
          add(.fillUp, moment + 1200)
        }
      }
    }

    mutating func addShortages() {
      for share in [0.14, 0.30] {
        add(.loadTest(isTooLarge: true), day(share, hour: 11))
        add(.endLoadTest, day(share, hour: 18))
      }
      add(.misconfiguredNode, day(0.24, hour: 6))
      add(.loadTest(isTooLarge: false), day(0.24, hour: 7))
      add(.endLoadTest, day(0.24, hour: 13))
      add(.endMisconfiguredNode, day(0.24, hour: 14))
      add(.removeDrained, day(0.24, hour: 14.25))
      add(.relaunchInScarceSubnet, day(0.90, hour: 6.5))
      add(.leaveScarceSubnet, day(0.90, hour: 10.5))
      add(.removeDrained, day(0.90, hour: 10.75))
    }

    mutating func addChanges(nodes: Int) {
      add(.introduceSecondGroup, day(0.36, hour: 8))
      add(.switchToPrefixes, day(0.61, hour: 13))
      // A few nodes are never rolled, as it goes.
      let rolls = [(0.36, nodes, false), (0.64, nodes * 4 / 5, true)]
      for (share, count, sparingScarceSubnet) in rolls {
        for number in 0..<count {
          // Over ten days, however many there are.
          let begins = day(share, hour: 9) + Int64(number) * 10 * 86_400 / Int64(count)
          add(.rollNode(sparingScarceSubnet: sparingScarceSubnet), begins)
          add(.removeDrained, begins + 900)
        }
      }
    }
  }
}
