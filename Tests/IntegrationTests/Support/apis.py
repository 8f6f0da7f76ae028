"""The two APIs as the tests' own tools speak them: plain HTTP from the standard library, nothing shared with capdb."""
import base64
import http.client
import json
import pathlib
import ssl
import urllib.parse
import urllib.request
import xml.etree.ElementTree

REGION = "ap-northeast-2"
MERGE = "application/merge-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"


class Refused(Exception):
    """An answer that is not a success."""

    def __init__(self, request, status, body):
        super().__init__(f"{request}: HTTP {status}: {body[:400]}")
        self.status = status


class Connection:
    """One kept-alive connection, opened again where the server has closed it."""

    def __init__(self, url, context=None):
        address = urllib.parse.urlsplit(url)
        if address.scheme == "https":
            self.http = http.client.HTTPSConnection(address.hostname, address.port, context=context, timeout=60)
        else:
            self.http = http.client.HTTPConnection(address.hostname, address.port, timeout=60)

    def request(self, method, path, body, headers):
        for attempt in (1, 2):
            try:
                self.http.request(method, path, body, headers)
                reply = self.http.getresponse()
                return reply.status, reply.read().decode()
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                self.http.close()
                if attempt == 2:
                    raise
            except (OSError, http.client.HTTPException):
                # Otherwise the next request would find this one unanswered.
                self.http.close()
                raise


class Kubernetes:
    """The API server of a control plane's folder, as its administrator."""

    def __init__(self, folder):
        folder = pathlib.Path(folder)
        self.server = (folder / "server").read_text().strip()
        self.folder = folder
        self.headers = {"Authorization": "Bearer " + (folder / "admin.token").read_text().strip()}
        context = ssl.create_default_context(cafile=str(folder / "ca.crt"))
        self.connection = Connection(self.server, context)

    def call(self, method, path, body=None, content_type="application/json"):
        headers = dict(self.headers, **{"Content-Type": content_type, "Accept": "application/json"})
        text = body if body is None or isinstance(body, str) else json.dumps(body)
        status, reply = self.connection.request(method, path, text, headers)
        if status >= 300:
            raise Refused(f"{method} {path}", status, reply)
        return json.loads(reply)

    def get(self, path):
        return self.call("GET", path)

    def items(self, path):
        return self.get(path)["items"]

    def create(self, path, body):
        return self.call("POST", path, body)

    def patch(self, path, body, content_type=MERGE):
        return self.call("PATCH", path, body, content_type)


class Etcd:
    """The etcd of a control plane's folder, through the JSON gateway of its client port."""

    def __init__(self, folder):
        self.url = (pathlib.Path(folder) / "etcd").read_text().strip()

    def call(self, path, body):
        request = urllib.request.Request(self.url + path, json.dumps(body).encode())
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as reply:
            return json.load(reply)

    def compact(self):
        key = base64.b64encode(b"capdb-tests").decode()
        # One more revision, so that the page's own is older than the oldest that is kept.
        revision = self.call("/v3/kv/put", {"key": key, "value": key})["header"]["revision"]
        self.call("/v3/kv/compaction", {"revision": revision, "physical": True})


class EC2:
    """EC2's query API; moto looks at the credential scope only, for the region and the service."""

    def __init__(self, url):
        scope = f"AKIAIOSFODNN7EXAMPLE/20240101/{REGION}/ec2/aws4_request"
        self.headers = {
            "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        self.connection = Connection(url)

    def call(self, action, **parameters):
        """The reply's root. A parameter that is a list becomes Name.1, Name.2, …; `__` stands for a point."""
        form = [("Action", action), ("Version", "2016-11-15")]
        for name, value in parameters.items():
            name = name.replace("__", ".")
            if isinstance(value, list):
                form += [(f"{name}.{number}", each) for number, each in enumerate(value, 1)]
            else:
                form.append((name, value))
        body = urllib.parse.urlencode(form)
        status, reply = self.connection.request("POST", "/", body, self.headers)
        if status >= 300:
            raise Refused(action, status, reply)
        root = xml.etree.ElementTree.fromstring(reply)
        for element in root.iter():
            element.tag = element.tag.rpartition("}")[2]
        return root
