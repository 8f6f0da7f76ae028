// swift-tools-version: 6.2
import PackageDescription

/// Every target is compiled in Swift 6 language mode, with imports that say how far they reach.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// How the executables are linked: without the tens of thousands of exported symbols that linking Swift's libraries
/// statically asks for (-export-dynamic in static-stdlib-args.lnk). Nothing loads code into capdb that would look for them,
/// and each costs space in the file and memory at start-up.
let executableLinking: [LinkerSetting] = [
  .unsafeFlags(["-Xlinker", "--no-export-dynamic"], .when(platforms: [.linux]))
]

/// A module; the arrows of docs/architecture.md are its dependencies.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// The tests of one module.
func tests(of name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.byName(name: name)] + dependencies, exclude: exclude,
    swiftSettings: settings)
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asn1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

/// `make release` names the commit. Only one file in C is compiled anew for it; without it nothing is.
let commit: [CSetting] =
  Context.environment["CAPDB_COMMIT"].map { [.define("CAPDB_COMMIT", to: "\"\($0)\"")] } ?? []

let package = Package(
  name: "capdb",
  products: [
    .executable(name: "capdb", targets: ["capdb"]),
    .executable(name: "capdb-demo", targets: ["capdb-demo"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
    .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.0.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: [
    module("TextEncoding"),
    module("Capacity", ["TextEncoding"]),
    module("OutsideText"),
    // libyaml itself, which comes with Yams: see docs/decisions/0016-yaml-read-once.md.
    module("YAMLDocument", ["OutsideText", yams]),
    module("Disk", ["OutsideText"]),
    .target(name: "CCurl", linkerSettings: [.linkedLibrary("curl"), .linkedLibrary("z")]),
    .target(name: "CMalloc"),
    module("Transport", ["CCurl", "OutsideText", "TextEncoding"]),
    module("KubernetesAPI", ["Capacity", "OutsideText", "TextEncoding", "Transport", "YAMLDocument", subprocess]),
    module("AWSAccess", ["Capacity", "OutsideText", "TextEncoding", "Transport", crypto, subprocess]),
    module("EC2API", ["Capacity", "OutsideText", "TextEncoding", "Transport", "AWSAccess"]),
    module("Collection", ["Capacity", "Transport", "KubernetesAPI", "AWSAccess", "EC2API"]),
    module("ClusterAccess", ["AWSAccess", "KubernetesAPI", "Settings"]),
    .target(
      name: "Migrations", path: "Migrations",
      resources: [
        .embedInCode("V0001__history.sql"), .embedInCode("V0002__rollups.sql"), .embedInCode("V0003__sync.sql"),
        .embedInCode("V0004__vpc_and_reservation_views.sql"), .embedInCode("V0005__who_owns_and_serves.sql"),
        .embedInCode("V0006__retention.sql"), .embedInCode("Hub/H0005__retention.sql"),
        .embedInCode("V0007__following.sql"), .embedInCode("Hub/H0006__following.sql"),
        .embedInCode("Hub/H0001__tables.sql"), .embedInCode("Hub/H0002__views.sql"),
        .embedInCode("Hub/H0003__vpc_and_reservation_views.sql"), .embedInCode("Hub/H0004__who_owns_and_serves.sql"),
      ], swiftSettings: settings),
    module("Database", ["Disk", "Migrations", "OutsideText", "TextEncoding", grdb]),
    .target(name: "CPostgres", linkerSettings: [.linkedLibrary("pq")]),
    module("DatabasePostgres", ["CPostgres", "Database", "OutsideText", "TextEncoding"]),
    module("History", ["Capacity", "Database", "Migrations", "TextEncoding"]),
    module("Query", ["CPostgres", "Capacity", "Database", "DatabasePostgres", grdb]),
    module("Sync", ["Capacity", "Database", "History"]),
    module("Settings", ["Capacity", "OutsideText", "YAMLDocument"]),
    .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),
    module(
      "Diagnosis",
      [
        "AWSAccess", "CZlib", "Capacity", "ClusterAccess", "Collection", "Database", "DatabasePostgres", "Disk",
        "EC2API", "History", "KubernetesAPI", "OutsideText", "Settings", "Sync", "TextEncoding", "Transport", crypto,
        asn1,
      ]),
    module("ServiceManager"),
    module("Reports", ["Capacity"]),
    module("Presentation", ["Capacity", "Reports", "TextEncoding"]),
    .target(
      name: "Pages", dependencies: ["Capacity", "Presentation", "Reports", "TextEncoding", crypto],
      path: "Sources/Pages",
      resources: [
        .embedInCode("Assets/charts.css"), .embedInCode("Assets/charts.js"), .embedInCode("Assets/map.css"),
        .embedInCode("Assets/map.js"), .embedInCode("Assets/page.css"),
        .embedInCode("Assets/tables.js"),
      ], swiftSettings: settings),
    .target(name: "CBuild", cSettings: commit),
    module("Manual", ["CBuild", "TextEncoding"]),
    .target(
      name: "Server",
      dependencies: [
        "Capacity", "Database", "DatabasePostgres", "History", "Pages", "Presentation", "Reports", "TextEncoding",
        crypto, logging,
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ], resources: [.embedInCode("Assets/live.css"), .embedInCode("Assets/live.js")], swiftSettings: settings),
    module(
      "ClusterSimulator",
      [
        "Capacity",
        crypto, logging,
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdHTTP2", package: "hummingbird"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        asn1,
        .product(name: "X509", package: "swift-certificates"),
      ]),
    .executableTarget(
      name: "capdb",
      dependencies: [
        "CMalloc", "Capacity", "Disk", "OutsideText", "Transport", "KubernetesAPI", "AWSAccess", "EC2API", "Collection",
        "ClusterAccess", "Database", "DatabasePostgres", "Diagnosis", "History", "Query", "Sync", "Reports",
        "Presentation", "Pages", "Manual", "Server", "ServiceManager", "Settings", "TextEncoding", argumentParser,
        crypto, logging,
      ],
      swiftSettings: settings, linkerSettings: executableLinking),
    // Apart from capdb, beside which credentials lie: see docs/decisions/0020-the-simulator-is-its-own-binary.md.
    .executableTarget(
      name: "capdb-demo",
      dependencies: [
        "Capacity", "Disk", "Transport", "KubernetesAPI", "AWSAccess", "EC2API", "Collection", "History", "Reports",
        "Presentation", "Manual", "ClusterSimulator", argumentParser,
      ],
      swiftSettings: settings, linkerSettings: executableLinking),
    .target(name: "LoopbackServer", path: "Tests/LoopbackServer", swiftSettings: settings),
    .target(name: "CapdbRunner", path: "Tests/CapdbRunner", swiftSettings: settings),
    .target(
      name: "PostgresServer", dependencies: ["LoopbackServer"], path: "Tests/PostgresServer", exclude: ["keeper"],
      swiftSettings: settings),
    .target(
      name: "YearOfHistory", dependencies: ["Capacity", "ClusterSimulator", "History"], path: "Tests/YearOfHistory",
      swiftSettings: settings),
    .executableTarget(
      name: "year-of-history", dependencies: ["Capacity", "ClusterSimulator", "History", "YearOfHistory"],
      path: "Benchmarks/Year",
      swiftSettings: settings),
    tests(of: "TextEncoding"),
    tests(of: "Capacity"),
    tests(of: "OutsideText"),
    tests(of: "Disk", ["OutsideText"]),
    tests(of: "YAMLDocument", ["OutsideText"]),
    tests(of: "Transport", ["CCurl", "Capacity", "LoopbackServer", "OutsideText"]),
    tests(
      of: "KubernetesAPI",
      ["Capacity", "OutsideText", "Transport", "YAMLDocument", protobuf],
      exclude: ["Oracle/kubernetes.proto"]),
    tests(of: "AWSAccess", ["Capacity", "OutsideText", "Transport", "LoopbackServer"]),
    tests(of: "EC2API", ["AWSAccess", "Capacity", "OutsideText", "Transport", "LoopbackServer"]),
    tests(of: "Settings", ["Capacity", "OutsideText"]),
    tests(of: "ServiceManager"),
    tests(of: "Collection", ["Capacity", "KubernetesAPI"]),
    .testTarget(
      name: "FollowingTests",
      dependencies: [
        "Capacity", "ClusterSimulator", "Collection", "Database", "History", "KubernetesAPI", "Transport",
      ],
      swiftSettings: settings),
    tests(
      of: "Diagnosis",
      [
        "Capacity", "Database", "DatabasePostgres", "History", "OutsideText", "PostgresServer", "Settings", "Sync",
        "Transport",
      ]),
    .target(
      name: "RandomHistory", dependencies: ["Capacity"], path: "Tests/RandomHistory", swiftSettings: settings),
    .target(
      name: "HistoryFixture", dependencies: ["Capacity", "Database", "History", "RandomHistory", grdb],
      path: "Tests/HistoryFixture", swiftSettings: settings),
    tests(
      of: "Database",
      ["Capacity", "Disk", "History", "HistoryFixture", "Migrations", "OutsideText", "Query", "RandomHistory", grdb]),
    tests(
      of: "History",
      [
        "Capacity", "Database", "Disk", "HistoryFixture", "Migrations", "OutsideText", "Query", "RandomHistory", grdb,
      ]),
    .target(
      name: "HubFixture",
      dependencies: ["Capacity", "DatabasePostgres", "History", "PostgresServer", "RandomHistory", "Sync"],
      path: "Tests/HubFixture", swiftSettings: settings),
    tests(
      of: "Query",
      [
        "Capacity", "Database", "DatabasePostgres", "History", "HistoryFixture", "HubFixture", "PostgresServer",
        "RandomHistory", "Sync", grdb,
      ]),
    tests(
      of: "Sync",
      [
        "Capacity", "Database", "DatabasePostgres", "History", "HubFixture", "Migrations", "PostgresServer",
        "RandomHistory",
      ]),
    tests(of: "Reports", ["Capacity"]),
    tests(of: "Presentation", ["Capacity", "Reports"]),
    .target(name: "Browser", path: "Tests/Browser", swiftSettings: settings),
    .testTarget(
      name: "BrowserTests",
      dependencies: [
        "Browser", "capdb", "Capacity", "CapdbRunner", "ClusterSimulator", "History", "YearOfHistory",
      ],
      swiftSettings: settings),
    tests(of: "Pages", ["Capacity", "Presentation", "Reports"]),
    tests(of: "Manual"),
    tests(
      of: "Server",
      [
        "Capacity", "Database", "History", "HistoryFixture", "LoopbackServer", "Presentation", "RandomHistory",
        "Reports", logging,
      ]),
    tests(of: "ClusterSimulator", ["Capacity"]),
    tests(of: "PostgresServer"),
    .testTarget(
      name: "IntegrationTests", dependencies: ["capdb", "CapdbRunner"],
      exclude: [
        "Support/access.py", "Support/apis.py", "Support/awscases.py", "Support/changing-cluster.py",
        "Support/compacting-proxy.py", "Support/compare-aws.py", "Support/compare-kubectl.py", "Support/comparing.py",
        "Support/control-plane", "Support/eks-like-cluster.py", "Support/every-instance-type.py", "Support/history.py",
        "Support/kubeconfigs.py", "Support/moto-server.py", "Support/reading.py",
      ], swiftSettings: settings),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "capdb", "capdb-demo", "Capacity", "CapdbRunner", "ClusterSimulator", "History", "LoopbackServer", "Migrations",
        "PostgresServer", "YAMLDocument", grdb,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "YearTests",
      dependencies: [
        "capdb", "Capacity", "CapdbRunner", "ClusterSimulator", "DatabasePostgres", "History", "PostgresServer",
        "Presentation",
        "Query",
        "Reports", "YearOfHistory",
      ], swiftSettings: settings),
  ]
)

// Sanitizers and fuzzers build the libraries alone: what serves takes longest to compile and decodes nothing from outside.
if Context.environment["CAPDB_LIBRARIES_ONLY"] != nil {
  let serving = [
    "Browser", "BrowserTests", "CMalloc", "ClusterSimulator", "ClusterSimulatorTests", "capdb", "capdb-demo",
    "CapdbRunner", "EndToEndTests", "FollowingTests", "IntegrationTests", "PostgresServerTests", "Server",
    "ServerTests", "YearOfHistory", "YearTests", "year-of-history",
  ]
  package.targets.removeAll { serving.contains($0.name) }
  package.products.removeAll()
}
// Working on few modules takes few targets: CAPDB_MODULES=Capacity,Reports,ReportsTests builds just these.
if let named = Context.environment["CAPDB_MODULES"] {
  let modules = named.split(separator: ",").map(String.init)
  package.targets.removeAll { !modules.contains($0.name) }
  package.products.removeAll()
}
if Context.environment["CAPDB_FUZZ"] != nil {
  // libFuzzer brings its own `main`, so the harness must not have one.
  package.targets.append(
    .executableTarget(
      name: "Fuzz", dependencies: ["Capacity", "KubernetesAPI", "AWSAccess", "EC2API", "Transport"], path: "Fuzz",
      exclude: ["Seeds"], swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]))
}
