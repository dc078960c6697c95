"""The whole way once: our program in a small scenario, measured, judged, printed. Checks what was found, not times."""

import json
import os
import subprocess
import sys
import unittest

import as_summary
import lab
from figures import Figures
from measure import Limits, Scene, measure, run_once
from tools import TOOLS, Tool, listed

BENCH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "bench.py")


def measured(*options):
    command = [sys.executable, "-B", BENCH, "--runs", "1", "--tool", "tracerouter", *options]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def rival(*command, parse=lambda text, targets: {}):
    return Tool("rival", command[0], "rival-package", listed(*command), parse)


class Bench(unittest.TestCase):
    def test_our_program_is_measured(self):
        head, *rows = map(json.loads, measured("--only", "near3", "--json").splitlines())
        self.assertIn("tracerouter", head["commands"])
        names = [row["tool"] for row in rows]
        self.assertEqual(names, ["tracerouter", "tracerouter -q 1", "the simulated delays alone"])
        ours, _, limit = rows
        self.assertEqual((ours["runs"], ours["answering"], ours["wrong"], ours["false_links"]), (1, 3, 0, 0))
        self.assertEqual((ours["found"], ours["wall_ratio"]), (3, 1))
        self.assertGreaterEqual(ours["probes"], 3)
        self.assertGreaterEqual(ours["wall_s"], limit["wall_s"])

    def test_a_summary_has_a_column_for_each_scenario(self):
        first, _, ours, *_, limit = measured("--only", "near3", "--only", "clean16", "--summary").splitlines()
        self.assertEqual(first, "|  | near3 | clean16 |")
        self.assertRegex(ours, r"^\| tracerouter \| \d\.\d{3} s \| 0\.\d{3} s \|$")
        self.assertRegex(limit, r"^\| the simulated delays alone \|")

    def test_a_summary_says_what_is_missing(self):
        self.assertEqual(as_summary.cell(Figures(wall_s=1.5, found=11.5, answering=12)), "1.500 s, 11.5 of 12 hops")
        self.assertEqual(as_summary.cell(Figures(failures=("over 90 s",))), "over 90 s")
        self.assertEqual(as_summary.cell(None), "-")

    def test_the_other_protocols_and_family_are_measured(self):
        for protocol in ["udp", "tcp"]:
            output = measured("--only", "near3", "--protocol", protocol, "--family", "ipv6", "--json")
            _, ours, *_ = map(json.loads, output.splitlines())
            self.assertEqual((ours["answering"], ours["found"], ours["wrong"]), (3, 3, 0), protocol)

    def test_every_target_is_judged(self):
        _, ours, *_ = map(json.loads, measured("--only", "hundred", "--json").splitlines())
        truths = Scene("hundred").truths(1).values()
        self.assertEqual(ours["answering"], sum(truth["distance"] for truth in truths))

    def test_a_tool_over_the_limit_is_shown_as_such(self):
        self.assertEqual(run_once(Scene("near3"), rival("sh", "-c", "sleep 100"), 1, 0.5).failure, "over 0.5 s")

    def test_a_tool_that_is_not_there_is_shown_with_its_package(self):
        failure = run_once(Scene("near3"), rival("no-such-tracer"), 1, 60).failure
        self.assertEqual(failure, "not installed: rival-package")

    def test_an_output_that_nobody_understands_is_shown_as_such(self):
        tool = rival("true", parse=lambda text, targets: json.loads(text))
        self.assertIn("output not understood", run_once(Scene("near3"), tool, 1, 60).failure)

    def test_tools_take_turns(self):
        order = []
        tools = [rival("true"), rival("echo")]
        measure(Scene("near3"), tools, Limits(2, 60, 60), lambda _scene, tool, _number: order.append(tool.program))
        self.assertEqual(order, ["true", "echo", "true", "echo"])

    def test_a_tool_for_one_target_sits_out_where_there_are_many(self):
        many = lab.targets("hundred", limit=2)
        sitting_out = {tool.name for tool in TOOLS["icmp"] if tool.command_line(many) is None}
        self.assertIn("tracepath", sitting_out)
        self.assertNotIn("traceroute -I", sitting_out)

    def test_processes_side_by_side_are_told_apart(self):
        tool = next(tool for tool in TOOLS["icmp"] if tool.name == "traceroute -I")
        script, targets, *_ = tool.command_line(["192.0.2.1", "192.0.2.2"])
        printed = subprocess.run([script, targets, "echo", "to"], capture_output=True, text=True, check=True).stdout
        self.assertEqual(printed, "### 192.0.2.1\nto 192.0.2.1\n### 192.0.2.2\nto 192.0.2.2\n")


if __name__ == "__main__":
    unittest.main()
