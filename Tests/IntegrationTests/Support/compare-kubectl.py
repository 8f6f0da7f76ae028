#!/usr/bin/env python3
"""Holds capdb's reading of kubeconfigs against kubectl: the first request that reaches the API server.

  compare-kubectl.py --capdb BINARY --kubectl BINARY [--seed S] [--seconds N] [--case K] [--verbose]

A server on loopback stands for API servers, with TLS on one port and without on another, and asks for client
certificates. What is compared: whether a request comes at all, scheme, host, path before the API, the name asked for in
TLS (SNI), the client certificate's subject, Authorization and Impersonate-* headers. In the cases, PORT and PLAINPORT
stand for the ports and TOOLS for the folder with certificates, tokens and exec plugins; X-DATA is the base64 of a file
there.
"""
import base64
import http.server
import json
import os
import pathlib
import re
import shutil
import ssl
import subprocess
import tempfile
import threading

import comparing
import kubeconfigs

HOSTS = ["127.0.0.1", "127.0.0.2"]


class Recorder(http.server.BaseHTTPRequestHandler):
    """Stands for an API server, and tells capdb's requests from kubectl's by their User-Agent."""
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        is_plain = not isinstance(self.connection, ssl.SSLSocket)
        host = (self.headers["Host"] or "").removesuffix(f":{self.server.server_port}")
        path = self.path.partition("?")[0]
        words = ["http" if is_plain else "https", host, re.sub(r"/(version|apis?/.*)$", "", path) or "/"]
        if not is_plain:
            subject = (self.connection.getpeercert() or {}).get("subject", ())
            words += [f"sni={self.connection.asked_for}", *(f"certificate={name[0][1]}" for name in subject)]
        words += sorted(f"{name.title()}={value.strip()!r}" for name, value in self.headers.items()
                        if name.lower() == "authorization" or name.lower().startswith("impersonate-"))
        is_ours = (self.headers["User-Agent"] or "").startswith("capdb")
        (self.server.ours if is_ours else self.server.theirs).append(" ".join(words))
        if path.endswith("/version"):
            self.reply(200, {"gitVersion": "v1.33.0"})
        else:
            self.reply(404, {"kind": "Status", "apiVersion": "v1", "reason": "NotFound", "code": 404})

    def reply(self, status, document):
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    tls = None

    def finish_request(self, request, client_address):
        # The handshake belongs into the connection's own thread: a client may leave in the middle of it.
        if self.tls:
            request.settimeout(10)
            try:
                request = self.tls.wrap_socket(request, server_side=True)
            except OSError:
                return
        super().finish_request(request, client_address)

    def handle_error(self, request, client_address):
        pass


def make_certificates(folder):
    """An authority (ca.pem), a server's certificate (server.pem) and two clients' (alice and bob: .crt, .key)."""
    def openssl(*words):
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(["openssl", *words], cwd=folder, check=True, **quiet)

    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    openssl("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=authority", "-days", "2")
    names = "subjectAltName=IP:127.0.0.1,IP:127.0.0.2,DNS:localhost,DNS:api.test"
    usage = "keyUsage=digitalSignature"
    for name, extension in (("server", names), ("alice", usage), ("bob", usage)):
        openssl("req", "-x509", *key, "-keyout", f"{name}.key", "-out", f"{name}.crt", "-subj", f"/CN={name}",
                "-days", "2", "-CA", "ca.pem", "-CAkey", "ca.key", "-addext", extension,
                "-addext", "basicConstraints=critical,CA:FALSE")


class Kubectl:
    title = "Kubeconfigs against kubectl"
    # docs/configuration.md says what capdb does and why.
    on_purpose = [
        ("without credentials kubectl asks for a name and a password, capdb asks the server anonymously",
         lambda case, theirs, ours: theirs.words.endswith("error: EOF\n") and "Authorization" not in str(ours.requests)
         and "certificate=" not in str(ours.requests)),
        ("a context's user that does not exist is an error, kubectl asks without credentials",
         lambda case, theirs, ours: "user that does not exist" in ours.words
         and not re.search("Authorization|certificate=", str(theirs.requests))),
        ("names and passwords, which no server takes since 1.19, are refused or, in a URL, not sent",
         lambda case, theirs, ours: "Authorization='Basic " in str(theirs.requests)),
        ("a server without scheme is asked by https where the entry says whom to trust, kubectl asks in the open",
         lambda case, theirs, ours: "https " not in str(theirs.requests) and "https://" in ours.words
         and re.search(rb'server"?: "?(127|localhost)', b"\n".join(case["files"].values()))),
        ("base64 stands in a text; Go takes a list of numbers as well",
         lambda case, theirs, ours: "must be base64 in a text" in ours.words),
    ]

    @staticmethod
    def add_options(parser):
        parser.add_argument("--kubectl", required=True, help="the binary")

    def __init__(self, options):
        self.capdb, self.kubectl = os.path.abspath(options.capdb), os.path.abspath(options.kubectl)
        self.folder = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.folder.name)
        version = subprocess.run([self.kubectl, "version", "--client", "--output=json"], check=True,
                                 env={"HOME": str(self.root)}, stdout=subprocess.PIPE).stdout
        self.minor = int(re.match(r"\d+", json.loads(version)["clientVersion"]["minor"])[0])
        self.tools = self.root / "tools"
        self.tools.mkdir()
        make_certificates(self.tools)
        for path, text in kubeconfigs.TOOLS.items():
            (self.tools / path).parent.mkdir(exist_ok=True)
            (self.tools / path).write_text(text)
            (self.tools / path).chmod(0o755)
        self.theirs, self.ours = [], []
        self.ports = {"PLAINPORT": self.serve(None), "PORT": self.serve(self.tls())}
        self.data = {f"{name.upper()}-DATA": base64.b64encode((self.tools / name).read_bytes()).decode()
                     for name in ("ca.pem", "alice.crt", "alice.key", "bob.crt", "bob.key")}

    def tls(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.tools / "server.crt", self.tools / "server.key")
        context.load_verify_locations(self.tools / "ca.pem")
        context.verify_mode = ssl.CERT_OPTIONAL

        class Socket(ssl.SSLSocket):
            asked_for = None

        context.sslsocket_class = Socket
        context.sni_callback = lambda socket, name, _: setattr(socket, "asked_for", name)
        return context

    def serve(self, tls):
        port = 0
        for host in HOSTS:
            server = Server((host, port), Recorder)
            port = server.server_port
            server.tls, server.theirs, server.ours = tls, self.theirs, self.ours
            threading.Thread(target=server.serve_forever, daemon=True).start()
        return port

    def case(self, dice):
        return kubeconfigs.Case(dice, self.minor).whole()

    def run(self, case):
        del self.theirs[:], self.ours[:]
        home = self.root / "home"
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir()
        for path, contents in case["files"].items():
            (home / path).parent.mkdir(parents=True, exist_ok=True)
            (home / path).write_bytes(self.filled(contents.decode("latin-1")).encode("latin-1"))
        options = [word for option, value in case["arguments"].items() for word in (option, self.filled(value))]
        theirs = self.start(case, home, [self.kubectl, "version", "--request-timeout=5s", *options])
        ours = self.start(case, home, [self.capdb, "collect", "--no-ec2", "--dry-run", "--deadline", "5s", "--db",
                                       str(self.root / "capdb.db"), *options])
        words = [process.communicate(timeout=60)[1] for process in (theirs, ours)]
        return comparing.Outcome(self.theirs[:1], words[0]), comparing.Outcome(self.ours[:1], words[1])

    def start(self, case, home, command):
        variables = {"HOME": str(home), "PATH": f"{self.tools}:{os.environ['PATH']}", "LANG": "C.UTF-8",
                     **{name: self.filled(value) for name, value in case["environment"].items()}}
        return subprocess.Popen(command, env=variables, cwd=home, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE, text=True, errors="replace")

    def filled(self, text):
        for name, value in [*self.ports.items(), *self.data.items(), ("TOOLS", str(self.tools))]:
            text = text.replace(name, str(value))
        return text


comparing.main(Kubectl)
