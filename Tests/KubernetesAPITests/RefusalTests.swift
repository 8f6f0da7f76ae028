import Foundation
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
        == Refusal(httpStatus: 401, reason: "Unauthorized"))
    let forbidden = Refusal(try Fixtures.response("kubernetes-errors/403.http"))
    #expect(forbidden.reason == "Forbidden" && forbidden.user == "capdb")
    let expired = Refusal(try Fixtures.response("kubernetes-errors/410.http"))
    #expect(expired.reason == "Expired" && expired.continueToken?.hasPrefix("eyJ2") == true)
    #expect(expired.cause == "the continue token is too old")
  }

  @Test("the same refusals in protobuf give the same", arguments: ["401", "403", "410"])
  func protobuf(name: String) throws {
    let response = try Fixtures.response("kubernetes-errors/\(name).http")
    let json = Refusal(response)
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(response.body.text.utf8)) as? [String: Any])
    let status = Wire.status(
      code: Int64(json.httpStatus), reason: json.reason?.text ?? "", message: document["message"] as? String ?? "",
      token: json.continueToken ?? "")
    #expect(Refusal(.protobuf(status, status: json.httpStatus)) == json)
  }

  @Test("of plain text and HTML the media type is shown, and what is known to be meant")
  func texts() {
    let plain = HTTPResponse.typed("text/plain; charset=utf-8", Array("404 page not found\n".utf8), status: 404)
    #expect(Refusal(plain) == Refusal(httpStatus: 404, mediaType: "text/plain", cause: "page not found"))
    let html = "<html><head><title>502 Bad Gateway</title></head><body><h1>hush</h1></body></html>"
    #expect(
      Refusal(.typed("text/html", Array(html.utf8), status: 502))
        == Refusal(httpStatus: 502, mediaType: "text/html", cause: "bad gateway"))
    let long = HTTPResponse.typed("text/plain", Array(repeating: UInt8(ascii: "x"), count: 100_000), status: 500)
    #expect(Refusal(long) == Refusal(httpStatus: 500, mediaType: "text/plain"))
  }

  @Test("a body that is no Status leaves the HTTP status as it is")
  func garbled() {
    #expect(Refusal(.json("{", status: 503)) == Refusal(httpStatus: 503, mediaType: "application/json"))
    #expect(Refusal(.json(#"{"kind":"Pod"}"#, status: 503)) == Refusal(httpStatus: 503, mediaType: "application/json"))
    #expect(
      Refusal(.protobuf([1, 2, 3], status: 429))
        == Refusal(httpStatus: 429, mediaType: "application/vnd.kubernetes.protobuf"))
  }

  @Test("no word of a Status but its reason, a user's name and what is known reaches a message")
  func unknownWords() {
    let body = #"{"kind":"Status","apiVersion":"v1","metadata":{},"reason":"hush hush","message":"hush","code":500}"#
    let refusal = Refusal(.json(body, status: 500))
    #expect(refusal == Refusal(httpStatus: 500))
    let user =
      #"{"kind":"Status","apiVersion":"v1","metadata":{},"reason":"Forbidden","message":"User \"hush\nhush\" x"}"#
    #expect(Refusal(.json(user, status: 403)).user == .withheld)
  }

  @Test("messages say what failed, for whom, and what to do")
  func messages() {
    let denied = error(Refusal(httpStatus: 403, reason: "Forbidden", user: "ro"))
    #expect(
      denied
        == "prod (https://api:6443): cannot list pods: HTTP 403 Forbidden: pods is forbidden: User \"ro\" cannot list resource \"pods\" in "
        + "API group \"\" at the cluster scope. RBAC lacks verb list on "
        + "pods (the core API group, whole cluster); the ClusterRole and Role in Config/kubernetes grant it.")
    #expect(error(Refusal(httpStatus: 401, reason: "Unauthorized")).contains("renew them"))
    #expect(
      error(Refusal(httpStatus: 403, reason: "Forbidden", user: "system:anonymous"))
        .contains("No credentials were sent"))
    #expect(
      error(Refusal(httpStatus: 404, mediaType: "text/plain", cause: "page not found"))
        .contains("HTTP 404 with text/plain in place of a Status: page not found. That is not the answer of an API"))
  }

  private func error(_ refusal: Refusal) -> String {
    KubernetesError(cluster: "prod", server: "https://api:6443", request: .pods, problem: .refused(refusal)).description
  }
}
