import OutsideText

/// A profile made by `aws login`. Its tokens are bound to a key that only the AWS CLI handles.
struct LoginSession: CredentialSource {
  let profile: SharedConfiguration.Profile?

  func offer() throws(AWSError) -> CredentialOffer {
    guard let profile, profile.has("login_session") else {
      return .notApplicable("profile \(profile?.shownName ?? "default") has no login_session")
    }
    throw .credentials(CredentialFault(.loginSession, profile: profile.shownName, .loginSessionUnsupported))
  }
}
