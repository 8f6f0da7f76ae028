"""etcd and kube-apiserver on loopback, without scheduler and controllers."""
import base64
import json
import os
import shutil
import socket
import subprocess
import sys
import time

import requests

ADMIN, READER = "admin-of-the-benchmark", "reader-of-the-benchmark"
MERGE, STRATEGIC = "application/merge-patch+json", "application/strategic-merge-patch+json"
# What Config/kubernetes grants.
RULES = [
    {"apiGroups": [""], "resources": ["nodes", "pods", "events"], "verbs": ["list"]},
    {"apiGroups": [""], "resources": ["nodes", "pods"], "verbs": ["watch"]},
    {"apiGroups": ["cilium.io"], "resources": ["ciliumnodes"], "verbs": ["list"]},
    {"apiGroups": ["apps"], "resources": ["daemonsets"], "resourceNames": ["aws-node"], "verbs": ["get"]},
    {"apiGroups": [""], "resources": ["namespaces"], "resourceNames": ["kube-system"], "verbs": ["get"]}]


class Refused(Exception):
    """An answer of the API that is not a success."""

    def __init__(self, what, answer):
        super().__init__(f"{what}: {answer.status_code} {answer.text[:300]}")
        self.status = answer.status_code


class Client:
    """The API over one kept connection; for one thread."""

    def __init__(self, server, ca, token=ADMIN):
        self.server = server
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.verify = ca
        self.session.headers["Authorization"] = "Bearer " + token

    def call(self, method, path, body=None, content_type="application/json"):
        data = None if body is None else json.dumps(body)
        answer = self.session.request(
            method, self.server + path, data=data, headers={"Content-Type": content_type}, timeout=60)
        if answer.status_code >= 400:
            raise Refused(f"{method} {path}", answer)
        return answer.json()


class ControlPlane:
    """Runs from `start` to `stop`, with its files in a folder of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.processes = []
        assets = os.environ.get("KUBEBUILDER_ASSETS") or sys.exit(
            "follow-an-hour: $KUBEBUILDER_ASSETS has to name the folder of kube-apiserver")
        self.apiserver = os.path.join(assets, "kube-apiserver")
        here = os.path.join(assets, "etcd")
        self.etcd = here if os.path.exists(here) else shutil.which("etcd") or sys.exit("follow-an-hour: etcd is missing")

    def path(self, name):
        return os.path.join(self.folder, name)

    def start(self):
        os.makedirs(self.folder)
        self.certificates()
        with open(self.path("tokens.csv"), "w", encoding="ascii") as file:
            file.write(f"{ADMIN},admin,admin,system:masters\n{READER},capdb,capdb,capdb-readers\n")
        client, peer, self.port = free_ports(3)
        self.run("etcd", [
            self.etcd, "--data-dir", self.path("etcd-data"), "--unsafe-no-fsync", "--quota-backend-bytes=8000000000",
            "--experimental-watch-progress-notify-interval=200ms", f"--listen-peer-urls=http://127.0.0.1:{peer}",
            f"--listen-client-urls=http://127.0.0.1:{client}", f"--advertise-client-urls=http://127.0.0.1:{client}"])
        self.run("kube-apiserver", [
            self.apiserver, f"--etcd-servers=http://127.0.0.1:{client}", "--bind-address=127.0.0.1",
            f"--secure-port={self.port}", f"--tls-cert-file={self.path('server.pem')}",
            f"--tls-private-key-file={self.path('server.key')}", f"--client-ca-file={self.path('ca.pem')}",
            f"--service-account-key-file={self.path('accounts.pub')}",
            f"--service-account-signing-key-file={self.path('accounts.key')}",
            "--service-account-issuer=https://kubernetes.default.svc", f"--token-auth-file={self.path('tokens.csv')}",
            "--authorization-mode=RBAC", "--service-cluster-ip-range=10.96.0.0/16", "--max-requests-inflight=3000",
            "--max-mutating-requests-inflight=1000", "--enable-priority-and-fairness=false",
            # Nothing makes service accounts here.
            "--disable-admission-plugins=ServiceAccount", "--feature-gates=EfficientWatchResumption=true"])
        self.wait()
        self.let_capdb_read()

    def run(self, name, command):
        with open(self.path(name + ".log"), "wb") as log:
            self.processes.append(subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log))

    def client(self):
        return Client(f"https://127.0.0.1:{self.port}", self.path("ca.pem"))

    def wait(self):
        client = self.client()
        end = time.monotonic() + 180
        while time.monotonic() < end:
            if any(process.poll() is not None for process in self.processes):
                break
            try:
                if client.session.get(client.server + "/readyz", timeout=5).status_code == 200:
                    return
            except requests.RequestException:
                pass
            time.sleep(0.5)
        raise SystemExit(f"follow-an-hour: the API server did not start; its log is in {self.folder}")

    def let_capdb_read(self):
        client = self.client()
        api = "/apis/rbac.authorization.k8s.io/v1/"
        client.call("POST", api + "clusterroles", {"metadata": {"name": "capdb"}, "rules": RULES})
        client.call("POST", api + "clusterrolebindings", {
            "metadata": {"name": "capdb"},
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "capdb"},
            "subjects": [{"kind": "User", "name": "capdb", "apiGroup": "rbac.authorization.k8s.io"}]})

    def kubeconfig(self, port):
        """A kubeconfig of a reader that connects to a port of 127.0.0.1."""
        path = self.path("kubeconfig")
        with open(self.path("ca.pem"), "rb") as file:
            ca = base64.b64encode(file.read()).decode()
        value = {
            "apiVersion": "v1", "kind": "Config", "current-context": "hour",
            "clusters": [{"name": "hour", "cluster": {
                "server": f"https://127.0.0.1:{port}", "certificate-authority-data": ca}}],
            "users": [{"name": "capdb", "user": {"token": READER}}],
            "contexts": [{"name": "hour", "context": {"cluster": "hour", "user": "capdb"}}]}
        with open(path, "w", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            json.dump(value, file)
        return path

    def certificates(self):
        """A CA for this run, a certificate for 127.0.0.1, and a key for service accounts."""
        def openssl(*arguments):
            subprocess.run(["openssl", *arguments], check=True, cwd=self.folder, capture_output=True)
        key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
        openssl("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=benchmark")
        openssl("req", *key, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=kube-apiserver")
        with open(self.path("server.ext"), "w", encoding="ascii") as file:
            file.write("subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:kubernetes.default.svc,IP:10.96.0.1\n")
        openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days",
                "2", "-extfile", "server.ext", "-out", "server.pem")
        openssl("genrsa", "-out", "accounts.key", "2048")
        openssl("rsa", "-in", "accounts.key", "-pubout", "-out", "accounts.pub")

    def stop(self):
        for process in reversed(self.processes):
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.path("etcd-data"), ignore_errors=True)


def free_ports(count):
    """Ports of 127.0.0.1 that nothing listens on."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()
