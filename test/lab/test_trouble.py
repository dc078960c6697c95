"""What a host itself keeps from leaving is never told as something that the network did, and a bad moment costs no result."""

import csv
import json
import os
import subprocess
import tempfile
import unittest

import hosts
import lab
import tracing
from test_hosts import HostTest

PROTOCOLS = [[], ["-U"], ["-T"], ["--unprivileged"], ["-U", "--unprivileged"]]
TARGETS = ("198.51.100.2", "2001:db8:100::2")

# 2048 targets of each family behind the router, each of which answers.
MANY = """ip -n r1 route add 198.51.0.0/16 via 198.18.1.2
ip -n r1 route add 2001:db8:51::/48 via 2001:db8:101::2
ip -n t route add local 198.51.0.0/16 dev lo
ip -n t route add local 2001:db8:51::/48 dev lo
"""
MANY_TARGETS = {"ipv4": "198.51.8.0/21", "ipv6": "2001:db8:51::/117"}
# Once some are done, the host is in trouble until it has said so.
IN_TROUBLE = """"$T" -n --format csv -o out.csv --resume checkpoint {options} {targets} 2> said & program=$!
until [ "$(grep -c destination out.csv)" -ge 100 ]; do kill -0 $program; done
{begin}
until grep -q 'can send nothing' said; do kill -0 $program; done
{end}
wait $program
"""


MANY_BEHIND_R2 = """ip -n r2 route add 198.51.0.0/16 via 198.18.2.2
ip -n r2 route add 2001:db8:51::/48 via 2001:db8:102::2
"""
CHANGED_ROUTE = """rm -f out.csv
"$T" -n --format csv -o out.csv {targets} & program=$!
until [ "$(grep -c destination out.csv 2>/dev/null)" -ge 100 ] 2>/dev/null; do kill -0 $program; done
{change}
wait $program
"""
ONE_TRACE = """file=$(mktemp); trap 'rm $file' EXIT
{program} -n -q1 {options} 198.18.10.1 > $file 2>/dev/null & program=$!
until grep -q '^ 1 ' $file; do kill -0 $program; done
address=$(ip -o -4 address show dev lab0 | awk '{{print $4}}')
ip address del $address dev lab0
ip address add 198.18.0.77/24 dev lab0
ip route replace default dev lab0
wait $program
cat $file
"""


def quoted(arguments):
    return " ".join(f'"{argument}"' for argument in arguments)


class TroubleTest(HostTest):
    def shell(self, script, code=0):
        return self.run_on("single", "sh", "-ec", f"T={lab.tracerouter_program()}\n{script}", code=code)

    def trace(self, before, *arguments, code=0):
        run = self.shell(f"{before}\n\"$T\" -n --format json {quoted(arguments)}", code=code)
        return [json.loads(line) for line in run.stdout.splitlines()], run.stderr


class NarrowLinks(TroubleTest):
    def test_what_the_queue_drops_is_sent_again(self):
        for options in PROTOCOLS:
            for target in TARGETS:
                with self.subTest(options=options, target=target):
                    run = self.run_on("single narrow", lab.tracerouter_program(), "-n", "--format", "json", *options, target)
                    [result] = map(json.loads, run.stdout.splitlines())
                    self.assertTrue(result["reached"])
                    statuses = {probe["status"] for hop in result["hops"] for probe in hop["probes"]}
                    self.assertEqual(statuses, {"replied"})
                    self.assertEqual(run.stderr, "")

    def test_a_path_of_sixteen_hops_is_whole(self):
        run = lab.run("clean16", "sh", "-ec", "tc qdisc replace dev lab0 root tbf rate 256kbit burst 1600 limit 600; "
                      f"{lab.tracerouter_program()} -n --format json 198.18.10.1")
        result = json.loads(run.stdout)
        self.assertEqual(len(tracing.answers(result)), 16 * 3)
        # The time in the queue is no part of a round trip.
        self.assertLess(result["hops"][0]["probes"][2]["rtt_ms"], 50)

    def test_a_survey_reaches_all(self):
        run = lab.run("generated", "sh", "-ec", "tc qdisc replace dev lab0 root tbf rate 1mbit burst 1600 limit 3000; "
                      f"{lab.tracerouter_program()} -n --format json 10.1.2.0/25")
        results = [json.loads(line) for line in run.stdout.splitlines()]
        self.assertEqual(sum(result["reached"] for result in results), 128)


class Refusals(TroubleTest):
    def test_a_firewall_is_named(self):
        self.need("iptables")
        for options in PROTOCOLS:
            for verdict in ("DROP", "REJECT"):
                with self.subTest(options=options, verdict=verdict):
                    [result], said = self.trace(f"iptables -A OUTPUT -d 198.51.100.7 -j {verdict}", *options, "198.51.100.7",
                                                code=5)
                    self.assertEqual(result["error"]["code"], "send-failed")
                    self.assertIn("firewall", result["error"]["message"])
                    self.assertIn("probes were refused by this host itself", said)

    def test_a_firewall_that_takes_some_loses_none(self):
        self.need("iptables")
        before = ("iptables -A OUTPUT -p icmp -m limit --limit 200/s --limit-burst 5 -j ACCEPT\n"
                  "iptables -A OUTPUT -p icmp -j DROP")
        [result], said = self.trace(before, "198.51.100.2")
        self.assertEqual({probe["status"] for hop in result["hops"] for probe in hop["probes"]}, {"replied"})
        self.assertEqual(said, "")

    def test_refused_probes_stand_apart_from_loss(self):
        self.need("iptables")
        before = "iptables -A OUTPUT -p icmp -m ttl --ttl-eq 1 -j DROP\n"
        table = self.shell(before + '"$T" -n --table 198.51.100.2').stdout
        self.assertRegex(table, r"1  \* +3 refused <firewall>\n")
        text = self.shell(before + '"$T" -n 198.51.100.2').stdout
        self.assertIn(" 1  * * * <firewall>\n", text)
        lines = list(csv.DictReader(self.shell(before + '"$T" -n --format csv 198.51.100.2').stdout.splitlines()))
        refused = [(line["ttl"], line["status"], line["error"]) for line in lines if line["ttl"] == "1"]
        self.assertEqual(refused, 3 * [("1", "send-failed", "Operation not permitted")])
        self.assertEqual([line["status"] for line in lines if line["ttl"] == "2"], 3 * ["replied"])

    def test_an_absent_neighbour_is_said_by_this_host(self):
        for target, source, options in (("192.0.2.99", "192.0.2.2", ""), ("2001:db8:1::99", "2001:db8:1::2", "-i eth1"),
                                        ("192.0.2.99", "192.0.2.2", "-U --unprivileged")):
            with self.subTest(target=target, options=options):
                run = self.shell(f'"$T" -n -q1 -w1 {options} {target}', code=5)
                self.assertRegex(run.stdout.splitlines()[1], rf"^ 1  {source}  \d+\.\d+ ms !H$")
                self.assertIn(f"{target}: not reachable from this host", run.stderr)

    def test_no_query_to_an_absent_neighbour_is_shown_as_lost(self):
        """The kernel says so of fifty probes, and keeps silent of the others, which have not left either."""
        for target, options in (("192.0.2.99", ""), ("192.0.2.99", "--unprivileged"), ("2001:db8:1::99", ""), ("192.0.2.99", "-U")):
            with self.subTest(target=target, options=options):
                run = self.shell(f'sysctl -qw net.ipv4.icmp_ratelimit=1000 net.ipv6.icmp.ratelimit=1000; "$T" -n {options} {target}', code=5)
                line = run.stdout.splitlines()[1]
                self.assertIn(" ms !H", line)
                self.assertEqual("*" in line, line.endswith(" <router-silent>"), line)

    def test_a_target_without_a_route_stops_no_other(self):
        results, said = self.trace("ip route add unreachable 198.51.100.9", "198.51.100.9", "198.51.100.2", code=5)
        self.assertEqual([("error" in line, line.get("reached")) for line in results], [(True, None), (False, True)])
        self.assertEqual(len(said.splitlines()), 1)


# Another address takes the place of that of eth1, and back again.
ADDRESS = {
    "ipv4": ("ip address del 192.0.2.{}/24 dev eth1",
             "ip address add 192.0.2.{}/24 dev eth1\nip route add default via 192.0.2.1"),
    "ipv6": ("ip address del 2001:db8:1::{}/64 dev eth1\nip -6 route del default",
             # The router learns the new neighbour by a ping: its queue for one that it does not know yet is short.
             "ip address add 2001:db8:1::{}/64 dev eth1 nodad\nping -6 -q -c 1 -W 2 2001:db8:1::1 >ping || true\n"
             "ip -6 route add default via 2001:db8:1::1"),
}
# The router gives up its address, so that nobody answers for it.
ROUTER = {
    "ipv4": ("ip -n r1 address del 192.0.2.1/24 dev near\nip neigh del 192.0.2.1 dev eth1",
             "ip -n r1 address add 192.0.2.1/24 dev near"),
    "ipv6": ("ip -n r1 address del 2001:db8:1::1/64 dev near\nip neigh del 2001:db8:1::1 dev eth1",
             "ip -n r1 address add 2001:db8:1::1/64 dev near nodad"),
}


class BadMoments(TroubleTest):
    def survive(self, begin, end, options="", family="ipv4"):
        targets = MANY_TARGETS[family]
        with tempfile.TemporaryDirectory() as folder:
            script = IN_TROUBLE.format(begin=begin, end=end, options=options, targets=targets)
            run = self.shell(f"cd {folder}\n{MANY}{script}")
            with open(os.path.join(folder, "said"), encoding="utf-8") as file:
                said = file.read().splitlines()
            self.assertEqual(len([line for line in said if "can send nothing" in line]), 1, said)
            with open(os.path.join(folder, "out.csv"), encoding="utf-8") as file:
                ends = [(line["target"], line["end"]) for line in csv.DictReader(file) if line["end"]]
            self.assertEqual(len({target for target, _ in ends}), 2048)
            self.assertEqual({end for _, end in ends}, {"destination"})
            self.assertEqual(len(ends), 2048)
            again = self.shell(f'cd {folder}\n"$T" -n --format csv -o out.csv --resume checkpoint {options} {targets}')
            self.assertIn("the run is complete", again.stderr)
            return run

    def test_a_link_that_goes_down_and_comes_back(self):
        self.survive("ip link set eth1 down", "ip link set eth1 up\nip route add default via 192.0.2.1")

    def test_an_interface_of_our_choice_goes_down_and_comes_back(self):
        self.survive("ip link set eth1 down", "ip link set eth1 up\nip route add default via 192.0.2.1", "-i eth1")

    def test_an_interface_of_our_choice_is_back_before_its_route(self):
        self.survive("ip link set eth1 down", "ip link set eth1 up\nsleep 1\nip route add default via 192.0.2.1", "-i eth1")

    def test_a_firewall_that_is_closed_for_a_while(self):
        self.need("iptables")
        self.survive("iptables -A OUTPUT -p icmp --icmp-type echo-request -j DROP", "iptables -F OUTPUT")

    def test_without_a_route_for_a_while(self):
        self.survive("ip route del default", "ip route add default via 192.0.2.1")

    def test_an_address_that_changes(self):
        for family, options in (("ipv4", "-T"), ("ipv6", "-I --unprivileged")):
            away, here = ADDRESS[family]
            with self.subTest(family=family, options=options):
                self.survive(away.format(2), here.format(3), options, family)

    def test_an_address_of_our_choice_goes_away_and_comes_back(self):
        for family, options in (("ipv4", "-I -s 192.0.2.2"), ("ipv6", "-I --unprivileged -s 2001:db8:1::2")):
            away, here = ADDRESS[family]
            with self.subTest(family=family, options=options):
                self.survive(away.format(2), here.format(2), options, family)

    def test_an_interface_that_is_made_anew(self):
        delete, *make = hosts.remake_uplink("r1")
        for family, options in (("ipv4", "-I -i eth1"), ("ipv6", "-I --unprivileged -i eth1")):
            with self.subTest(family=family, options=options):
                self.survive(delete, "\n".join(make), options, family)

    def test_a_source_port_is_kept_when_its_interface_is_made_anew(self):
        """Although the kernel gives it to one socket at a time."""
        remake = "\n".join(hosts.remake_uplink("r1"))
        with tempfile.TemporaryDirectory() as folder:
            run = self.shell(f'''cd {folder}
mkfifo list
"$T" -n -q1 -U --unprivileged -i eth1 --source-port 4711 --targets - < list > out & program=$!
exec 3> list
printf "198.51.100.2\\n198.51.100.8\\n" >&3
until grep -q '  198.51.100.2 ' out; do kill -0 $program; done
{remake}
echo 198.51.100.7 >&3
exec 3>&-
wait $program
cat out''')
        self.assertIn("  198.51.100.7  ", run.stdout)

    def test_a_router_that_does_not_answer_for_a_while(self):
        for family, options in (("ipv4", "-I --unprivileged"), ("ipv6", "-T")):
            away, here = ROUTER[family]
            with self.subTest(family=family, options=options):
                self.survive(away, here, options, family)

    def test_new_traces_take_the_new_way(self):
        with tempfile.TemporaryDirectory() as folder:
            change = ("ip route replace default via 203.0.113.1 dev eth2\n"
                      "ip -6 route replace default via 2001:db8:2::1 dev eth2")
            for family, routers in (("ipv4", ("192.0.2.1", "203.0.113.1")), ("ipv6", ("2001:db8:1::1", "2001:db8:2::1"))):
                script = CHANGED_ROUTE.format(change=change, targets=MANY_TARGETS[family])
                run = self.run_on("dual-homed", "sh", "-ec", f"T={lab.tracerouter_program()}\ncd {folder}\n{MANY}{MANY_BEHIND_R2}{script}")
                self.assertNotIn("can send nothing", run.stderr)
                with open(os.path.join(folder, "out.csv"), encoding="utf-8") as file:
                    lines = list(csv.DictReader(file))
                self.assertEqual(len([line for line in lines if line["end"] == "destination"]), 2048)
                first = [line["responder"] for line in lines if line["ttl"] == "1" and line["state"] == "answered"]
                self.assertEqual(set(first), set(routers))
                self.assertEqual({first[0], first[-1]}, set(routers))

    def test_one_trace_begins_anew_when_the_address_changes(self):
        """Its probes have all been sent, and their answers would come to an address that is not there any more."""
        for options in ("", "-T", "-U --unprivileged"):
            with self.subTest(options):
                run = lab.run("clean16", "sh", "-ec", ONE_TRACE.format(program=lab.tracerouter_program(), options=options))
                hops = lab.parse_traceroute(run.stdout)
                self.assertEqual(list(hops), list(range(1, 17)), run.stdout)
                self.assertTrue(all(hop.answers for hop in hops.values()), run.stdout)


if __name__ == "__main__":
    lab.main()
