#!/usr/bin/env python3
"""A server for the EC2 side of the benchmark: answers are put together from items that were rendered beforehand.

  ec2.py PORTFILE NODES     serves on a free port of 127.0.0.1 and writes its number to PORTFILE
"""
import socketserver
import sys
import urllib.parse

from objects import (ACCOUNT, ADDRESSES_PER_ENI, ENIS_PER_NODE, REGION, SUBNETS, VPC, address, eni_id, instance_id,
                     node_name, resource_id, subnet_cidr, subnet_of, zone_of)


def subnet_id(subnet):
    return resource_id("subnet", str(subnet))


def eni(node, index, listed):
    """An interface as DescribeNetworkInterfaces has it (`listed`), or as an instance's item does."""
    first = index * ADDRESSES_PER_ENI
    own = address(node, first)
    addresses = "".join(
        f"<item><privateIpAddress>{address(node, first + number)}</privateIpAddress>"
        f"<primary>{'true' if number == 0 else 'false'}</primary></item>" for number in range(ADDRESSES_PER_ENI))
    instance = instance_id(node)
    tags = "<tagSet/>" if index == 0 else (
        f"<tagSet><item><key>node.k8s.amazonaws.com/instance_id</key><value>{instance}</value></item>"
        "<item><key>cluster.k8s.amazonaws.com/name</key><value>large</value></item></tagSet>")
    return (
        f"<networkInterfaceId>{eni_id(node, index)}</networkInterfaceId>"
        f"<subnetId>{subnet_id(subnet_of(node))}</subnetId><vpcId>{VPC}</vpcId>"
        + (f"<availabilityZone>{zone_of(node)}</availabilityZone>" if listed else "")
        + f"<description>{'' if index == 0 else 'aws-K8S-' + instance}</description><ownerId>{ACCOUNT}</ownerId>"
        + ("<requesterManaged>false</requesterManaged>" if listed else "")
        + "<status>in-use</status><macAddress>02:00:00:9d:b7:f6</macAddress>"
        f"<privateIpAddress>{own}</privateIpAddress><sourceDestCheck>true</sourceDestCheck>"
        "<groupSet><item><groupId>sg-e0704118300d27dd1</groupId><groupName>eks-cluster-sg-large</groupName></item>"
        f"</groupSet><attachment><attachmentId>{resource_id('eni-attach', f'{node}/{index}')}</attachmentId>"
        + (f"<instanceId>{instance}</instanceId><instanceOwnerId>{ACCOUNT}</instanceOwnerId>" if listed else "")
        + f"<deviceIndex>{index}</deviceIndex><networkCardIndex>0</networkCardIndex><status>attached</status>"
        "<attachTime>2026-01-04T00:00:00.000Z</attachTime><deleteOnTermination>true</deleteOnTermination>"
        "</attachment>" + (tags if listed else "")
        + f"<privateIpAddressesSet>{addresses}</privateIpAddressesSet><ipv6AddressesSet/>"
        "<interfaceType>interface</interfaceType>")


def instance(node):
    interfaces = "".join(f"<item>{eni(node, index, False)}</item>" for index in range(ENIS_PER_NODE))
    return (
        f"<reservationId>{resource_id('r', str(node))}</reservationId><ownerId>{ACCOUNT}</ownerId><groupSet/>"
        f"<instancesSet><item><instanceId>{instance_id(node)}</instanceId><imageId>ami-12c6146b</imageId>"
        "<instanceState><code>16</code><name>running</name></instanceState>"
        f"<privateDnsName>{node_name(node)}</privateDnsName><instanceType>m5.xlarge</instanceType>"
        "<launchTime>2026-01-04T00:00:00.000Z</launchTime>"
        f"<placement><availabilityZone>{zone_of(node)}</availabilityZone><tenancy>default</tenancy></placement>"
        f"<architecture>x86_64</architecture><hypervisor>xen</hypervisor>"
        f"<subnetId>{subnet_id(subnet_of(node))}</subnetId><vpcId>{VPC}</vpcId>"
        f"<privateIpAddress>{address(node, 0)}</privateIpAddress>"
        f"<networkInterfaceSet>{interfaces}</networkInterfaceSet><tagSet><item>"
        "<key>kubernetes.io/cluster/large</key><value>owned</value></item></tagSet></item></instancesSet>")


def subnet(number, nodes):
    held = len(range(number, nodes, SUBNETS)) * ENIS_PER_NODE * ADDRESSES_PER_ENI
    return (
        f"<subnetId>{subnet_id(number)}</subnetId><state>available</state><ownerId>{ACCOUNT}</ownerId>"
        f"<vpcId>{VPC}</vpcId><cidrBlock>{subnet_cidr(number)}</cidrBlock><ipv6CidrBlockAssociationSet/>"
        f"<availableIpAddressCount>{16384 - 5 - held}</availableIpAddressCount>"
        f"<availabilityZone>{zone_of(number)}</availabilityZone><ipv6Native>false</ipv6Native><tagSet/>")


VPC_ITEM = (
    f"<vpcId>{VPC}</vpcId><ownerId>{ACCOUNT}</ownerId><state>available</state><cidrBlock>10.0.0.0/16</cidrBlock>"
    "<cidrBlockAssociationSet>" + "".join(
        f"<item><associationId>vpc-cidr-assoc-{block}</associationId><cidrBlock>10.{block}.0.0/16</cidrBlock>"
        "<cidrBlockState><state>associated</state></cidrBlockState></item>" for block in range(4))
    + "</cidrBlockAssociationSet><isDefault>false</isDefault><tagSet/>")

TYPE_ITEM = (
    "<instanceType>m5.xlarge</instanceType><currentGeneration>true</currentGeneration><bareMetal>false</bareMetal>"
    "<hypervisor>nitro</hypervisor><processorInfo><supportedArchitectures><item>x86_64</item></supportedArchitectures>"
    "</processorInfo><vCpuInfo><defaultVCpus>4</defaultVCpus></vCpuInfo><memoryInfo><sizeInMiB>16384</sizeInMiB>"
    "</memoryInfo><networkInfo><maximumNetworkInterfaces>4</maximumNetworkInterfaces>"
    "<maximumNetworkCards>1</maximumNetworkCards><defaultNetworkCardIndex>0</defaultNetworkCardIndex><networkCards>"
    "<item><networkCardIndex>0</networkCardIndex><maximumNetworkInterfaces>4</maximumNetworkInterfaces></item>"
    "</networkCards><ipv4AddressesPerInterface>15</ipv4AddressesPerInterface>"
    "<ipv6AddressesPerInterface>15</ipv6AddressesPerInterface><ipv6Supported>true</ipv6Supported></networkInfo>")


class Catalogue:
    """All items by action, and by instance id where that is what is asked for."""

    def __init__(self, nodes):
        def items(texts):
            return [f"<item>{text}</item>".encode() for text in texts]

        self.instances = dict(zip((instance_id(node) for node in range(nodes)), items(map(instance, range(nodes)))))
        self.lists = {
            "DescribeInstances": ("reservationSet", list(self.instances.values())),
            "DescribeNetworkInterfaces": ("networkInterfaceSet", items(
                eni(node, index, True) for node in range(nodes) for index in range(ENIS_PER_NODE))),
            "DescribeSubnets": ("subnetSet", items(subnet(number, nodes) for number in range(SUBNETS))),
            "DescribeVpcs": ("vpcSet", items([VPC_ITEM])),
            "DescribeInstanceTypes": ("instanceTypeSet", items([TYPE_ITEM])),
            "GetSubnetCidrReservations": ("subnetIpv4CidrReservationSet", []),
        }

    def answer(self, form):
        action = form.get("Action", "")
        if action == "GetCallerIdentity":
            return (b'<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">'
                    b"<GetCallerIdentityResult><Account>123456789012</Account></GetCallerIdentityResult>"
                    b"</GetCallerIdentityResponse>")
        name, items = self.lists[action]
        values = [value for key, value in form.items() if key.startswith("Filter.1.Value.")]
        if form.get("Filter.1.Name") == "instance-id":
            items = [self.instances[value] for value in values if value in self.instances]
        elif action == "DescribeInstances" and "InstanceId.1" in form:
            wanted = [value for key, value in form.items() if key.startswith("InstanceId.")]
            items = [self.instances[value] for value in wanted if value in self.instances]
        start = int(form.get("NextToken") or 0)
        end = start + int(form.get("MaxResults") or len(items) or 1)
        token = f"<nextToken>{end}</nextToken>" if end < len(items) else ""
        return b"".join((
            f'<?xml version="1.0" encoding="UTF-8"?>\n<{action}Response '
            'xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>bench</requestId>'.encode(),
            f"<{name}>".encode(), *items[start:end], f"</{name}>{token}</{action}Response>".encode()))


class Connection(socketserver.StreamRequestHandler):
    """HTTP/1.1 with keep-alive, as little of it as clients need."""
    disable_nagle_algorithm = True

    def handle(self):
        while self.rfile.readline(65_536):
            length = 0
            while (line := self.rfile.readline(65_536).strip()):
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            form = dict(urllib.parse.parse_qsl(self.rfile.read(length).decode()))
            body = self.server.catalogue.answer(form)
            self.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/xml;charset=UTF-8\r\ncontent-length: "
                             + str(len(body)).encode() + b"\r\n\r\n")
            self.wfile.write(body)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


def main():
    server = Server(("127.0.0.1", 0), Connection)
    server.catalogue = Catalogue(int(sys.argv[2]))
    with open(sys.argv[1], "w", encoding="ascii") as file:
        file.write(str(server.server_address[1]))
    server.serve_forever()


if __name__ == "__main__":
    main()
