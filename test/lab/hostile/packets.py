"""Probes as an adversary sees them, and the answers that they like to give, of both families."""

import ipaddress
import socket
import struct

ICMP, TCP, UDP, ICMPV6 = 1, 6, 17, 58
ECHO = {4: (8, 0), 6: (128, 129)}  # request and reply


def checksum(octets):
    if len(octets) % 2:
        octets += b"\0"
    total = sum(struct.unpack(f"!{len(octets) // 2}H", octets))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def address(text):
    return ipaddress.ip_address(text).packed


def ipv6(packed):
    """The IPv6 address of whoever has this IPv4 address."""
    return (int(ipaddress.ip_address("2001:db8::")) + int.from_bytes(packed, "big")).to_bytes(16, "big")


class Probe:
    """A datagram of a tracer. Addresses are packed; `number` is that of the last four octets of the target."""

    def __init__(self, octets):
        self.octets = octets
        self.version = octets[0] >> 4
        if self.version == 4:
            self.header = (octets[0] & 15) * 4
            self.ttl, self.protocol = octets[8], octets[9]
            self.source, self.target = octets[12:16], octets[16:20]
        else:
            self.header = 40
            self.protocol, self.ttl = octets[6], octets[7]
            self.source, self.target = octets[8:24], octets[24:40]
        self.message = octets[self.header:]

    @property
    def number(self):
        return int.from_bytes(self.target[-4:], "big")

    def own(self, ipv4_address):
        """An address of this probe's family, by its IPv4 form."""
        packed = socket.inet_aton(ipv4_address)
        return packed if self.version == 4 else ipv6(packed)

    def word(self, offset):
        return struct.unpack_from("!H", self.message, offset)[0]

    @property
    def is_echo(self):
        return self.protocol in (ICMP, ICMPV6)

    @property
    def identifier(self):
        return self.word(4) if self.is_echo else self.word(0)

    @property
    def sequence(self):
        """Where the tracer puts it: echo sequence, UDP checksum, upper half of the TCP sequence number."""
        return self.word({UDP: 6, TCP: 4}.get(self.protocol, 6))


def datagram(source, target, protocol, message, ttl=64, identification=0):
    if len(source) == 16:
        return struct.pack("!IHBB", 6 << 28, len(message), protocol, ttl) + source + target + message
    header = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(message), identification, 0, ttl, protocol, 0) + source + target
    return header[:10] + struct.pack("!H", checksum(header)) + header[12:] + message


def sealed(source, target, message):
    """An ICMP message with its checksum right."""
    message = message[:2] + b"\0\0" + message[4:]
    covered = message
    if len(source) == 16:
        covered = source + target + struct.pack("!II", len(message), ICMPV6) + message
    return message[:2] + struct.pack("!H", checksum(covered)) + message[4:]


def error(source, target, kind, rest, quote):
    """`kind`: type and code. `rest`: what is between checksum and quote, four octets."""
    v4 = len(source) == 4
    message = bytes(kind) + b"\0\0" + rest + quote[:548 if v4 else 1232]
    return datagram(source, target, ICMP if v4 else ICMPV6, sealed(source, target, message))


def used_up(octets):
    """A datagram as the router gets it that lets it expire."""
    if octets[0] >> 4 == 6:
        return octets[:7] + b"\1" + octets[8:]
    header = octets[:8] + b"\1" + octets[9:10] + b"\0\0" + octets[12:20]
    return header[:10] + struct.pack("!H", checksum(header)) + header[12:] + octets[20:]


def expired(probe, router, quote=None):
    kind = (11, 0) if probe.version == 4 else (3, 0)
    return error(router, probe.source, kind, b"\0\0\0\0", used_up(quote or probe.octets))


def too_big(probe, router, mtu):
    if probe.version == 4:
        return error(router, probe.source, (3, 4), struct.pack("!HH", 0, mtu), probe.octets)
    return error(router, probe.source, (2, 0), struct.pack("!I", mtu), probe.octets)


def host_unreachable(source, target, quote):
    return error(source, target, (3, 1) if len(source) == 4 else (1, 3), b"\0\0\0\0", quote)


def arrived(probe, ttl=60):
    """What an honest target says: echo reply, port unreachable, or a reset."""
    if probe.is_echo:
        kind = ECHO[probe.version][1]
        reply = sealed(probe.target, probe.source, bytes([kind]) + probe.message[1:])
        return datagram(probe.target, probe.source, probe.protocol, reply, ttl)
    if probe.protocol == UDP:
        return error(probe.target, probe.source, (3, 3) if probe.version == 4 else (1, 4), b"\0\0\0\0", probe.octets)
    ports = probe.message[2:4] + probe.message[0:2]
    data = len(probe.message) - (probe.message[12] >> 4) * 4
    acknowledged = struct.unpack_from("!I", probe.message, 4)[0] + 1 + data
    segment = ports + struct.pack("!IIBBHHH", 0, acknowledged & 0xffffffff, 5 << 4, 0x14, 0, 0, 0)
    pseudo = probe.target + probe.source
    pseudo += struct.pack("!HH", TCP, 20) if probe.version == 4 else struct.pack("!II", 20, TCP)
    segment = segment[:16] + struct.pack("!H", checksum(pseudo + segment)) + segment[18:]
    return datagram(probe.target, probe.source, TCP, segment, ttl)


def changed_word(checksum_before, before, after):
    """A checksum after a translator has put one word in the place of another (RFC 1624)."""
    total = (~checksum_before & 0xffff) + (~before & 0xffff) + after
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff
