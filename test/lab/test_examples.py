"""The programs of docs/examples in the simulated internet: what they print is what the scenario says."""

import json
import os
import re
import subprocess
import sys
import tempfile

import lab

TARGET = "198.18.10.1"
FOREVER = 60000  # milliseconds
AT_ONCE = 100  # of many.cpp

SMALL_INTERNET = {
    "about": "a thousand destinations without delay",
    "generated": {"first": "10.0.0.0", "count": 1000, "hops": [10, 18], "shared": 6},
}


def example(name):
    return os.path.join(os.environ["TRACEROUTER_EXAMPLES"], "example-" + name)


def most_at_once(log):
    """Of how many targets a probe had been seen and no answer of its own yet."""
    waiting, answered, most = set(), set(), 0
    for probe in log:
        if probe["destination"] not in answered:
            waiting.add(probe["destination"])
        most = max(most, len(waiting))
        if probe.get("responder") == probe["destination"]:
            waiting.discard(probe["destination"])
            answered.add(probe["destination"])
    return most


class Examples(lab.LabTest):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def example(self, wanted, name, *arguments, **options):
        return self.run_in(wanted, example(name), *arguments, **options)

    def test_callback_traces_several_targets(self):
        targets = lab.targets("hundred")[:10]
        shown = self.example("hundred", "callback", *targets).stdout.splitlines()
        distances = {target: lab.truth("hundred", target)["distance"] for target in targets}
        self.assertEqual(sorted(shown), sorted(f"{target}: {hops} hops, reached: 1" for target, hops in distances.items()))

    def test_callback_tells_what_keeps_a_trace_from_beginning(self):
        run = self.example("clean16", "callback", "224.0.0.1")
        self.assertEqual((run.stdout, run.stderr.split(":")[0]), ("", "224.0.0.1"))

    def test_coroutine_shows_the_path(self):
        shown = self.example("clean16", "coroutine", TARGET, FOREVER).stdout.splitlines()
        self.assertEqual(shown, [f"{ttl} 198.18.1.{ttl}" for ttl in range(1, 16)] + [f"16 {TARGET}"])

    def test_coroutine_gives_up_in_time(self):
        run = self.example("dead12", "coroutine", TARGET, 1, code=1)
        self.assertEqual((run.stdout, run.stderr), ("", "not known in time\n"))

    def test_round_trips_show_times_and_words(self):
        shown = self.example("clean16", "round_trips", TARGET).stdout.splitlines()
        self.assertEqual((len(shown), shown[-1]), (17, "ended by: destination"))
        probe = r"  198\.18\.1\.9 \d+\.\d{3} ms"
        self.assertRegex(shown[8], rf"^ 9  answered{probe}{probe}{probe}$")

    def test_round_trips_say_why_there_is_none(self):
        shown = self.example("silent20", "round_trips", TARGET).stdout.splitlines()
        path = lab.truth("silent20", TARGET)
        silent = [ttl for ttl in range(1, path["distance"]) if not lab.responders(path, ttl)]
        self.assertTrue(silent)
        for ttl in silent:
            self.assertEqual(shown[ttl - 1].split()[:3], [str(ttl), "silent", "timeout"])

    def test_statistics_show_loss_and_times(self):
        shown = self.example("clean16", "statistics", TARGET).stdout.splitlines()
        self.assertEqual(len(shown), 16)
        times = r"  median \d+\.\d{3} ms  jitter \d+\.\d{3} ms"
        self.assertRegex(shown[8], rf"^ 9  lost 0 of 10 \(0\.000 to 0\.278\){times}$")

    def test_monitor_shows_rounds_and_loss(self):
        shown = self.example("clean16", "monitor", TARGET, 5).stdout.splitlines()
        rounds = [re.fullmatch(r"round (\d), flow (\d): 16 hops, 12\d\.\d ms", line) for line in shown[:5]]
        self.assertEqual([found and found.groups() for found in rounds], [("1", "0"), ("2", "1"), ("3", "2"), ("4", "3"), ("5", "0")])
        self.assertEqual(shown[5:], [f"hop {ttl}: lost 0 of 5" for ttl in range(1, 17)])

    def test_monitor_tells_changes_and_outages(self):
        block = {"router": "r2", "reject": "drop"}
        scenario = {
            "chains": [{"id": "r", "count": 3, "address": "198.18.1.1", "rtt": [1, 3]}],
            "routers": {"x": {"address": "198.18.2.1", "rtt": 1}},
            "paths": {"main": [{"time": [["r1..r3"], ["x", "r2..r3"], ["x", block, "r3"], ["x", "r2..r3"]], "every": 2000}]},
            "destinations": [{"address": TARGET, "rtt": 4}],
        }
        shown = self.example(scenario, "monitor", TARGET, 40).stdout.splitlines()
        told = [line for line in shown if not line.startswith("round ") and ": lost " not in line]
        self.assertEqual(told, ["hop 1: 198.18.2.1 instead of 198.18.1.1", "the target is down", "the target is back"])

    def test_by_name_traces_the_addresses_of_a_name(self):
        shown = self.example("clean16", "by_name", "localhost").stdout
        self.assertIn("localhost (127.0.0.1): 1 hops, destination", shown)

    def test_time_limit_keeps_what_is_known(self):
        self.assertRegex(self.example("dead12", "time_limit", TARGET, 300).stdout, r"^\d+ hops, interrupted\n$")

    def test_time_limit_does_not_hold_up_a_trace_that_ends_before(self):
        self.assertEqual(self.example("clean16", "time_limit", TARGET, FOREVER).stdout, "16 hops, the whole path\n")

    def test_stream_shows_hops_and_the_end(self):
        shown = self.example("clean16", "stream", TARGET).stdout.splitlines()
        self.assertEqual(shown, [f"{ttl} 198.18.1.{ttl}" for ttl in range(1, 16)] + [f"16 {TARGET}", "reached: 1"])

    def test_beside_a_server_traces_a_list_and_serves_pages(self):
        targets = lab.targets("hundred")[:20]
        script = """
import subprocess, sys, urllib.request
program = subprocess.Popen([sys.argv[1], "8080"], stdin=subprocess.PIPE, text=True)
program.stdin.write("\\n".join(sys.argv[2:]) + "\\n")
program.stdin.close()
page = None
while page is None and program.poll() is None:
    try:
        page = urllib.request.urlopen("http://127.0.0.1:8080/", timeout=60).read().decode()
    except OSError:
        pass
program.wait()
print("page", page, end="")
sys.exit(program.returncode)
"""
        shown = self.run_in("hundred", sys.executable, "-c", script, example("beside_a_server"), *targets).stdout.splitlines()
        self.assertRegex(" ".join(shown), rf"page \d+ of {len(targets)}")
        distances = {target: lab.truth("hundred", target)["distance"] for target in targets}
        self.assertEqual(sorted(line for line in shown if not line.startswith("page")),
                         sorted(f"{target} {hops}" for target, hops in distances.items()))

    def test_future_waits_for_the_distance(self):
        self.assertEqual(self.example("clean16", "future", TARGET).stdout, f"{TARGET} is 16 hops away\n")

    def test_many_traces_all_of_a_list_and_few_at_once(self):
        with open(os.path.join(self.folder, "list"), "w+", encoding="utf-8") as targets:
            names = lab.targets(lab.scenario_file(SMALL_INTERNET, self.folder))
            targets.write("\n".join(names))
            targets.seek(0)
            run = self.example(SMALL_INTERNET, "many", stdin=targets)
        truths = map(json.loads, lab.ask("truth", lab.scenario_file(SMALL_INTERNET, self.folder), *names))
        self.assertEqual(sorted(run.stdout.splitlines()),
                         sorted(f"{name} {true['distance']}" for name, true in zip(names, truths)))
        self.assertLessEqual(most_at_once(run.log), AT_ONCE)
        self.assertEqual(run.stderr, f"{len(run.log)} probes\n")

    def test_own_log_gets_messages(self):
        self.assertIn(f"[debug] {TARGET}: trace ended\n", self.example("clean16", "own_log", TARGET).stderr)

    def test_own_channel_needs_no_network(self):
        run = subprocess.run([example("own_channel")], capture_output=True, text=True, timeout=60, check=True)
        hops = ["1 10.0.0.1", "2 10.0.0.2", "3 *", "4 10.0.0.4", "5 198.51.100.7"]
        self.assertEqual(run.stdout.splitlines(), hops + ["reached: 1"])


if __name__ == "__main__":
    lab.main()
