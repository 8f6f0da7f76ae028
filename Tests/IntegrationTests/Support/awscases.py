"""AWS variables and files at random: what people write, in every way that they write it, and what they mistype."""
import hashlib

PROFILES = ["default", "a", "b", "c"]
REGIONS = ["eu-west-1", "us-east-1", "ap-northeast-2", "cn-north-1", "us-gov-west-1", "eusc-de-east-1", "us-iso-east-1"]
ENDPOINTS = ["http://127.0.0.1:PORT", "http://127.0.0.2:PORT", "http://127.0.0.3:PORT/"]
START_URL = "https://corp.awsapps.com/start"
# Programs for credential_process; the arguments are a key id and a secret.
TOOLS = {
    "keys": """printf '{"Version": 1, "AccessKeyId": "%s", "SecretAccessKey": "%s"}' "$1" "$2" """,
    "session-keys": """printf '{"Version": 1, "AccessKeyId": "%s", "SecretAccessKey": "%s", "SessionToken": "T%s", """
                    """"Expiration": "2099-01-01T00:00:00Z"}' "$1" "$2" "$1" """,
    "odd-version": """printf '{"Version": 2, "AccessKeyId": "%s", "SecretAccessKey": "%s"}' "$1" "$2" """,
    "no-secret": """printf '{"Version": 1, "AccessKeyId": "%s"}' "$1" """,
    "fails": "exit 3",
}


def secret(key_id):
    """Every key id has this secret, so that the server can check signatures."""
    return hashlib.sha1(key_id.encode()).hexdigest()


class Case:
    """One case in the making."""

    def __init__(self, dice):
        self.dice = dice
        self.oddness = dice.pick(0, 0, 0.005, 0.01, 0.03)  # how often a line is written in an unusual way
        self.has_services = dice.maybe(0.5)
        self.profiles = [name for name in PROFILES if dice.maybe(0.9 if name == "default" else 0.6)] or ["a"]

    def whole(self):
        dice = self.dice
        config, credentials = [], []
        for name in self.profiles:
            settings = self.settings(name)
            header = name if name == "default" and dice.maybe(0.8) else f"profile {name}"
            # All of it in one of the files, or some in each.
            share = dice.pick(1, 1, 1, 1, 0, 0.75)
            in_config = [each for each in settings if dice.maybe(share)]
            if in_config or dice.maybe(0.5):
                config.append((header, in_config))
            in_credentials = [each for each in settings if each not in in_config or dice.maybe(0.05)]
            if in_credentials:
                credentials.append((name, in_credentials))
        config += self.sections()
        if dice.maybe(0.3):
            dice.shuffle(config)
        files = {".aws/config": self.text(config), ".aws/credentials": self.text(credentials)}
        for name in ("corp", START_URL):
            if dice.maybe(0.8):
                digest = hashlib.sha1(name.encode()).hexdigest()
                files[f".aws/sso/cache/{digest}.json"] = self.token(name)
        environment = self.environment(files)
        arguments = {"--profile": dice.choice(self.profiles * 6 + ["missing"])} if dice.maybe(0.35) else {}
        return {"files": files, "environment": environment, "arguments": arguments}

    # What is set.

    def settings(self, name):
        kinds = ["static"] * 6 + ["role"] * 6 + ["process", "process", "web", "sso", "sso", "partial-sso", "login"]
        found = [each for kind in self.dice.sample(kinds, self.dice.pick(1, 1, 1, 2)) for each in self.kind(kind, name)]
        if self.dice.maybe(0.3):
            found.append(("region", self.dice.choice(REGIONS)))
        return list(dict(found + self.endpoints()).items())

    def kind(self, kind, name):
        dice, key_id = self.dice, "AKIA" + name.upper() + str(self.dice.randrange(10))
        if kind == "static":
            keys = [("aws_access_key_id", key_id), ("aws_secret_access_key", secret(key_id))]
            if dice.maybe(0.08):
                keys.pop(dice.randrange(2))
            return keys + [(dice.pick("aws_session_token", "aws_security_token"), "T" + name)] * dice.maybe(0.2)
        if kind == "role":
            return self.role(name)
        if kind == "process":
            line = dice.pick("{0} {1} {2}", '"TOOLS/{0}" {1} \'{2}\'', "TOOLS/{0} {1} {2}", '{0} "{1}" {2} more',
                             "{0} {1} {2}", "{0} {1} '{2}", "missing-program")
            tool = dice.pick(*["keys"] * 8, *TOOLS)
            return [("credential_process", line.format(tool, key_id, secret(key_id)))]
        if kind == "web":
            return [("web_identity_token_file", dice.pick(*["TOOLS/token"] * 5, "TOOLS/missing")),
                    ("role_arn", f"arn:aws:iam::111122223333:role/web-{name}")][:dice.pick(1, 2, 2, 2)]
        if kind in ("sso", "partial-sso"):
            found = [("sso_account_id", "111122223333"), ("sso_role_name", "sso-" + name)]
            if dice.maybe(0.6):
                found.append(("sso_session", dice.pick(*["corp"] * 7, "missing")))
            else:
                found += [("sso_start_url", START_URL), ("sso_region", "eu-west-1")]
            return found if kind == "sso" else dice.sample(found, dice.randrange(1, len(found)))
        return [("login_session", "arn:aws:iam::111122223333:user/x")] if dice.maybe(0.2) else []

    def role(self, name):
        dice = self.dice
        found = [("role_arn", f"arn:aws:iam::111122223333:role/{name}")]
        if dice.maybe(0.8):
            found.append(("source_profile", dice.choice(
                PROFILES if dice.maybe(0.2) else [each for each in self.profiles if each != name] or [name])))
        elif dice.maybe(0.95):
            found.append(("credential_source", dice.pick(
                *["Environment"] * 4, "EcsContainer", "EcsContainer", "Ec2InstanceMetadata", "environment", "Other")))
        if dice.maybe(0.03):
            found.append(("credential_source", "Environment"))
        optional = [("external_id", "ext-" + name), ("role_session_name", "session-" + name), ("mfa_serial", "x"),
                    ("duration_seconds", dice.pick("900", "3600", "3600", "0900", " 1800 ", "60", "99999", "abc"))]
        return found + [each for each in optional if dice.maybe(0.02 if each[0] == "mfa_serial" else 0.2)]

    def endpoints(self):
        dice, found = self.dice, []
        if dice.maybe(0.15):
            found.append(("endpoint_url", dice.choice(ENDPOINTS + ["", "http://127.0.0.2:PORT/path"])))
        if dice.maybe(0.3 if self.has_services else 0.01):
            found.append(("services", dice.pick(*["local"] * 9, "missing")))
        for name in ("use_fips_endpoint", "use_dualstack_endpoint", "ignore_configured_endpoint_urls"):
            if dice.maybe(0.03):
                found.append((name, dice.pick("true", "True", "false", "yes", "1")))
        return found

    def sections(self):
        dice, found = self.dice, []
        if dice.maybe(0.8):
            session = [("sso_start_url", START_URL), ("sso_region", "eu-west-1"),
                       ("sso_registration_scopes", "sso:account:access")]
            found.append(("sso-session corp", session[dice.maybe(0.1):]))
        if self.has_services:
            blocks = [(service, [("endpoint_url", dice.choice(ENDPOINTS + [""]))] if dice.maybe(0.9) else [])
                      for service in ("eks", "sts", "sso") if dice.maybe(0.6)]
            found.append(("services local", blocks))
        return found

    def token(self, name):
        dice = self.dice
        found = {"accessToken": "token-" + name[:4],
                 "expiresAt": dice.pick(*["2099-01-01T00:00:00Z"] * 2, "2020-01-01T00:00:00Z")}
        if dice.maybe(0.5):
            found |= {"refreshToken": "refresh", "clientId": "client", "clientSecret": "client-secret",
                      "registrationExpiresAt": dice.pick("2099-01-01T00:00:00Z", "2020-01-01T00:00:00Z")}
        fields = ", ".join(f'"{key}": "{value}"' for key, value in found.items())
        return f"{{{fields}}}".encode()

    def environment(self, files):
        dice, found = self.dice, {}
        if dice.maybe(0.75):
            found["AWS_ENDPOINT_URL"] = ENDPOINTS[0]
        if dice.maybe(0.96):
            region = dice.choice(REGIONS) if dice.maybe(0.99) else ""
            # botocore does not read AWS_REGION, capdb does.
            found |= {"AWS_REGION": region, "AWS_DEFAULT_REGION": region}
        if dice.maybe(0.3):
            found |= {"AWS_ACCESS_KEY_ID": dice.pick(*["AKIAENV"] * 7, ""),
                      "AWS_SECRET_ACCESS_KEY": dice.pick(*[secret("AKIAENV")] * 7, "")}
            found.pop(dice.choice(list(found)) if dice.maybe(0.12) else "", None)
        rare = {
            "AWS_SESSION_TOKEN": ["Tenv", ""], "AWS_SECURITY_TOKEN": ["Told", ""],
            "AWS_PROFILE": self.profiles * 6 + ["missing"], "AWS_DEFAULT_PROFILE": self.profiles * 3 + ["missing", ""],
            "AWS_ENDPOINT_URL_EKS": ENDPOINTS + [""], "AWS_ENDPOINT_URL_STS": ENDPOINTS + [""],
            "AWS_ENDPOINT_URL_SSO": ENDPOINTS, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": ["true", "TRUE", "false", "1"],
            "AWS_USE_FIPS_ENDPOINT": ["true", "false"], "AWS_USE_DUALSTACK_ENDPOINT": ["true", "false"],
            "AWS_STS_REGIONAL_ENDPOINTS": ["legacy", "regional"],
            "AWS_CREDENTIAL_EXPIRATION": ["2099-01-01T00:00:00Z", "2020-01-01T00:00:00Z", ""],
            "AWS_CONFIG_FILE": ["/dev/null", "~/.aws/config", "$HOME/other", "${HOME}/.aws/credentials", "~/.aws"],
            "AWS_SHARED_CREDENTIALS_FILE": ["/dev/null", "~/.aws/credentials", "~/.aws/missing", "~/.aws/config"],
        }
        found |= {name: dice.choice(values) for name, values in rare.items() if dice.maybe(0.07)}
        if dice.maybe(0.12):
            found |= {"AWS_WEB_IDENTITY_TOKEN_FILE": "TOOLS/token", "AWS_ROLE_SESSION_NAME": "pod",
                      "AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/pod"}
            found.pop(dice.choice(list(found)) if dice.maybe(0.3) else "", None)
        if dice.maybe(0.12):
            found["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://127.0.0.1:PORT/container"
            found |= {"AWS_CONTAINER_AUTHORIZATION_TOKEN": "pod-token"} if dice.maybe(0.5) else {}
        if dice.maybe(0.1):
            found |= {"AWS_EC2_METADATA_DISABLED": "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT": ENDPOINTS[0]}
        if dice.maybe(0.05):
            files["other"] = files[".aws/config"]
        return found

    # How it is written.

    def odd(self):
        return self.dice.maybe(self.oddness)

    def text(self, sections):
        dice, lines = self.dice, []
        for header, settings in sections:
            indent = dice.pick(" ", "  ", "\t", "    ") if self.odd() else ""
            lines.append(self.header(header))
            for key, value in settings:
                lines += self.setting(key, value, indent)
            lines += [""] * dice.randrange(2)
        if self.odd() and sections:
            lines += [f"[{dice.choice(sections)[0]}]", "region = sa-east-1"]
        if self.odd():
            lines += ["[DEFAULT]", dice.pick("region = sa-east-1", "aws_access_key_id = AKIADEFAULT", "output = json")]
        text = dice.pick("\r\n", "\r") .join(lines) if self.odd() else "\n".join(lines)
        contents = bytearray((text + "\n" * (not self.odd())).encode())
        if self.odd():
            contents[:0] = b"\xef\xbb\xbf"
        while self.odd() and contents:
            junk = dice.pick(b"\n", b"\n ", b" ", b"\t", b"#", b";", b"[", b"]", b"=", b":", b'"', b"'", b"\\", b"\r",
                             b"\x0b", b"\x0c", b"\x1c", b"\xc2\x85", b"\xc2\xa0", b"\xe2\x80\xa8", b"%", b"\xff", b"\0")
            place = dice.randrange(len(contents))
            contents[place:place + dice.pick(0, 0, 1)] = junk
        return bytes(contents)

    def header(self, header):
        dice = self.dice
        if not self.odd():
            return f"[{header}]"
        kind, _, name = header.rpartition(" ")
        kind = kind or "profile"
        return dice.pick(f"  [{header}]", f"[ {header} ]", f"[{kind} \"{name}\"]", f"[{kind} '{name}']", f"[{header}",
                         f"[{kind}  {name}]", f"[{kind}\t{name}]", f"[{header}] # x", f"[{header}] x", f"[{name}]",
                         f"[{kind.title()} {name}]", f"[{kind}{name}]", f"[{kind} {name} more]", f"[{kind}]",
                         f"[{kind}s {name}]", f"[{kind} {name}\\ ]", "[]", f"[[{header}]]")

    def setting(self, key, value, indent):
        dice = self.dice
        if isinstance(value, list):
            nested = [line for pair in value for line in self.setting(*pair, indent + "  ")]
            return [f"{indent}{key} ="] + nested
        lines = []
        if self.odd():
            lines.append(dice.pick("# x", "; x", "  # region = sa-east-1", "", "   ", "\t; x", "x", "=", "[",
                                   "s3 =\n  a = b", "s3 =\n\n   a = b\n\n", "s3 =\n  a", "region", "region =",
                                   " region = sa-east-1"))
        if self.odd():
            indent = dice.pick("", " ", "  ", "\t")
        if self.odd():
            key = dice.pick(key.upper(), key.title(), key + " ", key.replace("_", "-"), key[:-1])
        if self.odd():
            value = dice.pick(value + " # x", value + " ; x", value + "  ", f'"{value}"', value + "\n  more",
                              value + "\n\n    more", "", f"\n    {value}", f"\n    a = {value}", value + "\n# x\n  y",
                              value + "\n" + indent + "more = 1")
        separator = dice.pick("=", ":", ": ", " : ", "\t=\t", " == ", " = = ", " ") if self.odd() else " = "
        lines.append(f"{indent}{key}{separator}{value}")
        return lines
