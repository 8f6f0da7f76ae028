#!/usr/bin/env python3
"""Renders the Kubernetes side of a large cluster as files, one per page of a list.

  render_pages.py DIR [--nodes N] [--pods N] [--events N] [--pods-per-workload N] [--variants NAME…]

DIR/first is the cluster; DIR/second is it with one pod in a hundred replaced by its workload (new name, UID, address
and times); DIR/moved is it with one pod in a hundred at another address. DIR/replaced-P-by-E is it with P of a hundred
pods replaced, and DIR/replaced-P-by-E/watch/pods is what a watch from the first one's version tells of that, with E
events for each pod; DIR/replaced-P-by-E-nodes has a write of every node, too. Nodes and events of all are links to the
first. A file's name is its continue token; the first page's is `first`. DIR/*/one and DIR/*/none answer a question for
one object and for an object that does not exist.

With --pods-per-workload 1 every pod has an owner, a name prefix and labels of its own, as Jobs make them.
"""
import argparse
import array
import json
import os
import re
import shutil

from objects import (BOUND, CREATED, PODS_PER_WORKLOAD, RUNNING, STARTING, TERMINATED, TERMINATING, Pod, REGION,
                     encode_event, encode_node, node_name, uid)
from protobuf import body, watch_frame

FORMAT = 2  # what was rendered in another one is rendered again
PAGE = 500
RESOURCE_VERSION = 1_000_000  # that of the first variant
OTHER_WRITES = 50  # what else is written after the last change of a pod: leases, events
ROLLED_AT_ONCE = 25  # pods whose events are mixed
PENDING_SHARE = 750  # one pod in 750 waits for a node
CHANGED = 101  # about one pod in 100 changes; a prime, so that the changes spread over the nodes


def pages(kind, resource, items, directory, version=RESOURCE_VERSION):
    """Writes a list's pages; returns their names and the bytes in all."""
    folder = os.path.join(directory, resource)
    os.makedirs(folder, exist_ok=True)
    names, total = [], 0
    count = max(1, -(-len(items) // PAGE))
    for page in range(count):
        name = f"{resource}page{page:05d}" if page else "first"
        token = f"{resource}page{page + 1:05d}" if page + 1 < count else ""
        encoded = [item() for item in items[page * PAGE:(page + 1) * PAGE]]
        content = body(kind, encoded, str(version), token, max(0, len(items) - (page + 1) * PAGE))
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


# ---- what a watch tells ----

def replaced_numbers(options, percent):
    """So many of a hundred pods, spread over all that are bound and have an address of their own."""
    first = 2 * options.nodes
    candidates = options.pods - options.pods // PENDING_SHARE - first
    count = options.pods * percent // 100
    if count > candidates:
        raise SystemExit(f"render_pages: {percent} % of the pods are more than the {candidates} that can be replaced")
    return [first + index * candidates // count for index in range(count)]


# A Deployment starts the new pod before it ends the old one. Five events are the least that a pod's replacement takes;
# seven have the kubelet's writes while containers start and after they ended.
REPLACEMENT = {
    5: (("new", "ADDED", CREATED), ("new", "MODIFIED", BOUND), ("new", "MODIFIED", RUNNING),
        ("old", "MODIFIED", TERMINATING), ("old", "DELETED", TERMINATING)),
    7: (("new", "ADDED", CREATED), ("new", "MODIFIED", BOUND), ("new", "MODIFIED", STARTING),
        ("new", "MODIFIED", RUNNING), ("old", "MODIFIED", TERMINATING), ("old", "MODIFIED", TERMINATED),
        ("old", "DELETED", TERMINATED)),
}


def replacements(options, numbers, events, version):
    """The frames of a watch while pods are replaced."""
    pending_from = options.pods - options.pods // PENDING_SHARE
    for start in range(0, len(numbers), ROLLED_AT_ONCE):
        pairs = [{"old": pod_of(options, number, pending_from), "new": pod_of(options, number, pending_from, True)}
                 for number in numbers[start:start + ROLLED_AT_ONCE]]
        for which, event, stage in REPLACEMENT[events]:
            for pair in pairs:
                version += 1
                yield version, watch_frame(event, "Pod", pair[which].encode(stage, version))


def write_watch(directory, resource, frames):
    """Writes what a watch tells, and the version and place of each event; returns how many events it has."""
    os.makedirs(os.path.join(directory, "watch"), exist_ok=True)
    path = os.path.join(directory, "watch", resource)
    places = array.array("q")
    with open(path, "wb") as file, open(path + ".places", "wb") as index:
        for version, frame in frames:
            places.extend((version, file.tell()))
            file.write(frame)
        places.tofile(index)
    return len(places) // 2


def write_positions(options, directory, version):
    """What the server answers to a question for one object, and for one that does not exist."""
    pending_from = options.pods - options.pods // PENDING_SHARE
    for resource, kind, count, item in (
            ("nodes", "NodeList", options.nodes, encode_node(0)),
            ("pods", "PodList", options.pods, pod_of(options, 0, pending_from).encode())):
        for folder, items in (("one", [item]), ("none", [])):
            os.makedirs(os.path.join(directory, folder), exist_ok=True)
            remaining = count - 1 if items else 0
            with open(os.path.join(directory, folder, resource), "wb") as file:
                file.write(body(kind, items, str(version), "next" if remaining else "", remaining))


# ---- the variants ----

def pod_of(options, number, pending_from, replaced=False, moved=False):
    return Pod(number, options.nodes, pending_from, generation=int(replaced), moved=moved or replaced,
               pods_per_workload=options.pods_per_workload)


def pods_of(options, replaced=(), moved=()):
    pending_from = options.pods - options.pods // PENDING_SHARE
    replaced, moved = set(replaced), set(moved)
    pods = [pod_of(options, number, pending_from, number in replaced, number in moved)
            for number in range(options.pods)]
    return sorted(pods, key=lambda pod: pod.key)


def link(directory, names, target):
    for name in names:
        os.symlink(os.path.join("..", target, name), os.path.join(directory, name))


def render_first(options, directory):
    pods = pods_of(options)
    result = {"pods": pages("PodList", "pods", [pod.encode for pod in pods], directory)}
    nodes = sorted(range(options.nodes), key=node_name)
    result["nodes"] = pages("NodeList", "nodes", [lambda n=n: encode_node(n) for n in nodes], directory)
    waiting = [pod for pod in pods if pod.node is None]
    involved = (waiting + [pod for pod in pods if pod.node is not None])[:options.events]
    result["events"] = pages(
        "EventList", "events",
        [lambda n=n, pod=pod: encode_event(n, pod) for n, pod in enumerate(involved)], directory)
    write_positions(options, directory, RESOURCE_VERSION + OTHER_WRITES)
    return result


def render_changed(options, variant, directory):
    changed = changed_numbers(options, options.pods - options.pods // PENDING_SHARE)
    pods = pods_of(options, **{"replaced" if variant == "second" else "moved": changed})
    link(directory, ("nodes", "events"), "first")
    return {"pods": pages("PodList", "pods", [pod.encode for pod in pods], directory)}


REPLACED = re.compile("replaced-([0-9]+)-by-([57])")
REPLACED_WITH_NODES = re.compile(f"({REPLACED.pattern})-nodes")


def render_replaced(options, percent, events, directory):
    numbers = replaced_numbers(options, percent)
    count = write_watch(directory, "pods", replacements(options, numbers, events, RESOURCE_VERSION))
    version = RESOURCE_VERSION + count + OTHER_WRITES
    write_positions(options, directory, version)
    link(directory, ("nodes", "events"), "first")
    if not numbers:
        link(directory, ["pods"], "first")
        return {}
    pods = pods_of(options, replaced=numbers)
    return {"pods": pages("PodList", "pods", [pod.encode for pod in pods], directory, version)}


def render_with_nodes(options, base, directory):
    """What another variant has, and every node written once: a kubelet does so every five minutes."""
    link(directory, ("pods", "nodes", "events", "one", "none"), base)
    os.makedirs(os.path.join(directory, "watch"))
    for name in ("pods", "pods.places"):
        os.symlink(os.path.join("..", "..", base, "watch", name), os.path.join(directory, "watch", name))
    # Their versions lie among those of the pods.
    versions = [RESOURCE_VERSION + 1 + node * OTHER_WRITES // options.nodes for node in range(options.nodes)]
    write_watch(directory, "nodes", (
        (version, watch_frame("MODIFIED", "Node", encode_node(node, version)))
        for node, version in enumerate(versions)))
    return {}


def render(options, variant):
    directory = os.path.join(options.directory, variant)
    shutil.rmtree(directory, ignore_errors=True)
    os.makedirs(directory)
    documents(directory)
    if variant == "first":
        return render_first(options, directory)
    if match := REPLACED_WITH_NODES.fullmatch(variant):
        return render_with_nodes(options, match.group(1), directory)
    if match := REPLACED.fullmatch(variant):
        return render_replaced(options, int(match.group(1)), int(match.group(2)), directory)
    return render_changed(options, variant, directory)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory")
    parser.add_argument("--nodes", type=int, default=5000)
    parser.add_argument("--pods", type=int, default=150_000)
    parser.add_argument("--events", type=int, default=2000)
    parser.add_argument("--pods-per-workload", type=int, default=PODS_PER_WORKLOAD)
    parser.add_argument("--variants", nargs="+", default=["first", "second", "moved"],
                        help="what is rendered; of the same sizes as what is there already")
    options = parser.parse_args()
    sizes = {"format": FORMAT, "nodes": options.nodes, "pods": options.pods, "events": options.events,
             "pods_per_workload": options.pods_per_workload}
    path = os.path.join(options.directory, "summary.json")
    summary = json.load(open(path, encoding="utf-8")) if os.path.exists(path) else {}
    if any(summary.get(key) != value for key, value in sizes.items()):
        summary = sizes | {"variants": []}
    summary["changed"] = len(changed_numbers(options, options.pods - options.pods // PENDING_SHARE))
    for variant in options.variants:
        for resource, (names, total) in render(options, variant).items():
            if variant == "first":
                summary[resource + "_pages"] = names
                summary[resource + "_bytes"] = total
        summary["variants"] = sorted({*summary["variants"], variant})
    with open(path, "w", encoding="utf-8") as file:
        json.dump(summary, file)
    print({key: value for key, value in summary.items() if not key.endswith("pages")})


if __name__ == "__main__":
    main()
