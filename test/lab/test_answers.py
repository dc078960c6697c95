"""What the answers of the simulated internet look like on the wire, and how often they come."""

import os
import re
import tempfile

import lab
import tracing

TARGET = "198.18.10.1"


class OnTheWire(lab.LabTest):
    def capture(self, name, command):
        """What tcpdump decodes of all that went over the device while `command` ran."""
        self.need("tcpdump", "traceroute", "ping")
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, "pcap")
            script = (
                f"tcpdump -i lab0 -s 2000 -B 8192 -U --immediate-mode -Z root -w {file} 2> {folder}/err & dump=$!\n"
                # A small snapshot length, else its ring holds eight packets; the first packet in the file shows that it listens.
                f"until [ -s {file} ] && [ $(stat -c %s {file}) -gt 24 ]; do ping -c 1 -W 0.05 198.18.0.1; done > /dev/null\n"
                f"{command} > /dev/null; sleep 0.4; kill $dump; wait $dump\n"
                f"tcpdump -vvv -n -r {file} 2> /dev/null")
            return self.run_in(name, "sh", "-c", script).stdout

    def answers(self, text):
        """The decoded lines about datagrams that came from the simulated internet, without those they quote."""
        return [line for line in text.splitlines() if re.match(rf"    \S+ > {lab.SOURCE}\S*: ", line)]

    def test_checksums_are_right(self):
        for name in ("clean16", "mpls", "quotes", "nat", "ends"):
            for options in ("-I", "", "-T -p 80"):
                with self.subTest(scenario=name, options=options):
                    text = self.capture(name, f"traceroute -n -q 1 -w 0.5 {options} {TARGET} 120")
                    answers = self.answers(text)
                    self.assertGreater(len(answers), 3, text)
                    # As words: a checksum may be 0x5bad.
                    self.assertEqual([line for line in answers if re.search(r"\b(wrong|bad|incorrect)\b", line)], [])
                    self.assertNotIn("bad cksum", text)

    def test_label_stacks_in_traceroute(self):
        text = self.run_in("mpls", "traceroute", "-n", "-e", "-I", "-q", "1", TARGET).stdout
        self.assertIn("198.18.1.2 <MPLS:L=24003,E=0,S=1,T=1>", text)
        self.assertIn("198.18.1.3 <MPLS:L=24003,E=5,S=0,T=1/L=1048575,E=7,S=1,T=254>", text)
        self.assertIn("198.18.1.4 <MPLS:L=16,E=1,S=1,T=2>", text)

    def test_label_stacks_in_tcpdump(self):
        text = self.capture("mpls", f"traceroute -n -I -q 1 {TARGET}")
        self.assertEqual(text.count("MPLS Stack Entry Object (1), Class-Type: 1"), 3)
        # Of a stack some versions show the first entry only.
        for entry in ("label 24003, tc 0, [S], ttl 1", "label 24003, tc 5, ttl 1", "label 16, tc 1, [S], ttl 2"):
            self.assertIn(entry, text)
        self.assertNotIn("(incorrect)", text)

    def test_quotes_have_their_length(self):
        text = self.capture("quotes", f"traceroute -n -I -q 1 {TARGET} 300")
        sizes = re.findall(r"time exceeded in-transit, length (\d+)", text)
        self.assertEqual([int(size) for size in sizes[:4]], [8 + 20 + 8, 8 + 20 + 28, 8 + 20 + 128, 8 + 300])

    def test_translated_and_marked_quotes(self):
        text = self.capture("nat", f"traceroute -n -I -q 1 {TARGET}")
        blocks = re.split(r"\n(?=\d\d:)", text)
        from_hop = {number: next(block for block in blocks if f"198.18.1.{number} > {lab.SOURCE}" in block) for number in range(1, 7)}
        self.assertIn(f"{lab.SOURCE} > {TARGET}", from_hop[2])
        for number in (3, 4, 5, 6):
            self.assertIn(f"198.18.200.9 > {TARGET}", from_hop[number])
        self.assertNotIn("wrong icmp cksum", from_hop[4])
        self.assertIn("wrong icmp cksum", from_hop[5])
        self.assertRegex(from_hop[6], r"tos 0x28, ttl 0, id 4711|tos 0x28, id 4711")

    def test_path_mtu(self):
        hops = self.traceroute("path_mtu", "-I", "-F", "-q", "1", "-w", "1", TARGET, "1500")
        self.assertEqual(hops[3].answers[0][::2], ("198.18.1.2", "!F-1400"))
        hops = self.traceroute("path_mtu", "-I", "-F", "-q", "1", "-w", "0.5", "-m", "6", "198.18.10.2", "1350")
        self.assertEqual([bool(hop.answers) for hop in hops.values()], [True, True, True, False, False, False])

    def test_corrupt_answers_reach_nobody(self):
        hops = self.traceroute("corrupt", "-I", "-q", "1", "-w", "0.5", "-m", "7", TARGET)
        self.assertEqual([number for number, hop in hops.items() if hop.answers and number > 3], [6, 7])
        result = self.run_in("corrupt", "ping", "-n", "-c", "2", "-i", "0.2", "-W", "0.3", "198.18.10.2", code=1)
        self.assertIn("0 received", result.stdout)
        self.assertEqual({probe["corrupt"] for probe in result.log}, {"identifier"})

    def test_duplicates(self):
        result = self.run_in("duplicates", "ping", "-n", "-c", "3", "-i", "0.2", TARGET)
        # ping ends with the first copy of the last answer, or sees the second one too.
        self.assertRegex(result.stdout, r"\+[23] duplicates")
        self.assertEqual(result.stats["answers"]["echo-reply"], 6)


class NotQuiteAsTheyShouldBe(lab.LabTest):
    """What tracerouter makes of the odd answers that networks give, by every protocol and kind of socket."""

    ways = [(), ("-U",), ("-T",), ("--unprivileged",), ("--unprivileged", "-U")]
    families = ["ipv4", "ipv6"]

    def traces(self, number, *more, ways=None, code=0):
        """(result, run) of a trace to 198.18.10.NUMBER by each way and family."""
        for family in self.families:
            for way in ways or self.ways:
                with self.subTest(target=number, family=family, way=way):
                    target = f"198.18.10.{number}"
                    target = lab.ipv6(target) if family == "ipv6" else target
                    results, run = tracing.trace(self, "odd_answers", "-q1", *way, *more, target, code=code)
                    tracing.check_against_log(self, results, run.log)
                    yield results[target], run

    def test_every_target_is_reached(self):
        for number in (1, 2, 3, 4):
            for result, _ in self.traces(number):
                self.assertEqual((result["reached"], result["distance"], result["stop_reason"]), (True, 6, "destination"))
                self.assertEqual(result["hops"][5]["probes"][0]["address"], result["address"])
                self.assertFalse(any(probe.get("nat") for _, probe in tracing.answers(result)))

    def test_labels_are_found_wherever_they_are(self):
        for result, _ in self.traces(1):
            labels = [hop["probes"][0].get("mpls", [{}])[0].get("label") for hop in result["hops"][:3]]
            self.assertEqual(labels, [84016, 416240, 24003])
            self.assertFalse(result.get("malformed_extensions"))

    def test_who_waited_for_fragments_is_no_hop(self):
        for result, _ in self.traces(1):
            self.assertEqual(result["hops"][3]["state"], "silent")

    def test_a_parameter_problem_ends_the_path_with_a_mark(self):
        for result, _ in self.traces(5, code=1):
            self.assertEqual((result["stop_reason"], len(result["hops"])), ("unreachable", 3))
            probe = result["hops"][2]["probes"][0]
            self.assertEqual((probe["icmp_type"], probe["icmp_code"]), (12 if result["family"] == "ipv4" else 4, 0))
        for target, mark in (("198.18.10.5", "!<12-0>"), (lab.ipv6("198.18.10.5"), "!<4-0>")):
            text = self.run_in("odd_answers", lab.tracerouter_program(), "-n", "-q1", target, code=1).stdout
            self.assertRegex(text.splitlines()[-1], f"{mark}$")

    def test_a_cut_reply_to_a_large_probe_shows_that_it_arrived(self):
        for number in (1, 3):
            for result, _ in self.traces(number, "--mtu", ways=[(), ("--unprivileged",)]):
                self.assertEqual(result["hops"][5]["path_mtu"], 1500)


class HowOften(lab.LabTest):
    def burst(self, name, ttl, count=100):
        self.need("ping")
        command = ("ping", "-n", "-q", "-t", ttl, "-c", count, "-i", "0.002", "-W", "0.3", TARGET)
        return self.run_in(name, *command, code=1).stats

    def test_linux_limiter_gives_six_of_a_burst(self):
        self.assert_limited(self.burst("limited", 1))
        self.assert_limited(self.burst("limited", 7))

    def assert_limited(self, stats):
        """Six at once and one each second; a busy machine may need longer than a second for the burst."""
        seconds = int(stats["command_ms"] / 1000)
        self.assertGreaterEqual(stats["answers"]["time-exceeded"], 6)
        self.assertLessEqual(stats["answers"]["time-exceeded"], 6 + seconds)
        self.assertEqual(stats["suppressed"]["rate-limit"], stats["probes"] - stats["answers"]["time-exceeded"])
        self.assertGreater(stats["probes"], 50)

    def test_echo_replies_are_not_limited(self):
        result = self.run_in("limited", "ping", "-n", "-q", "-c", "100", "-i", "0.002", TARGET)
        self.assertEqual(result.stats["answers"]["echo-reply"], 100)

    def test_loss_is_near_its_share(self):
        stats = self.burst("loss10", 3, 1000)
        self.assertEqual(stats["answers"]["time-exceeded"] + stats["suppressed"]["loss"] + stats["unsent"], stats["probes"])
        # ping loses some of its 1000 probes to pending errors of its socket.
        self.assertGreater(stats["probes"], 800)
        self.assertGreater(stats["suppressed"]["loss"] / stats["probes"], 0.05)
        self.assertLess(stats["suppressed"]["loss"] / stats["probes"], 0.17)

    def test_noise_comes_as_asked_among_the_true_answers(self):
        wanted = {
            "chains": [{"id": "r", "count": 3, "address": "198.18.1.1", "rtt": [1, 5]}],
            "paths": {"main": ["r1..r3"]},
            "destinations": [{"address": TARGET, "rtt": 9}],
            "noise": {"count": 20000, "rate": 20000},
        }
        result = self.run_in(wanted, "ping", "-n", "-c", "16", "-i", "0.1", TARGET)
        self.assertEqual(result.stats["noise"], 20000)
        # ping knows its answers by their identifier alone, so that one of the strangers may now and then pass for one.
        self.assertGreaterEqual(result.stdout.count(f"64 bytes from {TARGET}: icmp_seq="), 12)


class Accounts(lab.LabTest):
    def test_log_and_statistics_tell_the_same(self):
        result = self.run_in("demo", "sh", "-c", "for t in near far gone bank; do traceroute -n -q 2 -w 0.5 $t.example; done")
        stats = result.stats
        self.assertEqual(len(result.log), stats["probes"])
        self.assertEqual(sum(stats["by_ttl"].values()), stats["probes"])
        self.assertEqual(sum(stats["by_protocol"].values()), stats["probes"])
        for reason, count in stats["suppressed"].items():
            self.assertEqual(sum(probe.get("suppressed") == reason for probe in result.log), count)
        sent = [probe for probe in result.log if probe["answer"] and probe["actual_us"] is not None]
        self.assertEqual(len(sent), sum(stats["answers"].values()))
        self.assertEqual(len(sent) + stats["unsent"] + sum(stats["suppressed"].values()), stats["probes"])
        self.assertFalse(stats["overwhelmed"])

    def test_answers_are_never_early_and_mostly_in_time(self):
        result = self.run_in("clean16", "traceroute", "-n", "-I", "-N", "64", TARGET)
        for probe in result.log:
            if probe["answer"] and probe["actual_us"] is not None:
                self.assertGreaterEqual(probe["actual_us"], probe["delay_us"] - 0.001)
        self.assertLess(result.stats["lateness_us"]["median"], 2000)

    def test_each_answer_that_traceroute_prints_was_given_to_that_probe(self):
        result = self.run_in("diamonds", "traceroute", "-n", "-q", "3", TARGET)
        given = {}
        for probe in result.log:
            given.setdefault(probe["ttl"], set()).add(probe.get("responder"))
        for ttl, hop in lab.parse_traceroute(result.stdout).items():
            self.assertLessEqual({answer.address for answer in hop.answers}, given[ttl])

    def test_a_same_seed_loses_the_same(self):
        first, again = (self.run_in("loss10", "ping", "-n", "-q", "-c", "60", "-i", "0.002", "-W", "0.3", TARGET, seed=5) for _ in "12")
        lost = [[probe["sequence"] for probe in result.log if probe.get("suppressed")] for result in (first, again)]
        self.assertEqual(*lost)


if __name__ == "__main__":
    lab.main()
