#!/usr/bin/env python3
"""Makes an EKS-like cluster of a real control plane and moto's EC2, and plays what neither has: instances that
register as nodes, their kubelets, and the VPC CNI.

  eks-like-cluster.py --plane FOLDER --ec2 URL up          three t3.medium in three zones, system pods, 2 nginx
  eks-like-cluster.py --plane FOLDER --ec2 URL scale N     N nginx, and wait until nothing moves any more
"""
import argparse
import datetime
import ipaddress
import time

import apis

VPC = "192.168.0.0/16"
CLUSTER = "myeks"
# zone, subnet, the instance's address
PLACES = [
    ("ap-northeast-2a", "192.168.1.0/24", "192.168.1.111"),
    ("ap-northeast-2b", "192.168.2.0/24", "192.168.2.59"),
    ("ap-northeast-2c", "192.168.3.0/24", "192.168.3.215"),
]
ENIS_MAX, IPV4_PER_ENI = 3, 6  # t3.medium
SLOTS = 17
HOST_NETWORK = ["aws-node", "kube-proxy"]
SYSTEM = {"coredns": 2, "kube-ops-view": 1}
CNI_SETTINGS = {"ENABLE_PREFIX_DELEGATION": "false", "ENABLE_POD_ENI": "false", "WARM_ENI_TARGET": "1",
                "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": "false"}
CAPACITY = {"cpu": "2", "memory": "3943312Ki", "ephemeral-storage": "31444972Ki", "pods": str(SLOTS),
            "hugepages-1Gi": "0", "hugepages-2Mi": "0"}
ALLOCATABLE = dict(CAPACITY, **{"cpu": "1930m", "memory": "3388304Ki", "ephemeral-storage": "27905944324"})


def now():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


class Nodes:
    """The instances and their nodes."""

    def __init__(self, kubernetes, ec2):
        self.kubernetes, self.ec2 = kubernetes, ec2

    def launch(self):
        vpc = self.ec2.call("CreateVpc", CidrBlock=VPC).findtext("vpc/vpcId")
        for zone, cidr, address in PLACES:
            subnet = self.ec2.call("CreateSubnet", VpcId=vpc, CidrBlock=cidr, AvailabilityZone=zone)
            instance = self.ec2.call(
                "RunInstances", ImageId="ami-12c6146b", MinCount=1, MaxCount=1, InstanceType="t3.medium",
                SubnetId=subnet.findtext("subnet/subnetId"), PrivateIpAddress=address,
                TagSpecification__1__ResourceType="instance",
                TagSpecification__1__Tag__1__Key=f"kubernetes.io/cluster/{CLUSTER}",
                TagSpecification__1__Tag__1__Value="owned")
            self.register(instance.findtext("instancesSet/item/instanceId"), zone, address)

    def register(self, instance, zone, address):
        name = f"ip-{address.replace('.', '-')}.{apis.REGION}.compute.internal"
        labels = {
            "kubernetes.io/hostname": name, "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64",
            "node.kubernetes.io/instance-type": "t3.medium", "topology.kubernetes.io/zone": zone,
            "topology.kubernetes.io/region": apis.REGION, "eks.amazonaws.com/nodegroup": "ng1"}
        self.kubernetes.create("/api/v1/nodes", {
            "metadata": {"name": name, "labels": labels}, "spec": {"providerID": f"aws:///{zone}/{instance}"},
            "status": {
                "capacity": CAPACITY, "allocatable": ALLOCATABLE,
                "addresses": [{"type": "InternalIP", "address": address}, {"type": "Hostname", "address": name}],
                "conditions": [{"type": "Ready", "status": "True", "reason": "KubeletReady",
                                "lastHeartbeatTime": now(), "lastTransitionTime": now()}],
                "nodeInfo": {"kubeletVersion": "v1.30.4-eks-a737599", "operatingSystem": "linux",
                             "architecture": "amd64", "containerRuntimeVersion": "containerd://1.7.22",
                             "osImage": "Amazon Linux 2023"}}})
        # Admission taints a new node as not ready, and the controller that would see it ready does not run here.
        self.kubernetes.patch(f"/api/v1/nodes/{name}", {"spec": {"taints": []}})


class Workloads:
    """What runs on the nodes."""

    def __init__(self, kubernetes):
        self.kubernetes = kubernetes

    def deploy(self):
        for name in HOST_NETWORK:
            self.create("kube-system", "DaemonSet", name, {"template": self.template(name, host_network=True)})
        for name, replicas in SYSTEM.items():
            self.create("kube-system", "Deployment", name, {"replicas": replicas, "template": self.template(name)})
        self.create("default", "Deployment", "nginx", {"replicas": 2, "template": self.template("nginx")})

    def create(self, namespace, kind, name, spec):
        spec["selector"] = {"matchLabels": {"app": name}}
        self.kubernetes.create(f"/apis/apps/v1/namespaces/{namespace}/{kind.lower()}s", {
            "apiVersion": "apps/v1", "kind": kind, "metadata": {"name": name}, "spec": spec})

    def template(self, name, host_network=False):
        container = {"name": name, "image": f"{name}:1", "resources": {"requests": {"cpu": "10m"}}}
        if name == "aws-node":
            container["env"] = [{"name": key, "value": value} for key, value in CNI_SETTINGS.items()]
        return {"metadata": {"labels": {"app": name}}, "spec": {
            "hostNetwork": host_network, "terminationGracePeriodSeconds": 0, "containers": [container],
            "tolerations": [{"operator": "Exists"}]}}

    def scale(self, replicas):
        self.kubernetes.patch("/apis/apps/v1/namespaces/default/deployments/nginx", {"spec": {"replicas": replicas}})

    def expected_pods(self):
        nginx = self.kubernetes.get("/apis/apps/v1/namespaces/default/deployments/nginx")["spec"]["replicas"]
        return len(HOST_NETWORK) * len(PLACES) + sum(SYSTEM.values()) + nginx


class CNI:
    """The VPC CNI's address book: which addresses lie on a node's ENIs, and more of them when pods need them."""

    def __init__(self, ec2, taken):
        self.ec2, self.taken = ec2, set(taken)
        self.read()

    def read(self):
        self.enis, self.assigned = {}, set()
        for eni in self.ec2.call("DescribeNetworkInterfaces").iterfind("networkInterfaceSet/item"):
            addresses = [item.findtext("privateIpAddress") for item in eni.iterfind("privateIpAddressesSet/item")]
            self.assigned.update(addresses)
            instance = eni.findtext("attachment/instanceId")
            if instance:
                self.enis.setdefault(instance, []).append(
                    (eni.findtext("networkInterfaceId"), eni.findtext("subnetId"), addresses))

    def address(self, instance, host):
        """A free secondary address of the instance; nil if it can have no more."""
        for _ in range(2):
            for _, _, addresses in self.enis[instance]:
                for address in addresses[1:]:
                    if address not in self.taken:
                        self.taken.add(address)
                        return address
            self.grow(instance, host)
        return None

    def grow(self, instance, host):
        """Fills the primary ENI, then attaches further ones, whole ENIs at a time as WARM_ENI_TARGET has it."""
        enis = self.enis[instance]
        eni, subnet, addresses = enis[0]
        if len(addresses) == 1:
            self.assign(eni, self.fresh(host, IPV4_PER_ENI - 1))
        elif len(enis) < ENIS_MAX:
            primary, *others = self.fresh(host, IPV4_PER_ENI)
            made = self.ec2.call("CreateNetworkInterface", SubnetId=subnet, PrivateIpAddress=primary,
                                 Description=f"aws-K8S-{instance}")
            eni = made.findtext("networkInterface/networkInterfaceId")
            self.assign(eni, others)
            self.ec2.call("AttachNetworkInterface", NetworkInterfaceId=eni, InstanceId=instance, DeviceIndex=len(enis))
        self.read()

    def assign(self, eni, addresses):
        # Named one by one: left to itself moto hands the same address out twice.
        self.ec2.call("AssignPrivateIpAddresses", NetworkInterfaceId=eni, PrivateIpAddress=addresses)

    def fresh(self, host, count):
        cidr = next(cidr for _, cidr, address in PLACES if address == host)
        candidates = (str(address) for address in list(ipaddress.ip_network(cidr).hosts())[9:])
        return [address for address, _ in zip((each for each in candidates if each not in self.assigned), range(count))]


class Kubelets:
    """The nodes' kubelets: they start what the scheduler bound to them."""

    def __init__(self, kubernetes, ec2):
        self.kubernetes, self.ec2 = kubernetes, ec2
        self.hosts = {}
        for node in kubernetes.items("/api/v1/nodes"):
            instance = node["spec"]["providerID"].rpartition("/")[2]
            self.hosts[node["metadata"]["name"]] = (instance, node["status"]["addresses"][0]["address"])

    def start_pods(self, pods):
        """Starts those that wait for it; returns how many."""
        waiting = [pod for pod in pods if pod["spec"].get("nodeName") and "podIP" not in pod["status"]]
        if waiting:
            cni = CNI(self.ec2, (pod["status"].get("podIP") for pod in pods))
            for pod in waiting:
                self.start(pod, cni)
        return len(waiting)

    def start(self, pod, cni):
        instance, host = self.hosts[pod["spec"]["nodeName"]]
        address = host if pod["spec"].get("hostNetwork") else cni.address(instance, host)
        if address is None:
            raise SystemExit(f"{host} has no address left for {pod['metadata']['name']}")
        conditions = [{"type": kind, "status": "True"} for kind in ("Initialized", "ContainersReady", "Ready")]
        statuses = [{"name": each["name"], "image": each["image"], "imageID": "", "ready": True, "restartCount": 0,
                     "state": {"running": {"startedAt": now()}}} for each in pod["spec"]["containers"]]
        path = f"/api/v1/namespaces/{pod['metadata']['namespace']}/pods/{pod['metadata']['name']}/status"
        try:
            self.kubernetes.patch(path, {"status": {
                "phase": "Running", "hostIP": host, "podIP": address, "podIPs": [{"ip": address}], "startTime": now(),
                "conditions": conditions, "containerStatuses": statuses}}, apis.STRATEGIC)
        except apis.Refused as refusal:
            if refusal.status != 404:  # scaled away meanwhile
                raise


def refused_by_scheduler(pods, kubernetes):
    """The UIDs of the pods of which the scheduler has said, in the pod and in an event, that it finds no node."""
    said = {event["involvedObject"]["uid"]
            for event in kubernetes.items("/api/v1/events?fieldSelector=reason%3DFailedScheduling")}
    marked = {pod["metadata"]["uid"] for pod in pods for condition in pod["status"].get("conditions", [])
              if condition["type"] == "PodScheduled" and condition["status"] == "False"}
    return said & marked


def settle(kubernetes, ec2, seconds=60):
    """Plays kubelets and CNI until every pod runs or has been refused by the scheduler."""
    kubelets, workloads = Kubelets(kubernetes, ec2), Workloads(kubernetes)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        pods = [pod for pod in kubernetes.items("/api/v1/pods") if "deletionTimestamp" not in pod["metadata"]]
        if kubelets.start_pods(pods) == 0 and len(pods) == workloads.expected_pods():
            unbound = {pod["metadata"]["uid"] for pod in pods if not pod["spec"].get("nodeName")}
            if unbound <= refused_by_scheduler(pods, kubernetes):
                return
        time.sleep(0.2)
    raise SystemExit(f"the cluster did not settle within {seconds} s")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plane", required=True, help="the control plane's folder")
    parser.add_argument("--ec2", required=True, help="moto's URL")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("up")
    verbs.add_parser("scale").add_argument("replicas", type=int)
    options = parser.parse_args()
    kubernetes, ec2 = apis.Kubernetes(options.plane), apis.EC2(options.ec2)
    if options.verb == "up":
        Nodes(kubernetes, ec2).launch()
        Workloads(kubernetes).deploy()
    else:
        Workloads(kubernetes).scale(options.replicas)
    settle(kubernetes, ec2)


main()
