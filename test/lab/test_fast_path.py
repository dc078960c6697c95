"""Probes that leave by a packet socket (--fast-path): the same results, past the firewall of the host, to the router that
the kernel would take."""

import json

import lab
import test_hosts
import tracing
from test_hosts import FAMILIES
from test_protocols import POWERLESS, RAW

TARGET = "198.18.10.1"
# Of the output of this host; what the kernel itself must say to its neighbours passes.
FIREWALL = ("iptables -A OUTPUT ! -o lo -j DROP; ip6tables -A OUTPUT ! -o lo -p icmpv6 --icmpv6-type neighbour-solicitation "
            "-j ACCEPT; ip6tables -A OUTPUT ! -o lo -j DROP")


def shape(result):
    """What may not differ between two runs."""
    return [[(probe["status"], probe.get("address"), probe.get("reply")) for probe in hop["probes"]] for hop in result["hops"]]


class OverTun(lab.LabTest):
    """Frames are datagrams, without a link header."""

    @staticmethod
    def command(family, *options, firewall):
        before = FIREWALL if firewall else "true"
        return ["sh", "-ec", before + '; exec "$@"', "sh", lab.tracerouter_program(), "-n", "--format", "json", *options,
                lab.ipv6(TARGET) if family == "ipv6" else TARGET]

    def trace(self, wanted, family, *options, code=0, firewall=False):
        run = self.run_in(wanted, *self.command(family, *options, firewall=firewall), code=code)
        result = json.loads(run.stdout)
        tracing.check_against_log(self, {result["target"]: result}, run.log)
        return result

    def every_kind(self):
        for family in FAMILIES:
            for options in RAW:
                yield family, options

    def test_same_results(self):
        for wanted, code in (("clean16", 0), ("silent20", 0), ("dead12", 1), ("mpls", 0)):
            for family, options in self.every_kind():
                with self.subTest(wanted=wanted, family=family, options=options):
                    usual = self.trace(wanted, family, *options, code=code)
                    fast = self.trace(wanted, family, *options, "--fast-path", code=code)
                    self.assertEqual(shape(fast), shape(usual))

    def test_same_path_mtu(self):
        for family in FAMILIES:
            with self.subTest(family=family):
                usual = self.trace("path_mtu", family, "--mtu")
                fast = self.trace("path_mtu", family, "--mtu", "--fast-path")
                self.assertEqual([hop.get("mtu") for hop in fast["hops"]], [hop.get("mtu") for hop in usual["hops"]])

    def test_past_the_firewall(self):
        self.need("iptables", "ip6tables")
        for family, options in self.every_kind():
            with self.subTest(family=family, options=options):
                self.run_in("clean16", *self.command(family, *options, firewall=True), code=5)
                fast = self.trace("clean16", family, *options, "--fast-path", firewall=True)
                self.assertEqual(len(tracing.answers(fast)), 48)

    def test_many_targets(self):
        targets = lab.targets("generated", spread=3000)
        results, run = tracing.trace(self, "generated", "--rate", 0, "--fast-path", "--targets", "-", input="\n".join(targets))
        tracing.check_against_log(self, results, run.log)
        self.assertEqual({result["reached"] for result in results.values()}, {True})
        self.assertEqual(len(results), 3000)


class OverEthernet(test_hosts.PathTest):
    """Frames go to the link address of the router."""

    FAST = "TRACE --fast-path"

    def test_the_uplink_is_that_of_the_route(self):
        wanted = {}
        for first, second, target in FAMILIES.values():
            for kind in ("-I", "-U", "-T"):
                for choice, uplink in (("", first), (f"-s {second.format(2)}", second), ("-i eth2", second), ("--fwmark 7", second)):
                    wanted[f"{self.FAST} {kind} {choice} {target.format(2)}"] = [uplink.format(1), target.format(2)]
        self.check_paths("dual-homed", wanted)

    def test_neighbours_and_this_host_are_traced_the_usual_way(self):
        wanted = {}
        for first, _, _ in FAMILIES.values():
            for octet in (1, 2):
                wanted[f"{self.FAST} {first.format(octet)}"] = [first.format(octet)]
        self.check_paths("single", wanted)

    def test_past_the_firewall(self):
        self.need("iptables", "ip6tables")
        lines = [f"{FIREWALL}; true"]
        lines += [f"{self.program()} -n -q 1 -w 1 --fast-path {kind} {target.format(2)}" for _, _, target in FAMILIES.values()
                  for kind in ("-I", "-U", "-T")]
        for text in self.run_script("single", *lines)[1:]:
            self.assertEqual(len(self.path(text)), 2, text)

    def test_a_router_that_is_not_known_yet(self):
        """The kernel asks for it, and the first probes leave by its own way."""
        for first, _, target in FAMILIES.values():
            forget = f"ip neigh del {first.format(1)} dev eth1"
            self.check_paths("single", {f"{forget}; {self.FAST} {target.format(2)}": [first.format(1), target.format(2)]})

    def trace_while(self, change, seconds, *setting_up):
        """Traces targets one after the other for so long, while `change` happens after a second. Returns those that were
        reached, in their order."""
        targets = [f"198.51.100.{octet}" for octet in range(10, 250)]
        probes = 3 * len(targets)  # of two hops, and the first of each trace measures the distance
        script = ["ip netns exec t ip route add local 198.51.100.0/24 dev lo", "ip neigh del 192.0.2.1 dev eth1", *setting_up,
                  f"(sleep 1; {change}) &",
                  f"{self.program()} -n --fast-path --in-order -q 1 --rate {probes // seconds} --parallel 5 --format json "
                  f"{' '.join(targets)} || true"]
        traces = [json.loads(line) for line in self.run_on("single", "sh", "-ec", "\n".join(script)).stdout.splitlines()]
        self.assertEqual([trace["target"] for trace in traces], targets)
        return [trace["target"] for trace in traces if trace["reached"]]

    NEW_ADDRESS = "ip -n r1 link set near address 02:00:00:00:99:99"

    def test_a_router_that_announces_another_link_address(self):
        reached = self.trace_while(self.NEW_ADDRESS, 3, "ip netns exec r1 sysctl -qw net.ipv4.conf.near.arp_notify=1")
        self.assertEqual(len(reached), 240)

    def test_a_router_that_silently_has_another_link_address(self):
        """The kernel finds that out only because some probes leave by its own way."""
        often = "net.ipv4.neigh.eth1."
        reached = self.trace_while(self.NEW_ADDRESS, 8, f"sysctl -qw {often}base_reachable_time_ms=500 "
                                   f"{often}delay_first_probe_time=1 {often}retrans_time_ms=100")
        self.assertIn("198.51.100.10", reached)
        self.assertIn("198.51.100.249", reached)


class Refused(test_hosts.HostTest):
    def refused(self, code, network, *options, before="true"):
        script = f'{before}; exec "$@"'
        done = self.run_on(network, "sh", "-ec", script, "sh", lab.tracerouter_program(), "--fast-path", *options, code=code)
        self.assertEqual(done.stdout, "")
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        return done.stderr

    def test_options_that_exclude_it(self):
        self.assertIn("--unprivileged", self.refused(2, "single", "--unprivileged", "198.51.100.2"))
        self.assertIn("a monitor", self.refused(2, "single", "--count", 1, "198.51.100.2"))

    def test_interfaces_of_other_kinds(self):
        self.assertIn("lo is neither", self.refused(4, "single", "-i", "lo", "127.0.0.1"))
        bridge = "ip link add br0 type bridge; ip link set eth1 master br0"
        self.assertIn("eth1 is neither", self.refused(4, "single", "-i", "eth1", "198.51.100.2", before=bridge))

    def test_ipsec(self):
        policy = "ip xfrm policy add dst 198.51.100.0/24 dir out tmpl proto esp mode transport"
        self.assertIn("IPsec", self.refused(4, "single", "198.51.100.2", before=policy))

    def test_without_rights(self):
        done = lab.run("clean16", *POWERLESS, lab.tracerouter_program(), "--fast-path", TARGET)
        self.assertEqual((done.code, done.stdout), (4, ""))
        self.assertIn("CAP_NET_RAW", done.stderr)

    def test_a_route_by_such_an_interface_is_taken_the_usual_way(self):
        script = f'ip link set eth1 arp off; "{lab.tracerouter_program()}" -n -q 1 -m 2 -w 0.2 --fast-path 198.51.100.2 || true'
        self.assertIn("not used on eth1", self.run_on("single", "sh", "-ec", script).stderr)


if __name__ == "__main__":
    lab.main()
