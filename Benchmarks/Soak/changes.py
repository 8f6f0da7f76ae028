"""Nodes and pods on an API server, which change at a steady rate as scheduler, kubelets and people change them."""
import collections
import datetime
import heapq
import itertools
import random
import threading
import time
import zlib
from concurrent.futures import ThreadPoolExecutor

from control_plane import MERGE, STRATEGIC, Refused

ZONES = ["ap-northeast-2a", "ap-northeast-2b", "ap-northeast-2c"]
# Instance type, pod slots.
TYPES = [("t3.medium", 17), ("m5.large", 29), ("c5.xlarge", 58), ("m5.xlarge", 58), ("t3.large", 35), ("t3.xlarge", 58)]
LETTERS = "bcdfghjklmnpqrstvwxz2456789"
# How a pod lives, and how many of a hundred do so.
KINDS = {"graceful": 45, "abrupt": 20, "job": 25, "unaddressed": 5, "unbound": 5}
# Seconds for which pods live, and how many of a hundred do so.
LENGTHS = {(1, 10): 40, (10, 60): 30, (60, 480): 30}
CORDON_EVERY = 20


def now():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def seconds(text):
    """A time of the API in seconds since 1970."""
    return int(datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z").timestamp()) if text else None


class ANode:
    def __init__(self, number):
        chance = random.Random(number)
        self.address = f"10.0.{number // 200}.{number % 200 + 4}"
        self.name = f"ip-{self.address.replace('.', '-')}.ap-northeast-2.compute.internal"
        self.zone = ZONES[number % len(ZONES)]
        self.instance_type, self.slots = chance.choice(TYPES)
        self.instance = f"i-{chance.getrandbits(68):017x}"
        self.group = f"group-{number % 4}"
        self.taken = 0
        self.is_cordoned = False
        # Longest free first, as the CNI lets addresses cool down.
        self.addresses = collections.deque(f"10.{16 + number}.{host // 64}.{host % 64 + 4}" for host in range(self.slots * 2))

    def create(self, client):
        client.call("POST", "/api/v1/nodes", {
            "metadata": {"name": self.name, "labels": {
                "kubernetes.io/hostname": self.name, "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64",
                "node.kubernetes.io/instance-type": self.instance_type, "topology.kubernetes.io/zone": self.zone,
                "topology.kubernetes.io/region": "ap-northeast-2", "eks.amazonaws.com/nodegroup": self.group}},
            "spec": {"providerID": f"aws:///{self.zone}/{self.instance}"}})
        capacity = {"cpu": "4", "memory": "16093312Ki", "ephemeral-storage": "83873772Ki", "pods": str(self.slots)}
        client.call("PATCH", f"/api/v1/nodes/{self.name}/status", {"status": {
            "capacity": capacity, "allocatable": dict(capacity, cpu="3920m", memory="14992512Ki"),
            "addresses": [{"type": "InternalIP", "address": self.address}, {"type": "Hostname", "address": self.name}],
            "nodeInfo": {
                "kubeletVersion": "v1.30.4-eks-a737599", "kubeProxyVersion": "v1.30.4-eks-a737599", "machineID": "",
                "systemUUID": "", "bootID": "", "kernelVersion": "6.1.102", "osImage": "Amazon Linux 2023",
                "containerRuntimeVersion": "containerd://1.7.20", "operatingSystem": "linux", "architecture": "amd64"},
            "conditions": [{"type": "Ready", "status": "True", "reason": "KubeletReady", "lastHeartbeatTime": now(),
                            "lastTransitionTime": now()}]}}, STRATEGIC)
        # The API server taints new nodes; the node controller would take that away.
        client.call("PATCH", f"/api/v1/nodes/{self.name}", {"spec": {"taints": []}}, MERGE)


class APod:
    """A pod, and what the API told of it."""

    def __init__(self, chance, number):
        self.kind = "standing"
        self.namespace = f"team-{number % 20}"
        self.workload = f"service-{number % 60}"
        self.hash = f"{7 * (number % 60) + 1:010x}"
        self.owner = {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": f"{self.workload}-{self.hash}"}
        self.key = "".join(chance.choice(LETTERS) for _ in range(5))
        self.number = number
        self.node = None
        self.uid = self.name = self.bound_to = self.ip = None
        self.created = self.scheduled = self.started = self.finished = self.deleted = None
        self.is_deleted = False

    def be_of_a_job(self):
        """A CronJob makes a Job each minute."""
        minute = int(time.time() // 60)
        self.workload = f"report-{self.number % 10}"
        self.owner = {"apiVersion": "batch/v1", "kind": "Job", "name": f"{self.workload}-{minute}"}

    @property
    def path(self):
        return f"/api/v1/namespaces/{self.namespace}/pods/{self.name}"

    def manifest(self, node=None):
        self.name = f"{self.owner['name']}-{self.key}"
        labels = {"app.kubernetes.io/name": self.workload, "app.kubernetes.io/managed-by": "Helm"}
        container = {
            "name": "main", "image": f"602401143452.dkr.ecr.ap-northeast-2.amazonaws.com/{self.workload}:1.27.0",
            "env": [{"name": f"SETTING_{each}", "value": f"value-of-{self.workload}-{each}"} for each in range(8)],
            "ports": [{"name": "http", "containerPort": 8080}],
            "resources": {"requests": {"cpu": "50m", "memory": "64Mi"}, "limits": {"memory": "128Mi"}},
            "readinessProbe": {"httpGet": {"path": "/readyz", "port": 8080}, "periodSeconds": 10}}
        owner = f"00000000-0000-4000-8000-{zlib.crc32(self.owner['name'].encode()):012x}"
        return {
            "metadata": {
                "name": self.name, "namespace": self.namespace, "generateName": self.owner["name"] + "-", "labels": labels,
                "ownerReferences": [dict(self.owner, uid=owner, controller=True, blockOwnerDeletion=True)]},
            "spec": {"containers": [container], "restartPolicy": "Never" if self.owner["kind"] == "Job" else "Always",
                     **({"nodeName": node.name} if node else {}), "terminationGracePeriodSeconds": 30}}

    def status(self, phase, state, is_ready):
        word = "True" if is_ready else "False"
        return {"status": {
            "phase": phase, "hostIP": self.node.address, "podIP": self.ip, "podIPs": [{"ip": self.ip}],
            "startTime": self.start_time,
            "conditions": [{"type": kind, "status": value, "lastTransitionTime": now()}
                           for kind, value in (("Initialized", "True"), ("Ready", word), ("ContainersReady", word))],
            "containerStatuses": [{
                "name": "main", "image": f"{self.workload}:1.27.0", "imageID": f"{self.workload}@sha256:{self.number:064x}",
                "containerID": f"containerd://{self.number:064x}", "ready": is_ready, "started": is_ready, "restartCount": 0,
                "state": state}]}}

    def note(self, answer):
        """Keeps what an answer with the pod says of it."""
        if answer.get("kind") != "Pod":
            return
        metadata, status = answer["metadata"], answer.get("status", {})
        self.uid = metadata["uid"]
        self.created = seconds(metadata["creationTimestamp"])
        self.deleted = seconds(metadata.get("deletionTimestamp")) or self.deleted
        self.started = seconds(status.get("startTime")) or self.started
        self.bound_to = answer["spec"].get("nodeName") or self.bound_to
        for condition in status.get("conditions", []):
            if condition["type"] == "PodScheduled" and condition["status"] == "True":
                self.scheduled = seconds(condition.get("lastTransitionTime")) or self.scheduled

    def entry(self):
        return {key: getattr(self, key) for key in (
            "uid", "namespace", "name", "kind", "bound_to", "ip", "created", "scheduled", "started", "finished", "deleted",
            "is_deleted")}

    # ---- writes, each one request ----

    def create(self, client, node=None):
        self.node = node
        self.note(client.call("POST", f"/api/v1/namespaces/{self.namespace}/pods", self.manifest(node)))

    def bind(self, client, node):
        self.node = node
        client.call("POST", self.path + "/binding", {
            "metadata": {"name": self.name}, "target": {"kind": "Node", "name": node.name}})
        self.bound_to = node.name

    def run(self, client):
        self.ip = self.node.addresses.popleft()
        self.start_time = now()
        self.note(client.call(
            "PATCH", self.path + "/status", self.status("Running", {"running": {"startedAt": now()}}, True), STRATEGIC))

    def finish(self, client, phase):
        finished = now()
        state = {"terminated": {"exitCode": 0, "reason": "Completed", "startedAt": self.start_time, "finishedAt": finished,
                                "containerID": f"containerd://{self.number:064x}"}, "running": None}
        self.note(client.call("PATCH", self.path + "/status", self.status(phase, state, False), STRATEGIC))
        self.finished = seconds(finished)

    def delete(self, client, grace):
        self.note(client.call("DELETE", self.path, {"kind": "DeleteOptions", "apiVersion": "v1", "gracePeriodSeconds": grace}))
        if grace == 0:
            self.is_deleted = True
            self.deleted = self.deleted or int(time.time())


class Changes:
    """Makes so many changes a second; one write to the API is one change."""

    def __init__(self, plane, nodes, standing, rate, seed):
        self.plane, self.rate, self.standing = plane, rate, standing
        self.chance = random.Random(seed)
        self.nodes = [ANode(number) for number in range(nodes)]
        self.pods = []
        self.made = collections.Counter()
        self.failures = []
        self.lock = threading.Lock()
        self.numbers = itertools.count()
        self.due = []
        self.ticks = threading.Semaphore(0)
        self.is_over = threading.Event()
        self.cordon_at = 0

    @property
    def count(self):
        return sum(self.made.values())

    # ---- before the clock runs ----

    def fill(self):
        client = self.plane.client()
        for number in range(20):
            client.call("POST", "/api/v1/namespaces", {"metadata": {"name": f"team-{number}"}})
        mine = threading.local()

        def with_client(work):
            if not hasattr(mine, "client"):
                mine.client = self.plane.client()
            work(mine.client)
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(with_client, [node.create for node in self.nodes]))
            list(pool.map(with_client, [self.stand] * self.standing))

    def stand(self, client):
        with self.lock:
            pod = self.new_pod()
            node = self.free_node()
        pod.create(client, node)
        pod.run(client)

    def new_pod(self):
        pod = APod(self.chance, next(self.numbers))
        self.pods.append(pod)
        return pod

    def free_node(self):
        node = self.chance.choice([each for each in self.nodes if each.taken < each.slots and not each.is_cordoned])
        node.taken += 1
        return node

    # ---- while the clock runs ----

    def begin(self):
        self.threads = [threading.Thread(target=self.pace)] + [threading.Thread(target=self.work) for _ in range(6)]
        for thread in self.threads:
            thread.start()

    def end(self):
        self.is_over.set()
        for _ in self.threads:
            self.ticks.release()
        for thread in self.threads:
            thread.join()

    def pace(self):
        moment = time.monotonic()
        self.cordon_at = moment + CORDON_EVERY
        while not self.is_over.is_set():
            moment += 1 / self.rate
            self.is_over.wait(max(0, moment - time.monotonic()))
            self.ticks.release()

    def work(self):
        client = self.plane.client()
        while True:
            self.ticks.acquire()
            if self.is_over.is_set():
                return
            try:
                self.change(client)
            except (Refused, OSError) as error:
                self.failures.append(str(error))

    def change(self, client):
        with self.lock:
            moment = time.monotonic()
            if moment >= self.cordon_at:
                self.cordon_at = moment + CORDON_EVERY
                life = None
            elif self.due and (self.due[0][0] <= moment or self.is_crowded):
                life = heapq.heappop(self.due)[2]
            else:
                life = self.new_life()
        if life is None:
            return self.cordon(client)
        try:
            pause = life.send(client)
        except StopIteration:
            return
        with self.lock:
            heapq.heappush(self.due, (time.monotonic() + pause, next(self.numbers), life))

    @property
    def is_crowded(self):
        return len(self.due) > 0.6 * (sum(node.slots for node in self.nodes) - self.standing)

    def cordon(self, client):
        with self.lock:
            cordoned = [node for node in self.nodes if node.is_cordoned]
            node = self.chance.choice(cordoned if len(cordoned) > 3 else self.nodes)
            node.is_cordoned = not node.is_cordoned
        client.call("PATCH", f"/api/v1/nodes/{node.name}", {"spec": {"unschedulable": node.is_cordoned}}, MERGE)
        self.count_one("node")

    def count_one(self, what):
        with self.lock:
            self.made[what] += 1

    def pick(self, shares):
        return self.chance.choices(list(shares), list(shares.values()))[0]

    def new_life(self):
        pod = self.new_pod()
        pod.kind = self.pick(KINDS)
        if pod.kind == "job":
            pod.be_of_a_job()
        life = self.life(pod, self.chance.uniform(*self.pick(LENGTHS)))
        next(life)
        return life

    def life(self, pod, length):
        """The writes of one pod; it is given the client for each, and says after how many seconds the next one is due."""
        chance = random.Random(pod.number)
        client = yield 0
        pod.create(client)
        self.count_one("create")
        if pod.kind != "unbound":
            client = yield chance.uniform(0.05, 0.5)
            with self.lock:
                node = self.free_node()
            pod.bind(client, node)
            self.count_one("bind")
            if pod.kind != "unaddressed":
                client = yield chance.uniform(0.3, 3)
                pod.run(client)
                self.count_one("run")
        client = yield length
        if pod.kind == "job":
            pod.finish(client, "Succeeded")
            self.count_one("finish")
            client = yield chance.uniform(0.1, 10)
        if pod.kind == "graceful":
            pod.delete(client, 30)
            self.count_one("ask to go")
            client = yield chance.uniform(0.2, 4)
            pod.finish(client, "Succeeded")
            self.count_one("finish")
            client = yield chance.uniform(0.05, 0.5)
        pod.delete(client, 0)
        self.count_one("delete")
        with self.lock:
            if pod.node:
                pod.node.taken -= 1
            if pod.ip:
                pod.node.addresses.append(pod.ip)
