"""The large cluster of the benchmarks: its servers, and collections of it that are measured."""
import base64
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time

from objects import PODS_PER_WORKLOAD, REGION
from render_pages import FORMAT

HERE = os.path.dirname(os.path.abspath(__file__))
KEYS = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "example", "AWS_REGION": REGION}


class Measured:
    """A program run once: seconds by the clock, CPU seconds of its own, peak memory, exit code and output."""

    def __init__(self, command, environment=None, stdin=None, stdout=subprocess.DEVNULL):
        begin = time.monotonic()
        process = subprocess.Popen(command, env=environment, stdin=stdin, stdout=stdout)
        _, status, usage = os.wait4(process.pid, 0)
        self.seconds = time.monotonic() - begin
        process.returncode = self.status = os.waitstatus_to_exitcode(status)
        self.cpu = usage.ru_utime + usage.ru_stime
        self.peak_mib = usage.ru_maxrss / 1024


class LargeCluster:
    def __init__(self, options):
        self.options = options
        self.work = options.work
        self.pages = os.path.join(self.work, "pages")
        os.makedirs(self.pages, exist_ok=True)
        self.database = os.path.join(self.work, "capdb.db")
        self.servers = []

    def render(self, variants=("first", "second", "moved")):
        """Renders those variants that are not there in these sizes."""
        wanted = {"nodes": self.options.nodes, "pods": self.options.pods, "events": self.options.events,
                  "pods_per_workload": self.options.pods_per_workload}
        path = os.path.join(self.pages, "summary.json")
        known = json.load(open(path, encoding="utf-8")) if os.path.exists(path) else {}
        if any(known.get(key) != value for key, value in (wanted | {"format": FORMAT}).items()):
            known = {}
        if missing := [variant for variant in variants if variant not in known.get("variants", [])]:
            subprocess.run(
                [sys.executable, os.path.join(HERE, "render_pages.py"), self.pages, "--variants", *missing]
                + [text for key, value in wanted.items() for text in ("--" + key.replace("_", "-"), str(value))],
                check=True, stdout=sys.stderr)
        self.summary = json.load(open(path, encoding="utf-8"))

    def serve(self, variant):
        """Serves another variant from now on."""
        link = os.path.join(self.pages, "current")
        if os.path.lexists(link):
            os.unlink(link)
        os.symlink(variant, link)

    def start(self, pause=0):
        """Starts the servers; `stop` ends them. Watches pause so many seconds in their middle."""
        self.certificates()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.ec2 = f"http://127.0.0.1:{self.start_server('ec2', str(self.options.nodes))}"
        watch = self.start_server("watch", self.pages, str(pause))
        template = open(os.path.join(HERE, "nginx.conf.in"), encoding="utf-8").read()
        config = os.path.join(self.work, "nginx.conf")
        with open(config, "w", encoding="utf-8") as file:
            file.write(template.replace("@WORK@", self.work).replace("@PORT@", str(port)).replace("@WATCH@", watch))
        nginx = os.environ.get("NGINX") or shutil.which("nginx") or "/usr/sbin/nginx"
        self.servers.append(subprocess.Popen([nginx, "-p", self.work, "-c", config, "-e", "stderr"]))
        self.wait(lambda: self.listens(port))
        self.kubernetes = f"https://127.0.0.1:{port}"

    def start_server(self, name, *arguments):
        """One of the servers beside this file; returns its port."""
        path = os.path.join(self.work, name + ".port")
        if os.path.exists(path):
            os.unlink(path)
        self.servers.append(subprocess.Popen([sys.executable, os.path.join(HERE, name + ".py"), path, *arguments]))
        self.wait(lambda: os.path.exists(path) and os.path.getsize(path))
        return open(path, encoding="ascii").read()

    def wait(self, ready):
        while not ready():
            if any(server.poll() is not None for server in self.servers):
                sys.exit("a server of the benchmark did not start; its message is above")
            time.sleep(0.1)

    @staticmethod
    def listens(port):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    def stop(self):
        for server in self.servers:
            server.terminate()
            server.wait()

    def certificates(self):
        """A CA for this run, and a certificate for 127.0.0.1."""
        def openssl(*arguments):
            subprocess.run(["openssl", *arguments], check=True, cwd=self.work, capture_output=True)
        key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
        openssl("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=benchmark")
        openssl("req", *key, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=kube-apiserver")
        with open(os.path.join(self.work, "server.ext"), "w", encoding="ascii") as file:
            file.write("subjectAltName=IP:127.0.0.1,DNS:localhost\n")
        openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days",
                "2", "-extfile", "server.ext", "-out", "server.pem")

    # ---- collections ----

    def environment(self):
        """What capdb needs to reach the servers, and nothing of the user's."""
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "KUBE", "CAPDB"))}
        return environment | KEYS | {"KUBECONFIG": self.kubeconfig(), "AWS_ENDPOINT_URL": self.ec2,
                                     "AWS_EC2_METADATA_DISABLED": "true", "HOME": self.work}

    def collect(self, *arguments):
        """A collection, measured; the checkpoint behind it is not."""
        run = Measured([self.options.capdb, "collect", "--db", self.database, *arguments], self.environment(),
                       stdout=sys.stderr)
        if run.status != 0:
            sys.exit(f"capdb collect ended with {run.status}")
        self.sqlite(self.database, "PRAGMA wal_checkpoint(TRUNCATE);")
        run.database = os.path.getsize(self.database)
        return run

    def kubeconfig(self):
        path = os.path.join(self.work, "kubeconfig")
        ca = base64.b64encode(open(os.path.join(self.work, "ca.pem"), "rb").read()).decode()
        value = {
            "apiVersion": "v1", "kind": "Config", "current-context": "large",
            "clusters": [{"name": "large", "cluster": {
                "server": self.kubernetes, "certificate-authority-data": ca}}],
            "users": [{"name": "capdb", "user": {"token": "benchmark"}}],
            "contexts": [{"name": "large", "context": {"cluster": "large", "user": "capdb"}}]}
        with open(path, "w", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            json.dump(value, file)
        return path

    @staticmethod
    def sqlite(database, sql):
        return subprocess.run(["sqlite3", database, sql], check=True, capture_output=True, text=True).stdout

    @staticmethod
    def remove(database):
        for suffix in ("", "-wal", "-shm"):
            if os.path.exists(database + suffix):
                os.unlink(database + suffix)


def add_options(parser, work, nodes=5000, pods=150_000, events=2000):
    """The options that say how large the cluster is, and where its pages lie."""
    parser.add_argument("--nodes", type=int, default=nodes)
    parser.add_argument("--pods", type=int, default=pods)
    parser.add_argument("--events", type=int, default=events)
    parser.add_argument("--pods-per-workload", type=int, default=PODS_PER_WORKLOAD,
                        help="1 gives every pod an owner, a name prefix and labels of its own")
    parser.add_argument("--work", default=os.path.join(tempfile.gettempdir(), work))
    parser.add_argument("--json", help="a file that gets the numbers as JSON")
