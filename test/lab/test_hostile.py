"""Networks of an attacker's choice: nothing is believed that nobody can prove, and whatever is said, the cost is bounded."""

import json
import os
import subprocess
import sys
import tempfile

import lab

PROGRAM = os.path.join(lab.FOLDER, "hostile.py")
FAMILIES = ("ipv4", "ipv6")
LIAR = "192.0.2.66"


def named(family, address):
    return address if family == "ipv4" else lab.ipv6(address)


class HostileTest(lab.LabTest):
    """Base of tests before an adversary."""

    def run_before(self, adversary, *command, code=0):
        self.need("ip")
        with tempfile.TemporaryDirectory() as folder:
            stats = os.path.join(folder, "stats")
            line = [sys.executable, "-B", PROGRAM, "--stats", stats, *adversary.split(), "--", *map(str, command)]
            done = subprocess.run(line, capture_output=True, text=True, timeout=120, check=False)
            self.assertEqual(done.returncode, code, f"{command}\n{done.stdout}\n{done.stderr}")
            return done, lab.read_json(stats)

    def trace(self, adversary, *arguments, code=0):
        """Results by target, and what the adversary counted."""
        done, stats = self.run_before(adversary, lab.tracerouter_program(), "-n", "--format", "json", *arguments, code=code)
        results = map(json.loads, done.stdout.splitlines())
        return {result["target"]: result for result in results}, stats


def addresses(result):
    """All that a result shows, at its hops and inferred."""
    shown = {hop["address"] for hop in result["hops"] if "address" in hop}
    return shown | {probe["address"] for hop in result["hops"] for probe in hop["probes"] if "address" in probe}


class TheLab(HostileTest):
    def test_an_honest_path_in_every_protocol(self):
        for family in FAMILIES:
            target = named(family, "203.0.113.7")
            for protocol in ("-I", "-U", "-T"):
                results, stats = self.trace("honest 4", protocol, "-q1", target)
                shown = [hop["probes"][0]["address"] for hop in results[target]["hops"]]
                self.assertEqual(shown, [named(family, f"198.18.1.{ttl}") for ttl in (1, 2, 3)] + [target])
                self.assertGreaterEqual(stats["probes"], 4)

    def test_wrong_words_are_refused(self):
        for words in (["nobody"], ["mtu", "1", "2", "3"], ["translate", "nothing"], ["honest"]):
            line = [sys.executable, "-B", PROGRAM, *words, *(["--", "true"] if words != ["honest"] else [])]
            done = subprocess.run(line, capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 2, done.stderr)


class Costs(HostileTest):
    def test_lies_about_the_mtu_take_a_bounded_number_of_probes(self):
        for family in FAMILIES:
            for adversary in ("mtu 3 1", "mtu 28 1"):
                with self.subTest(family=family, adversary=adversary):
                    target = named(family, "203.0.113.7")
                    results, stats = self.trace(adversary, "-q1", "--mtu", target)
                    self.assertTrue(results[target]["reached"])
                    self.assertLess(stats["probes"], 1300)

    def test_a_flood_of_mutated_answers_changes_no_address(self):
        for family in FAMILIES:
            for protocol in ("-I", "-U", "-T"):
                with self.subTest(family=family, protocol=protocol):
                    target = named(family, "203.0.113.7")
                    results, _ = self.trace("flood 30", protocol, "-q1", target)
                    honest = {named(family, f"198.18.1.{ttl}") for ttl in range(1, 6)} | {target}
                    self.assertLessEqual(addresses(results[target]), honest)
                    self.assertTrue(results[target]["reached"])


class Translators(HostileTest):
    """Quotes that a translator has changed and nobody has changed back: the hop is found by what is left, and marked."""

    WAYS = [(family, protocol) for family in FAMILIES for protocol in ("-I", "-U", "-T")]

    def check(self, field, family, *arguments):
        target = named(family, "203.0.113.7")
        results, _ = self.trace(f"translate {field}", "-q1", *arguments, target)
        probes = [hop["probes"][0] for hop in results[target]["hops"]]
        self.assertEqual([probe.get("address") for probe in probes],
                         [named(family, f"198.18.1.{ttl}") for ttl in range(1, 5)] + [target])
        self.assertEqual([probe.get("nat", False) for probe in probes], [False] + [True] * 3 + [False])

    def test_each_change_leaves_enough(self):
        for field in ("destination", "identifier", "all"):
            for family, protocol in self.WAYS:
                with self.subTest(field=field, family=family, protocol=protocol):
                    self.check(field, family, protocol)

    def test_what_only_some_protocols_have(self):
        for field, protocol in (("port", "-U"), ("port", "-T"), ("checksum", "-I"), ("checksum", "-U")):
            with self.subTest(field=field, protocol=protocol):
                self.check(field, "ipv4", protocol)


class Inventions(HostileTest):
    def test_who_sees_one_trace_can_write_into_no_other(self):
        for family in FAMILIES:
            for protocol in ("-I", "-U", "-T"):
                with self.subTest(family=family, protocol=protocol):
                    targets = [named(family, f"203.0.113.{number}") for number in range(1, 12)]
                    results, stats = self.trace("forge", protocol, "-q1", "-w5", *targets, code=1)
                    self.assertGreater(stats["sent"], 5_000, "the lies were told")
                    # Into the trace it sees it may write, as far as that is still under way.
                    misled = [target for target in targets[1:] if named(family, LIAR) in addresses(results[target])]
                    self.assertEqual(misled, [])

    def test_no_network_decides_what_is_before_others(self):
        for how, width, family in (("limit", 1, "ipv4"), ("all", 1, "ipv4"), ("limit", 2, "ipv6")):
            with self.subTest(how=how, width=width, family=family):
                targets = [named(family, f"203.0.{third}.{last}") for third in range(4) for last in range(1, 41)]
                results, _ = self.trace(f"poison {how} {width}", "-q1", "--rate", 2000, *targets)
                liar = named(family, LIAR)
                honest = [result for target, result in results.items() if targets.index(target) >= 40 * width]
                self.assertEqual(len(honest), 160 - 40 * width)
                self.assertEqual([result["target"] for result in honest if liar in addresses(result)], [])
                self.assertTrue(all(result["reached"] for result in honest))


if __name__ == "__main__":
    lab.main()
