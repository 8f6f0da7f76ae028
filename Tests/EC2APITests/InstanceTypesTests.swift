import AWSAccess
import Capacity
@testable import EC2API
import LoopbackServer
import OutsideText
import Testing

@Suite("Instance types")
struct InstanceTypesTests {
  /// A row of the list of all types: what EC2 says of it, and max pods as computed apart from this code.
  private struct Row {
    var name: String
    var vcpus: Int
    var enisAllCards: Int
    var defaultCard: Int
    var cards: [(index: Int, enis: Int)]
    var ipv4PerENI: Int
    var hypervisor: String
    var maxPods: Int

    init(_ line: Substring) throws {
      let words = line.split(separator: " ").map(String.init)
      name = words[0]
      vcpus = try #require(Int(words[1]))
      enisAllCards = try #require(Int(words[2]))
      defaultCard = try #require(Int(words[3]))
      cards = try words[4].split(separator: ",").map { card in
        let numbers = card.split(separator: ":").compactMap { Int($0) }
        try #require(numbers.count == 2)
        return (numbers[0], numbers[1])
      }
      ipv4PerENI = try #require(Int(words[5]))
      hypervisor = words[6]
      maxPods = try #require(Int(words[7]))
    }

    var xml: String {
      // The last card first: the right one is found by its index, not by its place.
      let cardItems = cards.reversed().map {
        "<item><networkCardIndex>\($0.index)</networkCardIndex>"
          + "<maximumNetworkInterfaces>\($0.enis)</maximumNetworkInterfaces></item>"
      }
      return "<item><instanceType>\(name)</instanceType><bareMetal>\(hypervisor == "-")</bareMetal>"
        + (hypervisor == "-" ? "" : "<hypervisor>\(hypervisor)</hypervisor>")
        + "<vCpuInfo><defaultVCpus>\(vcpus)</defaultVCpus></vCpuInfo><networkInfo>"
        + "<maximumNetworkInterfaces>\(enisAllCards)</maximumNetworkInterfaces>"
        + "<defaultNetworkCardIndex>\(defaultCard)</defaultNetworkCardIndex>"
        + "<networkCards>\(cardItems.joined())</networkCards>"
        + "<ipv4AddressesPerInterface>\(ipv4PerENI)</ipv4AddressesPerInterface></networkInfo></item>"
    }
  }

  private func rows() throws -> [Row] {
    try String(decoding: fixture("instance-types/instance-types.txt"), as: UTF8.self).split(separator: "\n")
      .filter { !$0.hasPrefix("#") }.map(Row.init)
  }

  private func page(_ items: some Sequence<String>) -> String {
    "<DescribeInstanceTypesResponse><instanceTypeSet>\(items.joined())</instanceTypeSet></DescribeInstanceTypesResponse>"
  }

  @Test("max pods is right for every type of EC2")
  func everyType() throws {
    let rows = try rows()
    #expect(rows.count == 1263)
    let types = try decode(InstanceTypesDecoder(), Array(page(rows.map(\.xml)).utf8))
    #expect(types.map(MaxPods.byInstance) == rows.map(\.maxPods))
    #expect(types.map(\.enisMaxAllCards) == rows.map(\.enisAllCards))
    #expect(types.count { $0.enisMax != $0.enisMaxAllCards } == 54)
    #expect(types.count(where: \.isBareMetal) == 131)
  }

  @Test("types with several network cards are read as recorded")
  func multiCard() throws {
    let types = try decode(InstanceTypesDecoder(), try fixture("instance-types/multi-card/DescribeInstanceTypes.xml"))
    let byName = Dictionary(uniqueKeysWithValues: types.map { ($0.name, $0) })
    let maxPods = byName.mapValues(MaxPods.byInstance)
    #expect(
      maxPods == [
        "p4d.24xlarge": 737, "c6in.32xlarge": 394, "dl1.24xlarge": 737, "p5.48xlarge": 100, "m5.large": 29,
        "t3.small": 11, "m5.metal": 737, "t2.medium": 17, "a1.metal": 234,
      ])
    #expect(byName["p5.48xlarge"]?.enisMaxAllCards == 64)
    #expect(byName["m5.metal"]?.isBareMetal == true)
    #expect(byName["m5.metal"]?.supportsPrefixDelegation == true)
    #expect(byName["t2.medium"]?.supportsPrefixDelegation == false)
    #expect(byName["m5.large"]?.memoryMiB == 8192)
    #expect(byName["a1.metal"]?.architectures == "arm64")
  }

  @Test("a type without cards is taken by its total; one whose default card is missing is an error")
  func cards() throws {
    let row = try Row("x.y 2 3 0 0:3 10 nitro 29")
    let none = row.xml.replacing(/<networkCards>.*<\/networkCards>/, with: "")
    #expect(try decode(InstanceTypesDecoder(), Array(page([none]).utf8)).map(\.enisMax) == [3])
    let other = row.xml.replacing("<networkCardIndex>0", with: "<networkCardIndex>1")
    #expect(throws: XMLReplyError.missing(element: "networkCards entry 0", item: "x.y")) {
      try decode(InstanceTypesDecoder(), Array(page([other]).utf8))
    }
  }

  /// A server that knows these types and refuses a call that names another.
  private func server(
    _ known: [Row], refusal: @escaping @Sendable ([String]) -> String
  ) throws -> LoopbackServer {
    let items = Dictionary(uniqueKeysWithValues: known.map { ($0.name, $0.xml) })
    return try LoopbackServer { request in
      let names = request.formParameters.filter { $0.key.hasPrefix("InstanceType.") }.map(\.value).sorted()
      let unknown = names.filter { items[$0] == nil }
      guard unknown.isEmpty else { return ec2Error("InvalidInstanceType", refusal(unknown)) }
      return xml(page(names.compactMap { items[$0] }))
    }
  }

  @Test("names that the answer calls unknown are left out")
  func unknownNames() async throws {
    let rows = try rows().filter { ["m5.large", "t3.small", "m5.metal"].contains($0.name) }
    let server = try server(rows) {
      "The following supplied instance types do not exist: [\($0.joined(separator: ", "))]"
    }
    let types = try await client(server).describeInstanceTypes(
      names: ["m5.large", "m5.larg", "t3.small", "zz9.x", "m5.large", "m5.metal"])
    #expect(types.map(\.name) == ["m5.large", "m5.metal", "t3.small"])
    #expect(server.requests.count == 2)
  }

  @Test("where the answer names none of them, the unknown ones are found by halving")
  func halving() async throws {
    let rows = Array(try rows().prefix(37))
    let server = try server(rows) { _ in "One of them does not exist" }
    let names = rows.map(\.name) + ["gone.large", "never.was"]
    #expect(try await client(server).describeInstanceTypes(names: names).map(\.name) == rows.map(\.name).sorted())
  }

  @Test("no call names more than a hundred types, or none")
  func chunks() async throws {
    let rows = try rows()
    let server = try server(rows) { _ in "" }
    let types = try await client(server).describeInstanceTypes(names: rows.map(\.name))
    #expect(types.count == rows.count)
    #expect(server.requests.count == 13)
    #expect(server.requests.allSatisfy { $0.formParameters["MaxResults"] == nil })
    #expect(try await client(server).describeInstanceTypes(names: []).isEmpty)
    #expect(server.requests.count == 13)
  }
}
