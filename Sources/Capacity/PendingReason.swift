/// What a pod waits for: the resource that binds first.
public enum PendingReason: String, CaseIterable, Sendable {
  /// No node has a free pod slot (`Too many pods`).
  case podSlots = "PodSlots"
  /// No address for the pod, on its node or in the subnet.
  case ipAddresses = "IPAddresses"
  /// Not enough CPU.
  case cpu = "CPU"
  /// Not enough memory.
  case memory = "Memory"
  /// Not enough ephemeral storage.
  case ephemeralStorage = "EphemeralStorage"
  /// No node whose taints the pod tolerates.
  case taint = "Taint"
  /// No node that the pod's selectors, affinities or spread constraints accept.
  case affinity = "Affinity"
  /// A volume is missing, unbound or elsewhere.
  case volume = "Volume"
  /// Anything else.
  case other = "Other"
}
