"""The paths of the simulated internet, seen by tools that nobody here wrote."""

import json
import re
import statistics

import lab

TARGET = "198.18.10.1"
LATE_MS = 1000  # how late an answer may be seen on a busy machine
MOSTLY_LATE_MS = 20  # the same for half of them
PROTOCOLS = {"icmp": ["-I"], "udp": [], "tcp": ["-T", "-p", "80"]}


class AgreesWithTruth(lab.LabTest):
    def assert_true_hops(self, hops, path):
        """Each printed answer comes from a router that may be there, not sooner than it may; silent ones stay silent."""
        lateness = [0.0]
        for number, hop in hops.items():
            possible = {one["address"]: one for one in path["hops"][number - 1]["responders"] if one["answers"]}
            for answer in hop.answers:
                self.assertIn(answer.address, possible)
                least = possible[answer.address]["rtt_ms"]
                self.assertGreaterEqual(answer.rtt_ms, least - 0.01)
                self.assertLess(answer.rtt_ms, least + LATE_MS)
                lateness.append(answer.rtt_ms - least)
            self.assertEqual(hop.silent == 0, bool(possible), hop)
        self.assertLess(statistics.median(lateness), MOSTLY_LATE_MS)

    def test_clean_by_all_protocols(self):
        path = lab.truth("clean16", TARGET)
        self.assertEqual((path["end"], path["distance"]), ("destination", 16))
        for protocol, options in PROTOCOLS.items():
            with self.subTest(protocol):
                hops = self.traceroute("clean16", *options, TARGET)
                self.assertEqual(list(hops), list(range(1, 17)))
                self.assert_true_hops(hops, path)

    def test_silent_routers(self):
        hops = self.traceroute("silent20", "-I", "-w", "1", TARGET)
        self.assertEqual(len(hops), 20)
        self.assertEqual([number for number, hop in hops.items() if not hop.answers], [9, 10, 11])
        self.assert_true_hops(hops, lab.truth("silent20", TARGET))

    def test_dead_target(self):
        path = lab.truth("dead12", TARGET)
        self.assertEqual((path["end"], path["distance"]), ("silent", 13))
        hops = self.traceroute("dead12", "-I", "-w", "0.5", "-q", "1", "-m", "16", TARGET)
        self.assertEqual([number for number, hop in hops.items() if hop.answers], list(range(1, 13)))

    def test_near(self):
        hops = self.traceroute("near3", "-I", TARGET)
        self.assertEqual([hop.answers[0].address for hop in hops.values()], ["198.18.1.1", "198.18.1.2", TARGET])

    def test_slow_hop(self):
        hops = self.traceroute("slow_hop", "-I", "-w", "2", TARGET)
        slow = lab.truth("slow_hop", TARGET)["hops"][5]["responders"][0]
        self.assertEqual(slow["slow_ms"], 300)
        for answer in hops[6].answers:
            self.assertGreaterEqual(answer.rtt_ms, slow["rtt_ms"] + 300 - 0.01)

    def test_generated(self):
        for name in ("generated", "hundred", "hundred_balanced"):
            for target in lab.targets(name, 40)[::13]:
                path = lab.truth(name, target)
                hops = self.traceroute(name, "-I", "-q", "1", "-w", "1", target)
                self.assertEqual(max(hops), path["distance"])
                self.assert_true_hops(hops, path)

    def test_seed_changes_the_generated_internet_for_all_commands(self):
        target = lab.targets("hundred", 1)[0]
        distances = {seed: lab.truth("hundred", target, seed=seed)["distance"] for seed in range(2, 8)}
        self.assertGreater(len(set(distances.values())), 1)
        hops = self.traceroute("hundred", "-I", "-q", "1", "-w", "1", target, seed=3)
        self.assertEqual(max(hops), distances[3])

    def test_mtr(self):
        self.need("mtr")
        report = json.loads(self.run_in("clean16", "mtr", "-n", "-j", "-c", "2", "-i", "0.3", TARGET).stdout)
        seen = [hop["host"] for hop in report["report"]["hubs"]]
        path = lab.truth("clean16", TARGET)
        self.assertEqual(seen, [hop["responders"][0]["address"] for hop in path["hops"]])

    def test_scamper(self):
        self.need("scamper")
        # Its TCP method listens on Ethernet devices only.
        for method in ("icmp-paris", "udp-paris"):
            with self.subTest(method):
                text = self.run_in("clean16", "scamper", "-c", f"trace -P {method}", "-i", TARGET).stdout
                hops = lab.parse_traceroute(text)
                self.assertEqual(len(hops), 16, text)
                self.assert_true_hops(hops, lab.truth("clean16", TARGET))

    def test_nmap(self):
        self.need("nmap")
        text = self.run_in("clean16", "nmap", "-n", "-sn", "-PE", "--traceroute", TARGET).stdout
        seen = re.findall(r"^\d+ +[0-9.]+ ms +([0-9.]+)$", text, re.MULTILINE)
        self.assertEqual(len(seen), 16, text)
        self.assertEqual(seen[4], "198.18.1.5")

    def test_ping_of_target_and_router(self):
        self.need("ping")
        for address, ttl, least in ((TARGET, 49, 120), ("198.18.1.3", 62, 16.857)):
            text = self.run_in("clean16", "ping", "-n", "-c", "2", "-i", "0.2", address).stdout
            for seen_ttl, rtt in re.findall(r"ttl=(\d+) time=([0-9.]+)", text):
                self.assertEqual(int(seen_ttl), ttl)
                self.assertGreaterEqual(float(rtt), least - 1)
                self.assertLess(float(rtt), least + LATE_MS)
            self.assertIn("2 received", text)


class Branches(lab.LabTest):
    def walked_links(self, log):
        """Pairs of answering hops that probes of one flow saw one after the other."""
        by_flow = {}
        for probe in log:
            if probe["answer"]:
                by_flow.setdefault(probe["flow"], {})[probe["position"]] = probe["responder"]
        return {(hops[n], hops[n + 1]) for hops in by_flow.values() for n in hops if n + 1 in hops}

    def paris_log(self, name):
        """scamper's Paris traceroute keeps one flow; ten of them have ten flows."""
        self.need("scamper")
        one = "scamper -c 'trace -P udp-paris -s {}' -i " + TARGET
        return self.run_in(name, "sh", "-c", " & ".join(one.format(30000 + 7 * i) for i in range(10)) + "; wait").log

    def test_one_flow_stays_on_one_branch(self):
        log = self.paris_log("diamonds")
        links = self.walked_links(log)
        self.assertTrue(links)
        self.assertLessEqual(links, lab.links(lab.truth("diamonds", TARGET)))
        at_hop = {}
        for probe in log:
            at_hop.setdefault((probe["flow"], probe["position"]), set()).add(probe["responder"])
        self.assertTrue(all(len(seen) == 1 for seen in at_hop.values()))

    def test_different_flows_see_all_branches(self):
        hops = self.traceroute("diamonds", "-q", "10", "--sport=40000", "-f", "3", "-m", "7", "-w", "1", TARGET)
        path = lab.truth("diamonds", TARGET)
        self.assertEqual(len(lab.responders(path, 3)), 4)
        self.assertGreater(len({answer.address for answer in hops[3].answers}), 2)
        self.assertGreater(len({answer.address for answer in hops[7].answers}), 1)

    def test_branches_of_unequal_length(self):
        path = lab.truth("unequal", TARGET)
        self.assertEqual(path["distances"], [5, 6, 7, 8])
        links = self.walked_links(self.paris_log("unequal"))
        self.assertLessEqual(links, lab.links(path))

    def test_per_packet_and_per_destination(self):
        result = self.run_in("per_packet", "ping", "-n", "-q", "-t", "2", "-c", "40", "-i", "0.01", TARGET, code=1)
        self.assertEqual(len({probe["responder"] for probe in result.log}), 3)
        result = self.run_in("per_packet", "ping", "-n", "-q", "-t", "4", "-c", "40", "-i", "0.01", TARGET, code=1)
        self.assertEqual({probe["responder"] for probe in result.log}, lab.responders(lab.truth("per_packet", TARGET), 4))


class Ends(lab.LabTest):
    def test_loop(self):
        self.assertEqual(lab.truth("loop", TARGET)["end"], "loop")
        hops = self.traceroute("loop", "-I", "-q", "1", "-w", "1", "-m", "9", TARGET)
        seen = [hops[number].answers[0].address for number in range(4, 10)]
        self.assertEqual(seen, ["198.18.2.1", "198.18.2.2"] * 3)

    def test_filters_are_annotated(self):
        marks = {1: "!X", 2: "!X", 3: "!X", 4: "!H", 5: "!N"}
        for number, mark in marks.items():
            hops = self.traceroute("filters", "-I", "-q", "1", "-w", "1", f"198.18.10.{number}")
            self.assertEqual(list(hops), [1, 2, 3, 4])
            self.assertIsNone(hops[3].answers[0].mark)
            self.assertEqual(hops[4].answers[0][::2], ("198.18.1.3", mark))

    def test_filter_that_drops(self):
        hops = self.traceroute("filters", "-I", "-q", "1", "-w", "0.5", "-m", "6", "198.18.10.6")
        self.assertEqual([bool(hop.answers) for hop in hops.values()], [True, True, True, False, False, False])

    def test_filter_of_one_protocol(self):
        udp = self.traceroute("filters", "-q", "1", "-w", "1", "198.18.10.7")
        self.assertEqual(udp[max(udp)].answers[0].mark, "!X")
        icmp = self.traceroute("filters", "-I", "-q", "1", "-w", "1", "198.18.10.7")
        self.assertEqual(icmp[max(icmp)].answers[0].address, "198.18.10.7")

    def test_inbound_filter(self):
        self.assertEqual(lab.truth("prohibited12", TARGET)["end"], "unreachable")
        hops = self.traceroute("prohibited12", "-I", "-w", "1", TARGET)
        self.assertEqual(max(hops), 12)
        self.assertEqual({answer.mark for answer in hops[12].answers}, {"!X"})

    def test_answers_from_another_address(self):
        hops = self.traceroute("dnat", "-q", "1", "-w", "0.5", "198.18.10.2")
        self.assertEqual(hops[max(hops)].answers[0].address, "198.18.10.99")
        hops = self.traceroute("dnat", "-I", "-q", "1", "-w", "0.5", "198.18.10.1")
        self.assertEqual([hops[number].answers[0].address for number in (5, 6)], ["198.18.10.1"] * 2)

    def test_what_targets_answer(self):
        reached = {
            "198.18.10.1": ("icmp", "udp", "tcp"), "198.18.10.2": ("icmp", "udp", "tcp"), "198.18.10.3": ("icmp", "tcp"),
            "198.18.10.4": ("icmp", "udp"), "198.18.10.5": ("udp", "tcp"),
        }
        for target, protocols in reached.items():
            for protocol, options in PROTOCOLS.items():
                hops = self.traceroute("ends", *options, "-q", "1", "-w", "0.3", "-f", "4", "-m", "4", target)
                self.assertEqual(bool(hops[4].answers), protocol in protocols, (target, protocol))


if __name__ == "__main__":
    lab.main()
