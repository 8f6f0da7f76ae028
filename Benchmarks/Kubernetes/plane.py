"""A real API server with its etcd, without scheduler and controllers, and what it takes."""
import concurrent.futures
import gzip
import os
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SUPPORT = os.path.join(HERE, os.pardir, os.pardir, "Tests", "IntegrationTests", "Support")
sys.path.insert(0, SUPPORT)
import apis  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")
PROCESSES = ("kube-apiserver", "etcd")


def fields(message):
    """The fields of a protobuf message: number, and value or content."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at, value, shift = at + 1, value | (byte & 127) << shift, shift + 7
            if byte < 128:
                return value
    while at < len(message):
        number, kind = divmod(varint(), 8)
        if kind == 0:
            yield number, varint()
        else:
            length = varint() if kind == 2 else {1: 8, 5: 4}[kind]
            at += length
            yield number, message[at - length:at]


def first(message, number):
    return next((value for found, value in fields(message) if found == number), b"")


def continue_token(page):
    """`metadata.continue` of a list: magic, then `Unknown.raw`, then field 1 of the list and field 3 of that."""
    return bytes(first(first(first(memoryview(page)[4:], 2), 1), 3))


class Plane:
    """Runs until `close`. Its programs are looked for in $KUBEBUILDER_ASSETS, then in the PATH."""

    def __init__(self):
        self.process = subprocess.Popen([os.path.join(SUPPORT, "control-plane"), "--api-only"], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        words = self.process.stdout.readline().split()
        if words[:1] != ["ready"]:
            raise SystemExit("the control plane did not start; $KUBEBUILDER_ASSETS names the folder of its programs")
        self.folder = words[1]
        self.pids = {name: self.child(name) for name in PROCESSES}
        self.mine = threading.local()

    def child(self, name):
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/stat") as file:
                    comm, _, rest = file.read().partition("(")[2].rpartition(")")
            except OSError:
                continue
            if comm == name[:15] and int(rest.split()[1]) == self.process.pid:
                return int(pid)
        raise SystemExit(f"{name} does not run")

    @property
    def kubeconfig(self):
        return os.path.join(self.folder, "kubeconfig", "token")

    def client(self, agent="capdb-benchmark"):
        """The API with a connection of this thread; the server notes the agent as the manager of the fields it writes."""
        clients = self.mine.__dict__.setdefault("clients", {})
        if agent not in clients:
            clients[agent] = apis.Kubernetes(self.folder)
            clients[agent].headers["User-Agent"] = agent
        return clients[agent]

    def each(self, work, items, threads=8):
        """Calls `work` with each item, several at once, and gives the results in order."""
        with concurrent.futures.ThreadPoolExecutor(threads) as pool:
            return list(pool.map(work, items))

    def cpu(self):
        """The CPU seconds that each program has taken."""
        return {name: self.seconds(pid) for name, pid in self.pids.items()}

    @staticmethod
    def seconds(pid):
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def window(self, seconds, work=None):
        """Lets at least this time pass, with `work` at its beginning: its result, the elapsed time, and CPU seconds."""
        before, begin = self.cpu(), time.monotonic()
        result = work() if work else None
        time.sleep(max(0, begin + seconds - time.monotonic()))
        after, elapsed = self.cpu(), time.monotonic() - begin
        return result, elapsed, {name: after[name] - before[name] for name in after}

    def read(self, path):
        """A page as protobuf, compressed where the server does so: its encoded bytes, and how many were transferred."""
        client = self.client()
        headers = dict(client.headers, **{"Accept": "application/vnd.kubernetes.protobuf", "Accept-Encoding": "gzip"})
        client.connection.http.request("GET", path, headers=headers)
        reply = client.connection.http.getresponse()
        body = reply.read()
        if reply.status != 200:
            raise apis.Refused(f"GET {path}", reply.status, body.decode(errors="replace"))
        return gzip.decompress(body) if reply.getheader("Content-Encoding") == "gzip" else body, len(body)

    def pages(self, path):
        """Reads a list to its end: the encoded and the transferred bytes, and the pages."""
        total, transferred, count, token = 0, 0, 0, b""
        while count == 0 or token:
            body, length = self.read(path + ("&continue=" + token.decode() if token else ""))
            total, transferred, count = total + len(body), transferred + length, count + 1
            token = continue_token(body)
        return total, transferred, count

    def close(self):
        self.process.stdin.close()
        self.process.wait()
