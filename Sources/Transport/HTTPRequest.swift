public import OutsideText

/// One HTTP request and how to reach its server.
public struct HTTPRequest: Sendable {
  /// The methods that capdb uses.
  public enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
    /// For IMDSv2, whose token is requested this way.
    case put = "PUT"
  }

  /// `GET`, `POST` or `PUT`.
  public var method: Method
  /// The absolute URL, its query already percent-encoded.
  public var url: String
  /// The part of its path that logs may show. The URL itself may hold texts of a configuration or an answer.
  public var shownPath: SafeText
  /// Header lines in order; a name may occur more than once.
  public var headers: [HTTPHeader]
  /// The body of a POST or PUT.
  public var body: [UInt8]
  /// How the server is reached and identified.
  public var endpoint: Endpoint
  /// The key and scope that sign the request; nil for an unsigned one.
  public var signature: AWSSignature?
  /// The transfer's limits.
  public var limits: TransferLimits
  /// Whether the answer is to tell which certificate the server showed. The request then gets a connection of its own.
  public var asksForCertificate = false

  /// By default a GET with the system's trust and the default limits.
  public init(
    method: Method = .get, url: String, shownPath: SafeText = "", headers: [HTTPHeader] = [], body: [UInt8] = [],
    endpoint: Endpoint = Endpoint(), signature: AWSSignature? = nil, limits: TransferLimits = TransferLimits()
  ) {
    self.method = method
    self.url = url
    self.shownPath = shownPath
    self.headers = headers
    self.body = body
    self.endpoint = endpoint
    self.signature = signature
    self.limits = limits
  }
}

/// One header line.
public struct HTTPHeader: Hashable, Sendable {
  /// The field's name; compared without regard to case.
  public var name: String
  /// The field's value.
  public var value: String

  /// The line `name: value`.
  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// Where a server is and how its identity is checked. Requests with equal endpoints share connections.
public struct Endpoint: Hashable, Sendable {
  /// Which certificate authorities are trusted.
  public enum Trust: Hashable, Sendable {
    /// The system's.
    case system
    /// Those of this PEM text and no others: the system's file and directory are switched off.
    case onlyPEM([UInt8])
    /// Those of this PEM file and no others.
    case onlyFile(String)
    /// Every certificate is accepted: neither chain nor name is checked.
    case anything
  }

  /// How the server is reached.
  ///
  /// `ProxyRules` decides it from the environment's variables; libcurl itself ignores them.
  public enum Proxy: Hashable, Sendable {
    /// Through this proxy: `http://…`, `https://…` or `socks5h://…`. The URL may hold a password.
    case url(String)
    /// Directly.
    case none
    /// Not at all: a variable asks for a proxy that cannot be used.
    case unusable(Problem)

    /// Why a proxy cannot be used.
    public enum Problem: Hashable, Sendable {
      /// The variable's value is not the URL of an HTTP or SOCKS proxy.
      case notAProxy(variable: SafeText)
      /// `HTTP_PROXY` may come from a client of the web server that started this process: `REQUEST_METHOD` is set.
      case gateway
    }
  }

  /// A client certificate and its key, both PEM.
  public struct ClientCertificate: Hashable, Sendable {
    /// The certificate chain, leaf first.
    public var certificatePEM: [UInt8]
    /// The private key.
    public var keyPEM: [UInt8]

    /// Both have to be in PEM.
    public init(certificatePEM: [UInt8], keyPEM: [UInt8]) {
      self.certificatePEM = certificatePEM
      self.keyPEM = keyPEM
    }
  }

  /// Which certificate authorities are trusted.
  public var trust: Trust
  /// The certificate to show the server, if it asks.
  public var clientCertificate: ClientCertificate?
  /// The name that the server's certificate must have, and that is sent as SNI; nil for the URL's host. The `Host` header
  /// has the URL's host either way.
  public var tlsServerName: String?
  /// How the server is reached.
  public var proxy: Proxy

  /// By default the system's trust, no client certificate and no proxy.
  public init(
    trust: Trust = .system, clientCertificate: ClientCertificate? = nil, tlsServerName: String? = nil,
    proxy: Proxy = .none
  ) {
    self.trust = trust
    self.clientCertificate = clientCertificate
    self.tlsServerName = tlsServerName
    self.proxy = proxy
  }
}

/// The key and scope that sign a request by AWS Signature Version 4.
public struct AWSSignature: Sendable {
  /// For example `ap-northeast-2`.
  public var region: String
  /// For example `ec2`.
  public var service: String
  /// The access key's id.
  public var accessKeyID: String
  /// The secret access key. Never logged.
  public var secretAccessKey: String
  /// The token of temporary credentials. Never logged.
  public var sessionToken: String?

  /// - Parameter sessionToken: nil for credentials that do not expire.
  public init(region: String, service: String, accessKeyID: String, secretAccessKey: String, sessionToken: String?) {
    self.region = region
    self.service = service
    self.accessKeyID = accessKeyID
    self.secretAccessKey = secretAccessKey
    self.sessionToken = sessionToken
  }
}

/// Limits of a transfer.
public struct TransferLimits: Hashable, Sendable {
  /// Time to connect, TLS handshake included.
  public var connect: Duration
  /// Time for the whole transfer.
  public var total: Duration
  /// The transfer is ended when fewer than `stallBytesPerSecond` arrive for this long.
  public var stall: Duration
  /// Bytes per second below which a transfer counts as stalled.
  public var stallBytesPerSecond: Int
  /// The largest body that is accepted, after decompression, in bytes.
  public var bodyBytes: Int
  /// Whether gzip is offered.
  public var acceptsCompression: Bool

  /// By default 10 s to connect, 60 s in all, 20 s without progress, 512 MiB.
  public init(
    connect: Duration = .seconds(10), total: Duration = .seconds(60), stall: Duration = .seconds(20),
    stallBytesPerSecond: Int = 1, bodyBytes: Int = 512 << 20, acceptsCompression: Bool = true
  ) {
    self.connect = connect
    self.total = total
    self.stall = stall
    self.stallBytesPerSecond = stallBytesPerSecond
    self.bodyBytes = bodyBytes
    self.acceptsCompression = acceptsCompression
  }
}
