import Foundation

/// Base64 with padding, as kubeconfig files and EKS carry PEM.
enum Base64 {
  static func encode(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
}
