import Testing

/// capdb against a real Kubernetes control plane, and moto as EC2. One after the other: all share one cluster, which
/// some of them scale, and a machine that also runs the control plane.
@Suite("Integration", .serialized, .timeLimit(.minutes(10)))
enum IntegrationTests {}
