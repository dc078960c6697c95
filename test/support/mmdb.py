"""Writes databases in the format of MaxMind, for tests: https://maxmind.github.io/MaxMind-DB/

python3 mmdb.py FILE writes the example of the tests.
"""

import ipaddress
import struct
import sys

EXAMPLE = {
    "198.18.0.0/15": {"autonomous_system_number": 64500, "autonomous_system_organization": "Example Networks"},
    "198.18.4.0/24": {
        "autonomous_system_number": 64501,
        "autonomous_system_organization": "Öresund Transit",
        "country": {"iso_code": "SE"},
        "city": {"names": {"en": "Malmö"}},
    },
    "198.18.5.0/24": {"asn": "AS64502", "as_name": "Flat Format", "country": "DK", "city": "Århus"},
    "198.18.6.0/24": {"asn": "sixty-four", "country": {"iso_code": 7}},
    "2001:db8::/32": {"autonomous_system_number": 64500, "autonomous_system_organization": "Example Networks"},
    "2001:db8::c612:400/120": {"country": {"iso_code": "SE"}},
}

TEXT, UINT16, UINT32, MAP, UINT64, ARRAY = 2, 5, 6, 7, 9, 11
SEPARATOR = bytes(16)
METADATA = b"\xab\xcd\xefMaxMind.com"
RECORD_BITS = 24


def build(networks):
    """The octets of a database for both families. The longest network of an address counts."""
    nodes = [[None, None]]
    data = b""
    for network in sorted(map(ipaddress.ip_network, networks), key=lambda one: (one.version, one.prefixlen)):
        value = encode(networks[str(network)])
        insert(nodes, network, ("data", len(data)))
        data += value
    tree = b"".join(struct.pack(">I", record_of(record, len(nodes)))[1:] for node in nodes for record in node)
    return tree + SEPARATOR + data + METADATA + encode(metadata(len(nodes)))


def insert(nodes, network, leaf):
    """IPv4 networks live under ::/96. A leaf on the way is handed down to both sides."""
    bits = f"{int(network.network_address):0{network.max_prefixlen}b}"[:network.prefixlen]
    if network.version == 4:
        bits = "0" * 96 + bits
    node = 0
    for bit in map(int, bits[:-1]):
        below = nodes[node][bit]
        if not isinstance(below, int):
            nodes.append([below, below])
            nodes[node][bit] = len(nodes) - 1
        node = nodes[node][bit]
    nodes[node][int(bits[-1])] = leaf


def record_of(record, node_count):
    if record is None:
        return node_count
    return record if isinstance(record, int) else node_count + len(SEPARATOR) + record[1]


def encode(value):
    if isinstance(value, str):
        octets = value.encode()
        return control(TEXT, len(octets)) + octets
    if isinstance(value, dict):
        return control(MAP, len(value)) + b"".join(encode(key) + encode(value[key]) for key in value)
    if isinstance(value, list):
        return control(ARRAY, len(value)) + b"".join(map(encode, value))
    kind, number = value if isinstance(value, tuple) else (UINT32, value)
    octets = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return control(kind, len(octets)) + octets


def control(kind, size):
    head = bytes([kind << 5]) if kind < 8 else bytes([0, kind - 7])
    short = min(size, 29)
    extra = b"" if size < 29 else bytes([size - 29])
    return bytes([head[0] | short]) + head[1:] + extra


def metadata(node_count):
    return {
        "node_count": node_count, "record_size": (UINT16, RECORD_BITS), "ip_version": (UINT16, 6),
        "database_type": "Example", "languages": ["en"], "description": {"en": "made up"},
        "binary_format_major_version": (UINT16, 2), "binary_format_minor_version": (UINT16, 0),
        "build_epoch": (UINT64, 1767225600),
    }


if __name__ == "__main__":
    with open(sys.argv[1], "wb") as file:
        file.write(build(EXAMPLE))
