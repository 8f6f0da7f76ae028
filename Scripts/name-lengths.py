#!/usr/bin/env python3
"""Corrects what Swift says of the names of source files in a program that is not stripped yet.

  Scripts/name-lengths.py PROGRAM

Where a closure must not have escaped, the program asks the runtime for a check, with the name of the source file for its
message. In builds for release swiftc 6.3 gives an empty name with the length of the whole path: the length depends on the
folder of the sources, and the message would read beyond the name. It becomes 0. Other processors than x86-64 are left alone.
"""
import re
import struct
import subprocess
import sys

FUNCTION = "swift_isEscapingClosureAtFileLocation"
X86_64 = 0x3E
CALL = re.compile(rb"\xe8(?P<target>.{4})", re.DOTALL)
# mov $LENGTH,%edx; mov $LINE,%ecx; mov $COLUMN,%r8d; xor %r9d,%r9d
ARGUMENTS = re.compile(rb"\xba(?P<length>.{4})\xb9.{4}\x41\xb8.{4}\x45\x31\xc9$", re.DOTALL)
ARGUMENTS_SIZE = 19


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def address_of_function(program):
    found = [line.split()[0] for line in run("nm", program).splitlines() if line.endswith(f" {FUNCTION}")]
    return int(found[0], 16) if found else None


def code(program):
    """The place in the file, the address and the size of what is executed."""
    for line in run("readelf", "-SW", program).splitlines():
        found = re.search(r"\] \.text\S* +PROGBITS +([0-9a-f]+) ([0-9a-f]+) ([0-9a-f]+)", line)
        if found:
            address, place, size = (int(text, 16) for text in found.groups())
            yield place, address, size


def lengths(data, program, function):
    """The places of the lengths."""
    for place, address, size in code(program):
        for call in CALL.finditer(data, place, place + size):
            following = address + call.end() - place
            if following + struct.unpack("<i", call["target"])[0] != function:
                continue
            arguments = ARGUMENTS.match(data[call.start() - ARGUMENTS_SIZE : call.start()])
            # Swift's own libraries were optimised otherwise; they were not built here and are the same everywhere.
            if arguments:
                yield call.start() - ARGUMENTS_SIZE + arguments.start("length")


def correct(program):
    with open(program, "rb") as file:
        data = file.read()
    function = address_of_function(program)
    if function is None or struct.unpack_from("<H", data, 18)[0] != X86_64:
        return
    with open(program, "r+b") as file:
        for place in lengths(data, program, function):
            file.seek(place)
            file.write(bytes(4))


correct(sys.argv[1])
