"""Traces to the loopback device, one hop away."""

import json
import os
import re
import signal
import subprocess
import unittest

from program import FORMATS, ProgramTest, command_in_namespace, command_with_hosts, main, namespace_rights

RTT = r"  \d+\.\d{3} ms"


class Traces(ProgramTest):
    def test_text_of_one_target(self):
        result = self.trace("127.0.0.1")
        self.assertRegex(
            result.stdout,
            re.compile(r"\Atraceroute to 127\.0\.0\.1 \(127\.0\.0\.1\), 30 hops max, 60 byte packets\n"
                       rf" 1  localhost \(127\.0\.0\.1\)({RTT}){{3}}\n\Z"),
        )
        self.assertEqual((result.stderr, result.returncode), ("", 0))

    def test_heading_tells_what_was_asked_for(self):
        result = self.trace("-n", "-m7", "--size=100", "-q1", "127.0.0.1")
        self.assertRegex(
            result.stdout,
            re.compile(r"\Atraceroute to 127\.0\.0\.1 \(127\.0\.0\.1\), 7 hops max, 100 byte packets\n"
                       rf" 1  127\.0\.0\.1{RTT}\n\Z"),
        )

    def test_text_of_several_targets_is_a_block_each(self):
        result = self.trace("-n", "-q1", "127.0.0.1", "127.0.0.2", "127.0.0.3")
        self.assertEqual(len(result.stdout.split("\n\n")), 3)
        self.assertEqual(result.stdout.count("traceroute to "), 3)

    def test_name(self):
        result = self.trace("-4", "localhost")
        self.assertTrue(result.stdout.startswith("traceroute to localhost (127.0.0.1), "))
        self.assertEqual(result.returncode, 0)

    def test_hostile_names_are_harmless_in_every_format(self):
        self.file("hosts", "127.0.0.1 evil\x1b[2J\x07\u202e\u200b\x9b31m\u2028(10.0.0.1)\n")
        for arguments in (["--table"], *(["--format", name] for name in FORMATS)):
            with self.subTest(arguments):
                shown = self.run_command(command_with_hosts(*arguments, "-q1", "127.0.0.1")).stdout
                self.assertEqual([char for char in shown if char != "\n" and not char.isprintable()], [])
                self.assertEqual("evil" in shown, arguments[-1] != "atlas")
                self.assertNotIn(" (10.0.0.1)", shown)

    def test_json(self):
        result = self.trace("--format=json", "-q2", "127.0.0.1")
        self.assertEqual(result.returncode, 0)
        trace = json.loads(result.stdout)
        self.assertEqual(
            list(trace),
            ["schema", "target", "address", "source", "family", "protocol", "options", "started_at", "duration_ms",
             "reached", "distance", "stop_reason", "probes_sent", "replies", "late", "duplicates", "foreign", "receive_drops",
             "clock", "hops"],
        )
        self.assertEqual(trace["schema"], "tracerouter.trace/1")
        self.assertEqual((trace["reached"], trace["distance"], trace["stop_reason"]), (True, 1, "destination"))
        [hop] = trace["hops"]
        self.assertEqual((hop["ttl"], hop["state"], len(hop["probes"])), (1, "answered", 2))
        for probe in hop["probes"]:
            self.assertEqual((probe["status"], probe["address"], probe["reply"]), ("replied", "127.0.0.1", "echo-reply"))
            self.assertGreater(probe["rtt_ms"], 0)

    def test_failing_targets_do_not_stop_the_others(self):
        result = self.trace("--format=json", "--in-order", "nosuch.invalid", "::/63", "0.0.0.0", "10.9.9.9", "127.0.0.1")
        lines = [json.loads(line) for line in result.stdout.splitlines()]
        codes = [line.get("error", {}).get("code") for line in lines]
        self.assertEqual(codes, ["unresolved", "invalid-target", "invalid-target", "send-failed", None])
        self.assertEqual(len(result.stderr.splitlines()), 4)
        self.assertIn("tracerouter: ::/63: A prefix of IPv6 targets needs a length of 64 or more\n", result.stderr)
        self.assertEqual(result.returncode, 5)

    def test_no_route_at_all(self):
        result = self.trace("10.9.9.9")
        self.assertEqual(result.stderr, "tracerouter: 10.9.9.9: this host has no route there (Network is unreachable)\n")
        self.assertEqual((result.stdout, result.returncode), ("", 5))

    def test_unknown_interface(self):
        result = self.trace("-i", "nosuch0", "127.0.0.1")
        self.assertEqual(result.stderr, "tracerouter: the sockets cannot be opened on nosuch0: No such device\n")
        self.assertEqual((result.stdout, result.returncode), ("", 4))


class Signals(ProgramTest):
    def start(self, *arguments):
        program = subprocess.Popen(command_in_namespace("-q1", "-w60", *arguments), cwd=self.folder, text=True,
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.addCleanup(program.communicate)
        self.addCleanup(program.kill)
        return program

    def test_interruption_prints_what_is_known(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number):
                program = self.start("127.0.0.1", "198.18.9.9")  # the latter takes a minute
                # The block of the other target proves that the program is past its start.
                self.assertTrue(program.stdout.readline().startswith("traceroute to 127.0.0.1 "))
                program.send_signal(number)
                self.assertEqual(program.wait(), 130)
                self.assertTrue(
                    program.stdout.read().endswith(
                        "\n\ntraceroute to 198.18.9.9 (198.18.9.9), 30 hops max, 60 byte packets\n"
                    )
                )

    def test_interruption_while_waiting_for_targets(self):
        program = self.start("--targets", "-", "127.0.0.1", "127.0.0.2")
        self.assertTrue(program.stdout.readline().startswith("traceroute to 127.0.0."))
        program.send_signal(signal.SIGINT)
        self.assertEqual(program.wait(), 130)

    def test_interruption_during_a_look_up(self):
        """The name server never answers, and the system's resolver cannot be interrupted."""
        namespace_rights.need_mounts()
        for file in ("/etc/resolv.conf", "/etc/nsswitch.conf"):
            if not os.path.exists(file):
                self.skipTest(f"this system has no {file} that another file could take the place of")
        self.file("resolv.conf", "nameserver 198.18.9.9\noptions timeout:30 attempts:1\n")
        self.file("nsswitch.conf", "hosts: dns\n")
        command = command_in_namespace("-q1", "slow.example", "127.0.0.1")
        bind = 'for file in resolv nsswitch; do mount --bind $file.conf /etc/$file.conf || exit 9; done; exec "$0" "$@"'
        program = subprocess.Popen([command[0], "--mount", *command[1:command.index("sh")], "sh", "-c", bind,
                                    *command[command.index("sh"):]],
                                   cwd=self.folder, text=True, stdout=subprocess.PIPE)
        self.addCleanup(program.communicate)
        self.addCleanup(program.kill)
        self.assertTrue(program.stdout.readline().startswith("traceroute to 127.0.0.1 "))
        program.send_signal(signal.SIGINT)
        self.assertEqual(program.wait(timeout=20), 130)


if __name__ == "__main__":
    main()
