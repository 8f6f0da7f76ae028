@testable import KubernetesAPI

func decodeLists(_ bytes: UnsafeBufferPointer<UInt8>, mediaType: String) {
  let body = UnsafeRawBufferPointer(bytes)
  _ = try? KubernetesDecoding.pods(body, mediaType: mediaType)
  _ = try? KubernetesDecoding.nodes(body, mediaType: mediaType)
  _ = try? KubernetesDecoding.events(body, mediaType: mediaType)
  _ = try? KubernetesDecoding.ciliumNodes(body, mediaType: mediaType)
}

@Sendable func decodeKubeconfig(_ bytes: UnsafeBufferPointer<UInt8>) {
  _ = try? Kubeconfig(yaml: String(decoding: bytes, as: UTF8.self), path: "/home/user/.kube/config")
}
