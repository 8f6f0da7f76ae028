#!/usr/bin/env python3
"""What the two APIs say at this moment, as one JSON document: facts only, nothing derived from them.

  reading.py --plane FOLDER --ec2 URL
"""
import argparse
import json

import apis


def node(item):
    status = item["status"]
    return {
        "name": item["metadata"]["name"],
        "provider_id": item["spec"].get("providerID", ""),
        "labels": item["metadata"].get("labels", {}),
        "unschedulable": item["spec"].get("unschedulable", False),
        "allocatable": status.get("allocatable", {}),
        "conditions": {each["type"]: each["status"] for each in status.get("conditions", [])},
    }


def pod(item):
    spec, status = item["spec"], item["status"]
    scheduled = next((each for each in status.get("conditions", []) if each["type"] == "PodScheduled"), {})
    return {
        "namespace": item["metadata"]["namespace"],
        "name": item["metadata"]["name"],
        "uid": item["metadata"]["uid"],
        "created_at": item["metadata"]["creationTimestamp"],
        "node": spec.get("nodeName"),
        "host_network": spec.get("hostNetwork", False),
        "phase": status["phase"],
        "ip": status.get("podIP"),
        "unschedulable_message": scheduled.get("message") if scheduled.get("status") == "False" else None,
    }


def network_interface(item):
    device = item.findtext("attachment/deviceIndex")
    return {
        "id": item.findtext("networkInterfaceId"),
        "subnet": item.findtext("subnetId"),
        "status": item.findtext("status"),
        "instance": item.findtext("attachment/instanceId"),
        "device_index": None if device is None else int(device),
        "addresses": [each.findtext("privateIpAddress") for each in item.iterfind("privateIpAddressesSet/item")],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plane", required=True, help="the control plane's folder")
    parser.add_argument("--ec2", required=True, help="moto's URL")
    options = parser.parse_args()
    kubernetes, ec2 = apis.Kubernetes(options.plane), apis.EC2(options.ec2)
    nodes = [node(item) for item in kubernetes.items("/api/v1/nodes")]
    instances = {each["provider_id"].rpartition("/")[2] for each in nodes}
    interfaces = list(ec2.call("DescribeNetworkInterfaces").iterfind("networkInterfaceSet/item"))
    # moto's account begins with a default VPC, which is none of the cluster's.
    vpcs = {each.findtext("vpcId") for each in interfaces if each.findtext("attachment/instanceId") in instances}
    subnets = ec2.call("DescribeSubnets").iterfind("subnetSet/item")
    print(json.dumps({
        "nodes": nodes,
        "pods": [pod(item) for item in kubernetes.items("/api/v1/pods")],
        "failed_scheduling": len(kubernetes.items("/api/v1/events?fieldSelector=reason%3DFailedScheduling")),
        "network_interfaces": [network_interface(each) for each in interfaces if each.findtext("vpcId") in vpcs],
        "subnets": {each.findtext("subnetId"): int(each.findtext("availableIpAddressCount"))
                    for each in subnets if each.findtext("vpcId") in vpcs},
    }))


main()
