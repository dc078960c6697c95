"""A name server for tests that serves what it is told to, the impossible too.

    dns_server.py ZONE -- COMMAND ARG...

serves ZONE (a JSON file) on 127.0.0.1, port 53, while COMMAND runs, and exits as it does. The zone:

    {"delay_ms": 100, "log": "queries.txt",
     "records": {"1.1.18.198.in-addr.arpa": {"type": "PTR", "names": ["gw.example"]},
                 "1.1.18.198.origin.asn.cymru.com": {"type": "TXT", "texts": ["64500 | 198.18.0.0/15 | ..."]}}}

`names` ({"198.18.1.1": "gw.example"}) and `networks` ({"198.18.0.0/15": {"asn": 64500, "as_name": "EXAMPLE, SE"}}) are short for the
records of reverse DNS and of Team Cymru's zones. An entry may have `delay_ms` of its own, and `manner`:
    silent       no answer                          refused, servfail   that code
    truncated    over UDP only a head with TC set   wrong-type          a record of another type than asked for
    alias-loop   CNAMEs that lead back              forged              a right answer with a wrong identifier before it
    garbage      octets that are no message         huge                as many copies as 64 KiB hold (over TCP)
In names, \\xNN stands for an octet. What is not there does not exist (NXDOMAIN). `silent`: true answers nothing at all.
"""

import ipaddress
import json
import re
import socket
import struct
import subprocess
import sys
import threading
import time

NAME_ERROR, SERVER_FAILURE, REFUSED = 3, 2, 5
TYPES = {"CNAME": 5, "PTR": 12, "TXT": 16}
ALIAS_OF = 'alias.invalid'


def labels(name):
    r"""The name as on the wire. "\xNN" is an octet, "\." a dot within a label."""
    octets = re.sub(r"\\x([0-9a-f]{2})", lambda found: chr(int(found.group(1), 16)), name).encode("latin-1")
    parts = [part.replace(b"\0dot", b".") for part in octets.replace(b"\\.", b"\0dot").split(b".")]
    return b"".join(bytes([len(part)]) + part for part in parts if part) + b"\0"


def strings(text):
    octets = text.encode(errors="surrogateescape")
    return b"".join(bytes([len(part)]) + part for part in (octets[i:i + 255] for i in range(0, len(octets), 255)))


def record(owner, kind, data):
    return owner + struct.pack(">HHIH", TYPES[kind], 1, 60, len(data)) + data


def question(message):
    """(name, end of the question) of a query."""
    parts, at = [], 12
    while message[at]:
        parts.append(message[at + 1:at + 1 + message[at]].decode("latin-1"))
        at += 1 + message[at]
    return ".".join(parts), at + 5


def reply(message, end, code=0, records=(), flags=0):
    head = message[:2] + struct.pack(">HHHHH", 0x8180 | flags | code, 1, len(records), 0, 0)
    return head + message[12:end] + b"".join(records)


def address_of(parts):
    if len(parts) == 4:
        return ipaddress.ip_address(".".join(parts))
    digits = "".join(parts)
    return ipaddress.ip_address(":".join(digits[i:i + 4] for i in range(0, 32, 4)))


def data_of(entry):
    kind = entry["type"]
    return kind, [labels(name) for name in entry.get("names", [])] + [strings(text) for text in entry.get("texts", [])]


class Server:
    def __init__(self, zone):
        self.zone = zone
        self.records = {name.lower(): entry for name, entry in zone.get("records", {}).items()}
        for address, name in zone.get("names", {}).items():
            self.records[ipaddress.ip_address(address).reverse_pointer] = {"type": "PTR", "names": [name]}
        self.networks = {ipaddress.ip_network(prefix): known for prefix, known in zone.get("networks", {}).items()}
        self.log = open(zone["log"], "a", encoding="utf-8") if "log" in zone else None
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self.udp.bind(("127.0.0.1", 53))
        self.tcp = socket.create_server(("127.0.0.1", 53))
        for serve in (self.serve_udp, self.serve_tcp):
            threading.Thread(target=serve, daemon=True).start()

    def serve_udp(self):
        while True:
            message, peer = self.udp.recvfrom(65535)
            for delay, answer in self.answers(message, "udp"):
                self.after(delay, lambda answer=answer, peer=peer: self.udp.sendto(answer, peer))

    def serve_tcp(self):
        while True:
            connection, _ = self.tcp.accept()
            threading.Thread(target=self.serve_connection, args=(connection,), daemon=True).start()

    def serve_connection(self, connection):
        with connection, connection.makefile("rwb") as stream:
            while len(head := stream.read(2)) == 2:
                message = stream.read(struct.unpack(">H", head)[0])
                for delay, answer in self.answers(message, "tcp"):
                    time.sleep(delay)
                    stream.write(struct.pack(">H", len(answer)) + answer)
                    stream.flush()

    @staticmethod
    def after(seconds, action):
        if seconds:
            timer = threading.Timer(seconds, action)
            timer.daemon = True
            timer.start()
        else:
            action()

    def answers(self, message, transport):
        """(delay in seconds, message) of each datagram that a query causes."""
        name, end = question(message)
        if self.log:
            self.log.write(f"{transport} {name}\n")
            self.log.flush()
        entry = self.records.get(name.lower()) or self.registry_entry(name.lower())
        if self.zone.get("silent") or entry.get("manner") == "silent":
            return []
        delay = entry.get("delay_ms", self.zone.get("delay_ms", 0)) / 1000
        return [(delay, answer) for answer in self.messages(message, end, entry, transport)]

    def registry_entry(self, name):
        """What Team Cymru would say of an address or an AS in `networks`; nothing of all else."""
        turned, _, zone = name.partition(".origin")
        if zone in (".asn.cymru.com", "6.asn.cymru.com"):
            address = address_of(turned.split(".")[::-1])
            found = [network for network in self.networks if address in network]
            if found:
                network = max(found, key=lambda one: one.prefixlen)
                return {"type": "TXT", "texts": [f"{self.networks[network]['asn']} | {network} | ZZ | none | 2026-01-01"]}
        for known in self.networks.values():
            if name == f"as{known['asn']}.asn.cymru.com":
                return {"type": "TXT", "texts": [f"{known['asn']} | ZZ | none | 2026-01-01 | {known['as_name']}"]}
        return {}

    @staticmethod
    def messages(message, end, entry, transport):
        if not entry:
            return [reply(message, end, NAME_ERROR)]
        owner = message[12:end - 4]
        kind, values = data_of(entry)
        records = [record(owner, kind, value) for value in values]
        good = reply(message, end, 0, records)
        manner = entry.get("manner")
        if manner == "truncated" and transport == "udp":
            return [reply(message, end, 0, [], flags=0x0200)]
        if manner == "huge":
            if transport == "udp":
                return [reply(message, end, 0, [], flags=0x0200)]
            return [reply(message, end, 0, records * (60_000 // len(records[0])))]
        return {
            "refused": lambda: [reply(message, end, REFUSED)],
            "servfail": lambda: [reply(message, end, SERVER_FAILURE)],
            "wrong-type": lambda: [reply(message, end, 0, [record(owner, "TXT", strings("not what was asked for"))])],
            "alias-loop": lambda: [reply(message, end, 0, [record(owner, "CNAME", labels(ALIAS_OF)),
                                                           record(labels(ALIAS_OF), "CNAME", owner)])],
            "forged": lambda: [bytes([message[0] ^ 255]) + reply(message, end, 0, [
                record(owner, kind, labels("forged.example"))])[1:], good],
            "garbage": lambda: [message[:2] + b"\x81\x80" + b"\xff" * 40],
        }.get(manner, lambda: [good])()


def main():
    separator = sys.argv.index("--")
    with open(sys.argv[separator - 1], encoding="utf-8") as file:
        zone = json.load(file)
    Server(zone)
    sys.exit(subprocess.run(sys.argv[separator + 1:], check=False).returncode)


if __name__ == "__main__":
    main()
