#!/usr/bin/env python3
"""Checks that each target names the modules that it imports, and imports those that it names.

SwiftPM lets a target import whatever was built before it. Such an import fails on another day, when the modules are built
in another order, or in a build that leaves some of them out.

  Scripts/imports.py        reads the package of the folder above; exits with 1 if there is something to mend
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

IMPORT = re.compile(
    r"^(?:@\w+ |public |package |internal |private |fileprivate )*"
    r"import (?:(?:class|enum|func|let|protocol|struct|typealias|var) )?(\w+)", re.MULTILINE)

TOP = Path(__file__).resolve().parent.parent


def targets(variables):
    """The targets of the package by their names, as the manifest makes them with these environment variables."""
    dumped = subprocess.run(
        ["swift", "package", "dump-package"], cwd=TOP, env=os.environ | variables, check=True, stdout=subprocess.PIPE)
    return {target["name"]: target for target in json.loads(dumped.stdout)["targets"]}


def named(target):
    """The targets, and the products of other packages, that a target names."""
    return {one[kind][0] for one in target["dependencies"] for kind in ("byName", "target", "product") if kind in one}


def imported(target):
    """The modules that the Swift sources of a target import."""
    folder = target.get("path") or f"{'Tests' if target['type'] == 'test' else 'Sources'}/{target['name']}"
    left_out = [TOP / folder / excluded for excluded in target.get("exclude", [])]
    sources = [path for path in (TOP / folder).rglob("*.swift") if path not in left_out]
    return {module for path in sources for module in IMPORT.findall(path.read_text())}


def complaints(ours, everything):
    """What is to mend in the targets of a manifest, of which `everything` has those of the usual one."""
    executables = {name for name, target in ours.items() if target["type"] == "executable"}
    for name, target in ours.items():
        imports, names = imported(target), named(target)
        for module in sorted((imports & everything.keys()) - names - {name}):
            yield f"{name} imports {module} and does not name it"
        # Tests name the programs that they run.
        for module in sorted((names & ours.keys()) - imports - executables):
            yield f"{name} names {module} and does not import it"


def main():
    everything = targets({})
    manifests = everything, targets({"CAPDB_LIBRARIES_ONLY": "1"})
    found = sorted({line for ours in manifests for line in complaints(ours, everything)})
    for line in found:
        print(f"Package.swift: {line}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
