/// A place where the histories of many clusters come together.
package protocol SyncHub {
  /// What it is called where people read it: an address without a password, or a path.
  var name: String { get }

  /// Gives the hub to `body`, which writes to it.
  func asTarget<Result>(_ body: (any ExchangeTarget) throws -> Result) throws -> Result

  /// Gives the hub to `body`, which reads one consistent view of it.
  ///
  /// - Parameter tables: the tables of the file that its rows go to.
  func asSource<Result>(_ tables: [ExchangeTable], _ body: (ExchangeSource) throws -> Result) throws -> Result
}
