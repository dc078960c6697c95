#!/usr/bin/env python3
"""A chain of real Linux routers: network namespaces joined by veth pairs, all inside private namespaces that vanish with
this program. The command runs in front of the first router.

    linux_routers.py [--hops N] [--mtu K:BYTES] [--end-at K:TYPE] -- COMMAND ARG...

Router k answers as 10.77.k.2 and fd77:k::2, the target is one further: 10.77.N+1.2 and fd77:N+1::2 (k in decimal)."""

import argparse
import sys

import namespaces
from namespaces import ip

FORWARD = "for file in ipv4/ip_forward ipv6/conf/all/forwarding; do echo 1 > /proc/sys/net/$file; done"


def box(number):
    return f"box{number}"


def connect(hops):
    """Link k joins box k-1 (or us, for k = 1) and box k; box hops+1 is the target."""
    lines = [f"netns add {box(number)}" for number in range(1, hops + 2)]
    for number in range(1, hops + 2):
        behind = f"netns {box(number - 1)}" if number > 1 else ""
        lines.append(f"link add far {behind} address {mac(number, 1)} type veth "
                     f"peer name near address {mac(number, 2)} netns {box(number)}")
    ip(lines=lines)


def mac(number, side):
    return f"02:00:00:00:{number:02x}:{side:02x}"


def end_lines(device, number, side):
    """Neighbours are told, not asked for: a fresh device answers IPv6 solicitations only after a second."""
    other = 3 - side
    return [
        f"address add 10.77.{number}.{side}/30 dev {device}",
        f"address add fd77:{number}::{side}/64 dev {device} nodad",
        f"link set {device} up",
        f"neigh replace 10.77.{number}.{other} lladdr {mac(number, other)} dev {device} nud permanent",
        f"neigh replace fd77:{number}::{other} lladdr {mac(number, other)} dev {device} nud permanent",
    ]


def default_routes(gateway_link, side):
    return [
        f"route add default via 10.77.{gateway_link}.{side}",
        f"route add default via fd77:{gateway_link}::{side}",
    ]


def ways_back(number):
    """Box k reaches us and all boxes before it through its link k."""
    lines = []
    for link in range(1, number):
        lines.append(f"route add 10.77.{link}.0/30 via 10.77.{number}.1")
        lines.append(f"route add fd77:{link}::/64 via fd77:{number}::1")
    return lines


def configure_box(number, hops, ends, mtus):
    lines = ["link set lo up", *end_lines("near", number, 2), *ways_back(number)]
    if number <= hops:
        lines += end_lines("far", number + 1, 1)
        if number in mtus:
            lines.append(f"link set far mtu {mtus[number]}")
        if number in ends:
            lines += [f"route add {ends[number]} default", f"route add {ends[number]} ::/0"]
        else:
            lines += default_routes(number + 1, 2)
    ip(inside=box(number), lines=lines)
    if number <= hops:
        ip("netns", "exec", box(number), "sh", "-c", FORWARD)


def build(hops, ends, mtus):
    connect(hops)
    ip(lines=["link set lo up", *end_lines("far", 1, 1), *default_routes(1, 2)])
    for number in range(1, hops + 2):
        configure_box(number, hops, ends, mtus)


def numbered(kind):
    def parse(text):
        number, _, value = text.partition(":")
        return int(number), kind(value)

    return parse


def route_type(text):
    if text not in ("prohibit", "unreachable", "blackhole"):
        raise argparse.ArgumentTypeError("expected prohibit, unreachable or blackhole")
    return text


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hops", type=int, default=5, help="routers before the target, 1 to 100")
    parser.add_argument("--mtu", type=numbered(int), action="append", default=[], help="of the link behind router K")
    parser.add_argument("--end-at", type=numbered(route_type), action="append", default=[],
                        help="router K has no way on: prohibit, unreachable or blackhole")
    parser.add_argument("command", nargs="+")
    return parser.parse_args()


def main():
    options = parse_arguments()
    return namespaces.run(lambda: build(options.hops, dict(options.end_at), dict(options.mtu)), options.command)


if __name__ == "__main__":
    sys.exit(main())
