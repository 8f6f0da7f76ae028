#!/usr/bin/env python3
"""Who may do what in a control plane.

  access.py --plane FOLDER check MANIFESTS      has the server judge every object of a folder of YAML files (dryRun=All)
  access.py --plane FOLDER grant MANIFESTS      creates its namespaces, service accounts, roles and bindings, and writes
                                                kubeconfig/service-account with a token of the service account
  access.py --plane FOLDER allow RESOURCE…      lets the user `nobody` list these, and nothing else
"""
import argparse
import base64
import json
import pathlib
import re
import time

import apis

ACCESS_KINDS = ["Namespace", "ServiceAccount", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"]
RBAC = "/apis/rbac.authorization.k8s.io/v1"
# What a collection asks for: verb, group, resource, namespace, name.
RIGHTS = [("list", "", "nodes", "", ""), ("list", "", "pods", "", ""), ("list", "", "events", "", ""),
          ("watch", "", "nodes", "", ""), ("watch", "", "pods", "", ""),
          ("get", "apps", "daemonsets", "kube-system", "aws-node"),
          ("get", "", "namespaces", "kube-system", "kube-system")]


class Manifest:
    """A document of a YAML file: its text, and the few of its values that tell where it goes."""

    def __init__(self, path, text):
        self.path, self.text = path, text
        self.api_version = self.value(r"^apiVersion: *(\S+)")
        self.kind = self.value(r"^kind: *(\S+)")
        metadata = re.search(r"^metadata:\n((?: +.*\n|\n)*)", text, re.M)
        self.name = self.value(r"^  name: *(\S+)", metadata[1] if metadata else "")
        self.namespace = self.value(r"^  namespace: *(\S+)", metadata[1] if metadata else "")

    def value(self, pattern, text=None):
        found = re.search(pattern, self.text if text is None else text, re.M)
        return found[1].strip("\"'") if found else None

    def __str__(self):
        return f"{self.path.name}: {self.kind} {self.name}"


def manifests(folder):
    found = []
    for path in sorted(pathlib.Path(folder).rglob("*.yaml")):
        documents = re.split(r"^---.*\n", path.read_text() + "\n", flags=re.M)
        found += [Manifest(path, text) for text in documents if re.search(r"^kind:", text, re.M)]
    return [each for each in found if each.kind != "Kustomization"]


class Cluster:
    def __init__(self, plane):
        self.kubernetes = apis.Kubernetes(plane)

    def create(self, manifest, dry_run):
        version, resource, namespaced = self.resource(manifest)
        text = re.sub(r"^apiVersion:.*$", f"apiVersion: {version}", manifest.text, count=1, flags=re.M)
        place = f"/namespaces/{manifest.namespace or 'default'}" if namespaced else ""
        path = self.group(version) + place + "/" + resource
        try:
            query = "?dryRun=All&fieldValidation=Strict" if dry_run else ""
            self.kubernetes.call("POST", path + query, text, "application/yaml")
        except apis.Refused as refusal:
            if refusal.status != 409:  # there already
                raise SystemExit(f"{manifest}: {refusal}")

    def resource(self, manifest):
        """The API version to send, the name in paths, and whether it lies in a namespace."""
        versions = [manifest.api_version]
        if manifest.kind == "CronJob":
            versions.append("batch/v1beta1")  # servers before 1.21 know the same fields by this version only
        for version in versions:
            for each in self.kubernetes.get(self.group(version))["resources"]:
                if each["kind"] == manifest.kind and "/" not in each["name"]:
                    return version, each["name"], each["namespaced"]
        raise SystemExit(f"{manifest}: the server does not know {manifest.api_version}")

    @staticmethod
    def group(version):
        return f"/apis/{version}" if "/" in version else f"/api/{version}"

    def check(self, found):
        for namespace in (each for each in found if each.kind == "Namespace"):
            # The server judges an object in a namespace only if that exists.
            self.create(namespace, dry_run=False)
        for manifest in found:
            self.create(manifest, dry_run=True)
            print(f"accepted {manifest}")

    def grant(self, found):
        for manifest in sorted((each for each in found if each.kind in ACCESS_KINDS),
                               key=lambda each: ACCESS_KINDS.index(each.kind)):
            self.create(manifest, dry_run=False)
        account = next(each for each in found if each.kind == "ServiceAccount")
        path = f"/api/v1/namespaces/{account.namespace or 'default'}/serviceaccounts/{account.name}/token"
        reply = self.kubernetes.create(path, {"kind": "TokenRequest", "apiVersion": "authentication.k8s.io/v1",
                                              "spec": {"expirationSeconds": 7200}})
        self.write_kubeconfig("service-account", {"token": reply["status"]["token"]})
        user = f"system:serviceaccount:{account.namespace or 'default'}:{account.name}"
        self.wait_for_rights(user, [right[2] for right in RIGHTS], [right[0] for right in RIGHTS])

    def wait_for_rights(self, user, resources, verbs):
        """The server authorizes out of caches, which a new role reaches a moment later."""
        deadline = time.monotonic() + 10
        while differing := [right for right in RIGHTS if self.may(user, right) != (right[2] in resources and right[0] in verbs)]:
            if time.monotonic() > deadline:
                raise SystemExit(f"{user} has, or has not, against what was meant: {differing}")
            time.sleep(0.05)

    def may(self, user, right):
        names = ("verb", "group", "resource", "namespace", "name")
        reply = self.kubernetes.create("/apis/authorization.k8s.io/v1/subjectaccessreviews", {
            "spec": {"user": user, "resourceAttributes": dict(zip(names, right))}})
        return reply["status"]["allowed"]

    def write_kubeconfig(self, name, user):
        authority = base64.b64encode((self.kubernetes.folder / "ca.crt").read_bytes()).decode()
        (self.kubernetes.folder / "kubeconfig" / name).write_text(json.dumps({
            "apiVersion": "v1", "kind": "Config", "current-context": name,
            "contexts": [{"name": name, "context": {"cluster": "control-plane", "user": name}}],
            "clusters": [{"name": "control-plane", "cluster": {
                "server": self.kubernetes.server, "certificate-authority-data": authority}}],
            "users": [{"name": name, "user": user}]}))

    def allow(self, resources):
        verbs = ["get", "list"]
        rules = [{"apiGroups": ["", "apps"], "resources": resources, "verbs": verbs}]
        role = {"metadata": {"name": "nobody"}, "rules": rules}
        binding = {"metadata": {"name": "nobody"},
                   "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "nobody"},
                   "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "nobody"}]}
        for path, body in ((f"{RBAC}/clusterroles", role), (f"{RBAC}/clusterrolebindings", binding)):
            try:
                self.kubernetes.create(path, body)
            except apis.Refused as refusal:
                if refusal.status != 409:
                    raise
                self.kubernetes.call("PUT", f"{path}/nobody", body)
        self.wait_for_rights("nobody", resources, verbs)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plane", required=True, help="the control plane's folder")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("check").add_argument("folder")
    verbs.add_parser("grant").add_argument("folder")
    verbs.add_parser("allow").add_argument("resources", nargs="+")
    options = parser.parse_args()
    cluster = Cluster(options.plane)
    if options.verb == "allow":
        cluster.allow(options.resources)
        return
    found = manifests(options.folder)
    if not found:
        raise SystemExit(f"{options.folder} holds no manifests")
    cluster.check(found) if options.verb == "check" else cluster.grant(found)


main()
