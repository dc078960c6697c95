#!/usr/bin/env python3
"""A host with more to it than one uplink: real kernels in network namespaces, inside private namespaces that vanish with
this program. The command runs on that host.

    hosts.py NETWORK [CONDITION...] -- COMMAND ARG...

    hosts.py dual-homed -- tracerouter -s 203.0.113.2 198.51.100.2

The host has 192.0.2.2 and 2001:db8:1::2 on eth1, behind which is the router r1; in the network dual-homed also 203.0.113.2
and 2001:db8:2::2 on eth2, with the router r2. The main table leads everything to r1; what comes from the addresses of eth2,
or has the mark 7, goes to r2 (table 100). Behind the routers is the target t: 198.51.100.2, .7, .8 and 2001:db8:100::2,
::7, ::8. Conditions are set up in their order. The command may change anything, on the host directly and elsewhere by
`ip netns exec r1 ...`."""

import argparse
import subprocess
import sys

import namespaces
from namespaces import LabError, ip

HOST_FILES = {"ipv4/ping_group_range": "0 2147483647"}
ROUTER_FILES = {"ipv4/ip_forward": 1, "ipv6/conf/all/forwarding": 1}
# Linux sends six errors and then one a second: many runs one after the other would see each other.
ALL_FILES = {"ipv4/conf/all/rp_filter": 0, "ipv4/conf/default/rp_filter": 0, "ipv4/icmp_ratelimit": 0,
             "ipv6/icmp/ratelimit": 0}

LAST_OCTETS = (2, 7, 8)  # of the addresses of the target

NETWORKS = {"single": ("r1",), "dual-homed": ("r1", "r2")}

# Of the link between the host and each router.
UPLINKS = {"r1": ("eth1", "192.0.2.", "2001:db8:1::"), "r2": ("eth2", "203.0.113.", "2001:db8:2::")}
# Of the link between each router and the target.
DOWNLINKS = {"r1": ("198.18.1.", "2001:db8:101::"), "r2": ("198.18.2.", "2001:db8:102::")}

# Lines for a shell of the host.
CONDITIONS = {
    # One default route over both uplinks, of which the hash of addresses and ports chooses one.
    "multipath": ["sysctl -qw net.ipv4.fib_multipath_hash_policy=1 net.ipv6.fib_multipath_hash_policy=1",
                  "ip route replace default nexthop via 192.0.2.1 dev eth1 nexthop via 203.0.113.1 dev eth2",
                  "ip -6 route replace default nexthop via 2001:db8:1::1 dev eth1 nexthop via 2001:db8:2::1 dev eth2"],
    # The same, but the hash is of the addresses alone.
    "by-address": ["sysctl -qw net.ipv4.fib_multipath_hash_policy=0 net.ipv6.fib_multipath_hash_policy=0"],
    # Rules about more than addresses: all UDP, and TCP to one port, leave by eth2.
    "by-port": [f"ip {family} rule add ipproto {kind} lookup 100" for family in ("-4", "-6")
                for kind in ("udp", "tcp dport 443")],
    # Routes of this host that lead nowhere, one of each kind.
    "no-way": ["ip route add prohibit 198.51.100.7", "ip -6 route add prohibit 2001:db8:100::7",
               "ip route add blackhole 198.51.100.8", "ip -6 route add blackhole 2001:db8:100::8",
               "ip route add unreachable 198.51.100.9", "ip -6 route add unreachable 2001:db8:100::9"],
    # Another router for a single address, and for half of a network.
    "host-routes": ["ip route add 198.51.100.7 via 203.0.113.1", "ip -6 route add 2001:db8:100::7 via 2001:db8:2::1"],
    # A default route over each uplink, of which one is preferred, as with a cable and a radio.
    "second-choice": ["ip route add default via 203.0.113.1 dev eth2 metric 2000",
                      "ip -6 route add default via 2001:db8:2::1 dev eth2 metric 2000"],
    "narrow": ["tc qdisc replace dev eth1 root tbf rate 64kbit burst 1600 limit 1600"],
}


def mac(router, side):
    return f"02:00:00:00:{list(UPLINKS).index(router):02x}:{side:02x}"


def end(device, ipv4, ipv6, mine, theirs, their_mac):
    """Neighbours are told, not asked for: a fresh device answers IPv6 solicitations only after a second."""
    return [f"address add {ipv4}{mine}/24 dev {device}",
            f"address add {ipv6}{mine}/64 dev {device} nodad",
            f"link set {device} up",
            f"neigh replace {ipv4}{theirs} lladdr {their_mac} dev {device} nud permanent",
            f"neigh replace {ipv6}{theirs} lladdr {their_mac} dev {device} nud permanent"]


def shell(line, inside=None):
    place = [] if inside is None else ["ip", "netns", "exec", inside]
    done = subprocess.run([*place, "sh", "-ec", line], text=True, capture_output=True, check=False)
    if done.returncode != 0:
        raise LabError(f"{line}: {done.stderr.strip()}")


def write_settings(files, inside=None):
    shell("\n".join(f"echo {value} > /proc/sys/net/{name}" for name, value in files.items()), inside)


def make_boxes(routers):
    lines = [f"netns add {name}" for name in (*routers, "t")]
    for router in routers:
        lines += [f"link add {UPLINKS[router][0]} address {mac(router, 1)} type veth "
                  f"peer name near address {mac(router, 2)} netns {router}",
                  f"link add far netns {router} address {mac(router, 3)} type veth "
                  f"peer name {router} address {mac(router, 4)} netns t"]
    ip(lines=lines)
    write_settings({**ALL_FILES, **HOST_FILES})
    for box in (*routers, "t"):
        write_settings({**ALL_FILES, **(ROUTER_FILES if box != "t" else {})}, box)


def connect_host(routers):
    lines = ["link set lo up"]
    for router in routers:
        device, ipv4, ipv6 = UPLINKS[router]
        lines += end(device, ipv4, ipv6, 2, 1, mac(router, 2))
    lines += ["route add default via 192.0.2.1", "route add default via 2001:db8:1::1"]
    ip(lines=lines)
    if "r2" in routers:
        ip(lines=["route add default via 203.0.113.1 table 100", "route add default via 2001:db8:2::1 table 100"])
        for family, source in (("-4", "203.0.113.2"), ("-6", "2001:db8:2::2")):
            ip(family, lines=[f"rule add from {source} lookup 100", "rule add fwmark 7 lookup 100"])


def connect_router(router):
    _, ipv4, ipv6 = UPLINKS[router]
    below = DOWNLINKS[router]
    ip(inside=router, lines=["link set lo up", *end("near", ipv4, ipv6, 1, 2, mac(router, 1)),
                             *end("far", *below, 1, 2, mac(router, 4)),
                             f"route add 198.51.100.0/24 via {below[0]}2", f"route add 2001:db8:100::/64 via {below[1]}2"])


def remake_uplink(router):
    """Lines for a shell of the host: an uplink is deleted and made anew, under another index, as a tunnel that restarts."""
    device, ipv4, ipv6 = UPLINKS[router]
    pair = (f"link add {device} address {mac(router, 1)} type veth peer name near address {mac(router, 2)} netns {router}")
    lines = [f"ip link del {device}", f"ip {pair}"]
    lines += [f"ip {line}" for line in end(device, ipv4, ipv6, 2, 1, mac(router, 2))]
    lines += [f"ip -n {router} {line}" for line in end("near", ipv4, ipv6, 1, 2, mac(router, 1))]
    return lines + [f"ip route add default via {ipv4}1", f"ip route add default via {ipv6}1"]


def connect_target(routers):
    lines = ["link set lo up"]
    for octet in LAST_OCTETS:
        lines += [f"address add 198.51.100.{octet} dev lo", f"address add 2001:db8:100::{octet} dev lo nodad"]
    for router in routers:
        _, ipv4, ipv6 = UPLINKS[router]
        below = DOWNLINKS[router]
        lines += [*end(router, *below, 2, 1, mac(router, 3)),
                  f"route add {ipv4}0/24 via {below[0]}1", f"route add {ipv6}/64 via {below[1]}1"]
    ip(inside="t", lines=lines)


def build(network, conditions):
    routers = NETWORKS[network]
    make_boxes(routers)
    connect_host(routers)
    for router in routers:
        connect_router(router)
    connect_target(routers)
    for condition in conditions:
        for line in CONDITIONS[condition]:
            shell(line)


def parse_arguments(words):
    at = words.index("--") if "--" in words else len(words)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
                                     usage="hosts.py NETWORK [CONDITION...] -- COMMAND ARG...")
    parser.add_argument("network", choices=list(NETWORKS))
    parser.add_argument("condition", nargs="*", help="any of: " + ", ".join(CONDITIONS))
    options = parser.parse_args(words[:at])
    for name in options.condition:
        if name not in CONDITIONS:
            parser.error(f"{name}: expected one of {', '.join(CONDITIONS)}")
    options.command = words[at + 1:]
    if not options.command:
        parser.error("expected -- and a command")
    return options


def main():
    options = parse_arguments(sys.argv[1:])
    return namespaces.run(lambda: build(options.network, options.condition), options.command)


if __name__ == "__main__":
    sys.exit(main())
