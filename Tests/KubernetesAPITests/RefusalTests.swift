import OutsideText
import Testing
import Transport

@testable import KubernetesAPI

@Suite("Refusals")
struct RefusalTests {
  @Test("recorded refusals are read")
  func recorded() throws {
    #expect(
      Refusal(try Fixtures.response("kubernetes-errors/401.http"))
        == Refusal(httpStatus: 401, reason: "Unauthorized", message: "Unauthorized"))
    let forbidden = Refusal(try Fixtures.response("kubernetes-errors/403.http"))
    #expect(forbidden.reason == "Forbidden" && forbidden.message.contains("cannot list resource \"secrets\""))
    let expired = Refusal(try Fixtures.response("kubernetes-errors/410.http"))
    #expect(expired.reason == "Expired" && expired.continueToken?.hasPrefix("eyJ2") == true)
  }

  @Test("the same refusals in protobuf give the same")
  func protobuf() throws {
    for name in ["401", "403", "410"] {
      let json = Refusal(try Fixtures.response("kubernetes-errors/\(name).http"))
      let status = Wire.status(
        code: Int64(json.httpStatus), reason: json.reason, message: json.message, token: json.continueToken ?? "")
      #expect(Refusal(.protobuf(status, status: json.httpStatus)) == json)
    }
  }

  @Test("plain text and HTML are quoted in one line, and only so far")
  func texts() {
    let plain = HTTPResponse.typed("text/plain; charset=utf-8", Array("404 page\n not found\n".utf8), status: 404)
    #expect(Refusal(plain) == Refusal(httpStatus: 404, message: "404 page not found"))
    let html = "<html><head><title>502 Bad Gateway</title></head><body><h1>nginx</h1></body></html>"
    #expect(Refusal(.typed("text/html", Array(html.utf8), status: 502)).message == "502 Bad Gateway nginx")
    let long = HTTPResponse.typed("text/plain", Array(repeating: UInt8(ascii: "x"), count: 100_000), status: 500)
    #expect(Refusal(long).message.count == 501)
  }

  @Test("a body that is no Status leaves the HTTP status as it is")
  func garbled() {
    #expect(Refusal(.json("{", status: 503)) == Refusal(httpStatus: 503))
    #expect(Refusal(.json(#"{"kind":"Pod"}"#, status: 503)) == Refusal(httpStatus: 503))
    #expect(Refusal(.protobuf([1, 2, 3], status: 429)) == Refusal(httpStatus: 429))
  }

  @Test("messages say what failed, for whom, and what to do")
  func messages() {
    let denied = error(Refusal(httpStatus: 403, reason: "Forbidden", message: "pods is forbidden"))
    #expect(
      denied
        == "prod (https://api:6443): cannot list pods: HTTP 403 Forbidden: pods is forbidden. RBAC lacks verb list on "
        + "pods (the core API group, whole cluster); the ClusterRole and Role in Config/kubernetes grant it.")
    #expect(error(Refusal(httpStatus: 401, reason: "Unauthorized", message: "Unauthorized")).contains("renew them"))
    #expect(
      error(Refusal(httpStatus: 403, reason: "Forbidden", message: #"User "system:anonymous" cannot"#))
        .contains("No credentials were sent"))
    #expect(error(Refusal(httpStatus: 404, message: "404 page not found")).contains("check the server URL"))
  }

  private func error(_ refusal: Refusal) -> String {
    KubernetesError(cluster: "prod", server: "https://api:6443", request: .pods, problem: .refused(refusal)).description
  }
}
