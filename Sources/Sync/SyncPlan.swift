/// What is written of one cluster, decided from positions alone: nothing is read or written to make a plan.
package enum SyncPlan: Hashable, Sendable {
  /// The target has everything.
  case nothing
  /// The collections behind a position of the target, or all of them if it has none.
  case append(after: CollectionPosition?)
  /// Everything, in place of what the target has.
  case replace
  /// Nothing, since collections of the target would be lost.
  case refuse

  /// The plan of a push.
  ///
  /// - Parameters:
  ///   - relation: of the file's history to the hub's.
  ///   - isReplacing: whether the hub's history gives way, whatever it is.
  package static func push(_ relation: Relation, isReplacing: Bool) -> SyncPlan {
    switch relation {
    case .unknown: return .refuse
    case _ where isReplacing: return .replace
    case .absent: return .append(after: nil)
    case .same: return .nothing
    case .ahead(let position): return .append(after: position)
    case .behind, .diverged: return .refuse
    }
  }

  /// What is left to do of a plan after a transaction, or after others may have written.
  ///
  /// - Parameter relation: of the source's history to the target's as it is now.
  /// - Returns: nil where another writer made the target's history a different one.
  func rest(_ relation: Relation) -> SyncPlan? {
    switch (self, relation) {
    case (.replace, _): .replace
    case (_, .absent): .append(after: nil)
    case (_, .ahead(let position)): .append(after: position)
    // Another sync has written the same, or more.
    case (_, .same), (_, .behind): .nothing
    case (_, .diverged), (_, .unknown): nil
    }
  }

  /// The latest collection that the target keeps; nil if it is written from the beginning.
  var after: CollectionPosition? {
    if case .append(let position) = self { position } else { nil }
  }
}

/// What a pull does with one cluster, decided from positions alone.
package struct PullPlan: Hashable, Sendable {
  /// What is taken from the hub.
  package var transfer: SyncPlan
  /// The number of the last collection that both histories have, behind which the file's own collections are recorded
  /// again once the hub's are there, 0 if there is none; nil where the file keeps its own.
  package var recordAgainAfter: Int64?

  /// - Parameters:
  ///   - relation: of the hub's history to the file's.
  ///   - latest: the hub's latest collection; nil if it has none.
  ///   - isReplacing: whether the file's history gives way, whatever it is.
  package init(_ relation: Relation, latest: CollectionPosition?, isReplacing: Bool) {
    recordAgainAfter =
      switch relation {
      case .diverged(let divergence): divergence.common?.number ?? 0
      case .ahead(let position) where isReplacing: position.number
      case .same where isReplacing, .behind where isReplacing: latest?.number
      case .absent, .same, .ahead, .behind, .unknown: nil
      }
    transfer = .push(relation, isReplacing: isReplacing || recordAgainAfter != nil)
  }
}
