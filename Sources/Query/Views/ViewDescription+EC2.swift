extension ViewDescription {
  static let networkInterfaces = lasting(
    "v_network_interfaces", "ENI of the cluster's VPC",
    [
      .text("eni_id", "the ENI"),
      .text("vpc_id", "its VPC"),
      .text("subnet_id", "its subnet"),
      .text("interface_type", "as EC2 reports it: interface, trunk, branch, nat_gateway, lambda and so on"),
      .text("requester_id", "the account or service that made it"),
      .boolean("requester_managed", "an AWS service manages it"),
      .time("first_seen_at", "the first collection that saw it"),
      .text("status", "available, associated, attaching, in-use or detaching"),
      .text("description", "as its maker set it"),
      .json("tags", "its tags"),
      .text("instance_id", "the EC2 instance it is attached to"),
      .integer("device_index", "its place at the instance; 0 is the primary ENI"),
      .integer("network_card_index", "the network card it is attached to"),
      .integer("ipv4_addresses_assigned", "its IPv4 addresses, the primary one included"),
      .integer("ipv4_prefixes_assigned", "its /28 prefixes"),
      .integer("ipv6_addresses_assigned", "its IPv6 addresses"),
      .integer("ipv6_prefixes_assigned", "its IPv6 prefixes"),
      .text("public_ip", "the public address of its primary one"),
    ])

  static let eniAddresses = lasting(
    "v_eni_addresses", "address or prefix of an ENI",
    [
      .text("eni_id", "the ENI"),
      .text("kind", "ipv4, ipv4-prefix, ipv6 or ipv6-prefix"),
      .integer("position", "its place among those of its kind, from 0 on"),
      .boolean("is_primary", "it is the ENI's primary address"),
      .text("address", "the address; a prefix with its length"),
    ])

  static let subnets = lasting(
    "v_subnets", "subnet of the cluster's VPC",
    [
      .text("subnet_id", "the subnet"),
      .text("vpc_id", "its VPC"),
      .text("zone", "its availability zone"),
      .text("cidr", "its IPv4 block"),
      .json("tags", "its tags"),
      .integer("ips_available", "free IPv4 addresses, as EC2 counts them"),
    ], later: [.text("owner_id", "the account that owns it")])

  static let cidrReservations = lasting(
    "v_cidr_reservations", "range set aside in a subnet",
    [
      .text("reservation_id", "the subnet CIDR reservation"),
      .text("subnet_id", "its subnet"),
      .text("cidr", "its IPv4 block"),
      .text("reservation_type", "prefix: for prefixes of ENIs only; explicit: EC2 assigns nothing from it by itself"),
    ])

  static let vpcs = lasting(
    "v_vpcs", "VPC of the cluster",
    [
      .text("vpc_id", "the VPC"),
      .json("cidrs", "its IPv4 blocks in EC2's order, as an array"),
      .json("ipv6_cidrs", "its IPv6 blocks in EC2's order, as an array"),
    ])

  static let instances = lasting(
    "v_instances", "EC2 instance of the cluster",
    [
      .text("instance_id", "the instance"),
      .text("instance_type", "its type"),
      .text("state", "as EC2 reports it, for example running"),
      .text("zone", "its availability zone"),
      .text("vpc_id", "its VPC"),
      .text("subnet_id", "the subnet of its primary ENI"),
      .text("private_ip", "its primary address"),
      .text("public_ip", "its public address"),
      .time("launched_at", "when it was last started"),
      .boolean("spot", "it is a spot instance"),
    ], later: [.text("owner_id", "the account that launched it")])

  static let instanceTypes = lasting(
    "v_instance_types", "instance type of the cluster's nodes",
    [
      .text("instance_type", "the type"),
      .integer("vcpus", "its vCPUs"),
      .integer("memory_mib", "its memory", unit: "MiB"),
      .integer("enis_max", "ENIs of the default network card"),
      .integer("enis_max_all_cards", "ENIs of all network cards together"),
      .integer("ipv4_per_eni", "IPv4 addresses per ENI, the primary one included"),
      .integer("ipv6_per_eni", "IPv6 addresses per ENI"),
      .text("hypervisor", "nitro or xen; empty for bare metal"),
      .boolean("bare_metal", "it has no hypervisor"),
      .text("architectures", "for example x86_64"),
    ])
}
