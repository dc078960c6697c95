"""Statistics over runs, and the cells they become."""

import json
import types
import unittest

import as_json
import as_markdown
import as_text
import figures
from columns import HEADINGS, Block, cells
from figures import Figures
from judge import Verdict
from measure import Limits, Run, wants_another


def run(wall_ms=100.0, reference_ms=50.0, probes=30, **verdict):
    return Run(wall_ms=wall_ms, reference_ms=reference_ms, probes=probes, verdict=Verdict(**verdict))


class SummingUp(unittest.TestCase):
    def test_a_row_sums_up_its_runs(self):
        row = figures.sum_up([
            run(100, found=9, answering=10, wrong=1, times=27, rtt_errors_us=[5.0, -30.0]),
            run(300, found=10, answering=10, false_links=2, times=30, rtt_errors_us=[7.0]),
            run(110, found=10, answering=10, times=30)])
        self.assertEqual((row.runs, row.wall_s, row.wall_least_s, row.wall_most_s), (3, 0.11, 0.1, 0.3))
        self.assertEqual((row.round_trips, row.probes, row.wrong, row.false_links), (2.2, 30, 1, 2))
        self.assertEqual((row.answering, row.times_per_hop), (10, 3))
        self.assertAlmostEqual(row.found, 29 / 3)
        self.assertEqual((row.rtt_error_median_us, row.rtt_error_p95_us), (5.0, 30.0))

    def test_round_trips_belong_to_the_path_of_each_run(self):
        self.assertEqual(figures.sum_up([run(100, 50), run(100, 25), run(100, 100)]).round_trips, 2)

    def test_a_silent_target_has_no_round_trips(self):
        self.assertIsNone(figures.sum_up([run(reference_ms=None)]).round_trips)

    def test_a_failed_run_is_named_and_counts_for_nothing(self):
        row = figures.sum_up([run(100), Run(failure="over 90 s")])
        self.assertEqual((row.runs, row.wall_s, row.failures), (1, 0.1, ("over 90 s",)))

    def test_nothing_but_failures_gives_no_figures(self):
        self.assertEqual(figures.sum_up([Run(failure="over 90 s")]), Figures(failures=("over 90 s",)))

    def test_nothing_found_is_not_a_division_by_zero(self):
        row = figures.sum_up([run(answering=3)])
        self.assertEqual((row.found, row.times_per_hop, row.rtt_error_median_us), (0, None, None))

    def test_percentile_is_a_value_that_was_measured(self):
        self.assertEqual(figures.percentile(range(1, 101), 0.95), 95)
        self.assertEqual(figures.percentile([3, 1, 2], 0.95), 3)
        self.assertEqual(figures.percentile([4], 0.5), 4)

    def test_ratios_are_to_the_first_row(self):
        rows = [figures.sum_up([run(100)]), figures.sum_up([run(250, probes=15)]), Figures()]
        figures.compare(rows)
        self.assertEqual([row.wall_ratio for row in rows], [1, 2.5, None])
        self.assertEqual([row.probes_ratio for row in rows], [1, 0.5, None])


class Repeating(unittest.TestCase):
    LIMITS = Limits(runs=5, run_seconds=90, tool_seconds=1)

    def test_a_tool_runs_until_its_patience_is_used_up(self):
        self.assertTrue(wants_another([], self.LIMITS))
        self.assertTrue(wants_another([run(400), run(500)], self.LIMITS))
        self.assertFalse(wants_another([run(400), run(600)], self.LIMITS))

    def test_a_failure_is_not_repeated(self):
        self.assertFalse(wants_another([Run(failure="over 90 s")], self.LIMITS))


class Tables(unittest.TestCase):
    ROW = Figures(
        runs=2, failures=("over 90 s",), wall_s=0.1264, wall_least_s=0.12, wall_most_s=0.13, round_trips=1.0533,
        found=15.5, answering=16, times_per_hop=3, wrong=0, false_links=1, probes=90, rtt_error_median_us=14.96,
        rtt_error_p95_us=26, wall_ratio=1, probes_ratio=1)
    BLOCK = Block("clean", "about it", [("ours", ROW), ("theirs", Figures(failures=("not installed: x",)))], "load 1")

    def test_cells_belong_to_their_headings(self):
        self.assertEqual(dict(zip(HEADINGS, cells("ours", self.ROW))), {
            "tool": "ours", "wall s": "0.126", "min..max": "0.120..0.130", "x RTT": "1.05", "x ours": "1.00",
            "hops": "15.5/16", "RTTs/hop": "3", "wrong": "0", "false links": "1", "probes": "90",
            "RTT error us": "15.0", "p95": "26.0", "runs": "2, over 90 s"})
        self.assertEqual(len(cells("ours", self.ROW)), len(HEADINGS))

    def test_a_row_without_figures_says_why(self):
        line = as_text.show(self.BLOCK).splitlines()[3]
        self.assertTrue(line.startswith("theirs") and line.endswith("-  not installed: x"), line)

    def test_text_names_scenario_and_load(self):
        lines = as_text.show(self.BLOCK).splitlines()
        self.assertEqual((lines[0], lines[-1]), ("clean: about it", "(load 1)"))

    def test_markdown_rows_have_as_many_cells_as_the_heading(self):
        rows = [line for line in as_markdown.show(self.BLOCK).splitlines() if line.startswith("|")]
        self.assertEqual({row.count("|") for row in rows}, {len(HEADINGS) + 1})
        self.assertEqual(len(rows), 4)

    def test_json_says_null_for_what_was_not_measured(self):
        ours, theirs = map(json.loads, as_json.show(self.BLOCK).splitlines())
        self.assertEqual((ours["scenario"], ours["tool"], ours["wall_s"]), ("clean", "ours", 0.1264))
        self.assertEqual((theirs["wall_s"], theirs["failures"]), (None, ["not installed: x"]))

    def test_heads_name_the_commands(self):
        tool = types.SimpleNamespace(name="ours", usage="ours -n TARGET")
        for form in (as_text, as_markdown, as_json):
            self.assertIn("ours -n TARGET", form.head(["machine: m"], [tool]))


if __name__ == "__main__":
    unittest.main()
