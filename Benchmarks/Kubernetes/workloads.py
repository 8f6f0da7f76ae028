"""Nodes and pods as clusters have them: workloads that differ, whose pods are alike but for what each pod has of its own.

Most of a real pod says nothing to a collector: environment, probes, volumes, annotations, and the managed fields, which the
API server writes by itself. Each workload draws its texts at random, so that gzip finds within a workload what it finds in
reality, and little more.
"""
import datetime
import ipaddress
import itertools
import random

from plane import apis

ZONES = ["ap-northeast-2a", "ap-northeast-2b", "ap-northeast-2c"]
WORDS = ("account address amount audit batch billing buffer cache catalog channel checkout client cluster config consumer "
         "coupon customer data delivery event export feature feed file gateway global health image index ingest invoice "
         "item job key ledger limit listing log mail media message metric model notify offer order page partner payment "
         "policy pool price product profile proxy queue rate report request review route rule schedule search secret "
         "segment session shard ship signal stock store stream supply sync tag task template token topic trace user "
         "vendor wallet worker zone").split()
# Lists are sorted by name, so pods of one workload lie side by side, and gzip makes little of all but the first one. With these
# numbers it makes of a page what it makes of a page of real pods: a sixth to a tenth.
REPLICAS = [1, 1, 1, 1, 2, 2, 3]
OWN_AGENTS = {"controllers": "kube-controller-manager", "kubelet": "kubelet", "scheduler": "kube-scheduler"}


def now(offset=0):
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=offset)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def hexadecimal(chance, length):
    return f"{chance.getrandbits(4 * length):0{length}x}"


def suffix(chance, length):
    """As Kubernetes ends names that it makes."""
    return "".join(chance.choice("bcdfghjklmnpqrstvwxz2456789") for _ in range(length))


def uid(chance):
    text = hexadecimal(chance, 32)
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:]}"


class Workload:
    """What the pods of one Deployment have in common."""

    def __init__(self, chance, number):
        self.chance = chance
        words = chance.sample(WORDS, 3)
        self.namespace = f"{words[0]}-{chance.choice(['prod', 'stage', 'core', 'edge'])}"
        self.name = f"{words[1]}-{words[2]}-{number}"
        self.hash = suffix(chance, 10)
        self.owner = uid(chance)
        self.images = [self.image(word) for word in [words[1]] + chance.sample(WORDS, chance.choice([0, 0, 0, 0, 1]))]
        self.containers = [self.container(image) for image in self.images]
        self.labels = {
            "app.kubernetes.io/name": words[1], "app.kubernetes.io/instance": self.name,
            "app.kubernetes.io/version": f"{chance.randrange(9)}.{chance.randrange(40)}.{chance.randrange(90)}",
            "app.kubernetes.io/managed-by": "Helm",
            "helm.sh/chart": f"{words[1]}-{chance.randrange(9)}.{chance.randrange(90)}.0",
            "team": chance.choice(WORDS), "pod-template-hash": self.hash}
        self.annotations = {
            "checksum/config": hexadecimal(chance, 64), "checksum/secret": hexadecimal(chance, 64),
            "kubectl.kubernetes.io/restartedAt": now(-chance.randrange(9_000_000)), "prometheus.io/scrape": "true",
            "prometheus.io/port": str(chance.randrange(8000, 9999)), "kubernetes.io/psp": "eks.privileged"}
        for _ in range(chance.randrange(4)):
            key = f"{chance.choice(WORDS)}.example.com/{chance.choice(WORDS)}-{chance.choice(WORDS)}"
            self.annotations[key] = self.value()

    def image(self, word):
        chance = self.chance
        registry = f"{chance.randrange(10 ** 12):012d}.dkr.ecr.ap-northeast-2.amazonaws.com"
        return f"{registry}/{word}-{chance.choice(WORDS)}", hexadecimal(chance, 12), hexadecimal(chance, 64)

    def value(self):
        chance = self.chance
        return chance.choice([
            lambda: f"http://{chance.choice(WORDS)}-{chance.choice(WORDS)}.{chance.choice(WORDS)}.svc.cluster.local:8080/v1",
            lambda: hexadecimal(chance, 32), lambda: hexadecimal(chance, 48), lambda: str(chance.randrange(100_000)),
            lambda: "-".join(chance.sample(WORDS, 3)), lambda: f"{chance.choice(WORDS)}@{chance.choice(WORDS)}.example.com",
            lambda: f"{chance.randrange(300)}ms"])()

    def container(self, image):
        chance = self.chance
        name = image[0].rpartition("/")[2]
        variables = [{"name": "_".join(chance.sample(WORDS, 2)).upper(), "value": self.value()}
                     for _ in range(chance.randrange(3, 16))]
        variables += [{"name": "_".join(chance.sample(WORDS, 2)).upper(), "valueFrom": {"secretKeyRef": {
            "name": f"{self.name}-secret", "key": chance.choice(WORDS)}}} for _ in range(chance.randrange(4))]
        variables.append({"name": "POD_IP", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}})
        cpu, memory = chance.choice([50, 100, 250, 500]), chance.choice([128, 256, 512, 1024])

        def probe(path):
            return {"httpGet": {"path": f"/{path}", "port": 8080, "scheme": "HTTP"}, "timeoutSeconds": 3,
                    "initialDelaySeconds": chance.randrange(5, 30), "periodSeconds": 10}
        return {"name": name, "image": f"{image[0]}:{image[1]}",
                "env": list({each["name"]: each for each in variables}.values()),
                "ports": [{"name": "http", "containerPort": 8080}, {"name": "metrics", "containerPort": 9090}],
                "resources": {"requests": {"cpu": f"{cpu}m", "memory": f"{memory}Mi"}, "limits": {"memory": f"{2 * memory}Mi"}},
                "livenessProbe": probe("healthz"), "readinessProbe": probe("readyz"), "imagePullPolicy": "IfNotPresent",
                "securityContext": {"runAsNonRoot": True, "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True},
                "volumeMounts": [{"name": "config", "mountPath": "/etc/config", "readOnly": True},
                                 {"name": "kube-api-access", "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount",
                                  "readOnly": True}]}

    def pod(self, node, chance):
        """A pod of its own name, bound to a node; nil for none."""
        return {
            "metadata": {
                "generateName": f"{self.name}-{self.hash}-", "name": f"{self.name}-{self.hash}-{suffix(chance, 5)}",
                "namespace": self.namespace, "labels": self.labels,
                "annotations": dict(self.annotations, **{"cni.projectcalico.org/containerID": hexadecimal(chance, 64)}),
                "ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": f"{self.name}-{self.hash}",
                                     "uid": self.owner, "controller": True, "blockOwnerDeletion": True}]},
            "spec": {
                **({"nodeName": node} if node else {}), "containers": self.containers, "serviceAccountName": self.name,
                "tolerations": [{"key": f"node.kubernetes.io/{each}", "operator": "Exists", "effect": "NoExecute",
                                 "tolerationSeconds": 300} for each in ("not-ready", "unreachable")],
                "topologySpreadConstraints": [{
                    "maxSkew": 1, "topologyKey": "topology.kubernetes.io/zone", "whenUnsatisfiable": "ScheduleAnyway",
                    "labelSelector": {"matchLabels": {"app.kubernetes.io/instance": self.name}}}],
                "volumes": [
                    {"name": "config", "configMap": {"name": f"{self.name}-config"}},
                    {"name": "kube-api-access", "projected": {"sources": [
                        {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
                        {"configMap": {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
                        {"downwardAPI": {"items": [
                            {"path": "namespace", "fieldRef": {"fieldPath": "metadata.namespace"}}]}}]}}]}}

    def running(self, chance, host, address, ready=True, since=None):
        """The status that a kubelet writes."""
        since, word = since or now(), "True" if ready else "False"
        conditions = [("Initialized", "True"), ("Ready", word), ("ContainersReady", word), ("PodScheduled", "True")]
        return {"status": {
            "phase": "Running", "hostIP": host, "podIP": address, "podIPs": [{"ip": address}], "startTime": since,
            "conditions": [{"type": kind, "status": status, "lastTransitionTime": now() if status == word else since}
                           for kind, status in conditions],
            "containerStatuses": [{
                "name": container["name"], "image": container["image"], "imageID": f"{image[0]}@sha256:{image[2]}",
                "containerID": f"containerd://{hexadecimal(chance, 64)}", "ready": ready, "started": True,
                "restartCount": 0, "state": {"running": {"startedAt": since}}}
                for container, image in zip(self.containers, self.images)]}}


class Cluster:
    """Nodes and pods on an API server."""

    def __init__(self, plane, nodes, pods, seed=1):
        self.plane, self.chance = plane, random.Random(seed)
        self.nodes = [(f"ip-10-0-{number // 250}-{number % 250 + 4}.ap-northeast-2.compute.internal",
                       f"10.0.{number // 250}.{number % 250 + 4}") for number in range(nodes)]
        # One call in C: several threads take from it.
        self.numbers = itertools.count()
        self.workloads = []
        self.pods = []
        self.wanted = pods

    def up(self):
        self.plane.each(self.register, enumerate(self.nodes))
        placed, total = [], 0
        while total < self.wanted:
            workload = Workload(random.Random(self.chance.random()), len(self.workloads))
            replicas = min(self.chance.choice(REPLICAS), self.wanted - total)
            self.workloads.append(workload)
            placed += [workload] * replicas
            total += replicas
        for namespace in sorted({workload.namespace for workload in self.workloads}):
            self.plane.client().create("/api/v1/namespaces", {"metadata": {"name": namespace}})
        self.pods = self.plane.each(self.start, [(each, number) for number, each in enumerate(placed)])

    def address(self):
        """One that no pod had before."""
        return str(ipaddress.ip_address("10.4.0.0") + next(self.numbers))

    def register(self, numbered):
        number, (name, address) = numbered
        chance = random.Random(number)
        instance = f"i-{hexadecimal(chance, 17)}"
        zone = ZONES[number % len(ZONES)]
        self.plane.client("kubelet").create("/api/v1/nodes", {
            "metadata": {"name": name, "labels": {
                "kubernetes.io/hostname": name, "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64",
                "node.kubernetes.io/instance-type": "m5.4xlarge", "topology.kubernetes.io/zone": zone,
                "topology.kubernetes.io/region": "ap-northeast-2", "eks.amazonaws.com/nodegroup": f"group-{number % 5}",
                "eks.amazonaws.com/capacityType": "ON_DEMAND",
                "eks.amazonaws.com/nodegroup-image": f"ami-{hexadecimal(chance, 17)}"},
                "annotations": {"node.alpha.kubernetes.io/ttl": "15",
                                "volumes.kubernetes.io/controller-managed-attach-detach": "true"}},
            "spec": {"providerID": f"aws:///{zone}/{instance}"}})
        status = self.node_status(chance, name, address)
        self.plane.client("kubelet").patch(f"/api/v1/nodes/{name}/status", status, apis.STRATEGIC)

    def node_status(self, chance, name, address):
        capacity = {"cpu": "16", "memory": "64269552Ki", "ephemeral-storage": "104845292Ki", "pods": "234"}
        conditions = [("MemoryPressure", "False"), ("DiskPressure", "False"), ("PIDPressure", "False"), ("Ready", "True")]
        return {"status": {
            "capacity": capacity, "allocatable": dict(capacity, cpu="15890m", memory="61211888Ki"),
            "addresses": [{"type": "InternalIP", "address": address}, {"type": "Hostname", "address": name},
                          {"type": "InternalDNS", "address": name}],
            "nodeInfo": {"kubeletVersion": "v1.30.4-eks-a737599", "kubeProxyVersion": "v1.30.4-eks-a737599",
                         "machineID": hexadecimal(chance, 32), "systemUUID": uid(chance), "bootID": uid(chance),
                         "kernelVersion": "6.1.102-111.182.amzn2023.x86_64", "osImage": "Amazon Linux 2023.5.20240805",
                         "containerRuntimeVersion": "containerd://1.7.20", "operatingSystem": "linux", "architecture": "amd64"},
            "images": [{"names": [f"{each}@sha256:{hexadecimal(chance, 64)}", f"{each}:{hexadecimal(chance, 12)}"],
                        "sizeBytes": chance.randrange(10 ** 9)}
                       for each in (f"602401143452.dkr.ecr.ap-northeast-2.amazonaws.com/{word}"
                                    for word in chance.sample(WORDS, 50))],
            "conditions": [{"type": kind, "status": status, "reason": f"Kubelet{kind}", "lastHeartbeatTime": now(),
                            "lastTransitionTime": now()} for kind, status in conditions]}}

    def heartbeat(self, numbered):
        """What a kubelet writes every five minutes, although nothing has changed."""
        name = numbered[1][0]
        conditions = [{"type": kind, "lastHeartbeatTime": now()} for kind in
                      ("MemoryPressure", "DiskPressure", "PIDPressure", "Ready")]
        self.plane.client("kubelet").patch(
            f"/api/v1/nodes/{name}/status", {"status": {"conditions": conditions}}, apis.STRATEGIC)

    @staticmethod
    def path(pod):
        return f"/api/v1/namespaces/{pod['namespace']}/pods/{pod['name']}"

    def start(self, numbered):
        """Creates a pod that is bound, and runs."""
        workload, number = numbered
        chance = random.Random(f"{workload.name} {number}")
        node, host = self.nodes[number % len(self.nodes)]
        made = workload.pod(node, chance)
        self.plane.client(OWN_AGENTS["controllers"]).create(f"/api/v1/namespaces/{workload.namespace}/pods", made)
        pod = {"workload": workload, "namespace": workload.namespace, "name": made["metadata"]["name"], "node": node,
               "host": host, "address": self.address(), "chance": chance, "ready": True, "since": now()}
        self.write_status(pod)
        return pod

    def write_status(self, pod):
        status = pod["workload"].running(pod["chance"], pod["host"], pod["address"], pod["ready"], pod["since"])
        self.plane.client(OWN_AGENTS["kubelet"]).patch(f"{self.path(pod)}/status", status, apis.STRATEGIC)

    def touch(self, pod):
        """Its readiness changes: one event."""
        pod["ready"] = not pod["ready"]
        self.write_status(pod)

    def replace(self, pod):
        """A rollout deletes it and makes another: five events, as scheduler and kubelet write them."""
        self.plane.client(OWN_AGENTS["controllers"]).call("DELETE", self.path(pod))
        self.plane.client(OWN_AGENTS["kubelet"]).call("DELETE", self.path(pod), {"gracePeriodSeconds": 0})
        made = pod["workload"].pod(None, pod["chance"])
        pods = f"/api/v1/namespaces/{pod['namespace']}/pods"
        self.plane.client(OWN_AGENTS["controllers"]).create(pods, made)
        pod["name"] = made["metadata"]["name"]
        self.plane.client(OWN_AGENTS["scheduler"]).create(f"{self.path(pod)}/binding", {
            "metadata": {"name": pod["name"]}, "target": {"kind": "Node", "name": pod["node"]}})
        pod["address"], pod["since"], pod["ready"] = self.address(), now(), True
        self.write_status(pod)
