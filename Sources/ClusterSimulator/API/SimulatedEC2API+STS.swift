import Capacity

extension SimulatedEC2API {
  /// Answers for STS.
  func sts(_ action: String, cluster: SimulatedCluster) throws(AWSFailure) -> XMLDocument {
    var document = XMLDocument()
    let account = cluster.settings.accountID
    switch action {
    case "GetCallerIdentity":
      document.element("Arn", "arn:aws:sts::\(account):assumed-role/capdb/capdb")
      document.element("UserId", "AROAEXAMPLEEXAMPLE:capdb")
      document.element("Account", account)
    case "AssumeRole", "AssumeRoleWithWebIdentity":
      document.element("Credentials") { credentials in
        credentials.element("AccessKeyId", accessKeyID)
        credentials.element("SecretAccessKey", SimulatedCredentials.secretAccessKey)
        credentials.element("SessionToken", "simulated-session")
        // The caller's clock is the real one, whatever the cluster's says.
        credentials.element("Expiration", "2099-12-31T23:59:59Z")
      }
      document.element("AssumedRoleUser") { user in
        user.element("Arn", "arn:aws:sts::\(account):assumed-role/capdb/capdb")
        user.element("AssumedRoleId", "AROAEXAMPLEEXAMPLE:capdb")
      }
    default:
      throw AWSFailure(
        status: 400, code: "InvalidAction", message: "Could not find operation \(action) for version 2011-06-15")
    }
    return document
  }
}

/// The key pair of AWS's own documentation, which the simulator takes for a real one.
enum SimulatedCredentials {
  static let accessKeyID = "AKIAIOSFODNN7EXAMPLE"
  static let secretAccessKey = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
}
