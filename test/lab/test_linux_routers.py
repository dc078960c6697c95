"""Real Linux routers behave as we think, and as the simulator's "linux" limit does."""

import json
import os
import re
import subprocess
import sys

import lab

PROGRAM = os.path.join(lab.FOLDER, "linux_routers.py")


class LinuxRouters(lab.LabTest):
    def run_behind(self, options, *command, code=0):
        self.need("ip")
        line = [sys.executable, PROGRAM, *options, "--", *map(str, command)]
        done = subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, code, f"{command}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def trace(self, options, *arguments):
        self.need("traceroute")
        return lab.parse_traceroute(self.run_behind(options, "traceroute", "-n", *arguments))

    def test_chain_in_both_families(self):
        for protocol in (["-I"], [], ["-T", "-p", "80"]):
            for family, form in (("-4", "10.77.{}.2"), ("-6", "fd77:{}::2")):
                hops = self.trace(["--hops", "4"], family, *protocol, form.format(5))
                seen = [{answer.address for answer in hop.answers} for hop in hops.values()]
                self.assertEqual(seen, [{form.format(number)} for number in range(1, 6)])

    def test_six_errors_then_one_a_second(self):
        ping = "ping -n -q -t 1 -c 100 -i 0.002 -W 0.3 10.77.3.2"
        text = self.run_behind(["--hops", "2"], "sh", "-c", f"date +%s%N; {ping}; date +%s%N")
        # Not the time that ping prints, which ends with its last probe.
        began, ended = (int(line) for line in re.findall(r"^\d{19}$", text, re.MULTILINE))
        errors = int(re.search(r"\+(\d+) errors", text).group(1))
        self.assertIn(errors, range(6, 7 + (ended - began) // 10**9))

    def test_echo_replies_are_not_limited(self):
        text = self.run_behind(["--hops", "2"], "ping", "-n", "-q", "-c", 200, "-i", "0.002", "10.77.3.2")
        self.assertIn("200 received", text)

    def test_prohibited_and_unreachable(self):
        for kind, mark in (("prohibit", "!X"), ("unreachable", "!H")):
            hops = self.trace(["--hops", "4", "--end-at", f"3:{kind}"], "-I", "-q", "1", "-w", "1", "10.77.5.2")
            self.assertEqual(hops[max(hops)].answers[0][::2], ("10.77.3.2", mark))
        hops = self.trace(["--hops", "4", "--end-at", "3:blackhole"], "-I", "-q", "1", "-w", "0.3", "-m", "5", "10.77.5.2")
        self.assertEqual([bool(hop.answers) for hop in hops.values()], [True, True, False, False, False])

    def test_path_mtu(self):
        hops = self.trace(["--hops", "4", "--mtu", "2:1400"], "-I", "-F", "-q", "1", "-w", "1", "10.77.5.2", "1500")
        self.assertEqual(hops[max(hops)].answers[0][::2], ("10.77.2.2", "!F-1400"))

    def test_our_tracer_again_and_again(self):
        ways = [("10.77.{}.2", "-U"), ("10.77.{}.2", "-U -q 1 --unprivileged"), ("10.77.{}.2", "-T -q 10"), ("fd77:{}::2", "-U -q 10")]
        for form, options in ways:
            with self.subTest(options=options, form=form):
                command = f"\"{lab.tracerouter_program()}\" -n --format json {options} {form.format(5)}"
                text = self.run_behind(["--hops", "4"], "sh", "-c", f"{command} && {command} && {command}")
                for line in text.splitlines():
                    result = json.loads(line)
                    self.assertEqual(result["distance"], 5)
                    self.assertEqual([hop["state"] for hop in result["hops"]], ["answered"] * 5)

    def test_our_tracer_by_every_protocol_in_both_families(self):
        for options in [[], ["-U"], ["-T"], ["-U", "--unprivileged"]]:
            for form in ["10.77.{}.2", "fd77:{}::2"]:
                with self.subTest(options=options, form=form):
                    text = self.run_behind(["--hops", "4"], lab.tracerouter_program(), "-n", *options, form.format(5))
                    hops = lab.parse_traceroute(text)
                    seen = [[answer.address for answer in hop.answers] for hop in hops.values()]
                    self.assertEqual(seen, [[form.format(number)] * 3 for number in range(1, 6)])

    def test_our_monitors_of_several_targets_lose_nothing(self):
        # A router is the target of one, too, and answers its probes by errors.
        for form in ["10.77.{}.2", "fd77:{}::2"]:
            text = self.run_behind(["--hops", "4"], lab.tracerouter_program(), "-n", "-U", "--count", "8", "--format", "json",
                                   *(form.format(number) for number in (5, 4, 3)))
            for line in text.splitlines():
                result = json.loads(line)
                self.assertEqual({hop["lost"] for hop in result["hops"]}, {0}, result["target"])
                self.assertGreaterEqual(min(hop["decided"] for hop in result["hops"]), 2)

    def test_our_tracer_finds_the_path_mtu(self):
        for target in ["10.77.5.2", "fd77:5::2"]:
            text = self.run_behind(["--hops", "4", "--mtu", "2:1400"], lab.tracerouter_program(), "-n", "--mtu", target)
            marks = [re.findall(r"F=\d+", line) for line in text.splitlines()[1:]]
            self.assertEqual(marks, [["F=1500"], [], ["F=1400"], [], []])

    def test_our_tracer_and_a_link_local_target(self):
        # The address that the kernel makes of the hardware address (RFC 4291 appendix A).
        target = "fe80::ff:fe00:102"
        command = f"sleep 2; exec \"{lab.tracerouter_program()}\" -n $0 {target}%far"
        for option in ["-I", "-U", "-T"]:
            text = self.run_behind(["--hops", "2"], "sh", "-c", command, option)
            self.assertIn(f" 1  {target}%far  ", text)

    def test_wrong_options_are_refused(self):
        done = subprocess.run([sys.executable, PROGRAM, "--end-at", "3:nowhere", "--", "true"], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("prohibit, unreachable or blackhole", done.stderr)


if __name__ == "__main__":
    lab.main()
