"""Just enough of protobuf's wire format to write Kubernetes lists and watches.

Source: https://protobuf.dev/programming-guides/encoding/
"""


def varint(number):
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def field(number, payload):
    """A length-delimited field: a string, bytes or an encoded message."""
    if isinstance(payload, str):
        payload = payload.encode()
    return varint(number << 3 | 2) + varint(len(payload)) + payload


def integer(number, value):
    """A varint field."""
    return varint(number << 3) + varint(value)


def time(seconds):
    """metav1.Time."""
    return integer(1, seconds) + integer(2, 0)


def mapping(number, entries):
    """A map of strings."""
    return b"".join(field(number, field(1, key) + field(2, value)) for key, value in sorted(entries.items()))


def quantities(number, entries):
    """A map to quantities."""
    return b"".join(
        field(number, field(1, key) + field(2, field(1, value))) for key, value in sorted(entries.items()))


def body(kind, items, resource_version, token, remaining):
    """A whole list answer: magic, runtime.Unknown, list. `items` are encoded objects."""
    metadata = field(1, "") + field(2, resource_version) + field(3, token)
    if remaining:
        metadata += integer(4, remaining)
    parts = [field(1, metadata)]
    for item in items:
        parts += (b"\x12", varint(len(item)), item)
    return unknown(kind, b"".join(parts))


def unknown(kind, raw):
    """runtime.Unknown behind its magic: what an encoded object of a kind is wrapped in."""
    return b"".join((b"k8s\0", field(1, field(1, "v1") + field(2, kind)), b"\x12", varint(len(raw)), raw,
                     field(3, ""), field(4, "")))


def watch_frame(event, kind, encoded):
    """One event of a watch: its length in four bytes, then WatchEvent with the object in a RawExtension."""
    content = field(1, event) + field(2, field(1, unknown(kind, encoded)))
    return len(content).to_bytes(4, "big") + content
