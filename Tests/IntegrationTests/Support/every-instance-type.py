#!/usr/bin/env python3
"""An instance and a node of every EC2 instance type that moto knows.

  every-instance-type.py --plane FOLDER --ec2 URL up      makes them, beside what is there
  every-instance-type.py limits                           each type's limits by moto's own copy of AWS's data, as JSON:
                                                          {"t3.medium": {"vcpus": …, "enis_max": …, …}, …}
"""
import argparse
import concurrent.futures
import ipaddress
import json
import threading

import apis

VPC, SUBNET, ZONE = "10.0.0.0/16", "10.0.0.0/17", "ap-northeast-2a"
mine = threading.local()


def limits(data):
    """What the default network card of a type takes."""
    network = data["NetworkInfo"]
    default = network.get("DefaultNetworkCardIndex", 0)
    card = next(card for card in network["NetworkCards"] if card["NetworkCardIndex"] == default)
    return {"vcpus": data["VCpuInfo"]["DefaultVCpus"], "enis_max": card["MaximumNetworkInterfaces"],
            "ipv4_per_eni": network["Ipv4AddressesPerInterface"], "network_cards": len(network["NetworkCards"])}


def known_types():
    # Imported here, as it takes seconds and `up` does without.
    from moto.ec2.models.instance_types import INSTANCE_TYPES
    return {name: limits(data) for name, data in INSTANCE_TYPES.items()}


def launch(options, kind, address, subnet):
    if not hasattr(mine, "ec2"):
        mine.ec2, mine.kubernetes = apis.EC2(options.ec2), apis.Kubernetes(options.plane)
    reply = mine.ec2.call("RunInstances", ImageId="ami-12c6146b", MinCount=1, MaxCount=1, InstanceType=kind,
                          SubnetId=subnet, PrivateIpAddress=str(address))
    instance = reply.findtext("instancesSet/item/instanceId")
    mine.kubernetes.create("/api/v1/nodes", {
        "metadata": {"name": f"{kind}.example", "labels": {
            "node.kubernetes.io/instance-type": kind, "topology.kubernetes.io/zone": ZONE}},
        "spec": {"providerID": f"aws:///{ZONE}/{instance}"},
        "status": {"allocatable": {"cpu": "1", "memory": "1Gi", "pods": "110"},
                   "addresses": [{"type": "InternalIP", "address": str(address)}]}})


def up(options):
    ec2 = apis.EC2(options.ec2)
    vpc = ec2.call("CreateVpc", CidrBlock=VPC).findtext("vpc/vpcId")
    subnet = ec2.call("CreateSubnet", VpcId=vpc, CidrBlock=SUBNET, AvailabilityZone=ZONE).findtext("subnet/subnetId")
    known = ec2.call("DescribeInstanceTypes").iterfind("instanceTypeSet/item")
    types = [each.findtext("instanceType") for each in known]
    addresses = list(ipaddress.ip_network(SUBNET).hosts())[9:]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(launch, options, kind, address, subnet) for kind, address in zip(types, addresses)]:
            done.result()
    print(len(types))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plane", help="the control plane's folder")
    parser.add_argument("--ec2", help="moto's URL")
    parser.add_argument("verb", choices=["up", "limits"])
    options = parser.parse_args()
    print(json.dumps(known_types())) if options.verb == "limits" else up(options)


main()
