/// A profile made by `aws login`. Its tokens are bound to a key that only the AWS CLI handles.
struct LoginSession: CredentialSource {
  let profile: SharedConfiguration.Profile?

  func offer() throws(AWSError) -> CredentialOffer {
    guard let profile, profile["login_session"] != nil else {
      return .notApplicable("profile \(profile?.name ?? "default") has no login_session")
    }
    throw .credentials(CredentialFault(.loginSession, profile: profile.name, .loginSessionUnsupported))
  }
}
