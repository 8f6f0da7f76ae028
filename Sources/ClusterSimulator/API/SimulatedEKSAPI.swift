/// EKS's DescribeCluster, which tells where the Kubernetes API is.
///
/// Source: https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeCluster.html
struct SimulatedEKSAPI {
  let kubernetesURL: String
  let caPEM: String

  func respond(to request: SimulatedRequest, cluster: SimulatedCluster, fault: Fault.Kind?) -> SimulatedResponse {
    let settings = cluster.settings
    if case .forbidden = fault {
      return failure(403, "AccessDeniedException", "User is not authorized to perform: eks:DescribeCluster")
    }
    guard request.path == "/clusters/\(settings.name)" else {
      let name = request.path.split(separator: "/").last ?? ""
      return failure(404, "ResourceNotFoundException", "No cluster found for name: \(name).")
    }
    let description = WireMessage([
      WireField("name", 0, .string(settings.name)),
      WireField("arn", 0, .string("arn:aws:eks:\(settings.region):\(settings.accountID):cluster/\(settings.name)")),
      WireField("status", 0, .string("ACTIVE")), WireField("endpoint", 0, .string(kubernetesURL)),
      WireField("certificateAuthority", 0, .message(WireField("data", 0, .string(Base64.encode(caPEM))))),
      WireField("resourcesVpcConfig", 0, .message(WireField("vpcId", 0, .string(cluster.vpcID)))),
    ])
    return json(WireMessage([WireField("cluster", 0, .message(description))]))
  }

  private func failure(_ status: Int, _ type: String, _ message: String) -> SimulatedResponse {
    var response = json(WireMessage([WireField("message", 0, .string(message))]))
    response.status = status
    response.headers.append(["x-amzn-errortype", type])
    return response
  }

  private func json(_ message: WireMessage) -> SimulatedResponse {
    var writer = JSONWriter()
    writer.write(message)
    return SimulatedResponse(contentType: JSONWriter.contentType, body: Array(writer.text.utf8))
  }
}
