import ArgumentParser
import Capacity
import Collection
import Foundation
import Logging
import Manual
import Server
import Settings

/// What `collect --follow` does when, and where it shows the history.
struct FollowOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "With --follow: write what changed so often (default: that of the configuration, or 15s).", valueName: "time"))
  var every: String?

  @Option(
    help: ArgumentHelp(
      "With --follow --sync: push to the hub so often (default: that of the configuration, or 5m).", valueName: "time"))
  var syncEvery: String?

  @OptionGroup var serve: ServeOptions

  /// The first of these options that is given; nil if none is.
  var named: String? {
    if every != nil { return "--every" }
    if syncEvery != nil { return "--sync-every" }
    return serve.areGiven ? "--listen" : nil
  }

  /// When a follower does what.
  ///
  /// - Parameter ec2Every: how often it asks EC2; nil for the default.
  /// - Throws: what `DurationSetting` throws.
  func pace(_ configuration: CapdbConfiguration, ec2Every: Duration?) throws -> FollowingPace {
    var pace = FollowingPace()
    pace.every = try Self.duration(every, .every) ?? configuration.every
    pace.askEvery = ec2Every ?? pace.askEvery
    pace.fullEvery = configuration.fullEvery.components.seconds
    return pace
  }

  /// How often it pushes.
  ///
  /// - Throws: what `DurationSetting` throws.
  func syncEvery(_ configuration: CapdbConfiguration) throws -> Duration {
    try Self.duration(syncEvery, .syncEvery) ?? configuration.syncEvery
  }

  /// What shows the history meanwhile; nil without `--listen`.
  ///
  /// - Throws: `ServeError`; what `DurationSetting` throws.
  func server(_ path: String, logger: Logger) throws -> CapdbServer? {
    try serve.server(
      for: .file(path), required: false, maximumAge: ServeOptions.maximumAgeFollowing, logger: logger)
  }

  private static func duration(_ text: String?, _ setting: DurationSetting) throws -> Duration? {
    try text.map { .seconds(try setting.seconds(in: $0)) }
  }
}
