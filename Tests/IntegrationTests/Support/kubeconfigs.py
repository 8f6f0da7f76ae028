"""Kubeconfigs at random: what tools and people write, in every way that they write it, and what they mistype."""
import json

# Rules that came after kubectl 1.20, by the minor version that is known to have them; older ones get no such files.
KNOWS_EXEC_V1 = 22  # client-go, plugin/pkg/client/auth/exec/exec.go: apiVersions
KNOWS_AS_UID = 23  # client-go, tools/clientcmd/api/types.go: ImpersonateUID
RUNS_NO_PLUGIN_BESIDE_CERTIFICATE = 24  # the same exec.go: UpdateTransportConfig (2b59dabd4)

# Exec plugins, their tokens show what they were run with; and files with tokens.
GROUP = "client.authentication.k8s.io"
_CREDENTIAL = f"""{{"kind": "ExecCredential", "apiVersion": "{GROUP}/%s", "status": {{"token": "%s"}}}}"""
_INFO = """case "$KUBERNETES_EXEC_INFO" in *authority-data*) info=with-ca;; *server*) info=with-server;; esac\n"""
TOOLS = {
    "plugin": f"""#!/bin/sh\n{_INFO}printf '{_CREDENTIAL}' "$1" "plugin-$2-$COLOR-$info" """,
    "elsewhere/plugin": f"""#!/bin/sh\nprintf '{_CREDENTIAL}' "$1" "elsewhere" """,
    "yaml-plugin": f"""#!/bin/sh\nprintf 'kind: ExecCredential\\napiVersion: {GROUP}/%s\\nstatus:\\n"""
                   """  token: yaml\\n' "$1" """,
    "old-plugin": f"""#!/bin/sh\nprintf '{_CREDENTIAL}' "$1" "old" | sed 's/2030/2020/' """,
    "certificate-plugin": f"""#!/bin/sh\nhere=$(dirname "$0")\nprintf '{{"kind": "ExecCredential", "apiVersion": """
                          f""""{GROUP}/%s", "status": {{"clientCertificateData": "%s", """
                          """"clientKeyData": "%s"}}' "$1" "$(sed 's/$/\\\\n/' "$here/bob.crt" | tr -d '\\n')" """
                          """"$(sed 's/$/\\\\n/' "$here/bob.key" | tr -d '\\n')" """,
    "failing-plugin": "#!/bin/sh\necho no >&2\nexit 3",
    "silent-plugin": "#!/bin/sh\n",
    "token": "from-file", "token-and-blanks": "\n  from-file\t\n\n", "no-token": "", "blank-token": " \n",
}


class Raw(str):
    """A text that stands in the file as it is: an alias, an anchor with its value."""


class Case:
    """One case in the making, for a kubectl of version 1.minor."""

    def __init__(self, dice, minor):
        self.dice, self.minor = dice, minor
        self.oddness = dice.pick(0, 0, 0.01, 0.03)  # how often something is missing or written in an unusual way
        self.anchors = []

    def odd(self, times=1):
        return self.dice.maybe(self.oddness * times)

    def whole(self):
        dice = self.dice
        places = dice.sample([".kube/config", "one/config", "two/config"], dice.pick(1, 1, 1, 2, 3))
        files = {place: self.file(place) for place in places}
        environment, arguments = {}, {}
        if places != [".kube/config"] or dice.maybe(0.3):
            paths = [dice.pick("{}", "./{}", "TOOLS/../home/{}").format(place) for place in places]
            for extra in ("missing", "", paths[0], "/dev/null", "two"):
                if self.odd(2):
                    paths.insert(dice.randrange(len(paths) + 1), extra)
            if dice.maybe(0.35):
                arguments["--kubeconfig"] = dice.choice(paths)
            else:
                environment["KUBECONFIG"] = ":".join(paths)
                if self.odd():
                    arguments["--kubeconfig"] = ""
        if dice.maybe(0.3):
            arguments["--context"] = dice.pick("x", "x", "z", "z", "z", "missing" if self.odd(3) else "x", "")
        return {"files": files, "environment": environment, "arguments": arguments}

    # What is set.

    def file(self, place):
        dice = self.dice
        self.up = "TOOLS" if dice.maybe(0.5) else "../" * (place.count("/") + 0) + "../tools"
        self.anchors = []
        document = {"apiVersion": "v1", "kind": "Config"}
        if dice.maybe(0.97):
            document["current-context"] = dice.pick("x", "x", "x", "z", "missing" if self.odd() else "x")
        contexts = [("x", "context", {"cluster": dice.pick("c", "c", "d"), "user": dice.pick("u", "u", "v")}),
                    ("z", "context", {"cluster": "d", "user": "v"})]
        for name, key, value in contexts:
            if dice.maybe(0.1):
                value["namespace"] = dice.pick("default", "Not_A_Label", "")
            if self.odd():
                value.pop(dice.choice(list(value)))
        users = [(name, "user", self.user()) for name in ("u", "v")]
        clusters = [(name, "cluster", self.cluster()) for name in ("c", "d")]
        lists = [("clusters", clusters), ("contexts", contexts), ("users", users)]
        dice.shuffle(lists)
        for name, entries in lists:
            if not self.odd():
                document[name] = [self.entry(*each) for each in entries if dice.maybe(0.98)]
        if self.odd():
            document.pop(dice.choice(list(document)))
        if self.odd():
            document[dice.choice(list(document))] = self.wrong()
        return self.text(document)

    def entry(self, name, key, value):
        entry = {"name": name, key: self.shared(value)}
        if self.odd():
            entry = self.dice.pick(None, {"name": name}, {key: value}, {"name": name, key: None},
                                   {"name": 1, key: value}, {"name": "", key: value}, entry | {"extra": 1},
                                   {"name": "u", key: value}, "text")
        return entry

    def user(self):
        dice, found = self.dice, {}
        for kind in dice.sample(["token", "file", "certificate", "exec", "exec"], dice.pick(1, 1, 1, 1, 2)):
            if kind == "token":
                found["token"] = dice.pick("t", "secret", "a b", " padded ", "" if self.odd() else "t")
            elif kind == "file":
                found["tokenFile"] = f"{self.up}/" + dice.pick(
                    "token", "token", "token", "token-and-blanks", "no-token", "absent", "blank-token")
                if dice.maybe(0.4):
                    found["token"] = "beside"
            elif kind == "certificate":
                found |= self.certificate()
            else:
                found["exec"] = self.exec()
        if self.odd():
            found |= {"username": "name", "password": "word"}
        if dice.maybe(0.15):
            found["as"] = dice.pick("root", "admin:x", "")
            if dice.maybe(0.5):
                found["as-groups"] = dice.pick(["one"], ["one", "two"], [], None, ["", "b"], [None])
            if dice.maybe(0.3):
                found["as-user-extra"] = dice.pick(
                    {"reason": ["x"]}, {"Some/Key": ["x", "y"]}, {"k": []}, {"a%b": ["ü"]}, None)
            if dice.maybe(0.2) and self.minor >= KNOWS_AS_UID:
                found["as-uid"] = "42"
            if self.odd():
                found.pop("as")
        if self.minor < RUNS_NO_PLUGIN_BESIDE_CERTIFICATE and "exec" in found:
            found = {key: value for key, value in found.items() if not key.startswith("client-")}
        return self.spoilt(found)

    def certificate(self):
        dice, found = self.dice, {}
        for half, suffix in (("client-certificate", "crt"), ("client-key", "key")):
            name = "alice" if not self.odd() else "bob"
            if dice.maybe(0.06):
                continue
            if dice.maybe(0.5):
                found[half] = f"{self.up}/{name}.{suffix}" if not self.odd() else "absent"
            else:
                found[f"{half}-data"] = f"{name.upper()}.{suffix.upper()}-DATA" if not self.odd() else "bm9uc2Vuc2U="
            if self.odd():
                found |= {half: f"{self.up}/{name}.{suffix}", f"{half}-data": f"{name.upper()}.{suffix.upper()}-DATA"}
        return found

    def exec(self):
        dice = self.dice
        version = dice.pick("v1beta1", "v1beta1", "v1" if self.minor >= KNOWS_EXEC_V1 else "v1beta1")
        command = dice.pick("plugin", "plugin", f"{self.up}/plugin", "TOOLS/elsewhere/plugin", "yaml-plugin",
                            "certificate-plugin")
        if self.odd(3):
            command = dice.pick(*TOOLS, "absent-plugin", "./plugin", "elsewhere/plugin", "")
        found = {"apiVersion": f"{GROUP}/{version}", "command": command,
                 "args": [version, dice.pick("x", "-", "a b")], "interactiveMode": dice.pick("Never", "IfAvailable")}
        if dice.maybe(0.3):
            found["env"] = [{"name": "COLOR", "value": dice.pick("red", "")}]
            if dice.maybe(0.3):
                found["env"].append(dice.pick(
                    {"name": "PATH", "value": "TOOLS/elsewhere:/bin:/usr/bin"}, {"name": "COLOR", "value": "blue"},
                    {"name": "COLOR"}, {"name": "HOME", "value": "/"}, None))
        if dice.maybe(0.2):
            found["provideClusterInfo"] = dice.maybe(0.7)
        if dice.maybe(0.1):
            found["args"] = dice.pick(None, [], [version, None], [version, "x", "y"])
        if dice.maybe(0.3) and version == "v1beta1":
            found.pop("interactiveMode")
        return self.spoilt(found)

    def cluster(self):
        dice = self.dice
        server = dice.pick(*["https://127.0.0.1:PORT"] * 5, "https://127.0.0.2:PORT", "https://localhost:PORT")
        if dice.maybe(0.4):
            server += dice.pick("/", "/prefix", "/prefix/", "/a/b//", "//", "?q=1", "#f", "/p?q", "/k8s/clusters/c-1")
        if dice.maybe(0.12):
            server = dice.pick(
                "http://127.0.0.1:PLAINPORT", "127.0.0.1:PLAINPORT", "127.0.0.1:PORT", "HTTPS://127.0.0.1:PORT",
                "https://user:word@127.0.0.1:PORT", "localhost:PORT", "", "//127.0.0.1:PORT", "/x",
                "http://127.0.0.1:PLAINPORT/a/", "https://127.0.0.1:PORT/a%20b/", "ftp://127.0.0.1:PORT")
        found = {"server": server}
        trust = dice.pick("file", "file", "data", "data", "insecure")
        if trust == "file":
            found["certificate-authority"] = f"{self.up}/ca.pem" if not self.odd() else dice.pick("absent", "")
        elif trust == "data":
            found["certificate-authority-data"] = "CA.PEM-DATA" if not self.odd() else "bm9uc2Vuc2U="
        if trust == "insecure" or self.odd():
            found["insecure-skip-tls-verify"] = dice.pick(True, True, True, False)
        if dice.maybe(0.15):
            found["tls-server-name"] = dice.pick("api.test", "localhost", "wrong.test" if self.odd(4) else "api.test",
                                                 "")
        return self.spoilt(found)

    def wrong(self):
        return self.dice.pick(None, "", 1, "y", 1.5, True, [], {}, ["x"], {"a": 1}, "yes", "~", "0x10", Raw("yes"),
                              Raw("y"), Raw("off"), Raw("1e3"), Raw("!!str 12"), Raw("2001-01-01"),
                              Raw("|\n   text"), Raw("~"))

    def spoilt(self, value):
        if self.odd() and value:
            value[self.dice.choice(list(value))] = self.wrong()
        return value

    # How it is written.

    def shared(self, value):
        """The value itself, an alias for it, or a merge of one or two others with keys of its own."""
        dice, keys = self.dice, list(value)
        if not dice.maybe(0.12) or not keys:
            return value
        dice.shuffle(keys)
        cut = dice.randrange(1, len(keys) + 1)
        names = [self.anchor({key: value[key] for key in keys[:cut]})]
        if dice.maybe(0.3):
            return Raw("*" + self.anchor(value))
        if dice.maybe(0.4):
            # What the first one says already, the second must not override.
            names.append(self.anchor({key: "overridden" for key in keys[:dice.randrange(cut + 1)]}))
        own = {key: value[key] for key in keys[cut:]}
        merged = Raw("[" + ", ".join("*" + name for name in names) + "]" if len(names) > 1 else "*" + names[0])
        if self.odd():
            merged = dice.pick("text", None, [1], Raw("*nowhere"))
        return {"<<": merged, **own} if dice.maybe(0.5) else {**own, "<<": merged}

    def anchor(self, value):
        self.anchors.append((f"a{len(self.anchors)}", value))
        return self.anchors[-1][0]

    def text(self, document):
        dice = self.dice
        if dice.maybe(0.15) and not self.anchors and not self.oddness:
            return json.dumps(document).encode()
        if self.anchors:
            document = {"x-shared": [Raw(f"&{name} {self.flow(value)}") for name, value in self.anchors], **document}
        lines = self.block(document, "")
        if dice.maybe(0.1):
            lines.insert(0, "---")
        if self.odd():
            lines += dice.pick(["---", "users: []"], ["---"], ["..."], ["---", "a: [", "b"],
                               ["---", "current-context: z"])
        if self.odd():
            line = dice.pick("# x", "", "   ", "\t", "current-context: z", "x", "users:")
            lines.insert(dice.randrange(len(lines) + 1), line)
        contents = bytearray(((dice.pick("\r\n") if self.odd() else "\n").join(lines) + "\n").encode())
        if self.odd():
            contents[:0] = b"\xef\xbb\xbf"
        while self.odd() and contents:
            place = dice.randrange(len(contents))
            junk = dice.pick(b" ", b"\n", b"\t", b"-", b":", b"#", b"\xff", b"&", b"*", b"'")
            contents[place:place + dice.pick(0, 0, 1)] = junk
        return bytes(contents)

    def block(self, value, indent):
        lines, dash = [], "- "
        if isinstance(value, dict):
            for key, each in value.items():
                if isinstance(each, (dict, list)) and each and not self.dice.maybe(0.1):
                    deeper = indent + ("" if isinstance(each, list) and self.dice.maybe(0.5) else "  ")
                    lines += [f"{indent}{key}:"] + self.block(each, deeper)
                else:
                    lines.append(f"{indent}{key}: {self.flow(each)}")
        else:
            for each in value:
                if isinstance(each, (dict, list)) and each:
                    first, *rest = self.block(each, indent + "  ")
                    lines += [indent + dash + first[len(indent) + 2:]] + rest
                else:
                    lines.append(f"{indent}{dash}{self.flow(each)}")
        return lines

    def flow(self, value):
        if isinstance(value, dict):
            return "{" + ", ".join(f"{key}: {self.flow(each)}" for key, each in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(self.flow(each) for each in value) + "]"
        if isinstance(value, Raw) or value is None:
            return str(value) if value is not None else self.dice.pick("null", "~", "")
        if isinstance(value, str) and value.isalpha() and self.dice.maybe(0.5):
            return value
        return json.dumps(value, ensure_ascii=False)
