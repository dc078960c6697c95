"""The parts of ./dev bench --bulk, and the whole once with few targets. Checks what was found, not times."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

import bulk
import bulk_figures
import lab
from bulk_figures import Spent
from bulk_runners import RUNNERS, read_sample

FOLDER = os.path.dirname(os.path.abspath(__file__))


def spent(cpu_us, rate, **more):
    """A run of 1,000 probes, a third of its time the program's own."""
    cpu_s = cpu_us / 1000
    return Spent(1000, 1000 / rate, cpu_s / 3, cpu_s * 2 / 3, 12.0, **more)


class Figures(unittest.TestCase):
    def test_ratios_are_taken_within_a_round(self):
        limits = [spent(2, 400_000), spent(4, 200_000), spent(3, 300_000)]
        runs = [spent(3, 200_000), spent(6, 100_000), spent(9, 300_000)]
        cells = dict(zip(bulk_figures.HEADINGS, bulk_figures.row("ours", runs, limits)))
        self.assertEqual((cells["x CPU"], cells["x rate"]), ("1.50", "0.50"))
        self.assertEqual((cells["CPU us/probe"], cells["user"], cells["system"]), ("6.00", "2.00", "4.00"))
        self.assertEqual(cells["probes/s"], "200,000")

    def test_what_was_found_is_summed_up(self):
        limits = [spent(2, 1)] * 2
        runs = [spent(2, 1, found=8, answering=10, wrong=0), spent(2, 1, found=10, answering=10, wrong=2)]
        cells = dict(zip(bulk_figures.HEADINGS, bulk_figures.row("ours", runs, limits)))
        self.assertEqual((cells["hops found"], cells["wrong"]), ("90.00%", "2"))

    def test_who_shows_nothing_has_found_nothing(self):
        runs = [spent(2, 1)]
        cells = dict(zip(bulk_figures.HEADINGS, bulk_figures.row("limit", runs, runs)))
        self.assertEqual((cells["hops found"], cells["wrong"], cells["x CPU"]), ("-", "-", "1.00"))

    def test_columns_are_aligned(self):
        self.assertEqual(bulk_figures.table([("a", "1"), ("long", "10")], ("", "n")), "       n\na      1\nlong  10")

    def test_a_sample_is_spread_evenly(self):
        self.assertEqual(bulk_figures.sample_of(list("abcdef"), 3), ["a", "c", "e"])
        self.assertEqual(bulk_figures.sample_of(["a", "b"], 500), ["a", "b"])


class Reading(unittest.TestCase):
    def test_only_the_sample_is_read(self):
        lines = ['{"type":"cycle-start"}'] + [
            json.dumps({"type": "trace", "dst": f"10.0.0.{n}", "hops": [{"probe_ttl": 1, "addr": "10.9.9.9", "rtt": n}]},
                       separators=(",", ":"))
            for n in range(3)]
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            file.write("\n".join(lines) + "\n")
            file.flush()
            shown = read_sample(RUNNERS[-1], file.name, {"10.0.0.1", "10.0.0.7"})
        self.assertEqual(list(shown), ["10.0.0.1"])
        self.assertEqual([(one.address, one.rtt_ms) for one in shown["10.0.0.1"][0][1]], [("10.9.9.9", 1)])


class Spending(unittest.TestCase):
    def spend(self, *command):
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, "cost")
            run = subprocess.run([sys.executable, os.path.join(FOLDER, "spend.py"), file, "any", *command], check=False)
            return run.returncode, lab.read_json(file)

    def test_the_cost_of_a_command_is_told(self):
        code, cost = self.spend(sys.executable, "-c", "sum(range(10 ** 6)); x = bytearray(64 << 20)")
        self.assertEqual(code, 0)
        self.assertGreater(cost["user_s"], 0)
        self.assertGreaterEqual(cost["wall_s"], cost["user_s"] / os.cpu_count())
        self.assertGreater(cost["peak_mb"], 64)

    def test_its_exit_code_is_passed_on(self):
        self.assertEqual(self.spend("sh", "-c", "exit 3")[0], 3)


class Bulk(unittest.TestCase):
    def test_limit_and_program_are_measured_in_turn(self):
        limit, ours = RUNNERS[:2]
        for scenario in ("survey", "generated"):
            with self.subTest(scenario), tempfile.TemporaryDirectory() as folder:
                runs = bulk.measure(bulk.Field(scenario, 100, folder), [limit, ours], 2)
                self.assertEqual([len(done) for done in runs.values()], [2, 2])
                self.assertEqual([run.probes for run in runs[limit]], [1400, 1400])
                for run in runs[ours]:
                    self.assertEqual((run.found, run.wrong), (run.answering, 0))
                    self.assertGreater(run.answering, 900)

    @unittest.skipUnless(shutil.which("scamper"), "no scamper")
    def test_a_rival_runs_in_the_same_internet(self):
        with tempfile.TemporaryDirectory() as folder:
            run = bulk.Field("survey", 50, folder).run(RUNNERS[-1])
        self.assertGreater(run.found, 0.9 * run.answering)
        self.assertEqual(run.wrong, 0)


if __name__ == "__main__":
    unittest.main()
