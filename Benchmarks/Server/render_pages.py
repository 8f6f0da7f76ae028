#!/usr/bin/env python3
"""Renders the Kubernetes side of a large cluster as files, one per page of a list.

  render_pages.py DIR [--nodes N] [--pods N] [--events N] [--pods-per-workload N]

DIR/first is the cluster; DIR/second is it with one pod in a hundred replaced by its workload (new name, UID, address
and times); DIR/moved is it with one pod in a hundred at another address. Nodes and events of those are
links to the first. A file's name is its continue token; the first page's is `first`.

With --pods-per-workload 1 every pod has an owner, a name prefix and labels of its own, as Jobs make them.
"""
import argparse
import json
import os
import shutil

from objects import PODS_PER_WORKLOAD, Pod, REGION, encode_event, encode_node, node_name, uid
from protobuf import body

PAGE = 500
RESOURCE_VERSION = "1000000"
PENDING_SHARE = 750  # one pod in 750 waits for a node
CHANGED = 101  # about one pod in 100 changes; a prime, so that the changes spread over the nodes


def pages(kind, resource, items, directory):
    """Writes a list's pages; returns their names and the bytes in all."""
    folder = os.path.join(directory, resource)
    os.makedirs(folder, exist_ok=True)
    names, total = [], 0
    count = max(1, -(-len(items) // PAGE))
    for page in range(count):
        name = f"{resource}page{page:05d}" if page else "first"
        token = f"{resource}page{page + 1:05d}" if page + 1 < count else ""
        encoded = [item() for item in items[page * PAGE:(page + 1) * PAGE]]
        content = body(kind, encoded, RESOURCE_VERSION, token, max(0, len(items) - (page + 1) * PAGE))
        total += len(content)
        names.append(name)
        with open(os.path.join(folder, name), "wb") as file:
            file.write(content)
    return names, total


def documents(directory):
    """The single objects, which are asked for as JSON."""
    image = f"602401143452.dkr.ecr.{REGION}.amazonaws.com/amazon-k8s-cni:v1.18.3-eksbuild.2"
    environment = {"ENABLE_PREFIX_DELEGATION": "false", "WARM_ENI_TARGET": "1", "WARM_PREFIX_TARGET": "1",
                   "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": "false", "ENABLE_POD_ENI": "false"}
    for name, value in {
        "version": {"major": "1", "minor": "30+", "gitVersion": "v1.30.4-eks-a737599"},
        "namespace": {"kind": "Namespace", "apiVersion": "v1",
                      "metadata": {"name": "kube-system", "uid": uid("kube-system")}},
        "daemonset": {"kind": "DaemonSet", "apiVersion": "apps/v1", "metadata": {"name": "aws-node"},
                      "spec": {"template": {"spec": {"containers": [
                          {"name": "aws-node", "image": image,
                           "env": [{"name": key, "value": text} for key, text in environment.items()]}]}}}},
    }.items():
        with open(os.path.join(directory, name + ".json"), "w", encoding="utf-8") as file:
            json.dump(value, file)


def changed_numbers(options, pending_from):
    """About one bound pod in a hundred; none of the host network, whose address is its node's."""
    return range(2 * options.nodes + CHANGED // 2, pending_from, CHANGED)


def pods_of(options, change):
    pending_from = options.pods - options.pods // PENDING_SHARE
    pods = []
    for number in range(options.pods):
        changes = number in changed_numbers(options, pending_from)
        replaced = change == "second" and changes
        pods.append(Pod(number, options.nodes, pending_from, generation=int(replaced),
                        moved=(change == "moved" and changes) or replaced,
                        pods_per_workload=options.pods_per_workload))
    return sorted(pods, key=lambda pod: pod.key)


def render(options, variant):
    directory = os.path.join(options.directory, variant)
    shutil.rmtree(directory, ignore_errors=True)
    os.makedirs(directory)
    documents(directory)
    pods = pods_of(options, variant)
    result = {"pods": pages("PodList", "pods", [pod.encode for pod in pods], directory)}
    if variant == "first":
        nodes = sorted(range(options.nodes), key=node_name)
        result["nodes"] = pages("NodeList", "nodes", [lambda n=n: encode_node(n) for n in nodes], directory)
        waiting = [pod for pod in pods if pod.node is None]
        involved = (waiting + [pod for pod in pods if pod.node is not None])[:options.events]
        result["events"] = pages(
            "EventList", "events",
            [lambda n=n, pod=pod: encode_event(n, pod) for n, pod in enumerate(involved)], directory)
    else:
        for resource in ("nodes", "events"):
            os.symlink(os.path.join("..", "first", resource), os.path.join(directory, resource))
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory")
    parser.add_argument("--nodes", type=int, default=5000)
    parser.add_argument("--pods", type=int, default=150_000)
    parser.add_argument("--events", type=int, default=2000)
    parser.add_argument("--pods-per-workload", type=int, default=PODS_PER_WORKLOAD)
    options = parser.parse_args()
    summary = {"nodes": options.nodes, "pods": options.pods, "events": options.events,
               "pods_per_workload": options.pods_per_workload}
    summary["changed"] = len(changed_numbers(options, options.pods - options.pods // PENDING_SHARE))
    for variant in ("first", "second", "moved"):
        for resource, (names, total) in render(options, variant).items():
            if variant == "first":
                summary[resource + "_pages"] = names
                summary[resource + "_bytes"] = total
    with open(os.path.join(options.directory, "summary.json"), "w", encoding="utf-8") as file:
        json.dump(summary, file)
    print({key: value for key, value in summary.items() if not key.endswith("pages")})


if __name__ == "__main__":
    main()
