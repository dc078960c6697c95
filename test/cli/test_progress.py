"""What is told about a run on standard error while it goes on, and when it ends."""

import os
import re
import signal
import subprocess
import unittest

from program import PATIENCE, ProgramTest, command_in_namespace, main

RATES = r"\d+ probes/s, \d+ replies/s, \d+ dropped"
MANY = "127.0.0.0/26"


class Progress(ProgramTest):
    def run_with_terminal(self, *arguments, stdout=subprocess.DEVNULL):
        """What a run writes to the terminal that its standard error is."""
        ours, theirs = os.openpty()
        with os.fdopen(theirs, "wb") as terminal:
            finished = subprocess.run(command_in_namespace("-q1", *arguments), cwd=self.folder, timeout=PATIENCE,
                                      stdin=subprocess.DEVNULL, check=False, stderr=terminal,
                                      stdout=terminal if stdout is None else stdout)
        self.assertEqual(finished.returncode, 0)
        shown = b""
        try:
            while chunk := os.read(ours, 65536):
                shown += chunk
        except OSError:  # how a terminal says that its other side is closed
            pass
        os.close(ours)
        return shown.decode().replace("\r\n", "\n")

    def test_summary_of_many_targets_on_a_terminal(self):
        shown = self.run_with_terminal(MANY)
        self.assertRegex(shown, r"^tracerouter: 64 targets in 0:00:\d\d: 64 reached, 0 not reached, 0 not traced\n"
                                r"tracerouter: \d+ probes, \d+ replies from 64 addresses, 0 lost in our own buffers, "
                                r"0 hops inferred, 0 limited\n$")

    def test_line_is_drawn_again_on_a_terminal(self):
        shown = self.run_with_terminal("--rate=50", "-f1", "-m1", MANY)
        self.assertRegex(shown, rf"\r\x1b\[K\d+ of 64 targets \(\d+ %\), {RATES}")
        self.assertTrue(re.search(r"\r\x1b\[Ktracerouter: 64 targets", shown))

    def test_silence(self):
        self.assertEqual(self.run_with_terminal("--progress=never", MANY), "")
        self.assertEqual(self.run_with_terminal("127.0.0.1"), "")
        self.assertEqual(self.trace("-q1", MANY).stderr, "")

    def test_results_on_the_same_terminal_are_not_disturbed(self):
        self.assertNotIn("targets", self.run_with_terminal(MANY, stdout=None))

    def test_always(self):
        result = self.trace("-q1", "--progress=always", MANY)
        self.assertTrue(result.stderr.startswith("tracerouter: 64 targets in "))
        self.assertEqual(len(result.stderr.splitlines()), 2)

    def test_lines_now_and_then(self):
        result = self.trace("-q1", "-m1", "--rate=50", "--stats=0.2", MANY)
        self.assertRegex(result.stderr, rf"^tracerouter: \d+ of 64 targets \(\d+ %\), {RATES}")
        self.assertIn("tracerouter: 64 targets in ", result.stderr)

    def start(self, *arguments):
        """A run that waits for more targets, with the results of the first ones read."""
        program = subprocess.Popen(command_in_namespace("-q1", "--format=json", "--targets=-", *arguments),
                                   cwd=self.folder, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        self.addCleanup(program.wait)
        for stream in (program.stdin, program.stdout, program.stderr):
            self.addCleanup(stream.close)
        self.addCleanup(program.kill)
        for line in [f"127.0.0.{number}" for number in range(40)]:
            print(line, file=program.stdin)
        program.stdin.flush()
        for _ in range(40):
            program.stdout.readline()
        return program

    def test_signal_asks_how_far_it_is(self):
        program = self.start()
        for _ in range(2):
            program.send_signal(signal.SIGUSR1)
            self.assertRegex(program.stderr.readline(), rf"^tracerouter: 40 targets, {RATES}\n$")
        _, rest = program.communicate("127.0.1.1\n", timeout=PATIENCE)
        self.assertEqual((rest, program.returncode), ("", 0))

    def test_interruption_ends_with_the_summary(self):
        program = self.start("--progress=always")
        program.send_signal(signal.SIGINT)
        # Not communicate(): it closes standard input, and the run might end by that.
        self.assertIn("tracerouter: 40 targets in ", program.stderr.read())
        self.assertEqual(program.wait(timeout=PATIENCE), 130)

    def test_wrong_interval(self):
        self.assert_refused(self.run_program("--stats=0", MANY),
                            "--stats 0: expected a number of seconds from 0.1 to 86400")


if __name__ == "__main__":
    main()
