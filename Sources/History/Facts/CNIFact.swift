import Capacity
import Database

/// The CNI's settings, in `cni_state`: one row, or none while there is no such DaemonSet.
enum CNIFact: RecordedFact {
  static let source = Source.cni
  static var reading: WritableKeyPath<Snapshot, Reading<[CNISettings]>> { \.cniSettings }

  static let state = StateTable(name: "cni_state", columns: ["version", "environment"])

  /// All settings of a cluster have the same key: it has one CNI.
  static func key(of settings: CNISettings) -> Int { 0 }

  static func key(of row: inout Row) -> Int { 0 }

  static func encodeState(_ settings: CNISettings, into sink: inout some ColumnSink, _ dictionaries: Dictionaries) {
    sink.text(settings.version)
    sink.text(JSONText.object(settings.environment.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }))
  }

  static func decode(_ row: inout Row, _ dictionaries: Dictionaries) throws -> CNISettings {
    var settings = CNISettings(version: row.text())
    // Not through the initializer: what was recorded stays, also when a later release keeps fewer variables.
    settings.environment = Dictionary(
      try JSONText.parseObject(row.text()).map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
    return settings
  }
}

extension Snapshot {
  /// The CNI's settings as a list, of one or none.
  fileprivate var cniSettings: Reading<[CNISettings]> {
    get {
      switch cni {
      case .known(let settings): .known(settings.map { [$0] } ?? [])
      case .unknown(let status, let error): .unknown(status, error: error)
      }
    }
    set {
      switch newValue {
      case .known(let settings): cni = .known(settings.first)
      case .unknown(let status, let error): cni = .unknown(status, error: error)
      }
    }
  }
}
