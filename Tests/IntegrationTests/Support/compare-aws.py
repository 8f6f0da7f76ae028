#!/usr/bin/env python3
"""Holds capdb's AWS configuration and credentials against botocore: what reaches services, and signed with which keys.

  compare-aws.py --capdb BINARY [--seed S] [--seconds N] [--case K] [--verbose]

Both describe an EKS cluster with the same variables and files. A server on loopback stands for EKS, STS, IAM Identity
Center, the container endpoint, the instance metadata service and the proxy through which AWS's own hosts are asked: of
those only the name is recorded. In the cases, PORT stands for the server's port and TOOLS for the folder of programs.
"""
import hashlib
import hmac
import http.server
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import threading
import urllib.parse

import botocore.credentials
import botocore.loaders
import botocore.session
import botocore.tokens

import awscases
import comparing

SERVERS = ["127.0.0.1", "127.0.0.2", "127.0.0.3"]
LATER = "2099-01-01T00:00:00Z"
MUST_NOT_BE_EMPTY = ["AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_DEFAULT_REGION"]


def signature(request, body, scope, names):
    """The signature that a request must have (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html)."""
    key_id, date, region, service, _ = scope
    headers = "".join(f"{name}:{' '.join((request.headers[name] or '').split())}\n" for name in names)
    path, _, query = request.path.partition("?")
    digest = hashlib.sha256(body).hexdigest()
    canonical = "\n".join([request.command, path, query, headers, ";".join(names), digest])
    key = ("AWS4" + awscases.secret(key_id)).encode()
    for part in (date, region, service, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    text = "\n".join(["AWS4-HMAC-SHA256", request.headers["X-Amz-Date"] or "", "/".join(scope[1:]),
                      hashlib.sha256(canonical.encode()).hexdigest()])
    return hmac.new(key, text.encode(), "sha256").hexdigest()


class Recorder(http.server.BaseHTTPRequestHandler):
    """Stands for every service, and tells capdb's requests from botocore's by their User-Agent."""
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def handle_any(self):
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        text = body.decode("utf-8", "replace")
        self.form = (json.loads(text) if text.startswith("{")
                     else dict(urllib.parse.parse_qsl(text, keep_blank_values=True)))
        url = urllib.parse.urlsplit(self.path)
        self.query = dict(urllib.parse.parse_qsl(url.query, keep_blank_values=True))
        words = [self.command, (self.headers["Host"] or "").removesuffix(f":{self.server.server_port}"), url.path]
        fields = {name: value for name, value in {**self.query, **self.form}.items() if name != "Version"}
        if re.fullmatch(r"(botocore-session|capdb)-[0-9.]+", fields.get("RoleSessionName", "")):
            fields["RoleSessionName"] = "(default)"
        words += [f"{name}={value!r}" for name, value in sorted(fields.items())]
        words += [f"{name}={self.headers[name]!r}" for name in ("x-amz-sso_bearer_token",) if self.headers[name]]
        is_ours = (self.headers["User-Agent"] or "").startswith("capdb")
        (self.server.ours if is_ours else self.server.theirs).append(" ".join(words + self.signed(body)))
        self.answer(url.path)

    do_GET = do_POST = do_PUT = handle_any

    def do_CONNECT(self):
        is_ours = (self.headers["User-Agent"] or "").startswith("capdb")
        (self.server.ours if is_ours else self.server.theirs).append(f"CONNECT {self.path}")
        self.send_error(502)

    def signed(self, body):
        text = self.headers["Authorization"] or ""
        found = re.fullmatch(r"AWS4-HMAC-SHA256 Credential=(.*), ?SignedHeaders=(.*), ?Signature=(.*)", text)
        if not found:
            return [f"authorization={text!r}"] if text else []
        scope = found[1].rsplit("/", 4)
        is_right = hmac.compare_digest(signature(self, body, scope, found[2].split(";")), found[3])
        token = self.headers["X-Amz-Security-Token"]
        return [f"key={scope[0]!r} scope={scope[2]}/{scope[3]}"] + ([f"token={token!r}"] if token else []) + (
            [] if is_right else ["signature=wrong"])

    def answer(self, path):
        if "Action" in self.form:
            key_id = "ASIA" + re.sub(r"\W", "", self.form.get("RoleArn", "").rpartition("/")[2])
            keys = (f"<AccessKeyId>{key_id}</AccessKeyId><SecretAccessKey>{awscases.secret(key_id)}</SecretAccessKey>"
                    f"<SessionToken>T{key_id}</SessionToken><Expiration>{LATER}</Expiration>")
            action = self.form["Action"]
            self.reply(200, f"<{action}Response><{action}Result><Credentials>{keys}</Credentials>"
                       f"</{action}Result></{action}Response>", "text/xml")
        elif path.endswith("/federation/credentials"):
            key_id = "ASIASSO" + re.sub(r"\W", "", self.query.get("role_name", ""))
            self.reply(200, json.dumps({"roleCredentials": {
                "accessKeyId": key_id, "secretAccessKey": awscases.secret(key_id), "sessionToken": "T" + key_id,
                "expiration": 4070908800000}}))
        elif path.endswith("/token") and self.command == "POST":
            self.reply(200, json.dumps({"accessToken": "renewed", "tokenType": "Bearer", "expiresIn": 28800}))
        elif path == "/latest/api/token":
            self.reply(200, "imds-token", "text/plain")
        elif path.endswith("/security-credentials/"):
            self.reply(200, "instance", "text/plain")
        elif path == "/container" or path.endswith("/instance"):
            key_id = "ASIA" + path.rpartition("/")[2].upper()
            self.reply(200, json.dumps({
                "Code": "Success", "AccessKeyId": key_id, "SecretAccessKey": awscases.secret(key_id),
                "Token": "T" + key_id, "Expiration": LATER}))
        else:
            self.reply(404, json.dumps({"message": "No cluster found."}))

    def reply(self, status, text, kind="application/json"):
        body = text.encode()
        self.send_response(status)
        for name, value in (("Content-Type", kind), ("Content-Length", str(len(body))),
                            *([("x-amzn-ErrorType", "ResourceNotFoundException")] if status == 404 else [])):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True


def asks_eks(outcome):
    return any(" /clusters/" in each or each.startswith("CONNECT eks") or "CONNECT fips.eks" in each
               for each in outcome.requests)


class AWS:
    title = "AWS access against botocore"
    # docs/configuration.md says what capdb does and why.
    on_purpose = [
        ("both fail before they ask EKS, capdb with fewer requests",
         lambda case, theirs, ours: not asks_eks(theirs) and not asks_eks(ours)
         and theirs.requests[:len(ours.requests)] == ours.requests),
        ("without a region nothing can be asked: capdb looks for it before credentials, at last on the instance",
         lambda case, theirs, ours: not asks_eks(theirs) and not asks_eks(ours) and "No AWS region" in ours.words),
        ("AWS_REGION counts",
         lambda case, theirs, ours: case["environment"].get("AWS_REGION")
         != case["environment"].get("AWS_DEFAULT_REGION")),
        ("an empty variable counts as not set",
         lambda case, theirs, ours: "" in [case["environment"].get(name) for name in MUST_NOT_BE_EMPTY]),
        ("a custom endpoint is an error with FIPS or dual-stack, which it would drop",
         lambda case, theirs, ours: "cannot be true" in ours.words and not asks_eks(ours)),
        ("a byte order mark is no part of a file",
         lambda case, theirs, ours: "ConfigParseError" in theirs.words
         and any(text.startswith(b"\xef\xbb\xbf") for text in case["files"].values())),
        ("a profile's sso_session matters only where credentials come from it",
         lambda case, theirs, ours: "SSO token provider" in theirs.words),
        ("a code of mfa_serial is only asked for by botocore, later than capdb gives up, or sooner",
         lambda case, theirs, ours: theirs.words.startswith("EOFError") and not asks_eks(ours)),
        ("an empty sso_region is an error",
         lambda case, theirs, ours: "sso_region" in ours.words
         and any(re.search(rb"(?m)^\s*sso_region\s*[=:]\s*$", text) for text in case["files"].values())),
        ("STS is left to judge a duration_seconds that is too short",
         lambda case, theirs, ours: "parameter DurationSeconds" in theirs.words),
        ("botocore falls over a services section's key that has no block below it",
         lambda case, theirs, ours: theirs.words.startswith("AttributeError: 'str' object")),
    ]

    @staticmethod
    def add_options(parser):
        pass

    def __init__(self, options):
        self.capdb = os.path.abspath(options.capdb)
        self.folder = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.folder.name)
        for name in ("theirs", "ours", "tools"):
            (self.root / name).mkdir()
        for name, text in awscases.TOOLS.items():
            (self.root / "tools" / name).write_text(f"#!/bin/sh\n{text}\n")
            (self.root / "tools" / name).chmod(0o755)
        (self.root / "tools/token").write_text("eyJhbGciOi.J9")
        self.theirs, self.ours, self.servers = [], [], []
        for host in SERVERS:
            port = self.servers[0].server_port if self.servers else 0
            server = Server((host, port), Recorder)
            server.theirs, server.ours = self.theirs, self.ours
            threading.Thread(target=server.serve_forever, daemon=True).start()
            self.servers.append(server)
        self.path = os.environ["PATH"]
        # botocore finds the cache of IAM Identity Center's tokens as it is imported.
        botocore.credentials.SSOProvider._SSO_TOKEN_CACHE_DIR = str(self.root / "theirs/.aws/sso/cache")
        botocore.tokens.SSOTokenProvider._SSO_TOKEN_CACHE_DIR = str(self.root / "theirs/.aws/sso/cache")
        self.loader = botocore.loaders.create_loader()

    def case(self, dice):
        return awscases.Case(dice).whole()

    def run(self, case):
        del self.theirs[:], self.ours[:]
        for side in ("theirs", "ours"):
            shutil.rmtree(self.root / side, ignore_errors=True)
            for path, contents in case["files"].items():
                place = self.root / side / path
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(self.filled(contents.decode("latin-1")).encode("latin-1"))
            (self.root / side).mkdir(exist_ok=True)
        command = [self.capdb, "collect", "--eks-cluster", "c", "--no-ec2", "--dry-run", "--deadline", "20s"]
        command += ["--db", str(self.root / "capdb.db")]
        command += [word for option, value in case["arguments"].items() for word in (option, value)]
        process = subprocess.Popen(command, env=self.environment(case, "ours"), stdin=subprocess.DEVNULL, text=True,
                                   errors="replace", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        said = self.by_botocore(case)
        words = process.communicate(timeout=60)[1]
        return comparing.Outcome(list(self.theirs), said), comparing.Outcome(list(self.ours), words)

    def filled(self, text):
        return text.replace("PORT", str(self.servers[0].server_port)).replace("TOOLS", str(self.root / "tools"))

    def environment(self, case, side):
        variables = {"HOME": str(self.root / side), "PATH": f"{self.root / 'tools'}:{self.path}", "LANG": "C.UTF-8",
                     "AWS_MAX_ATTEMPTS": "1", "AWS_EC2_METADATA_DISABLED": "true",
                     "HTTPS_PROXY": "http://127.0.0.1:PORT", **case["environment"]}
        return {name: self.filled(value) for name, value in variables.items()}

    def by_botocore(self, case):
        os.environ.clear()
        os.environ.update(self.environment(case, "theirs"))
        try:
            session = botocore.session.Session(profile=case["arguments"].get("--profile"))
            session.register_component("data_loader", self.loader)
            session.create_client("eks").describe_cluster(name="c")
        except Exception as error:  # whatever a file makes botocore fall over
            return f"{type(error).__name__}: {error}"
        return ""


comparing.main(AWS)
