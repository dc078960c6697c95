"""tracerouter among others: noise, neighbours, interruption, refusals, real routers."""

import json
import os
import subprocess
import sys
import tempfile

import lab
import test_linux_routers
import tracing
from tracing import chain

TARGET = "198.18.10.1"


class Company(lab.LabTest):
    def shell(self, wanted, script, code=0, **options):
        environment = dict(os.environ, T=lab.tracerouter_program())
        return self.run_in(wanted, "sh", "-c", script, code=code, env=environment, **options)

    def test_noise_changes_nothing(self):
        script = f"for count in 1 2 3 4 5 6 7 8 9 10 11 12; do sleep 0.3; \"$T\" -n --format json {TARGET} || [ $? = 1 ] || exit 2; done"
        run = self.shell("noise", script)
        path = chain("198.18.1", range(1, 5)) + ["*"] + chain("198.18.1", range(6, 12)) + [TARGET]
        results = [json.loads(line) for line in run.stdout.splitlines()]
        self.assertEqual(len(results), 12)
        # A machine that cannot take so much loses answers in its own buffer, and says so, or lets the simulator wait.
        slow = run.stats["lateness_us"]["max"] > 100_000
        for result in results:
            for wanted, seen in zip(path, tracing.path(result).split()):
                self.assertIn(seen, {wanted, "*"}, result)
            if not slow and result["receive_drops"] == 0:
                self.assertEqual(tracing.path(result), " ".join(path))
        self.assertGreater(run.stats["noise"], 100_000)

    def test_two_tracers_and_a_ping_do_not_mix(self):
        self.need("ping")
        targets = " ".join(lab.targets("hundred")[:30])
        with tempfile.TemporaryDirectory() as folder:
            script = (f"\"$T\" -n -q 3 --format json {targets} > {folder}/one & "
                      f"\"$T\" -n -q 3 --format json {targets} > {folder}/two & "
                      f"for target in {targets}; do ping -n -q -c 5 -i 0.05 $target > {folder}/ping.$target & done; wait")
            run = self.shell("hundred", script)
            for name in ("one", "two"):
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    results = {result["target"]: result for result in map(json.loads, file)}
                self.assertEqual(len(results), 30)
                for target, result in results.items():
                    self.check_whole(target, result)
                tracing.check_against_log(self, results, run.log)
            for target in targets.split():
                with open(os.path.join(folder, f"ping.{target}"), encoding="utf-8") as file:
                    self.assertIn(" 0% packet loss", file.read())

    def check_whole(self, target, result):
        true_path = lab.truth("hundred", target)
        expected = [sorted(lab.responders(true_path, ttl))[0] for ttl in range(1, true_path["distance"] + 1)]
        self.assertEqual(tracing.path(result), " ".join(expected))
        self.assertEqual(result["duplicates"], 0)

    def test_an_interrupt_prints_what_is_known(self):
        # Once all hops before the dead target are there, however long a busy machine takes for them.
        script = (f"\"$T\" -n {TARGET} > lines & tracer=$!; "
                  "while kill -0 $tracer && ! grep -q '^ *12 ' lines; do sleep 0.05; done; "
                  "kill -TERM $tracer; wait $tracer; code=$?; cat lines; exit $code")
        with tempfile.TemporaryDirectory() as folder:
            run = self.shell("dead12", f"cd {folder}; {script}", code=130)
        hops = lab.parse_traceroute(run.stdout)
        self.assertEqual([hop.answers[0].address for hop in hops.values()], chain("198.18.1", range(1, 13)))

    def test_an_interrupt_ends_many_targets_with_a_result_for_each(self):
        targets = " ".join([TARGET] + chain("198.18.11", range(1, 9)))
        script = f"\"$T\" -n --format json {targets} & tracer=$!; sleep 0.3; kill -TERM $tracer; wait $tracer"
        run = self.shell("dead12", script, code=130)
        results = [json.loads(line) for line in run.stdout.splitlines()]
        self.assertEqual([result["stop_reason"] for result in results if result["target"] == TARGET], ["interrupted"])

    def test_lines_appear_as_hops_become_final(self):
        run = self.shell("silent20", f"\"$T\" -n {TARGET} | while read line; do date +%s%N; done")
        times = [int(line) for line in run.stdout.splitlines()]
        self.assertEqual(len(times), 21)
        # The header and the hops before the silent ones; the others have to wait for those.
        self.assertGreater(times[-1] - times[7], 150e6)

    def test_a_refused_probe_is_a_result_of_its_hop(self):
        self.need("iptables")
        script = ("iptables -A OUTPUT -p icmp -m ttl --ttl-eq 3 -j DROP && "
                  f"\"$T\" -n --format json {TARGET}")
        run = self.shell("clean16", script)
        result = json.loads(run.stdout)
        self.assertEqual([probe["status"] for probe in result["hops"][2]["probes"]], ["send-failed"] * 3)
        self.assertEqual(len(tracing.answers(result)), 15 * 3)
        self.assertEqual(result["clock"], "kernel")

    def test_a_target_without_a_route_stops_no_other(self):
        script = ("ip route add unreachable 198.18.77.0/24 && "
                  f"\"$T\" -n --format json 198.18.77.7 {TARGET}")
        run = self.shell("clean16", script, code=5)
        results = {line["target"]: line for line in map(json.loads, run.stdout.splitlines())}
        self.assertIn("error", results["198.18.77.7"])
        self.assertTrue(results[TARGET]["reached"])

    def test_no_route_at_all_is_a_failure(self):
        self.shell("clean16", "ip route add unreachable 198.18.77.0/24 && \"$T\" -n 198.18.77.7 198.18.77.8", code=5)

    def test_real_routers(self):
        line = [sys.executable, test_linux_routers.PROGRAM, "--hops", "5", "--",
                lab.tracerouter_program(), "-n", "--format", "json", "10.77.6.2"]
        done = subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(tracing.path(json.loads(done.stdout)), " ".join(f"10.77.{hop}.2" for hop in range(1, 7)))


if __name__ == "__main__":
    lab.main()
