#!/usr/bin/env python3
"""A network of an attacker's choice: a TUN device whose other end gives the answers of an adversary, inside private namespaces
that vanish with this program. The command runs before it.

    hostile.py [--stats FILE] ADVERSARY [ARG...] -- COMMAND ARG...

    hostile.py mtu 4 -- tracerouter -n --mtu 203.0.113.7
    hostile.py forge -- tracerouter -n -q1 -w5 203.0.113.1 203.0.113.2 203.0.113.3

Every address outside is behind the device; those of IPv6 are 2001:db8:: plus the IPv4 address of the same host. Adversaries:

{adversaries}

--stats: how many probes came and how many datagrams were sent, as JSON."""

import argparse
import fcntl
import json
import mmap
import os
import select
import signal
import struct
import sys
import textwrap
import time

import namespaces
from hostile import packets
from hostile.adversaries import ADVERSARIES

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454ca, 0x0001, 0x1000
DEVICE = "hostile0"
LINES = [
    "link set lo up",
    f"link set {DEVICE} txqueuelen 10000",
    f"link set {DEVICE} addrgenmode none",
    f"address add 198.18.0.2/32 dev {DEVICE}",
    f"address add 2001:db8::c612:2/128 dev {DEVICE} nodad",
    f"link set {DEVICE} up",
    f"route add default dev {DEVICE} src 198.18.0.2",
    f"route add ::/0 dev {DEVICE} src 2001:db8::c612:2",
]
AT_ONCE = 256  # unasked datagrams between two looks at what has come


class Counts:
    """Shared between the processes, so that they are known when all others have ended."""

    NAMES = ("probes", "sent")

    def __init__(self):
        self.memory = mmap.mmap(-1, 8 * len(self.NAMES))

    def add(self, name, number=1):
        at = 8 * self.NAMES.index(name)
        struct.pack_into("Q", self.memory, at, struct.unpack_from("Q", self.memory, at)[0] + number)

    def as_dictionary(self):
        return dict(zip(self.NAMES, struct.unpack_from(f"{len(self.NAMES)}Q", self.memory)))


def open_device():
    device = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH", DEVICE.encode(), IFF_TUN | IFF_NO_PI))
    return device


def write(device, datagram, counts):
    try:
        os.write(device, datagram)
        counts.add("sent")
    except OSError:
        pass  # some are such that the kernel takes none of them


def serve(device, adversary, counts):
    idle = adversary.idle() if hasattr(adversary, "idle") else None
    tick = getattr(adversary, "tick", lambda now: None)
    talking = False
    while True:
        ready, _, _ = select.select([device], [], [], 0 if talking else None)
        if ready:
            octets = os.read(device, 70000)
            tick(time.monotonic())
            if octets[0] >> 4 == 4 or octets[6] != 58 or octets[40] == 128:
                counts.add("probes")
                for answer in adversary.meet(packets.Probe(octets)):
                    write(device, answer, counts)
        talking = False
        for _ in range(AT_ONCE if idle else 0):
            unasked = next(idle)
            if unasked is None:
                break
            write(device, unasked, counts)
            talking = True


def build(adversary, counts):
    device = open_device()
    namespaces.ip(lines=LINES)
    namespaces.write_file("/proc/sys/net/ipv4/ping_group_range", "0 2147483647")
    if os.fork() == 0:
        for number in namespaces.FORWARDED:
            signal.signal(number, signal.SIG_DFL)
        serve(device, adversary, counts)
    os.close(device)


def described():
    one = [textwrap.fill(f"{name} {' '.join(kind.__doc__.split())}", 120, initial_indent="  ", subsequent_indent="    ")
           for name, kind in ADVERSARIES.items()]
    return "\n".join(one)


def parse_arguments(words):
    at = words.index("--") if "--" in words else len(words)
    parser = argparse.ArgumentParser(description=__doc__.format(adversaries=described()),
                                     formatter_class=argparse.RawDescriptionHelpFormatter,
                                     usage="hostile.py [--stats FILE] ADVERSARY [ARG...] -- COMMAND ARG...")
    parser.add_argument("--stats")
    parser.add_argument("adversary", choices=list(ADVERSARIES))
    parser.add_argument("argument", nargs="*")
    options = parser.parse_args(words[:at])
    options.command = words[at + 1:]
    if not options.command:
        parser.error("expected -- and a command")
    try:
        options.adversary = ADVERSARIES[options.adversary](*options.argument)
    except (TypeError, ValueError, AttributeError) as error:
        parser.error(f"{options.adversary}: {error}")
    return options


def main():
    options = parse_arguments(sys.argv[1:])
    counts = Counts()
    status = namespaces.run(lambda: build(options.adversary, counts), options.command)
    if options.stats:
        with open(options.stats, "w", encoding="ascii") as file:
            json.dump(counts.as_dictionary(), file)
    return status


if __name__ == "__main__":
    sys.exit(main())
