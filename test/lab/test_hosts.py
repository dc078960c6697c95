"""Hosts with two uplinks, with routes of their own, with narrow links: a probe goes the way that the host would send it."""

import errno
import json
import os
import platform
import re
import socket
import subprocess
import sys
import unittest

import hosts
import lab

PROGRAM = os.path.join(lab.FOLDER, "hosts.py")
# Of each family: the networks of eth1, of eth2 and of the target.
FAMILIES = {"ipv4": ("192.0.2.{}", "203.0.113.{}", "198.51.100.{}"),
            "ipv6": ("2001:db8:1::{}", "2001:db8:2::{}", "2001:db8:100::{}")}


class HostTest(lab.LabTest):
    """Base of tests on a host of the lab."""

    def run_on(self, network, *command, code=0):
        self.need("ip")
        line = [sys.executable, "-B", PROGRAM, *network.split(), "--", *map(str, command)]
        done = subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, code, f"{command}\n{done.stdout}\n{done.stderr}")
        return done

    def run_script(self, network, *lines, code=0):
        """The output of each line of a shell on such a host."""
        script = "\n".join(f"{line}\necho '@@@'" for line in lines)
        text = self.run_on(network, "sh", "-ec", script, code=code).stdout
        return text.split("@@@\n")[:-1]


class TheLab(HostTest):
    def test_both_uplinks_lead_to_the_target(self):
        self.need("ping")
        for first, second, target in FAMILIES.values():
            for source in (first, second):
                self.run_on("dual-homed", "ping", "-n", "-q", "-c", 1, "-W", 1, "-I", source.format(2), target.format(2))

    def test_the_route_follows_the_source_and_the_mark(self):
        for first, second, target in FAMILIES.values():
            ways = self.run_script("dual-homed",
                                   f"ip route get {target.format(2)}",
                                   f"ip route get {target.format(2)} from {second.format(2)}",
                                   f"ip route get {target.format(2)} mark 7")
            for way, router in zip(ways, (first, second, second)):
                self.assertIn(f"via {router.format(1)} ", way)

    def test_each_condition_can_be_set_up(self):
        for condition in hosts.CONDITIONS:
            self.run_on(f"dual-homed {condition}", "true")

    def test_wrong_words_are_refused(self):
        for words in ("no-such-network", "single no-such-condition"):
            self.assertIn("hosts.py: error", self.run_on(words, "true", code=2).stderr)
        self.assertIn("command", subprocess.run([sys.executable, PROGRAM, "single"], capture_output=True, text=True, check=False).stderr)


SANITIZED = any(mark in open(lab.tracerouter_program(), "rb").read() for mark in (b"__asan_init", b"__tsan_init"))
# Numbers of x86-64, the only machine that test/cli/scarcity.cpp knows: a system call, an error and its first argument.
NO_RTNETLINK = f"41 {errno.EAFNOSUPPORT} {socket.AF_NETLINK}"
KINDS = ("-I", "-U", "-T", "-I --unprivileged", "-U --unprivileged")


class PathTest(HostTest):
    """Base of tests of the ways that probes take."""

    def program(self):
        """For a shell."""
        return f'"{lab.tracerouter_program()}"'

    def path(self, text):
        """The address that answered at each TTL, or what answered there in several."""
        hops = lab.parse_traceroute(text)
        return ["/".join(sorted({answer.address for answer in hop.answers})) or "*" for hop in hops.values()]

    def paths(self, network, lines):
        """The paths of many traces on one host: one shell line each, in which TRACE is the program."""
        trace = f"{self.program()} -n -q 1 -w 1"
        texts = self.run_script(network, *(line.replace("TRACE", trace) for line in lines))
        return dict(zip(lines, map(self.path, texts)))

    def check_paths(self, network, wanted):
        self.assertEqual(self.paths(network, list(wanted)), wanted)


class Uplinks:
    """Tests of both classes below: however routes are asked for."""

    def test_source_interface_and_mark_choose_the_uplink(self):
        wanted = {}
        for first, second, target in FAMILIES.values():
            for kind in KINDS:
                for choice, uplink in (("", first), (f"-s {second.format(2)}", second), ("--fwmark 7", second), ("-i eth1", first)):
                    wanted[f"TRACE {kind} {choice} {target.format(2)}"] = [uplink.format(1), target.format(2)]
                wanted[f"TRACE {kind} -i eth2 {target.format(2)}"] = [second.format(1), target.format(2)]
        self.check_paths("dual-homed", wanted)

    def test_the_interface_decides_where_another_has_the_better_route(self):
        wanted = {}
        for first, second, target in FAMILIES.values():
            for kind in KINDS:
                for choice, uplink in (("", first), ("-i eth1", first), ("-i eth2", second)):
                    wanted[f"TRACE {kind} {choice} {target.format(2)}"] = [uplink.format(1), target.format(2)]
        self.check_paths("dual-homed second-choice", wanted)

    def test_host_routes_inside_a_network(self):
        wanted = {}
        for first, second, target in FAMILIES.values():
            for kind in KINDS:
                for octet, uplink in ((2, first), (7, second), (8, first)):
                    wanted[f"TRACE {kind} {target.format(octet)}"] = [uplink.format(1), target.format(octet)]
        self.check_paths("dual-homed host-routes", wanted)

    def test_many_targets(self):
        """More than a volley takes at this rate, all of them by the uplink that was chosen."""
        octets = range(10, 50)
        setting_up = [f"ip netns exec t ip address add {target.format(octet)}/{length} dev lo {option}" for (_, _, target), length, option
                      in zip(FAMILIES.values(), (32, 128), ("", "nodad")) for octet in octets]
        wanted = {}
        for first, second, target in FAMILIES.values():
            targets = " ".join(map(target.format, octets))
            for kind in KINDS:
                for choice, uplink in (("", first), (f"-s {second.format(2)}", second), ("-i eth2", second), ("--fwmark 7", second)):
                    line = f"{self.program()} -n -q 1 -w 1 --rate 500 --format json {kind} {choice} {targets}"
                    wanted[line] = {target.format(octet): [uplink.format(1), target.format(octet)] for octet in octets}
        _, *texts = self.run_script("dual-homed", "; ".join(setting_up), *wanted)
        for line, text in zip(wanted, texts):
            found = {}
            for trace in map(json.loads, text.splitlines()):
                found[trace["target"]] = [hop["probes"][0].get("address") for hop in trace["hops"]]
            self.assertEqual(found, wanted[line], line)


class Routes(Uplinks, PathTest):
    """One look-up decides the source, the interface and the next hop, and the probes go that way."""

    def test_rules_about_protocols_and_ports(self):
        wanted = {}
        for first, second, target in FAMILIES.values():
            for kind, uplink in (("-I", first), ("-U", second), ("-T", first), ("-T -p 443", second), ("-U --unprivileged", second)):
                wanted[f"TRACE {kind} {target.format(2)}"] = [uplink.format(1), target.format(2)]
        self.check_paths("dual-homed by-port", wanted)

    def check_flows(self, network):
        """Each flow has the source of the interface that it leaves by, since only to there the answers find back; many
        flows show both uplinks."""
        wanted = [f"TRACE {kind} --flow {flow} {target.format(2)}" for kind in ("-U", "-T") for _, _, target in FAMILIES.values()
                  for flow in range(1, 9)]
        wanted += [f"TRACE -U --unprivileged {target.format(2)} # {run}" for _, _, target in FAMILIES.values() for run in range(8)]
        seen = set()
        for line, path in self.paths(network, wanted).items():
            with self.subTest(line):
                family = "ipv6" if ":" in line else "ipv4"
                uplinks = {prefix.format(1) for prefix in FAMILIES[family][:2]}
                self.assertEqual(len(path), 2, path)
                self.assertIn(path[0], uplinks)
                seen.add(path[0])
        return seen

    def test_flows_of_a_multipath_route(self):
        self.assertEqual(len(self.check_flows("dual-homed multipath")), 4)
        self.check_flows("dual-homed multipath by-address")

    def test_routes_that_lead_nowhere(self):
        words = {7: "prohibits", 8: "discards", 9: "unreachable"}
        for _, _, target in FAMILIES.values():
            lines = []
            for octet in words:
                for kind in KINDS:
                    lines.append(f'"{lab.tracerouter_program()}" -n {kind} {target.format(octet)} 2>&1 || echo "exit code $?"')
            texts = self.run_script("dual-homed no-way", *lines)
            for line, text in zip(lines, texts):
                octet = next(octet for octet in words if target.format(octet) in line)
                self.assertIn(words[octet], text, line)
                self.assertIn("exit code 5", text, line)

    def test_no_address_of_our_own(self):
        lines = [f'"{lab.tracerouter_program()}" -n {kind} 198.51.100.2 2>&1 || echo "exit code $?"' for kind in KINDS]
        texts = self.run_script("single", "ip address flush dev eth1; ip route add 198.51.100.0/24 dev eth1", *lines)
        for text in texts[1:]:
            self.assertEqual(len(text.splitlines()), 2, text)
            self.assertIn("no source address", text)
            self.assertIn("exit code 5", text)

    def test_what_the_kernel_has_learnt_is_no_link_mtu(self):
        for target in ("198.18.10.1", "2001:db8::c612:a01"):
            for kind in ("-I", "-U", "-T", "-U --unprivileged"):
                program = f'"{lab.tracerouter_program()}" -n {kind}'
                script = f"for run in 1 2 3; do {program} --mtu {target} || exit; echo @@@; done; {program} -q 1 -F --size 1450 {target}"
                text = self.run_in("path_mtu", "sh", "-c", script, code=1).stdout
                *searches, large = text.split("@@@\n")
                for search in searches:
                    self.assertEqual(re.findall(r"F=(\d+)", search), ["1500", "1400", "1280"], kind)
                self.assertIn("!F-1400", large, kind)


@unittest.skipIf(SANITIZED or platform.machine() != "x86_64", "needs x86-64 and a program without sanitizers")
class RoutesWithoutRtnetlink(Uplinks, PathTest):
    """A sandbox refuses rtnetlink: connecting tells the source, and the probes go the same ways."""

    def program(self):
        return f'env LD_PRELOAD="{os.environ["TRACEROUTER_SCARCITY"]}" TRACEROUTER_FAIL="{NO_RTNETLINK}" {super().program()}'

    def test_it_is_refused(self):
        told = self.run_script("single", f"{self.program()} -n --log-level=debug 198.51.100.2 2>&1")[0]
        self.assertIn("routes are not asked for", told)


if __name__ == "__main__":
    lab.main()
