"""The cluster of the benchmark, and its nodes, pods and events as encoded Kubernetes objects.

Everything follows from numbers: node i, pod j. Nodes are m5.xlarge with three interfaces of fifteen addresses.
"""
import hashlib
import json
import uuid

from protobuf import field, integer, mapping, quantities, time

REGION = "ap-northeast-2"
ACCOUNT = "123456789012"
VPC = "vpc-0be9c4a5c00000001"
START = 1_767_571_200  # 2026-01-05T00:00:00Z
SUBNETS = 16
ENIS_PER_NODE = 3
ADDRESSES_PER_ENI = 15
PODS_PER_WORKLOAD = 30
ALPHABET = "bcdfghjklmnpqrstvwxz2456789"


def digest(text):
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def uid(text):
    return str(uuid.UUID(bytes=digest(text), version=4))


def suffix(text):
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest("suffix " + text)[:5])


def resource_id(prefix, text):
    return f"{prefix}-0{digest(prefix + text).hex()[:16]}"


def subnet_of(node):
    return node % SUBNETS


def address(node, number):
    """The `number`th of a node's 45 addresses: subnet s is 10.(s/4).(64*(s%4)).0/18."""
    subnet = subnet_of(node)
    offset = 4 + node // SUBNETS * ENIS_PER_NODE * ADDRESSES_PER_ENI + number
    bits = (10 << 24) + (subnet << 14) + offset
    return ".".join(str(bits >> shift & 255) for shift in (24, 16, 8, 0))


def subnet_cidr(subnet):
    bits = (10 << 24) + (subnet << 14)
    return ".".join(str(bits >> shift & 255) for shift in (24, 16, 8, 0)) + "/18"


def zone_of(node):
    return REGION + "abc"[subnet_of(node) % 3]


def node_name(node):
    return "ip-" + address(node, 0).replace(".", "-") + f".{REGION}.compute.internal"


def instance_id(node):
    return resource_id("i", str(node))


def eni_id(node, index):
    return resource_id("eni", f"{node}/{index}")


# ---- managed fields: what makes real objects as large as they are ----

def managed_fields(manager, fields):
    return field(17, field(1, manager) + field(2, "Update") + field(3, "v1") + field(4, time(START))
                 + field(6, "FieldsV1") + field(7, field(1, json.dumps(fields, separators=(",", ":")))))


ENVIRONMENT = [f"APPLICATION_SETTING_{number:02d}" for number in range(16)]


def pod_managed_fields(replica_set_uid):
    container = {
        ".": {}, "f:image": {}, "f:imagePullPolicy": {}, "f:name": {}, "f:terminationMessagePath": {},
        "f:terminationMessagePolicy": {},
        "f:env": {".": {}, **{f'k:{{"name":"{name}"}}': {".": {}, "f:name": {}, "f:value": {}}
                              for name in ENVIRONMENT}},
        "f:livenessProbe": {".": {}, "f:failureThreshold": {}, "f:httpGet": {".": {}, "f:path": {}, "f:port": {}},
                            "f:periodSeconds": {}, "f:timeoutSeconds": {}},
        "f:resources": {".": {}, "f:limits": {".": {}, "f:memory": {}},
                        "f:requests": {".": {}, "f:cpu": {}, "f:memory": {}}},
    }
    spec = {
        "f:metadata": {"f:generateName": {}, "f:labels": {".": {}, "f:app": {}, "f:pod-template-hash": {}},
                       "f:ownerReferences": {".": {}, f'k:{{"uid":"{replica_set_uid}"}}': {}}},
        "f:spec": {"f:containers": {'k:{"name":"app"}': container}, "f:dnsPolicy": {}, "f:enableServiceLinks": {},
                   "f:restartPolicy": {}, "f:schedulerName": {}, "f:securityContext": {},
                   "f:terminationGracePeriodSeconds": {}},
    }
    condition = {".": {}, "f:lastProbeTime": {}, "f:lastTransitionTime": {}, "f:status": {}, "f:type": {}}
    status = {"f:status": {
        "f:conditions": {f'k:{{"type":"{kind}"}}': condition for kind in ("ContainersReady", "Initialized", "Ready")},
        "f:containerStatuses": {}, "f:hostIP": {}, "f:phase": {}, "f:podIP": {}, "f:podIPs": {}, "f:startTime": {}}}
    return managed_fields("kube-controller-manager", spec) + managed_fields("kubelet", status)


# ---- pods ----

def pod_spec(node, host_network):
    environment = b"".join(
        field(7, field(1, name) + field(2, "https://service.internal.example/" + name.lower()))
        for name in ENVIRONMENT)
    container = (field(1, "app") + field(2, f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/team/app:1.42.0")
                 + environment
                 + field(8, quantities(1, {"memory": "256Mi"}) + quantities(2, {"cpu": "100m", "memory": "128Mi"}))
                 + field(9, field(1, "kube-api-access") + integer(2, 1)
                         + field(3, "/var/run/secrets/kubernetes.io/serviceaccount"))
                 + field(13, "/dev/termination-log") + field(14, "IfNotPresent") + field(20, "File"))
    tolerations = b"".join(
        field(22, field(1, "node.kubernetes.io/" + key) + field(2, "Exists") + field(3, "") + field(4, "NoExecute")
              + integer(5, 300)) for key in ("not-ready", "unreachable"))
    return (field(2, container) + field(3, "Always") + integer(4, 30) + field(6, "ClusterFirst")
            + field(8, "default") + field(9, "default") + field(10, node) + integer(11, int(host_network))
            + integer(12, 0) + integer(13, 0) + field(14, b"") + field(16, "") + field(17, "")
            + field(19, "default-scheduler") + tolerations + field(24, "") + integer(25, 0))


def condition(kind, status, since, reason="", message=""):
    return field(2, field(1, kind) + field(2, status) + field(3, b"") + field(4, time(since)) + field(5, reason)
                 + field(6, message))


PENDING_MESSAGE = "0/5000 nodes are available: 5000 Too many pods."


# The stages of a pod: what the API server, the scheduler and the kubelet write of it one after another.
CREATED, BOUND, STARTING, RUNNING, TERMINATING, TERMINATED = range(6)
LIFETIME = 90_000  # seconds from the creation of a pod that is replaced to its end


class Pod:
    """Pod `number` of generation `generation`; a later generation is the replacement of an earlier one."""

    def __init__(self, number, nodes, pending_from, generation=0, moved=False, pods_per_workload=PODS_PER_WORKLOAD):
        self.number = number
        self.generation = generation
        self.workload = number // pods_per_workload
        self.node = None if number >= pending_from else number % nodes
        slot = number // nodes
        self.host_network = self.node is not None and slot < 2
        # 30 pods per node use at most the first 32 of 45 addresses, primaries left out; what moves takes a later one.
        self.ip_number = slot + 1 + slot // (ADDRESSES_PER_ENI - 1)
        if moved:
            self.ip_number = 33 + slot % 12
        identity = f"pod {number} {generation}"
        self.uid = uid(identity)
        self.created = START + number % 86_400 + generation * 100_000
        self.app = f"app-{self.workload:05d}"
        self.replica_set = f"{self.app}-{digest(self.app).hex()[:10]}"
        self.name = f"{self.replica_set}-{suffix(identity)}"
        self.namespace = f"team-{self.workload % 40:02d}"
        self.key = f"{self.namespace}/{self.name}"

    def encode(self, stage=RUNNING, version=None):
        """The pod at a stage of its life, by default the one in which lists have it."""
        owner_uid = uid("rs " + self.app)
        version = 100_000 + self.number if version is None else version
        ends = time(self.created + LIFETIME) if stage in (TERMINATING, TERMINATED) else None
        metadata = (
            field(1, self.name) + field(2, self.replica_set + "-") + field(3, self.namespace) + field(4, "")
            + field(5, self.uid) + field(6, str(version)) + integer(7, 0) + field(8, time(self.created))
            + (b"" if ends is None else field(9, ends) + integer(10, 30))
            + mapping(11, {"app": self.app, "pod-template-hash": self.replica_set[-10:]})
            + field(13, field(1, "ReplicaSet") + field(3, self.replica_set) + field(4, owner_uid)
                    + field(5, "apps/v1") + integer(6, 1) + integer(7, 1))
            + field(15, "") + pod_managed_fields_of(owner_uid))
        name = "" if self.node is None or stage == CREATED else node_name(self.node)
        return (field(1, metadata) + field(2, pod_spec_of(name, self.host_network)) + field(3, self.status(stage)))

    def status(self, stage=RUNNING):
        if self.node is None:
            return (field(1, "Pending")
                    + condition("PodScheduled", "False", self.created, "Unschedulable", PENDING_MESSAGE)
                    + field(3, "") + field(4, "") + field(5, "") + field(6, "") + field(9, "Burstable"))
        if stage in (CREATED, BOUND):
            scheduled = condition("PodScheduled", "True", self.created) if stage == BOUND else b""
            return (field(1, "Pending") + scheduled + field(3, "") + field(4, "") + field(5, "") + field(6, "")
                    + field(9, "Burstable") + field(11, ""))
        host = address(self.node, 0)
        ip = host if self.host_network else address(self.node, self.ip_number)
        since = self.created + 1
        ready = "False" if stage in (STARTING, TERMINATED) else "True"
        return (field(1, {STARTING: "Pending", TERMINATED: "Succeeded"}.get(stage, "Running"))
                + b"".join(condition(kind, status, since) for kind, status in (
                    ("Initialized", "True"), ("Ready", ready), ("ContainersReady", ready), ("PodScheduled", "True")))
                + field(3, "") + field(4, "") + field(5, host) + field(6, "" if stage == STARTING else ip)
                + field(7, time(since))
                + field(8, field(1, "app") + field(2, self.container_state(stage, since)) + field(3, b"")
                        + integer(4, int(ready == "True")) + integer(5, 0)
                        + field(6, "app:1.42.0") + field(7, "sha256:" + digest(self.app).hex() * 2)
                        + field(8, "containerd://" + digest(self.uid).hex() * 2))
                + field(9, "Burstable") + field(11, "") + (b"" if stage == STARTING else field(12, field(1, ip))))

    def container_state(self, stage, since):
        if stage == STARTING:
            return field(1, field(1, "ContainerCreating") + field(2, ""))
        if stage == TERMINATED:
            return field(3, integer(1, 0) + integer(2, 0) + field(3, "Completed") + field(4, "")
                         + field(5, time(since)) + field(6, time(self.created + LIFETIME)) + field(7, ""))
        return field(2, field(1, time(since)))


_cache = {}


def pod_managed_fields_of(owner_uid):
    if _cache.get("owner") != owner_uid:
        _cache["owner"], _cache["fields"] = owner_uid, pod_managed_fields(owner_uid)
    return _cache["fields"]


_specs = {}


def pod_spec_of(node, host_network):
    key = (node, host_network)
    if key not in _specs:
        _specs[key] = pod_spec(node, host_network)
    return _specs[key]


# ---- nodes ----

def node_managed_fields():
    labels = {f"f:feature.node.kubernetes.io/label-{number:02d}": {} for number in range(20)}
    conditions = {f'k:{{"type":"{kind}"}}': {".": {}, "f:lastHeartbeatTime": {}, "f:lastTransitionTime": {},
                                             "f:message": {}, "f:reason": {}, "f:status": {}, "f:type": {}}
                  for kind in ("DiskPressure", "MemoryPressure", "PIDPressure", "Ready")}
    return managed_fields("kubelet", {"f:metadata": {"f:labels": labels},
                                      "f:status": {"f:conditions": conditions, "f:images": {}}})


NODE_MANAGED_FIELDS = node_managed_fields()
NODE_IMAGES = b"".join(
    field(8, field(1, f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/team/app@sha256:{digest(str(number)).hex() * 2}")
          + integer(2, 100_000_000)) for number in range(12))


def encode_node(node, version=None):
    name = node_name(node)
    zone = zone_of(node)
    resources = {"cpu": "4", "ephemeral-storage": "83873772Ki", "hugepages-1Gi": "0", "hugepages-2Mi": "0",
                 "memory": "15900000Ki", "pods": "58"}
    allocatable = {**resources, "cpu": "3920m", "ephemeral-storage": "76224326324", "memory": "14900000Ki"}
    metadata = (field(1, name) + field(2, "") + field(3, "") + field(4, "") + field(5, uid("node " + name))
                + field(6, str(50_000 + node if version is None else version)) + integer(7, 0)
                + field(8, time(START - 86_400))
                + mapping(11, {"eks.amazonaws.com/nodegroup": f"ng-{node % 10}",
                               "kubernetes.io/hostname": name, "kubernetes.io/os": "linux",
                               "kubernetes.io/arch": "amd64", "node.kubernetes.io/instance-type": "m5.xlarge",
                               "topology.kubernetes.io/region": REGION, "topology.kubernetes.io/zone": zone})
                + NODE_MANAGED_FIELDS)
    ready = (field(1, "Ready") + field(2, "True") + field(3, time(START)) + field(4, time(START - 86_000))
             + field(5, "KubeletReady") + field(6, "kubelet is posting ready status"))
    status = (quantities(1, resources) + quantities(2, allocatable) + field(3, "") + field(4, ready)
              + field(5, field(1, "InternalIP") + field(2, address(node, 0)))
              + field(5, field(1, "Hostname") + field(2, name))
              + field(7, field(1, "") + field(2, "") + field(3, "") + field(4, "5.10.226") + field(5, "Amazon Linux 2")
                      + field(6, "containerd://1.7.22") + field(7, "v1.30.4-eks-a737599") + field(8, "v1.30.4")
                      + field(9, "linux") + field(10, "amd64"))
              + NODE_IMAGES)
    spec = field(1, "") + field(3, f"aws:///{zone}/{instance_id(node)}") + integer(4, 0)
    return field(1, metadata) + field(2, spec) + field(3, status)


# ---- events ----

SANDBOX_MESSAGE = (
    "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox \"{}\": plugin "
    "type=\"aws-cni\" name=\"aws-cni\" failed (add): add cmd: failed to assign an IP address to container")


def encode_event(number, pod):
    """A Warning about a pod: of the scheduler if it has no node, else of the kubelet."""
    of_scheduler = pod.node is None
    metadata = (field(1, f"{pod.name}.{digest(str(number)).hex()[:16]}") + field(3, pod.namespace)
                + field(5, uid(f"event {number}")) + field(6, str(900_000 + number)) + field(8, time(pod.created))
                + managed_fields("kubelet", {"f:count": {}, "f:message": {}, "f:reason": {}, "f:type": {}}))
    involved = (field(1, "Pod") + field(2, pod.namespace) + field(3, pod.name) + field(4, pod.uid) + field(5, "v1")
                + field(6, "1") + field(7, ""))
    if of_scheduler:
        tail = (field(5, b"") + field(6, b"") + field(7, b"") + integer(8, 0) + field(9, "Warning")
                + field(10, time(pod.created)) + field(11, integer(1, 12) + field(2, time(pod.created + 3000)))
                + field(12, "Scheduling") + field(14, "default-scheduler") + field(15, "default-scheduler-0"))
        return (field(1, metadata) + field(2, involved) + field(3, "FailedScheduling") + field(4, PENDING_MESSAGE)
                + tail)
    host = node_name(pod.node)
    tail = (field(5, field(1, "kubelet") + field(2, host)) + field(6, time(pod.created))
            + field(7, time(pod.created + 60)) + integer(8, 5) + field(9, "Warning") + field(10, b"") + field(12, "")
            + field(14, "kubelet") + field(15, host))
    message = SANDBOX_MESSAGE.format(digest(f"sandbox {number}").hex() * 2)
    return field(1, metadata) + field(2, involved) + field(3, "FailedCreatePodSandBox") + field(4, message) + tail
