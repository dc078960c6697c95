"""Help, version, and every way to get an option wrong."""

import re
import subprocess
import unittest
from pathlib import Path

from program import PROGRAM, ProgramTest, main

BAD_VALUES = [
    (["--max-ttl", "300"], "--max-ttl 300: expected a number from 1 to 255"),
    (["-m", "0"], "-m 0: expected a number from 1 to 255"),
    (["-m"], "--max-ttl: expected a number from 1 to 255"),
    (["-f", "31"], "-f 31: expected a number from 1 to the highest TTL, 30"),
    (["-q", "11"], "-q 11: expected a number from 1 to 10"),
    (["-w", "-1"], "-w -1: expected a number of seconds from 0.001 to 60"),
    (["--gap-limit", "x"], "--gap-limit x: expected a number from 1 to 255"),
    (["-T", "--source-port", "0"], "--source-port 0: expected a number from 1 to 65535"),
    (["--source-port", "53"], "--source-port: ICMP has no ports: use it with -U or -T"),
    (["-U", "--flow", "1", "--sport", "53"], "--sport: a source port already chooses the flow; leave --flow out"),
    (["-s", "here"], "-s here: expected an IPv4 or IPv6 address"),
    (["-i", "a/b"], "-i a/b: expected the name of a network interface"),
    (["-t", "0x100"], "-t 0x100: expected a number from 0 to 255, or from 0x00 to 0xff"),
    (["--size", "29"], "--size 29: expected a number from 30 to 65535"),
    (["--rate", "4294967296"], "--rate 4294967296: expected a number from 0 to 4294967295"),
    (["--parallel", "0"], "--parallel 0: expected a number from 1 to 30000"),
    (["--format", "xml"], "--format xml: expected text, json, events, csv, atlas, dot or openmetrics"),
    (["--dns-timeout", "61"], "--dns-timeout 61: expected a number of seconds from 0 to 60"),
    (["--mask-first", "255"], "--mask-first 255: expected a number from 0 to 254"),
    (["--asn-db="], "--asn-db: expected a file name"),
    (["--count", "0"], "--count 0: expected a number from 1 to 4294967295"),
    (["--interval", "2"], "--interval: is for monitors: give --monitor or --count"),
    (["--count", "2", "--gap-limit", "3"], "--gap-limit: a monitor asks two hops beyond the last one that answers"),
    (["--monitor", "--stats", "5"], "--stats: a monitor shows what it knows itself"),
    (["--paths", "-q", "2"], "-q: each flow is asked once: give --confidence"),
    (["--paths", "--source-port", "5000", "-U"], "--source-port: other source ports are other paths"),
    (["--paths", "--format", "atlas"], "--format atlas: has no place for parallel paths: give text, json, csv or dot"),
    (["--paths", "--confidence", "100"], "--confidence 100: expected a percentage above 0 and below 100"),
    (["--paths", "-U", "--unprivileged"],
     "--paths: UDP without privileges follows one path only: use ICMP"),
    (["--aliases"], "--aliases: is for --paths"),
    (["--paths", "--aliases", "--unprivileged"],
     "--aliases: without privileges the IP identification of answers is not seen"),
    (["--color", "maybe"], "--color maybe: expected auto, always or never"),
    (["--log-level", "loud"], "--log-level loud: expected trace, debug, info, warn or error"),
    (["--exclude", "nobody"], "--exclude nobody: expected an address or a prefix"),
    (["--in-order=yes"], "--in-order: takes no value"),
    (["--max=5"], "--max: unknown option; see --help"),
    (["-m\x1b[31m"], "-m \\x1B[31m: expected a number from 1 to 255"),
]

BAD_TARGETS = [
    ("300.1.2.3", "Not an IPv4 or IPv6 address"),
    ("198.18.0.0/33", "Not a prefix: expected an address, a slash and a length of 0 to 32 (IPv6: 128)"),
    ("no such name", "Not a host name, an address or a prefix"),
]


class Options(ProgramTest):
    def test_help_is_the_snapshot(self):
        """After a wanted change: tracerouter --help > test/cli/help.txt"""
        snapshot = (Path(__file__).parent / "help.txt").read_text()
        for option in ("--help", "-h"):
            result = self.run_program(option)
            self.assertEqual(result.stdout, snapshot)
            self.assertEqual((result.stderr, result.returncode), ("", 0))

    def test_version(self):
        result = self.run_program("--version")
        self.assertRegex(result.stdout, re.compile(r"\Atracerouter \d+\.\d+\.\d+( \([\w.-]+\))?\n\Z"))
        self.assertEqual((result.stderr, result.returncode), ("", 0))

    def test_help_needs_no_target_and_no_right_value(self):
        self.assertEqual(self.run_program("-m", "300", "--help").returncode, 0)

    def test_help_that_cannot_be_written(self):
        with open("/dev/full", "wb") as full:
            result = self.run_program("--help", capture_output=False, stdout=full, stderr=subprocess.DEVNULL)
        self.assertEqual(result.returncode, 5)

    def test_bad_values(self):
        for arguments, message in BAD_VALUES:
            with self.subTest(arguments):
                arguments = arguments if arguments == ["-m"] else [*arguments, "127.0.0.1"]
                self.assert_refused(self.run_program(*arguments), message)

    def test_bad_targets(self):
        for target, message in BAD_TARGETS:
            with self.subTest(target):
                self.assert_refused(self.run_program("127.0.0.1", target), f"{target}: {message}")

    def test_no_target(self):
        message = "no target: name one, or give a list with --targets FILE; see --help"
        self.assert_refused(self.run_program(), message)
        self.assert_refused(self.run_program("-n"), message)

    def test_needs_no_environment(self):
        result = self.run_command(["env", "-i", PROGRAM])
        self.assertEqual(result.returncode, 2)


if __name__ == "__main__":
    main()
