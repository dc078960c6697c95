"""--monitor and --count: reports, events and views of paths that change, against what the simulator did."""

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import unittest

import lab

TARGET = "198.18.10.1"


def path(*steps, count=8, target_rtt=9, **router):
    """A scenario of one target behind these steps, whose routers are r1 to r8 and b1 to b8."""
    return {
        "chains": [{"id": "r", "count": count, "address": "198.18.1.1", "rtt": [1, count]},
                   {"id": "b", "count": count, "address": "198.18.2.1", "rtt": [1, count]}],
        "routers": router,
        "paths": {"main": list(steps)},
        "destinations": [{"address": TARGET, "rtt": target_rtt}],
    }


class Monitor(lab.LabTest):
    def watch(self, scenario, *arguments, code=0, **options):
        return self.run_in(scenario, lab.tracerouter_program(), "-n", "--flow", "7", *arguments, TARGET, code=code, **options)

    def result(self, scenario, *arguments, **options):
        return json.loads(self.watch(scenario, "--format", "json", *arguments, **options).stdout)

    def events(self, scenario, *arguments, **options):
        lines = self.watch(scenario, "--format", "events", *arguments, **options).stdout.splitlines()
        return [json.loads(line) for line in lines]

    def replay(self, session):
        return subprocess.run([lab.tracerouter_program(), "-n", "--replay", session, "--format", "json"],
                              capture_output=True, text=True, check=False)

    def test_each_hop_is_asked_once_a_round(self):
        result = self.result(path("r1..r5"), "--count", "10", "--interval", "0.1")
        self.assertEqual([hop["ttl"] for hop in result["hops"]], [1, 2, 3, 4, 5, 6])
        self.assertEqual([hop["decided"] for hop in result["hops"]], [10] * 6)
        self.assertEqual([hop["lost"] for hop in result["hops"]], [0] * 6)
        self.assertEqual([hop["responders"][0]["address"] for hop in result["hops"]],
                         [f"198.18.1.{hop}" for hop in range(1, 6)] + [TARGET])

    def test_rounds_overlap_where_answers_take_longer_than_the_interval(self):
        scenario = path("r1..r5", target_rtt=1500)
        result = self.result(scenario, "--count", "6")
        self.assertEqual([hop["lost"] for hop in result["hops"]], [0] * 6)
        self.assertGreaterEqual(result["hops"][5]["median_ms"], 1500)

    def test_loss_is_that_of_the_hop_that_loses(self):
        scenario = path("r1..r5", r3={"loss": 0.3})
        result = self.result(scenario, "--count", "100", "--interval", "0.02", "-w", "1", timeout=60)
        lost = [hop["lost"] for hop in result["hops"]]
        self.assertEqual(lost[:2] + lost[3:], [0] * 5)
        third = result["hops"][2]
        self.assertLess(third["loss_low"], 0.3)
        self.assertGreater(third["loss_high"], 0.3)

    def test_a_path_that_grows_is_followed_without_loss(self):
        scenario = path({"time": [["r1..r4"], ["r1..r7"]], "every": 2000})
        events = self.events(scenario, "--count", "16", "--interval", "0.4")
        changes = [event for event in events if event["event"] == "change"]
        self.assertEqual(len(changes), 1, changes)
        self.assertFalse([event for event in events if event.get("status") == "lost"])
        summary = [event for event in events if event["event"] == "summary"][-1]
        self.assertEqual(json.dumps(summary).count("198.18.1.7"), json.dumps(summary).count("198.18.1.6"))

    def test_an_outage_is_told_with_its_duration(self):
        block = {"router": "r2", "reject": "drop"}
        scenario = path({"time": [["r1..r4"], ["r1", block, "r3..r4"], ["r1..r4"]], "every": 2000})
        events = self.events(scenario, "--count", "16", "--interval", "0.5", "-w", "0.4", timeout=60)
        kinds = [event["event"] for event in events]
        self.assertEqual((kinds.count("outage"), kinds.count("recovery")), (1, 1), kinds)
        recovery = next(event for event in events if event["event"] == "recovery")
        self.assertAlmostEqual(recovery["duration_ms"] / 1000, 2, delta=0.6)

    def test_a_target_that_answers_one_error_a_second_loses_nothing(self):
        scenario = path("r1..r3")
        scenario["defaults"] = {"router": {"limit": "linux"}, "destination": {"limit": "linux"}}
        result = self.result(scenario, "-U", "--count", "5")
        self.assertEqual([hop["lost"] for hop in result["hops"]], [0] * 4)

    def test_targets_behind_the_same_limited_routers_lose_nothing(self):
        targets = [f"198.18.10.{number}" for number in range(1, 7)]
        scenario = path("r1..r3")
        scenario["defaults"] = {"router": {"limit": "linux"}, "destination": {"limit": "linux"}}
        scenario["destinations"] = [{"address": target, "rtt": 9} for target in targets]
        run = self.run_in(scenario, lab.tracerouter_program(), "-n", "-U", "--count", "15", "--format", "json", *targets, timeout=60)
        results = [json.loads(line) for line in run.stdout.splitlines()]
        self.assertEqual(len(results), len(targets))
        for result in results:
            self.assertEqual([hop["lost"] for hop in result["hops"]], [0] * 4)
            self.assertEqual(result["hops"][3]["decided"], 15)
            self.assertGreaterEqual(min(hop["decided"] for hop in result["hops"]), 2)

    def test_short_intervals_lose_nothing_either(self):
        scenario = path("r1..r3")
        scenario["defaults"] = {"router": {"limit": "linux"}}
        result = self.result(scenario, "--count", "100", "--interval", "0.1")
        self.assertEqual([hop["lost"] for hop in result["hops"]], [0] * 4)
        self.assertEqual(result["hops"][3]["decided"], 100)
        self.assertGreaterEqual(result["hops"][0]["decided"], 10)

    def test_a_router_that_refuses_is_asked_once_a_round(self):
        scenario = path("r1..r3", {"router": "r4", "reject": "admin"})
        run = self.watch(scenario, "--count", "9", "--interval", "0.1", "--format", "json", code=1)
        self.assertEqual([hop["decided"] for hop in json.loads(run.stdout)["hops"]], [9] * 5)
        self.assertEqual(max(probe["ttl"] for probe in run.log[60:]), 5)

    def test_each_hop_of_a_loop_is_decided(self):
        result = self.result("loop", "--count", "3", "--interval", "0.1", code=1)
        self.assertEqual([hop["decided"] for hop in result["hops"]], [3] * 30)

    def test_hidden_hops_are_in_no_report_and_no_session(self):
        scenario = path({"time": [["r1..r4"], ["b1", "r2..r4"]], "every": 500})
        with tempfile.TemporaryDirectory() as folder:
            session = os.path.join(folder, "session")
            live = self.watch(scenario, "--mask-first", "2", "--flows", "1", "--count", "20", "--interval", "0.1", "--format",
                              "json", "--record", session)
            again = self.replay(session)
            with open(session, encoding="utf-8") as file:
                for text in (live.stdout, again.stdout, file.read()):
                    self.assertNotRegex(text, r"198\.18\.(1\.[12]|2\.1|0\.2)\b")
        self.assertEqual(json.loads(again.stdout), json.loads(live.stdout))
        self.assertEqual([hop["ttl"] for hop in json.loads(live.stdout)["hops"]], [3, 4, 5])

    def test_hops_begin_with_the_first_that_is_asked(self):
        result = self.result(path("r1..r3"), "--first-ttl", "3", "--count", "2", "--interval", "0.1")
        self.assertEqual([hop["ttl"] for hop in result["hops"]], [3, 4])

    def test_a_session_that_was_killed_is_read_up_to_there(self):
        with tempfile.TemporaryDirectory() as folder:
            session = os.path.join(folder, "session")
            kill = '"$@" & sleep 0.8; kill -KILL $!; wait $!'
            run = self.run_in(path("r1..r3"), "sh", "-c", kill, "sh", lab.tracerouter_program(), "-n", "--count", "1000",
                              "--interval", "0.05", "--format", "json", "--record", session, TARGET, code=137)
            hops = json.loads(self.replay(session).stdout)["hops"]
            for hop in hops:
                sent = [probe for probe in run.log if probe["ttl"] == hop["ttl"]]
                self.assertGreaterEqual(hop["decided"], len(sent) - 3, "rounds that were not yet written")
                self.assertEqual(hop["lost"], 0)

    def test_a_file_that_takes_nothing_is_told_in_one_line(self):
        for output in (["--record", "/dev/full", "-o", "/dev/null"], ["--format", "events", "-o", "/dev/full"], ["-o", "/dev/full"]):
            with self.subTest(output):
                run = self.watch(path("r1..r3"), "--count", "5", "--interval", "0.05", *output, code=5)
                self.assertEqual(run.stderr, "tracerouter: results cannot be written: No space left on device\n")

    def test_what_this_host_does_not_send_is_no_loss(self):
        script = '"$@" & sleep 0.5; ip link set lab0 down; sleep 1; ip link set lab0 up; ip route replace default dev lab0; wait $!'
        run = self.run_in(path("r1..r3"), "sh", "-c", script, "sh", lab.tracerouter_program(), "-n", "--count", "15",
                          "--interval", "0.2", "--format", "json", TARGET)
        hops = json.loads(run.stdout)["hops"]
        self.assertEqual([hop["lost"] for hop in hops], [0] * 4)
        self.assertGreater(min(hop["decided"] for hop in hops), 6, "rounds go on")

    def test_balanced_paths_are_shown_by_flow_and_are_no_change(self):
        scenario = path("r1", {"flow": ["b1", "b2", "b3", "b4"]}, "r2..r3")
        events = self.events(scenario, "--count", "24", "--interval", "0.05")
        self.assertFalse([event for event in events if event["event"] == "change"])
        result = self.result(scenario, "--count", "24", "--interval", "0.05")
        self.assertGreater(len(result["hops"][1]["responders"]), 1)
        self.assertEqual(sum(responder["replies"] for responder in result["hops"][1]["responders"]), 24)

    def test_all_protocols_and_families(self):
        for options in (["-U"], ["-T"], ["-6"], ["-6", "-U"], ["-6", "-T"]):
            with self.subTest(options):
                family = "ipv6" if "-6" in options else "ipv4"
                target = lab.ipv6(TARGET) if "-6" in options else TARGET
                run = self.run_in(path("r1..r3"), lab.tracerouter_program(), "-n", *options, "--format", "json",
                                  "--count", "4", "--interval", "0.1", target, family=family)
                result = json.loads(run.stdout)
                self.assertEqual([hop["decided"] for hop in result["hops"]], [4] * 4)
                self.assertEqual([hop["lost"] for hop in result["hops"]], [0] * 4)

    def test_the_report_is_read_by_those_who_read_mtr(self):
        run = self.watch(path("r1..r3"), "--count", "5", "--interval", "0.1")
        self.assertRegex(run.stdout.splitlines()[0], r"^Start: \d{4}-\d\d-\d\dT")
        rows = re.findall(r"^ *(\d+)\.\|-- (\S+) +([\d.]+)% +(\d+)", run.stdout, re.MULTILINE)
        self.assertEqual(rows, [(str(ttl), host, "0.0", "5") for ttl, host in
                                enumerate(["198.18.1.1", "198.18.1.2", "198.18.1.3", TARGET], 1)])

    def test_csv_has_a_line_for_each_hop(self):
        run = self.watch(path("r1..r3"), "--count", "3", "--interval", "0.1", "--format", "csv")
        rows = list(csv.DictReader(io.StringIO(run.stdout)))
        self.assertEqual([row["ttl"] for row in rows], ["1", "2", "3", "4"])

    def test_conditions_decide_the_exit_code(self):
        scenario = path("r1..r3")
        rounds = ["--count", "5", "--interval", "0.05"]
        self.watch(scenario, *rounds, "--fail-if", "loss>5%", "--fail-if", "unreachable")
        self.watch(scenario, *rounds, "--fail-if", "median>1ms", code=1)

    def test_a_recorded_session_replays_to_the_same_report(self):
        with tempfile.TemporaryDirectory() as folder:
            session = os.path.join(folder, "session")
            scenario = path("r1..r3", r2={"loss": 0.2})
            live = self.watch(scenario, "--count", "20", "--interval", "0.05", "-w", "0.5", "--format", "json",
                              "--record", session, timeout=60)
            again = self.replay(session)
            self.assertEqual(again.stderr, "")
            self.assertEqual(json.loads(again.stdout), json.loads(live.stdout))

    def on_terminal(self, scenario, *arguments, typing=(), kind="dumb", code=0):
        """What the program writes to a terminal of this kind."""
        command = [sys.executable, os.path.join(lab.FOLDER, "..", "support", "on_terminal.py"), json.dumps(typing),
                   lab.tracerouter_program(), "-n", "--flow", "7", *arguments]
        environment = {**os.environ, "TERM": kind, "LC_ALL": "C.UTF-8"}
        return self.run_in(scenario, *command, code=code, env=environment).stdout.replace("\r\n", "\n")

    def test_a_terminal_without_pictures_gets_tables(self):
        shown = self.on_terminal(path("r1..r3"), "--monitor", "--count", "3", "--interval", "0.05", TARGET)
        self.assertNotIn("\x1b", shown)
        self.assertNotIn("{", shown)
        self.assertRegex(shown.splitlines()[0], "^" + re.escape(TARGET))
        self.assertEqual(re.findall(r"^ *\d+ +(198\.\S+)", shown, re.MULTILINE),
                         ["198.18.1.1", "198.18.1.2", "198.18.1.3", TARGET])

    def test_a_session_is_played_to_any_moment(self):
        with tempfile.TemporaryDirectory() as folder:
            session = os.path.join(folder, "session.zst")
            self.watch(path("r1..r3", r2={"loss": 0.3}), "--count", "12", "--interval", "0.05", "-w", "0.3",
                       "--format", "csv", "--record", session)
            report = subprocess.run([lab.tracerouter_program(), "-n", "--replay", session, "--format", "json"],
                                    capture_output=True, text=True, check=True)
            sent = [str(hop["sent"]) for hop in json.loads(report.stdout)["hops"]]
            for keys, expected in (("\x1b[Fq", sent), ("\x1b[F\x1b[Hq", [])):
                with self.subTest(keys):
                    shown = self.on_terminal(path("r1"), "--monitor", "--replay", session, kind="xterm",
                                             typing=[["REPLAY", keys]], code=0 if expected else 1)
                    tables = shown[shown.rindex("\x1b[?1049l"):]
                    self.assertEqual(re.findall(r"^ +\d+ 198\.\S+ +[\d.]+ +(\d+)", tables, re.MULTILINE), expected)

    def test_a_session_with_a_reset_replays_to_the_same_report(self):
        with tempfile.TemporaryDirectory() as folder:
            session = os.path.join(folder, "session")
            self.on_terminal(path("r1..r3", r2={"loss": 0.3}), "--monitor", "--interval", "0.05", "-w", "0.2", "--record", session,
                             TARGET, kind="xterm", typing=[[TARGET, ""], [0.5, "r"], [0.5, "q"]])
            with open(session, encoding="utf-8") as file:
                events = [json.loads(line) for line in file]
            self.assertEqual([event["event"] for event in events if event["event"] in ("start", "reset", "end")],
                             ["start", "reset", "end"])
            reset = next(event for event in events if event["event"] == "reset")
            replay = subprocess.run([lab.tracerouter_program(), "-n", "--replay", session, "--format", "json"],
                                    capture_output=True, text=True, check=True)
            result, told = json.loads(replay.stdout), events[-1]
            self.assertEqual({key: told[key] for key in result if key != "schema"},
                             {key: result[key] for key in result if key != "schema"})
            self.assertLess(result["hops"][0]["sent"], result["rounds"])
            self.assertGreater(reset["at"], events[0]["started_at"])

    def test_a_cut_session_is_read_up_to_the_cut(self):
        with tempfile.TemporaryDirectory() as folder:
            session = os.path.join(folder, "session.gz")
            self.watch(path("r1..r3"), "--count", "30", "--interval", "0.02", "--format", "csv", "--record", session)
            os.truncate(session, os.path.getsize(session) * 2 // 3)
            replay = subprocess.run([lab.tracerouter_program(), "-n", "--log-level", "debug", "--replay", session,
                                     "--format", "json"], capture_output=True, text=True, check=True)
            self.assertIn("session.gz: is cut, and read up to there", replay.stderr)
            self.assertIn("jail: ", replay.stderr)
            self.assertIn(json.loads(replay.stdout)["rounds"], range(2, 30))

    def test_a_session_replays_without_a_line_for_each_departure(self):
        with tempfile.TemporaryDirectory() as folder:
            events = os.path.join(folder, "events")
            self.watch(path("r1..r3"), "--count", "5", "--interval", "0.1", "--format", "events", "-o", events)
            replay = subprocess.run([lab.tracerouter_program(), "-n", "--replay", events, "--format", "json"],
                                    capture_output=True, text=True, check=True)
            with open(events, encoding="utf-8") as file:
                told = json.loads(file.read().splitlines()[-1])
            result = json.loads(replay.stdout)
            for key in ("rounds", "reached", "distance", "hops", "changes", "duration_ms"):
                self.assertEqual(result[key], told[key], key)

    def test_a_page_of_metrics_is_replaced_while_the_monitor_goes_on(self):
        with tempfile.TemporaryDirectory() as folder:
            page = os.path.join(folder, "path.prom")
            script = (f'"{lab.tracerouter_program()}" -n --monitor --interval 0.1 --format openmetrics -o "{page}" {TARGET} & '
                      f'sleep 1.7; cat "{page}"; ls -A "{folder}"; kill -TERM $!; wait $!')
            shown = self.run_in(path("r1..r3"), "sh", "-c", script, code=130).stdout
            self.assertIn("# EOF\npath.prom\n", shown)
            rounds = re.compile(r"^tracerouter_rounds_total\S* (\d+)", re.MULTILINE)
            with open(page, encoding="utf-8") as file:
                last = file.read()
            self.assertGreater(int(rounds.search(last).group(1)), int(rounds.search(shown).group(1)))
            self.assertTrue(last.endswith("# EOF\n"))

    def test_a_page_of_metrics_without_end_needs_a_file(self):
        run = self.watch(path("r1"), "--monitor", "--format", "openmetrics", code=2)
        self.assertEqual(run.stderr.count("\n"), 1)
        self.assertIn("-o", run.stderr)

    def test_a_file_that_cannot_be_written_is_told_once(self):
        with tempfile.TemporaryDirectory() as folder:
            session = os.path.join(folder, "session")
            self.watch(path("r1"), "--count", "1", "--record", session)
            again = subprocess.run([lab.tracerouter_program(), "-n", "--replay", session, "-o", "/dev/full"],
                                   capture_output=True, text=True, check=False)
            self.assertEqual(again.returncode, 5)
            self.assertEqual(again.stderr, "tracerouter: results cannot be written: No space left on device\n")

    def test_without_rights(self):
        for options in ([], ["-U"]):
            with self.subTest(options):
                result = self.result(path("r1..r3"), "--unprivileged", *options, "--count", "4", "--interval", "0.1")
                self.assertEqual([hop["lost"] for hop in result["hops"]], [0] * 4)


if __name__ == "__main__":
    unittest.main()
