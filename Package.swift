// swift-tools-version: 6.2
import PackageDescription

/// Every target is compiled in Swift 6 language mode, with imports that say how far they reach.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// A room of the house; the arrows of docs/architecture.md are its dependencies.
func room(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
  .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

/// The tests of one room.
func tests(of name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.byName(name: name)] + dependencies, resources: resources,
    swiftSettings: settings)
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
  name: "capdb",
  products: [.executable(name: "capdb", targets: ["capdb"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
    .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: [
    room("Capacity"),
    room("OutsideText"),
    // libyaml itself, which comes with Yams: see docs/decisions/0016-yaml-read-once.md.
    room("YAMLDocument", ["OutsideText", yams]),
    room("Disk", ["OutsideText"]),
    .target(name: "CCurl", linkerSettings: [.linkedLibrary("curl"), .linkedLibrary("z")]),
    .target(name: "CMalloc"),
    room("Transport", ["CCurl", "OutsideText"]),
    room(
      "KubernetesAPI", ["Capacity", "OutsideText", "Transport", "YAMLDocument", protobuf, subprocess],
      exclude: ["Protobuf/kubernetes.proto"]),
    room("AWSAccess", ["Capacity", "OutsideText", "Transport", crypto, subprocess]),
    room("EC2API", ["Capacity", "OutsideText", "Transport", "AWSAccess"]),
    room("Collection", ["Capacity", "Transport", "KubernetesAPI", "AWSAccess", "EC2API"]),
    .target(
      name: "Migrations", path: "Migrations",
      resources: [
        .embedInCode("V0001__history.sql"), .embedInCode("V0002__rollups.sql"), .embedInCode("V0003__sync.sql"),
        .embedInCode("Hub/H0001__tables.sql"), .embedInCode("Hub/H0002__views.sql"),
      ], swiftSettings: settings),
    room("History", ["Capacity", "Disk", "Migrations", "OutsideText", grdb]),
    .target(name: "CPostgres", linkerSettings: [.linkedLibrary("pq")]),
    room("Hub", ["Capacity", "OutsideText", "Migrations", "History", "CPostgres"]),
    room("Settings", ["OutsideText", "YAMLDocument"]),
    room("Reports", ["Capacity"]),
    room("Presentation", ["Capacity", "Reports"]),
    room("Manual"),
    room(
      "ClusterSimulator",
      [
        "Capacity",
        crypto, logging,
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdHTTP2", package: "hummingbird"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "SwiftASN1", package: "swift-asn1"),
        .product(name: "X509", package: "swift-certificates"),
      ]),
    .executableTarget(
      name: "capdb",
      dependencies: [
        "CMalloc", "Capacity", "Disk", "OutsideText", "Transport", "KubernetesAPI", "AWSAccess", "EC2API", "Collection",
        "History", "Hub", "Reports", "Presentation", "Manual", "ClusterSimulator", "Settings", argumentParser, crypto,
        logging,
      ],
      swiftSettings: settings),
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
    tests(of: "Capacity"),
    tests(of: "OutsideText"),
    tests(of: "Disk", ["OutsideText"]),
    tests(of: "YAMLDocument", ["OutsideText"]),
    tests(of: "Transport", ["CCurl", "Capacity", "LoopbackServer", "OutsideText"]),
    tests(
      of: "KubernetesAPI",
      ["Capacity", "OutsideText", "Transport", "YAMLDocument", "LoopbackServer", protobuf]),
    tests(of: "AWSAccess", ["Capacity", "OutsideText", "Transport", "LoopbackServer"]),
    tests(of: "EC2API", ["AWSAccess", "Capacity", "OutsideText", "Transport", "LoopbackServer"]),
    tests(of: "Settings", ["OutsideText"]),
    tests(of: "Collection", ["Capacity"]),
    .target(
      name: "RandomHistory", dependencies: ["Capacity"], path: "Tests/RandomHistory", swiftSettings: settings),
    tests(of: "History", ["Capacity", "Disk", "Migrations", "OutsideText", "RandomHistory", grdb]),
    tests(of: "Hub", ["Capacity", "History", "Migrations", "PostgresServer", "RandomHistory"]),
    tests(of: "Reports", ["Capacity"]),
    tests(of: "Presentation", ["Capacity", "Reports"]),
    tests(of: "Manual"),
    tests(of: "ClusterSimulator", ["Capacity"]),
    tests(of: "PostgresServer"),
    .testTarget(
      name: "IntegrationTests", dependencies: ["capdb", "CapdbRunner"],
      exclude: [
        "Support/access.py", "Support/apis.py", "Support/awscases.py", "Support/compacting-proxy.py",
        "Support/compare-aws.py", "Support/compare-kubectl.py", "Support/comparing.py", "Support/control-plane",
        "Support/eks-like-cluster.py", "Support/every-instance-type.py", "Support/history.py",
        "Support/kubeconfigs.py", "Support/moto-server.py", "Support/reading.py",
      ], swiftSettings: settings),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "capdb", "Capacity", "CapdbRunner", "ClusterSimulator", "History", "LoopbackServer", "PostgresServer",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "YearTests",
      dependencies: [
        "capdb", "Capacity", "CapdbRunner", "ClusterSimulator", "History", "Hub", "PostgresServer", "Presentation",
        "Reports", "YearOfHistory",
      ], swiftSettings: settings),
  ]
)

// Sanitizers and fuzzers build the rooms alone: what serves takes longest to compile and decodes nothing from outside.
if Context.environment["CAPDB_ROOMS_ONLY"] != nil {
  let serving = [
    "CMalloc", "ClusterSimulator", "ClusterSimulatorTests", "capdb", "CapdbRunner", "EndToEndTests", "IntegrationTests",
    "PostgresServerTests", "YearOfHistory", "YearTests", "year-of-history",
  ]
  package.targets.removeAll { serving.contains($0.name) }
  package.products.removeAll()
}
// Working on few rooms takes few targets: CAPDB_ROOMS=Capacity,Reports,ReportsTests builds just these.
if let named = Context.environment["CAPDB_ROOMS"] {
  let rooms = named.split(separator: ",").map(String.init)
  package.targets.removeAll { !rooms.contains($0.name) }
  package.products.removeAll()
}
if Context.environment["CAPDB_FUZZ"] != nil {
  // libFuzzer brings its own `main`, so the harness must not have one.
  package.targets.append(
    .executableTarget(
      name: "Fuzz", dependencies: ["Capacity", "KubernetesAPI", "AWSAccess", "EC2API"], path: "Fuzz",
      exclude: ["Seeds"], swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]))
}
