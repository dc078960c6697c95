"""What a host itself keeps from leaving is never told as something that the network did, and a bad moment costs no result."""

import csv
import json
import os
import subprocess
import tempfile
import unittest

import lab
import tracing
from test_hosts import HostTest

PROTOCOLS = [[], ["-U"], ["-T"], ["--unprivileged"], ["-U", "--unprivileged"]]
TARGETS = ("198.51.100.2", "2001:db8:100::2")

# 2048 targets behind the router, each of which answers.
MANY = """ip netns exec r1 ip route add 198.51.0.0/16 via 198.18.1.2
ip netns exec t ip route add local 198.51.0.0/16 dev lo
"""
MANY_TARGETS = "198.51.8.0/21"
# Once some are done, the host is in trouble until it has said so.
IN_TROUBLE = """"$T" -n --format csv -o out.csv --resume checkpoint {options} {targets} 2> said & program=$!
until [ "$(grep -c destination out.csv)" -ge 100 ]; do kill -0 $program; done
{begin}
until grep -q 'can send nothing' said; do kill -0 $program; done
{end}
wait $program
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
        table = self.shell(before + '"$T" -n --pretty 198.51.100.2').stdout
        self.assertRegex(table, r"1  \* +3 refused <firewall>\n")
        text = self.shell(before + '"$T" -n 198.51.100.2').stdout
        self.assertIn(" 1  * * * <firewall>\n", text)
        lines = list(csv.DictReader(self.shell(before + '"$T" -n --format csv 198.51.100.2').stdout.splitlines()))
        refused = [(line["ttl"], line["status"], line["error"]) for line in lines if line["ttl"] == "1"]
        self.assertEqual(refused, 3 * [("1", "send-failed", "Operation not permitted")])
        self.assertEqual([line["status"] for line in lines if line["ttl"] == "2"], 3 * ["replied"])

    def test_an_absent_neighbour_is_said_by_this_host(self):
        for target, source in (("192.0.2.99", "192.0.2.2"), ("2001:db8:1::99", "2001:db8:1::2")):
            with self.subTest(target):
                run = self.shell(f'"$T" -n -q1 -w1 {target}', code=5)
                self.assertRegex(run.stdout.splitlines()[1], rf"^ 1  {source}  \d+\.\d+ ms !H$")
                self.assertIn(f"{target}: this host itself says", run.stderr)

    def test_a_target_without_a_route_stops_no_other(self):
        results, said = self.trace("ip route add unreachable 198.51.100.9", "198.51.100.9", "198.51.100.2", code=5)
        self.assertEqual([("error" in line, line.get("reached")) for line in results], [(True, None), (False, True)])
        self.assertEqual(len(said.splitlines()), 1)


class BadMoments(TroubleTest):
    def survive(self, begin, end, options=""):
        with tempfile.TemporaryDirectory() as folder:
            script = IN_TROUBLE.format(begin=begin, end=end, options=options, targets=MANY_TARGETS)
            run = self.shell(f"cd {folder}\n{MANY}{script}")
            with open(os.path.join(folder, "said"), encoding="utf-8") as file:
                said = file.read().splitlines()
            self.assertEqual(len([line for line in said if "can send nothing" in line]), 1, said)
            with open(os.path.join(folder, "out.csv"), encoding="utf-8") as file:
                ends = [(line["target"], line["end"]) for line in csv.DictReader(file) if line["end"]]
            self.assertEqual(len({target for target, _ in ends}), 2048)
            self.assertEqual({end for _, end in ends}, {"destination"})
            self.assertEqual(len(ends), 2048)
            again = self.shell(f'cd {folder}\n"$T" -n --format csv -o out.csv --resume checkpoint {options} {MANY_TARGETS}')
            self.assertIn("the run is complete", again.stderr)
            return run

    def test_a_link_that_goes_down_and_comes_back(self):
        self.survive("ip link set eth1 down", "ip link set eth1 up\nip route add default via 192.0.2.1")

    def test_an_interface_of_our_choice_goes_down_and_comes_back(self):
        self.survive("ip link set eth1 down", "ip link set eth1 up\nip route add default via 192.0.2.1", "-i eth1")

    def test_a_firewall_that_is_closed_for_a_while(self):
        self.need("iptables")
        self.survive("iptables -A OUTPUT -p icmp --icmp-type echo-request -j DROP", "iptables -F OUTPUT")

    def test_without_a_route_for_a_while(self):
        self.survive("ip route del default", "ip route add default via 192.0.2.1")


if __name__ == "__main__":
    lab.main()
