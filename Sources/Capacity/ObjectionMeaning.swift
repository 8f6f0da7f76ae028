/// What an objection of the scheduler says about what a pod waits for.
struct ObjectionMeaning: Equatable {
  /// How near a node came to taking the pod. A node is counted only under the first filter that rejects it, so the filter
  /// tells what the node has.
  ///
  /// The order of the filters is that of `getDefaultPlugins` in k8s.io/kubernetes/pkg/scheduler/apis/config/v1/default_plugins.go,
  /// the same since 1.18: cordon, node name, taints, node affinity, ports, resources, then volumes, topology spread,
  /// inter-pod affinity and at last dynamic resources.
  enum Stage: Comparable, CaseIterable {
    /// Rejected before anything is measured: the node can never take the pod, however much it has free.
    case excluded
    /// Rejected by a rule that comes after the measuring: the node has all the resources and still may not take the pod.
    case fitting
    /// The node may take the pod and lacks something of which there could be more: a resource, a port, a place for a
    /// volume, a device.
    case lacking
  }

  /// The resource or the rule that the words name.
  var reason: PendingReason
  /// How near the nodes came to taking the pod.
  var stage: Stage

  init(_ reason: PendingReason, _ stage: Stage) {
    self.reason = reason
    self.stage = stage
  }

  /// The meaning of an objection's words; nil if they tell nothing because their end was cut off.
  init?(_ objection: SchedulerMessage.Objection, in message: SchedulerMessage, isLast: Bool) {
    let words = objection.words
    let known = message.isOfNodeProvisioner ? Self(provisionerWords: words) : Self(knownWords: words)
    if isLast && message.endsCut {
      // The beginning of a name is another name: `Insufficient nvidia.com/g`.
      guard let known, known.reason != .other else { return nil }
      self = known
    } else {
      self = known ?? ObjectionMeaning(.other, .excluded)
    }
  }

  /// The meaning of the scheduler's words, without the count before them; nil for words that are not known.
  ///
  /// The words are those of the filter plugins (k8s.io/kubernetes/pkg/scheduler/framework/plugins, `ErrReason…`),
  /// in the wordings of 1.10 to 1.35, and of Volcano.
  private init?(knownWords words: String) {
    if let resource = Self.lackingResource(words) {
      self.init(Self.reason(ofResource: resource), .lacking)
    } else {
      self.init(words, Self.phrases)
    }
  }

  /// The meaning of what Karpenter says of one NodePool.
  private init?(provisionerWords words: String) {
    self.init(words, Self.provisionerPhrases)
  }

  private init?(_ words: String, _ phrases: [Phrase]) {
    let words = ComponentWords(words)
    guard let phrase = phrases.first(where: { words.contains($0.text) }) else { return nil }
    self = phrase.meaning
  }

  private static func lackingResource(_ words: String) -> Substring? {
    if words.hasPrefix("Too many pods") { return "pods" }
    guard words.hasPrefix("Insufficient ") else { return nil }
    let name = words.dropFirst("Insufficient ".count).prefix { $0 != " " }
    // In a cut message a sentence or a count may have begun behind it.
    return name.last.map { $0 == "." || $0 == "," } ?? false ? name.dropLast() : name
  }

  private static func reason(ofResource resource: Substring) -> PendingReason {
    switch resource {
    case "pods": .podSlots
    case "vpc.amazonaws.com/pod-eni", "vpc.amazonaws.com/PrivateIPv4Address": .ipAddresses
    case "cpu": .cpu
    case "memory": .memory
    case "ephemeral-storage": .ephemeralStorage
    default: .other
    }
  }

  private struct Phrase {
    var text: StaticString
    var meaning: ObjectionMeaning

    init(_ text: StaticString, _ reason: PendingReason, _ stage: Stage) {
      self.text = text
      meaning = ObjectionMeaning(reason, stage)
    }
  }

  /// Parts of the words, the more specific ones first: `volume node affinity conflict` is no affinity of the pod.
  private static let phrases = [
    // The name of a pod follows, without quotes. The second is Fargate's scheduler.
    Phrase("skip schedule deleting pod", .other, .excluded),
    Phrase("Pod provisioning timed out", .other, .excluded),
    Phrase("max volume count", .volume, .lacking),
    Phrase("enough free storage", .volume, .lacking),
    Phrase("free ports", .other, .lacking),
    // Dynamic resources: no device is left, or the claim has its device on another node.
    Phrase("cannot allocate all claims", .other, .lacking),
    Phrase("resourceclaim not available on the node", .other, .fitting),
    // Volcano.
    Phrase("pod number exceeded", .podSlots, .lacking),
    Phrase("resource fit failed", .other, .lacking),
    // Nodes that a plugin left out beforehand: `didn't satisfy plugin(s) [NodeAffinity]`.
    Phrase("[NodeAffinity", .affinity, .excluded),
    Phrase("volume", .volume, .fitting),
    Phrase("Volume", .volume, .fitting),
    Phrase("no available disk", .volume, .fitting),
    Phrase("pvc", .volume, .fitting),
    Phrase("taint", .taint, .excluded),
    // A cordon is a taint to the scheduler: the plugin asks whether the pod tolerates it.
    Phrase("were unschedulable", .taint, .excluded),
    Phrase("pod affinity", .affinity, .fitting),
    Phrase("anti-affinity", .affinity, .fitting),
    Phrase("topology spread", .affinity, .fitting),
    Phrase("affinity", .affinity, .excluded),
    Phrase("node selector", .affinity, .excluded),
    Phrase("requested hostname", .affinity, .excluded),
    Phrase("requested node name", .affinity, .excluded),
  ]

  /// Parts of what Karpenter says of a NodePool. No kind of instance is large enough or within the pool's limits, but which
  /// resource it lacks the words do not tell.
  /// Source: https://github.com/kubernetes-sigs/karpenter/blob/main/pkg/controllers/provisioning/scheduling/nodeclaim.go.
  private static let provisionerPhrases = [
    Phrase("did not tolerate", .taint, .excluded),
    Phrase("no instance type", .other, .lacking),
    Phrase("exceed limits", .other, .lacking),
    Phrase("topology constraint", .affinity, .fitting),
    Phrase("incompatible requirements", .affinity, .excluded),
    Phrase("does not have known values", .affinity, .excluded),
    Phrase("pvc", .volume, .excluded),
  ]
}
