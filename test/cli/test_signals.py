"""Signals that come early, that whoever started the program ignores, and that a full quota sends."""

import os
import signal
import subprocess
from pathlib import Path

from program import PATIENCE, ProgramTest, command_in_namespace, main


def state_of(pid):
    """Name and state of a process."""
    name, rest = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)
    return name.split("(", 1)[1], rest.split()[0]


class Signals(ProgramTest):
    def start(self, command):
        program = subprocess.Popen(command, cwd=self.folder, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL)
        self.addCleanup(program.communicate)
        self.addCleanup(program.kill)
        return program

    def test_what_was_ignored_stays_ignored(self):
        """As nohup does, and a script that begins a job in its background."""
        command = command_in_namespace("-n", "-q1", "--targets", "-", "127.0.0.1")
        program = self.start(["sh", "-c", 'trap "" INT HUP; exec "$0" "$@"', *command])
        program.stdin.write("127.0.0.2\n")
        program.stdin.flush()
        self.assertTrue(program.stdout.readline().startswith("traceroute to "))
        program.send_signal(signal.SIGINT)
        program.send_signal(signal.SIGHUP)
        program.stdin.write("127.0.0.3\n")
        program.stdin.flush()
        while not program.stdout.readline().startswith("traceroute to 127.0.0.3 "):
            self.assertIsNone(program.poll())
        program.send_signal(signal.SIGTERM)
        self.assertEqual(program.wait(PATIENCE), 130)

    def test_a_question_that_comes_early_kills_nobody(self):
        """While a list is opened, which takes until somebody writes it."""
        os.mkfifo(self.folder / "list")
        program = self.start(command_in_namespace("-n", "-q1", "--targets", "list"))
        while state_of(program.pid) != ("tracerouter", "S"):
            self.assertIsNone(program.poll())
        program.send_signal(signal.SIGUSR1)
        with open(self.folder / "list", "w", encoding="ascii") as out:
            out.write("127.0.0.1\n")
        self.assertEqual(program.wait(PATIENCE), 0)

    def test_questions_to_the_end_kill_nobody(self):
        program = self.start(command_in_namespace("-n", "-q1", "-o", "out", "127.0.0.0/24"))
        while state_of(program.pid)[0] != "tracerouter":
            self.assertIsNone(program.poll())
        while not (self.folder / "out").exists() and program.poll() is None:
            pass
        while program.poll() is None:
            program.send_signal(signal.SIGUSR1)
        self.assertEqual(program.returncode, 0)

    def test_a_file_that_may_not_grow_is_an_error(self):
        for arguments in (["-o", "out", "--format=json"], ["-o", "out.gz", "--format=json"],
                          ["-o", "out", "--resume", "book", "--format=json"]):
            for name in ("out", "book"):
                (self.folder / name).unlink(missing_ok=True)
            command = command_in_namespace("-n", "-q1", *arguments, "127.0.0.0/21")
            result = self.run_command(["sh", "-c", 'ulimit -f 8; exec "$0" "$@"', *command])
            self.assertEqual(result.returncode, 5, arguments)
            self.assertIn("File too large", result.stderr)


if __name__ == "__main__":
    main()
