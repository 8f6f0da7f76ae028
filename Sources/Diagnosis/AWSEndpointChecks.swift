import AWSAccess
import Capacity
import OutsideText
import Transport

/// How a service's server answered, before anything was asked of the account.
private struct EndpointAnswer: Sendable {
  /// Nil if there was none in time.
  var result: Result<EndpointGreeting, AWSError>?

  var greeting: EndpointGreeting? { try? result?.get() }

  /// Why there was no connection.
  var transport: TransportError? {
    if case .failure(.unreachable(_, let error)) = result { error } else { nil }
  }
}

// MARK: - The way to AWS

extension AWSChecks {
  /// The checks of EC2's and STS's servers, in their order: `aws-endpoint`, `aws-tls`, `aws-clock`.
  func endpoints(_ session: AWSSession) async -> [Finding] {
    check.surroundings.progress(check.cluster, "aws-endpoint")
    async let ec2Answer = answer(of: .ec2, session)
    async let stsAnswer = answer(of: .sts, session)
    let (ec2, sts) = await (ec2Answer, stsAnswer)
    return [
      check.finding("aws-endpoint", endpoint(session, ec2)), check.finding("aws-tls", tls([ec2, sts])),
      check.finding("aws-clock", clock(sts)),
    ]
  }

  private func answer(of service: AWSService, _ session: AWSSession) async -> EndpointAnswer {
    let result = await Race.run(within: check.surroundings.deadline + .milliseconds(500)) {
      () async -> Result<EndpointGreeting, AWSError> in
      do throws(AWSError) { return .success(try await session.greet(service)) } catch { return .failure(error) }
    }
    return EndpointAnswer(result: result)
  }

  private func endpoint(_ session: AWSSession, _ answer: EndpointAnswer) -> Verdict {
    do throws(AWSError) {
      let facts = try session.endpointFacts(of: .ec2)
      if let error = answer.transport, !error.isOfTLS {
        return .failed(
          "\(facts.server)\(words(facts)): \(error.summary) (\(error.detail))", remedy: reachingRemedy(error, facts))
      }
      return .ok("\(facts.server)\(words(facts))")
    } catch {
      return .failed(error.description, remedy: "env | grep AWS_ENDPOINT_URL; aws configure get endpoint_url")
    }
  }

  private func words(_ facts: EndpointFacts) -> String {
    let place = facts.place.map { ", named by \($0)" } ?? ""
    let proxy =
      facts.proxy.map { ", through the proxy \($0)\(facts.proxyVariable.map { " of \($0)" } ?? "")" }
      ?? facts.proxyVariable.map { ", without the proxy of \($0)" } ?? ", without a proxy"
    let authorities = facts.hasOwnAuthorities ? "; trusted: the file of AWS_CA_BUNDLE or ca_bundle" : ""
    return "\(place)\(proxy)\(authorities)"
  }

  private func reachingRemedy(_ error: TransportError, _ facts: EndpointFacts) -> String {
    switch error.kind {
    case .proxyFailed: "env | grep -i _proxy   # NO_PROXY, if EC2 is reached without a proxy"
    case .nameNotResolved:
      "getent hosts \(Self.host(of: facts.server))   # the name of a VPC endpoint may resolve only inside its VPC"
    default: "curl -v --max-time 10 \(facts.server)   # routes, NAT, VPC endpoints and their security groups"
    }
  }

  /// The host of `https://ec2.eu-west-1.amazonaws.com:443`.
  private static func host(of server: SafeText) -> Substring {
    let place = server.text.split(separator: "/").last ?? "HOST"
    return place.hasPrefix("[") ? place.dropFirst().prefix { $0 != "]" } : place.prefix { $0 != ":" }
  }
}

// MARK: - TLS and the clock

extension AWSChecks {
  private func tls(_ answers: [EndpointAnswer]) -> Verdict {
    if let error = answers.compactMap(\.transport).first(where: \.isOfTLS) {
      return .failed(
        "\(error.server): \(error.summary) (\(error.detail))",
        remedy: "export AWS_CA_BUNDLE=/path/to/ca.pem   # the authority of a proxy that inspects TLS")
    }
    let greetings = answers.compactMap(\.greeting)
    guard !greetings.isEmpty else { return .skipped("there is no connection") }
    let open = Set(greetings.filter(Self.isReadable).map(\.server.text)).sorted()
    guard open.isEmpty else {
      return .warning(
        "\(open.joined(separator: ", ")): the connection is not encrypted, and anyone on the way can read along",
        remedy: "env | grep AWS_ENDPOINT_URL; aws configure get endpoint_url")
    }
    return expiry(greetings)
  }

  /// Whether others can read what is sent: neither TLS nor this machine protects it.
  private static func isReadable(_ greeting: EndpointGreeting) -> Bool {
    let host = host(of: greeting.server)
    return greeting.server.text.hasPrefix("http:") && host != "localhost" && host != "::1" && !host.hasPrefix("127.")
  }

  private func expiry(_ greetings: [EndpointGreeting]) -> Verdict {
    let now = check.surroundings.now()
    let certificates = greetings.compactMap { greeting in greeting.certificate.map { (greeting.server, $0) } }
    guard let first = certificates.map(\.1.expiration).min() else { return .ok("not encrypted, and on this machine") }
    let words = certificates.map { server, certificate in
      let end = Timestamp(seconds: certificate.expiration)
      let issuer = certificate.issuer.map { " by \($0)" } ?? ""
      return "\(Self.host(of: server))\(issuer), valid until \(end) (\(Wording.time(end - now)))"
    }
    // EC2 and STS may be one server: another endpoint, or a proxy that inspects TLS.
    let text =
      "certificate of "
      + words.indices.filter { words.firstIndex(of: words[$0]) == $0 }.map { words[$0] }
      .joined(separator: "; ")
    guard Timestamp(seconds: first) - now < CertificateEnd.warning else { return .ok(text) }
    return .warning(text, remedy: "renew the certificate of this endpoint or proxy before then (AWS renews its own)")
  }

  /// STS signs nothing off that is more than five minutes from its own clock, and neither does EC2.
  private func clock(_ answer: EndpointAnswer) -> Verdict {
    guard let greeting = answer.greeting else { return .skipped("there is no connection to STS") }
    return .clock(sentAt: greeting.sentAt, now: check.surroundings.now(), whose: "STS's")
  }
}
