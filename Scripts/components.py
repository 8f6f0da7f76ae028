#!/usr/bin/env python3
"""Tells what the release binaries are made of: an SBOM (CycloneDX 1.5, JSON), and the licences that must go with them.

  Scripts/components.py sbom BINARIES VERSION [SHIPPED] > capdb.cdx.json
  Scripts/components.py notices BINARIES > copyright
  Scripts/components.py licences BINARIES FOLDER
  Scripts/components.py check FILE

BINARIES is the folder of the build, .build/release; SHIPPED that of the programs as they are given out, whose sums the SBOM
has. The Swift packages in a binary are those whose modules SwiftPM linked
(capdb.product/Objects.LinkFileList); their versions are those of Package.resolved, their licences those of
.build/checkouts. System libraries are those that ldd names, with the Debian package each comes from. `licences` copies
every licence and notice to a folder; `notices` prints them for Debian, which has the Apache License in a file of its own.
The output depends on nothing else but SOURCE_DATE_EPOCH.
"""
import datetime
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import uuid
from pathlib import Path

PROGRAMS = ["capdb", "capdb-demo"]
CHECKOUTS = Path(os.environ.get("CAPDB_CHECKOUTS", ".build/checkouts"))
RESOLVED = Path(os.environ.get("CAPDB_RESOLVED", "Package.resolved"))
OWN_SOURCES = [Path("Sources"), Path(".")]
SWIFT_LICENCE = "Apache-2.0 WITH Swift-exception"

# Modules whose folder has another name, or that two packages have a folder for.
PACKAGE_OF = {"SystemPackage": "swift-system", "ServiceContextModule": "swift-service-context"}
# Sources of others that packages carry along: the module that holds them, and what scanners know them as.
CARRIED = {
    "CCryptoBoringSSL": ("boringssl", "Apache-2.0 AND MIT", "https://boringssl.googlesource.com/boringssl"),
    "CNIOBoringSSL": ("boringssl", "Apache-2.0 AND MIT", "https://boringssl.googlesource.com/boringssl"),
    "CXKCP": ("xkcp", "CC0-1.0", "https://github.com/XKCP/XKCP"),
    "CYaml": ("libyaml", "MIT", "https://github.com/yaml/libyaml"),
    "CNIOLLHTTP": ("llhttp", "MIT", "https://github.com/nodejs/llhttp"),
}
# What Swift's own libraries carry along.
RUNTIME_CARRIES = [("icu", "Unicode-3.0", "https://github.com/unicode-org/icu")]


class Problem(Exception):
    """Something that a person must put right."""


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def linked_modules(binaries, program):
    """The modules that were linked into a program."""
    listing = binaries / f"{program}.product" / "Objects.LinkFileList"
    if not listing.exists():
        raise Problem(f"{listing} is missing: build {program} first (make release).")
    return sorted(set(re.findall(r"/([^/]+)\.build/", listing.read_text())))


def package_of(module):
    """The checkout that has a module, or None for capdb's own modules."""
    if module in PACKAGE_OF:
        return PACKAGE_OF[module]
    for pattern in (f"*/Sources/{module}", f"*/{module}"):
        found = sorted(path for path in CHECKOUTS.glob(pattern) if path.is_dir())
        if found:
            return found[0].relative_to(CHECKOUTS).parts[0]
    if any((folder / name).is_dir() for folder in OWN_SOURCES for name in (module, module.replace("_", "-"))):
        return None
    raise Problem(f"No package has the module {module}.")


def pins():
    """What Package.resolved says, by the name of the checkout."""
    resolved = json.loads(RESOLVED.read_text())
    return {re.sub(r"\.git$", "", pin["location"]).split("/")[-1]: pin for pin in resolved["pins"]}


def licence_files(package):
    return sorted(
        path for path in (CHECKOUTS / package).iterdir()
        if path.is_file() and re.match(r"(licen[cs]e|notice|copying)", path.name, re.IGNORECASE))


def licence_of(package):
    """The SPDX expression of a package's licence, by the words of its text."""
    text = "".join(
        path.read_text(errors="replace") for path in licence_files(package) if not path.name.lower().startswith("notice"))
    if "Apache License" in text:
        return SWIFT_LICENCE if "Runtime Library Exception" in text else "Apache-2.0"
    if "Permission is hereby granted, free of charge" in text:
        return "MIT"
    raise Problem(f"The licence of {package} is unknown to Scripts/components.py.")


def swift_version():
    if "CAPDB_SWIFT_VERSION" in os.environ:
        return os.environ["CAPDB_SWIFT_VERSION"]
    return re.search(r"Swift version (\S+)", run("swift", "--version")).group(1)


def swift_licence():
    """The text of the licence that came with the toolchain, or None."""
    swift = shutil.which("swift")
    path = Path(swift).resolve().parent.parent / "share/swift/LICENSE.txt" if swift else None
    return path if path and path.exists() else None


def libraries(binary):
    """The shared libraries that a program loads, as paths."""
    return sorted(set(re.findall(r"(?:=> )?(/\S+) \(0x", run("ldd", str(binary)))))


def debian_package(library):
    """Name, version and architecture of the Debian package that a library comes from."""
    for path in (library, os.path.realpath(library), re.sub(r"^/usr", "", os.path.realpath(library))):
        answer = subprocess.run(["dpkg-query", "-S", path], capture_output=True, text=True).stdout
        for line in answer.splitlines():
            if not line.startswith("diversion"):
                return tuple(
                    run("dpkg-query", "-W", "-f=${Package} ${Version} ${Architecture}\n", line.split(": ")[0]).split())
    raise Problem(f"No Debian package has {library}.")


def component(kind, name, version, licence, purl, **more):
    entry = {"type": kind, "bom-ref": purl or f"{kind}:{name}", "name": name}
    if version:
        entry["version"] = version
    if licence:
        entry["licenses"] = [{"expression": licence}]
    if purl:
        entry["purl"] = purl
    return entry | more


def swift_component(package, pin):
    location = re.sub(r"\.git$", "", pin["location"])
    version = pin["state"].get("version", pin["state"]["revision"])
    return component(
        "library", package, version, licence_of(package), f"pkg:swift/{location.removeprefix('https://')}@{version}",
        externalReferences=[{"type": "vcs", "url": location}],
        properties=[{"name": "capdb:revision", "value": pin["state"]["revision"]}])


def carried_component(module, package):
    name, licence, url = CARRIED[module]
    return component(
        "library", name, None, licence, None, externalReferences=[{"type": "vcs", "url": url}],
        properties=[{"name": "capdb:in", "value": f"{package}, module {module}"}]) | {"bom-ref": f"carried:{module}"}


def runtime_components():
    version = swift_version()
    runtime = component(
        "framework", "swift", version, SWIFT_LICENCE, f"pkg:github/swiftlang/swift@swift-{version}-RELEASE",
        description="Swift's standard library, Concurrency, Dispatch and Foundation, linked statically")
    carried = [
        component("library", name, None, licence, None, externalReferences=[{"type": "vcs", "url": url}],
                  properties=[{"name": "capdb:in", "value": "swift, FoundationICU"}])
        for name, licence, url in RUNTIME_CARRIES]
    return [runtime] + carried


def debian_component(name, version, architecture):
    # No licence here: /usr/share/doc/NAME/copyright is the only complete answer, and a name of one would be a guess.
    return component(
        "library", name, version, None, f"pkg:deb/debian/{name}@{version.replace('+', '%2B')}?arch={architecture}",
        properties=[{"name": "capdb:linked", "value": "dynamically; the version is that of the build machine"}])


def parts_of(binaries, program):
    """The components of a program."""
    pinned, parts = pins(), []
    for module in linked_modules(binaries, program):
        package = package_of(module)
        if package is None:
            continue
        if package not in pinned:
            raise Problem(f"Package.resolved does not have {package}.")
        parts.append(swift_component(package, pinned[package]))
        if module in CARRIED:
            parts.append(carried_component(module, package))
    parts += runtime_components()
    parts += [debian_component(*debian_package(library)) for library in libraries(binaries / program)]
    return list({part["bom-ref"]: part for part in parts}.values())


def sbom(binaries, version, shipped):
    moment = datetime.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), datetime.timezone.utc)
    components, dependencies = {}, []
    for program in PROGRAMS:
        parts = parts_of(binaries, program)
        digest = hashlib.sha256((shipped / program).read_bytes()).hexdigest()
        # The licence of capdb itself is not stated anywhere in its sources.
        components[f"program:{program}"] = component("application", program, version, None, None) | {
            "bom-ref": f"program:{program}", "hashes": [{"alg": "SHA-256", "content": digest}]}
        components |= {part["bom-ref"]: part for part in parts}
        dependencies.append({"ref": f"program:{program}", "dependsOn": sorted(part["bom-ref"] for part in parts)})
    dependencies.append({"ref": "capdb", "dependsOn": [f"program:{program}" for program in PROGRAMS]})
    ordered = sorted(components.values(), key=lambda part: part["bom-ref"])
    content = json.dumps([version, ordered, dependencies], sort_keys=True)
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, content)}",
        "version": 1,
        "metadata": {
            "timestamp": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": component("application", "capdb", version, None, None) | {"bom-ref": "capdb"}},
        "components": ordered,
        "dependencies": dependencies,
    }


def packages_in(binaries):
    found = {package_of(module) for program in PROGRAMS for module in linked_modules(binaries, program)}
    return sorted(found - {None})


def notices(binaries):
    """The copyright file of the Debian package."""
    print("capdb\n\nThe sources of capdb state no licence: all rights are reserved by its authors.\n")
    print("Its binaries contain the following packages. The Apache License, version 2.0, is in")
    print("/usr/share/common-licenses/Apache-2.0 on Debian systems.\n")
    print(f"== Swift {swift_version()}: {SWIFT_LICENCE}\n")
    print("Copyright Apple Inc. and the Swift project authors. With the Runtime Library Exception.\n")
    for package in packages_in(binaries):
        licence = licence_of(package)
        print(f"== {package} {pins()[package]['state'].get('version', '')}: {licence}\n")
        for path in licence_files(package):
            is_notice = path.name.lower().startswith("notice")
            if licence.startswith("Apache-2.0") and not is_notice:
                continue
            print(path.read_text(errors="replace").strip() + "\n")


def copy_licences(binaries, folder):
    for package in packages_in(binaries):
        target = folder / package
        target.mkdir(parents=True)
        for path in licence_files(package):
            shutil.copyfile(path, target / path.name)
    if swift_licence():
        (folder / "swift").mkdir(parents=True)
        shutil.copyfile(swift_licence(), folder / "swift/LICENSE.txt")


def require(condition, message):
    if not condition:
        raise Problem(message)


def check(bom):
    """What CycloneDX 1.5 and a reader of this SBOM rely on."""
    require(bom.get("bomFormat") == "CycloneDX" and bom.get("specVersion") == "1.5", "It is no CycloneDX 1.5.")
    require(isinstance(bom.get("version"), int) and bom["version"] >= 1, "version must be a number from 1.")
    require(re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", bom.get("serialNumber", "")),
            "serialNumber must be a UUID.")
    references = [part["bom-ref"] for part in bom["components"]] + [bom["metadata"]["component"]["bom-ref"]]
    require(len(references) == len(set(references)), "A bom-ref is there twice.")
    for part in bom["components"]:
        check_component(part)
    for dependency in bom["dependencies"]:
        for reference in [dependency["ref"], *dependency["dependsOn"]]:
            require(reference in references, f"{reference} is no component.")


def check_component(part):
    name = part.get("name")
    require(name and part.get("type") in ("application", "framework", "library"), f"{name}: no name or an unknown type")
    is_carried = any(known["name"] == "capdb:in" for known in part.get("properties", []))
    require(part.get("version") or is_carried, f"{name}: no version")
    if part.get("purl", "").startswith("pkg:swift/"):
        require(part.get("licenses"), f"{name}: no licence")
    for digest in part.get("hashes", []):
        require(digest["alg"] == "SHA-256" and re.fullmatch(r"[0-9a-f]{64}", digest["content"]), f"{name}: no SHA-256")


def read_json(file):
    try:
        return json.loads(Path(file).read_text())
    except ValueError as error:
        raise Problem(f"{file} is no JSON: {error}.") from error


def main(arguments):
    match arguments:
        case ["sbom", binaries, version, *shipped]:
            bom = sbom(Path(binaries), version, Path(*shipped or [binaries]))
            check(bom)
            print(json.dumps(bom, indent=2))
        case ["notices", binaries]:
            notices(Path(binaries))
        case ["licences", binaries, folder]:
            copy_licences(Path(binaries), Path(folder))
        case ["check", file]:
            check(read_json(file))
        case _:
            sys.exit(__doc__)


try:
    main(sys.argv[1:])
except Problem as problem:
    sys.exit(f"Scripts/components.py: {problem}")
