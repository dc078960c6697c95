"""--all-addresses: each address of a name is a trace of its own, in every format, in any order, and after any death."""

import csv
import io
import json
import os
import random
import subprocess
import sys
import tempfile

import lab

NAME = "many.example"
ADDRESSES = ["198.18.10.1", "198.18.10.2", "198.18.10.3"]
BOTH = sorted([*ADDRESSES, *map(lab.ipv6, ADDRESSES)])
NAMED = {"chains": [{"id": "r", "count": 2, "address": "198.18.1.1", "rtt": [1, 2]}],
         "paths": {"main": ["r1..r2"]},
         "destinations": [*({"address": address, "rtt": 3, "name": NAME} for address in ADDRESSES),
                          {"address": "198.18.10.9", "rtt": 3, "name": "single.example"}]}

NAMES = 40  # of a list, with some addresses each
SEVERAL = 5
LISTED = {**NAMED, "destinations": [{"address": f"198.18.{20 + number}.{host}", "rtt": 3, "name": f"n{number}.example"}
                                    for number in range(NAMES) for host in range(1, SEVERAL + 1)]}


def die_and_go_on(folder):
    """Inside the scenario: a run that is killed again and again, and goes on."""
    command = [lab.tracerouter_program(), "-n", "-q", "1", "--all-addresses", "--format", "json", "-o", f"{folder}/out",
               "--resume", f"{folder}/book", "--rate", "2000", "--parallel", "7", "--targets", f"{folder}/list"]
    kills = 0
    for _ in range(12):
        program = subprocess.Popen(command)
        try:
            program.wait(timeout=random.uniform(0.05, 0.4))
        except subprocess.TimeoutExpired:
            random.choice([program.kill, program.terminate])()
            program.wait()
            kills += 1
    sys.exit(subprocess.run(command, check=False).returncode if kills > 0 else 99)


class AllAddresses(lab.LabTest):
    def run_named(self, *arguments, family="both", **options):
        return self.run_in(NAMED, lab.tracerouter_program(), "-n", "-q1", "--all-addresses", *arguments, family=family, **options)

    def traced(self, *arguments, **options):
        """(target, address) of each trace, in order."""
        results = map(json.loads, self.run_named("--format", "json", *arguments, **options).stdout.splitlines())
        return [(result["target"], result["address"]) for result in results]

    def test_each_is_traced_once(self):
        self.assertEqual(sorted(self.traced(NAME)), [(NAME, address) for address in BOTH])

    def test_a_family_may_be_left_out(self):
        self.assertEqual(sorted(self.traced("-4", NAME)), [(NAME, address) for address in ADDRESSES])
        self.assertEqual(sorted(self.traced("-6", NAME)), [(NAME, lab.ipv6(address)) for address in ADDRESSES])

    def test_what_is_excluded_is_left_out(self):
        left = [address for address in BOTH if address != ADDRESSES[1]]
        self.assertEqual(sorted(self.traced("--exclude", ADDRESSES[1], NAME)), [(NAME, address) for address in left])

    def test_without_it_one_address_is_traced(self):
        run = self.run_in(NAMED, lab.tracerouter_program(), "-n", "-q1", NAME, family="both")
        self.assertEqual(run.stdout.count("traceroute to "), 1)

    def test_blocks_of_text_show_the_name_and_that_address(self):
        for table in ([], ["--table"]):
            blocks = self.run_named(*table, NAME).stdout.split("\n\n")
            heads = sorted(block.splitlines()[0] for block in blocks)
            self.assertEqual(len(heads), len(BOTH))
            for head, address in zip(heads, BOTH):
                self.assertIn(f"{NAME} ({address})", head)

    def test_order(self):
        targets = ["198.18.10.9", NAME, "single.example"]
        first, *middle, last = self.traced("--in-order", "-4", *targets)
        self.assertEqual((first, last), (("198.18.10.9",) * 2, ("single.example", "198.18.10.9")))
        self.assertEqual(sorted(middle), [(NAME, address) for address in ADDRESSES])
        again = self.traced("--in-order", "-4", *targets)
        self.assertEqual(again, [first, *middle, last])

    def test_events_and_csv_tell_them_apart(self):
        events = list(map(json.loads, self.run_named("--format", "events", NAME).stdout.splitlines()))
        for address in BOTH:
            own = [event for event in events if event["address"] == address]
            self.assertEqual([event["event"] for event in own], ["hop"] * 3 + ["trace"])
            self.assertEqual([event["hop"]["ttl"] for event in own[:3]], [1, 2, 3])
        rows = csv.DictReader(io.StringIO(self.run_named("--format", "csv", NAME).stdout))
        self.assertEqual(sorted((row["target"], row["address"]) for row in rows if row["end"]),
                         [(NAME, address) for address in BOTH])

    def test_an_address_that_cannot_be_traced_is_told(self):
        for name in ("json", "events", "csv"):
            run = self.run_named("-s", lab.SOURCE, "--format", name, NAME, code=5)
            said = sorted(run.stderr.splitlines())
            self.assertEqual(len(said), 3, run.stderr)
            for line, address in zip(said, map(lab.ipv6, ADDRESSES)):
                self.assertTrue(line.startswith(f"tracerouter: {NAME} ({address}): "), line)
                self.assertEqual(run.stdout.count(f',"address":"{address}","error":' if name != "csv" else f"{NAME},{address},,"), 1)

    def test_runs_that_die_trace_each_address_once(self):
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "list"), "w", encoding="utf-8") as names:
                names.write("\n".join(f"n{number}.example" for number in range(NAMES)))
            self.run_in(LISTED, sys.executable, "-B", __file__, folder, family="ipv4")
            with open(os.path.join(folder, "out"), encoding="utf-8") as lines:
                traced = [(result["target"], result["address"]) for result in map(json.loads, lines)]
        self.assertEqual(sorted(traced), sorted((f"n{number}.example", f"198.18.{20 + number}.{host}")
                                                for number in range(NAMES) for host in range(1, SEVERAL + 1)))


if __name__ == "__main__":
    if len(sys.argv) == 2 and os.path.isdir(sys.argv[1]):
        die_and_go_on(sys.argv[1])
    lab.main()
