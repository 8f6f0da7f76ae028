import Capacity
import OutsideText
import Transport

/// The role of the EC2 instance that the program runs on.
struct InstanceMetadataCredentials: CredentialSource {
  let settings: AWSSettings

  func offer() async throws(AWSError) -> CredentialOffer {
    let metadata = InstanceMetadata(settings)
    let path: SafeText = "iam/security-credentials/"
    do throws(InstanceMetadata.Failure) {
      let token = try await metadata.open()
      let role = try await metadata.get(path, token)[...].trimmingWhitespace
      guard !role.isEmpty else { return .notApplicable("the instance has no role") }
      return offer(try await metadata.get(path, named: String(role), token))
    } catch {
      return .notApplicable(reason(error))
    }
  }

  private func offer(_ text: String) -> CredentialOffer {
    guard let document = CredentialDocument(text.utf8) else {
      return .notApplicable("the instance metadata service gave unreadable keys")
    }
    guard document.code == nil || document.code == "Success", var credentials = document.credentials else {
      return .notApplicable(
        "the instance metadata service answered \(document.code.map { .word($0) ?? .withheld } ?? "without keys")")
    }
    credentials.expiration = credentials.expiration.map(postponed)
    return .credentials(credentials)
  }

  /// While the service is in trouble it hands out the old keys, and EC2 goes on accepting them: use them, and ask again
  /// in some minutes. Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-static-credentials.html
  private func postponed(_ expiration: Timestamp) -> Timestamp {
    let now = settings.environment.now()
    return expiration > now + 15 * 60 ? expiration : now + 25 * 60
  }

  private func reason(_ failure: InstanceMetadata.Failure) -> SafeText {
    switch failure {
    case .disabled: "the instance metadata service is switched off by AWS_EC2_METADATA_DISABLED"
    case .unreachable: "no instance metadata service answers (not on EC2, or its hop limit is 1)"
    case .status(404): "the instance has no role"
    case .status(let status): "the instance metadata service answered with HTTP status \(status)"
    case .versionOneDisabled: "the instance metadata service gave no token, and version 1 is switched off"
    }
  }
}
