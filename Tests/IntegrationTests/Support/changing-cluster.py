#!/usr/bin/env python3
"""A cluster without scheduler, controllers and kubelets, whose part this script plays.

  changing-cluster.py --plane FOLDER up                three nodes and eight pods
  changing-cluster.py --plane FOLDER change SEED N     N changes at random
  changing-cluster.py --plane FOLDER short-lived N     N pods that come, are bound, run and go, one after the other; prints
                                                       as JSON what each of them had
  changing-cluster.py --plane FOLDER compact           compacts etcd
"""
import argparse
import json
import random
import time

import apis

NAMESPACE = "default"
PODS = f"/api/v1/namespaces/{NAMESPACE}/pods"
NODES = "/api/v1/nodes"
CAPACITY = {"cpu": "2", "memory": "3943312Ki", "pods": "17"}
UNSCHEDULABLE = "0/3 nodes are available: 3 Too many pods."
UNBOUND, BOUND, RUNNING, FINISHED = range(4)


def now():
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def stage(pod):
    """How far a pod is."""
    if pod["status"].get("phase") in ("Succeeded", "Failed"):
        return FINISHED
    if pod["status"].get("podIP"):
        return RUNNING
    return BOUND if pod["spec"].get("nodeName") else UNBOUND


class Cluster:
    def __init__(self, plane, chance):
        self.kubernetes, self.chance = apis.Kubernetes(plane), chance

    def up(self):
        for number in range(3):
            self.add_node(f"node-{number}")
        for number in range(8):
            name = self.add_pod(f"first-{number}")
            self.bind(name, f"node-{number % 3}")
            self.start(name)

    # Nodes

    def add_node(self, name):
        self.kubernetes.create(NODES, {
            "metadata": {"name": name, "labels": {"topology.kubernetes.io/zone": f"zone-{name[-1]}"}},
            "spec": {"providerID": f"aws:///zone-{name[-1]}/i-{name}"},
            "status": {"capacity": CAPACITY, "allocatable": CAPACITY,
                       "conditions": [{"type": "Ready", "status": "True", "lastTransitionTime": now()}]}})

    def change_node(self, name):
        path = f"{NODES}/{name}"
        kind = self.chance.randrange(4)
        if kind == 0:
            self.kubernetes.patch(path, {"spec": {"unschedulable": self.chance.choice([True, None])}})
        elif kind == 1:
            ready = self.chance.choice(["True", "False", "Unknown"])
            self.kubernetes.patch(f"{path}/status", {"status": {"conditions": [
                {"type": "Ready", "status": ready, "lastTransitionTime": now()}]}}, apis.STRATEGIC)
        elif kind == 2:
            slots = str(self.chance.randrange(4, 30))
            self.kubernetes.patch(f"{path}/status", {"status": {"allocatable": {"pods": slots}}}, apis.STRATEGIC)
        else:
            group = {"eks.amazonaws.com/nodegroup": f"ng-{self.chance.randrange(3)}"}
            self.kubernetes.patch(path, {"metadata": {"labels": group}})

    # Pods

    def add_pod(self, name):
        self.kubernetes.create(PODS, {
            "metadata": {"name": name, "labels": {"app": "changing"}, "ownerReferences": [
                {"apiVersion": "batch/v1", "kind": "Job", "name": "changing", "uid": "0b1c", "controller": True}]},
            "spec": {"restartPolicy": "Never", "containers": [
                {"name": "main", "image": "main:1", "resources": {"requests": {"cpu": "10m", "memory": "16Mi"}}}]}})
        return name

    def status(self, name, status):
        return self.kubernetes.patch(f"{PODS}/{name}/status", {"status": status}, apis.STRATEGIC)

    def refuse(self, name):
        """As the scheduler does that finds no node."""
        self.status(name, {"conditions": [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable",
                                           "message": UNSCHEDULABLE, "lastTransitionTime": now()}]})

    def bind(self, name, node):
        self.kubernetes.create(f"{PODS}/{name}/binding", {
            "metadata": {"name": name}, "target": {"kind": "Node", "name": node}})

    def start(self, name):
        address = f"10.{self.chance.randrange(256)}.{self.chance.randrange(256)}.{self.chance.randrange(1, 255)}"
        self.status(name, {
            "phase": "Running", "podIP": address, "podIPs": [{"ip": address}], "startTime": now(),
            "conditions": [{"type": "Ready", "status": "True", "lastTransitionTime": now()}],
            "containerStatuses": [self.container(running={"startedAt": now()})]})
        return address

    def finish(self, name):
        end = now()
        self.status(name, {"phase": self.chance.choice(["Succeeded", "Failed"]), "containerStatuses": [
            self.container(terminated={"exitCode": 0, "startedAt": end, "finishedAt": end})]})
        return end

    @staticmethod
    def container(**state):
        return {"name": "main", "image": "main:1", "imageID": "", "ready": "running" in state, "restartCount": 0,
                "state": {"running": None, "terminated": None, **state}}

    def delete(self, name, seconds):
        self.kubernetes.call("DELETE", f"{PODS}/{name}", {"gracePeriodSeconds": seconds})

    # What happens

    def change(self, number):
        """Something that happens in clusters, to objects that are there."""
        chance = self.chance
        nodes = [each["metadata"]["name"] for each in self.kubernetes.items(NODES)]
        pods = self.kubernetes.items(PODS)
        pod = chance.choice(pods) if pods else None
        kind = chance.randrange(12)
        if pod is None or kind < 3:
            name = self.add_pod(f"pod-{number}-{chance.randrange(10 ** 6)}")
            if chance.random() < 0.3:
                self.refuse(name)
        elif kind < 8:
            self.go_on(pod, nodes)
        elif kind == 8:
            self.delete(pod["metadata"]["name"], chance.choice([0, 0, 300]))
        elif kind == 9:
            self.change_node(chance.choice(nodes))
        elif kind == 10:
            self.replace_node(nodes, number)
        else:
            # The version goes on, and neither nodes nor pods change.
            self.kubernetes.create(f"/api/v1/namespaces/{NAMESPACE}/configmaps", {"metadata": {"generateName": "other-"}})

    def go_on(self, pod, nodes):
        name, at = pod["metadata"]["name"], stage(pod)
        if at == UNBOUND and "deletionTimestamp" not in pod["metadata"]:
            self.bind(name, self.chance.choice(nodes))
        elif at == BOUND:
            self.start(name)
        elif at == RUNNING:
            self.finish(name)
        else:
            self.delete(name, 0)

    def replace_node(self, nodes, number):
        if len(nodes) > 2:
            self.kubernetes.call("DELETE", f"{NODES}/{self.chance.choice(nodes)}")
        self.add_node(f"node-{number}-{self.chance.randrange(10 ** 6)}")

    def short_life(self, number):
        """A whole life; the first of four kinds ends by itself, and the last one never gets a node."""
        name = self.add_pod(f"short-{time.time_ns()}")
        life = {"pod": name, "created_at": now(), "node": None, "pod_ip": None}
        if number % 4 == 3:
            self.refuse(name)
        else:
            life["node"] = self.chance.choice(self.kubernetes.items(NODES))["metadata"]["name"]
            self.bind(name, life["node"])
        if number % 4 < 2:
            life["pod_ip"] = self.start(name)
        if number % 4 == 0:
            self.finish(name)
        life["ended_at"] = now()
        self.delete(name, 0)
        return life


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plane", required=True, help="the control plane's folder")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("up")
    change = verbs.add_parser("change")
    change.add_argument("seed", type=int)
    change.add_argument("count", type=int)
    verbs.add_parser("short-lived").add_argument("count", type=int)
    verbs.add_parser("compact")
    options = parser.parse_args()
    cluster = Cluster(options.plane, random.Random(getattr(options, "seed", 0)))
    if options.verb == "up":
        cluster.up()
    elif options.verb == "change":
        for number in range(options.count):
            cluster.change(f"{options.seed}-{number}")
    elif options.verb == "short-lived":
        print(json.dumps([cluster.short_life(number) for number in range(options.count)]))
    else:
        apis.Etcd(options.plane).compact()


main()
