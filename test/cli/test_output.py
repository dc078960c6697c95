"""Where results go, and what happens when they cannot go there."""

import csv
import fcntl
import gzip
import json
import os
import pty
import struct
import subprocess
import termios
import time
import unittest
import zlib
from pathlib import Path

from program import FORMATS, PATIENCE, ProgramTest, command_in_namespace, command_with_hosts, main

SILENT = "\x1b[2m"


def cpu_time(pid):
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]


def wait_until_quiet(pid):
    """Until the process waits for something that does not come."""
    before = None
    while (now := cpu_time(pid)) != before:
        before = now
        time.sleep(0.3)


def probes_sent_beside(pid):
    """Echo requests sent in the network of a process."""
    names, values = (line.split() for line in Path(f"/proc/{pid}/net/snmp").read_text().splitlines()
                     if line.startswith("Icmp:"))
    return int(values[names.index("OutEchos")])


class Output(ProgramTest):
    def test_file(self):
        self.file("out", "of an earlier run\n" * 100)
        result = self.trace("-o", "out", "-q1", "127.0.0.1")
        self.assertEqual((result.stdout, result.stderr, result.returncode), ("", "", 0))
        self.assertTrue((self.folder / "out").read_text().startswith("traceroute to 127.0.0.1 (127.0.0.1), "))

    def test_file_that_cannot_be_created(self):
        result = self.trace("-o", "missing/out", "127.0.0.1")
        self.assertEqual(result.stderr, "tracerouter: missing/out: No such file or directory\n")
        self.assertEqual((result.stdout, result.returncode), ("", 5))

    def test_full_disk(self):
        message = "tracerouter: results cannot be written: No space left on device\n"
        for arguments in (["127.0.0.1"], ["127.0.0.0/24"], ["--table", "127.0.0.0/24"],
                          *([f"--format={name}", "127.0.0.0/24"] for name in FORMATS if name != "text")):
            with self.subTest(arguments):
                result = self.trace("-o", "/dev/full", *arguments)
                self.assertEqual((result.stdout, result.stderr, result.returncode), ("", message, 5))

    def test_disk_that_runs_full_leaves_whole_lines(self):
        command = command_in_namespace("--format=json", "-o", "out", "127.0.0.0/24")
        result = self.run_command(["sh", "-c", 'ulimit -f 8; exec "$0" "$@"', *command])
        self.assertEqual((result.stderr, result.returncode), ("tracerouter: results cannot be written: File too large\n", 5))
        written = (self.folder / "out").read_text()
        self.assertTrue(written.endswith("\n"))
        for line in written.splitlines():
            self.assertEqual(json.loads(line)["reached"], True)

    def test_closed_pipe_is_a_quiet_end(self):
        reader, writer = os.pipe()
        os.close(reader)
        with os.fdopen(writer, "wb") as closed:
            for format_name in FORMATS:
                result = self.trace("--format", format_name, "127.0.0.0/24", capture_output=False, stdout=closed,
                                    stderr=subprocess.PIPE)
                self.assertEqual((result.stderr, result.returncode), ("", 0))

    def test_reader_that_stops_early(self):
        command = command_in_namespace("-q1", "127.0.0.0/16")
        result = self.run_command(["sh", "-c", '"$0" "$@" | head -n 1', *command])
        self.assertTrue(result.stdout.startswith("traceroute to 127.0."))
        self.assertEqual(result.stderr, "")

    def test_reader_that_pauses_holds_up_new_targets_and_loses_nothing(self):
        command = command_in_namespace("--format=json", "-q1", "--rate=1000000", "127.0.0.0/17")
        with subprocess.Popen(command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as program:
            wait_until_quiet(program.pid)
            self.assertIsNone(program.poll())
            self.assertLess(probes_sent_beside(program.pid), 1 << 15)
            targets = [json.loads(line)["target"] for line in program.stdout]
        self.assertEqual(program.returncode, 0)
        self.assertEqual(len(targets), 1 << 15)
        self.assertEqual(len(set(targets)), 1 << 15)

    def test_csv(self):
        result = self.trace("--format=csv", "--in-order", "-q1", "127.0.0.2/31")
        lines = list(csv.DictReader(result.stdout.splitlines()))
        self.assertEqual([(line["target"], line["ttl"], line["responder"], line["end"]) for line in lines],
                         [("127.0.0.2", "1", "127.0.0.2", "destination"), ("127.0.0.3", "1", "127.0.0.3", "destination")])

    def test_compressed(self):
        self.assertEqual(self.trace("--format=csv", "-q1", "-o", "out.csv.gz", "127.0.0.0/24").returncode, 0)
        with gzip.open(self.folder / "out.csv.gz", "rt") as lines:
            self.assertEqual(len(lines.readlines()), 1 + 256)

    def test_killed_run_leaves_what_was_written(self):
        command = command_in_namespace("--format=json", "-q1", "-o", "out.gz", "--targets=-", "127.0.0.1")
        with subprocess.Popen(command, cwd=self.folder, stdin=subprocess.PIPE) as program:
            program.stdin.write(b"127.0.0.2\n")
            program.stdin.flush()
            out = self.folder / "out.gz"
            while not out.exists() or out.stat().st_size < 100:
                self.assertIsNone(program.poll())
            program.kill()
        text = zlib.decompressobj(wbits=31).decompress(out.read_bytes())
        self.assertEqual(json.loads(text.splitlines()[0])["reached"], True)

    def test_in_order(self):
        result = self.trace("--format=json", "--in-order", "-q1", "--parallel=50", "127.0.0.0/22")
        targets = [json.loads(line)["target"] for line in result.stdout.splitlines()]
        self.assertEqual(targets, [f"127.0.{i // 256}.{i % 256}" for i in range(1024)])

    def test_log_goes_to_its_file(self):
        result = self.trace("--log-level=debug", "--log-file=log", "127.0.0.1")
        self.assertEqual((result.stderr, result.returncode), ("", 0))
        self.assertIn("127.0.0.1", (self.folder / "log").read_text())

    def test_log_goes_to_standard_error(self):
        result = self.trace("--log-level=debug", "127.0.0.1")
        self.assertIn("tracerouter: debug: ", result.stderr)
        self.assertTrue(result.stdout.startswith("traceroute to "))


class Color(ProgramTest):
    @staticmethod
    def silent_trace(*arguments):
        """A trace with silent hops, which are what is dimmed."""
        return command_in_namespace("-n", "-m2", "-q1", "-w0.05", *arguments, "198.18.9.9")

    def on_terminal(self, command, **environment):
        return run_on_terminal(command, self.folder, **environment)

    def test_never_without_a_terminal(self):
        self.assertNotIn("\x1b", self.run_command(self.silent_trace()).stdout)

    def test_always_when_asked_for(self):
        self.assertIn(SILENT, self.run_command(self.silent_trace("--color=always")).stdout)

    def test_on_a_terminal(self):
        self.assertIn(SILENT, self.on_terminal(self.silent_trace(), NO_COLOR=""))
        self.assertNotIn("\x1b", self.on_terminal(self.silent_trace("--color=never"), NO_COLOR=""))

    def test_not_on_a_terminal_that_wants_none(self):
        self.assertNotIn("\x1b", self.on_terminal(self.silent_trace(), NO_COLOR="1"))


class Table(ProgramTest):
    def test_sums_hops_up(self):
        result = self.trace("--table", "-n", "127.0.0.1")
        self.assertRegex(result.stdout, r"\A127\.0\.0\.1 \(127\.0\.0\.1\): 1 hop\n"
                                        r"Hop  Host +Loss +Best +Median +Worst\n"
                                        r"  1  127\.0\.0\.1 +0%( +\d+\.\d{3}){3}\n\Z")
        self.assertEqual((result.stderr, result.returncode), ("", 0))

    def test_is_no_wider_than_the_terminal(self):
        name = "a-name-that-is-longer-than-the-terminal-is-wide.example"
        self.file("hosts", f"198.18.0.1 {name}\n")
        shown = run_on_terminal(command_with_hosts("--table", "--color=never", "198.18.0.1"), self.folder, columns=60)
        self.assertIn("a-name-that-is", shown)
        self.assertLessEqual(max(map(len, shown.splitlines()[1:])), 60)
        result = self.run_command(command_with_hosts("--table", "198.18.0.1"))
        self.assertIn(f"{name} (198.18.0.1)", result.stdout)

    def test_is_text(self):
        self.assert_refused(self.run_program("--table", "--format=json", "198.18.0.1"),
                            "--table: is a form of text: leave --format out")


def run_on_terminal(command, folder, columns=80, **environment):
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    try:
        subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=theirs, timeout=PATIENCE, check=False,
                       env={**os.environ, **environment})
    finally:
        os.close(theirs)
    chunks = []
    try:
        while chunk := os.read(ours, 65536):
            chunks.append(chunk)
    except OSError:  # how a terminal says that its other side is closed
        pass
    os.close(ours)
    return b"".join(chunks).decode()


if __name__ == "__main__":
    main()
