"""Target files, standard input, prefixes and exclusions."""

import os
import subprocess
import unittest

from program import ProgramTest, command_in_namespace, command_with_hosts, main

NOTHING = "there is nothing to trace: the lists are empty, or all targets are excluded"


def traced(result):
    """The targets of all blocks, in the order of the output."""
    return [line.split()[2] for line in result.stdout.splitlines() if line.startswith("traceroute to ")]


class TargetLists(ProgramTest):
    def test_file_with_comments_blank_lines_and_carriage_returns(self):
        self.file("list", "# ours\r\n\r\n127.0.0.2  # the second\r\n\t127.0.0.3\r\n127.0.1.0/31")
        result = self.trace("--in-order", "--targets", "list", "127.0.0.1")
        self.assertEqual(traced(result), ["127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.1.0", "127.0.1.1"])
        self.assertEqual((result.stderr, result.returncode), ("", 0))

    def test_bad_lines_are_told_with_their_number_and_the_rest_is_traced(self):
        self.file("list", "127.0.0.1\n\n300.1.1.1\n127.0.0.2 127.0.0.3\nx\x1b[31m\n" + "x" * 5000 + "\n127.0.0.4\n")
        result = self.trace("--in-order", "--targets", "list")
        self.assertEqual(
            result.stderr.splitlines(),
            [
                "tracerouter: list:3: 300.1.1.1: Not an IPv4 or IPv6 address",
                "tracerouter: list:4: 127.0.0.2 127.0.0.3: Expected one target per line",
                "tracerouter: list:5: x\\x1B[31m: A target may not contain control characters",
                "tracerouter: list:6: The line is too long for a target",
            ],
        )
        self.assertEqual(traced(result), ["127.0.0.1", "127.0.0.4"])
        self.assertEqual(result.returncode, 2)

    def test_list_that_cannot_be_read_stops_everything(self):
        for path, reason in (("missing", "No such file or directory"), (".", "Is a directory")):
            with self.subTest(path):
                result = self.trace("--targets", path, "127.0.0.1")
                self.assert_refused(result, f"{path}: {reason}")

    def test_standard_input(self):
        result = self.trace("--in-order", "--targets", "-", input="127.0.0.1\n127.0.0.2\nbad one\n")
        self.assertEqual(traced(result), ["127.0.0.1", "127.0.0.2"])
        self.assertEqual(result.stderr, "tracerouter: standard input:3: bad one: Expected one target per line\n")
        self.assertEqual(result.returncode, 2)

    def test_targets_are_traced_while_standard_input_is_still_open(self):
        command = command_in_namespace("-q1", "--targets", "-")
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
            program.stdin.write("127.0.0.1\n127.0.0.2\n")
            program.stdin.flush()
            self.assertTrue(program.stdout.readline().startswith("traceroute to 127.0.0."))
            program.stdin.write("127.0.0.3\n")
            program.stdin.close()
            self.assertIn("traceroute to 127.0.0.3 ", program.stdout.read())
            self.assertEqual(program.wait(), 0)

    def test_standard_input_stays_blocking(self):
        ours, theirs = os.openpty()
        with os.fdopen(ours, "wb", buffering=0) as keyboard, os.fdopen(theirs, "rb") as terminal:
            command = command_in_namespace("-q1", "--targets", "-")
            with subprocess.Popen(command, stdin=terminal, stdout=subprocess.PIPE) as program:
                keyboard.write(b"127.0.0.1\n127.0.0.2\n")
                program.stdout.readline()
                self.assertTrue(os.get_blocking(terminal.fileno()))
                keyboard.write(b"\x04")
                self.assertEqual(program.wait(), 0)

    def test_empty_list(self):
        self.file("list", "# nothing yet\n")
        result = self.trace("--targets", "list")
        self.assert_refused(result, NOTHING)

    def test_nothing_to_trace(self):
        self.file("list", "localhost\n127.0.0.5\n")
        for arguments in (["--targets", "/dev/null", "--targets", "/dev/null"], ["--exclude=127.0.0.0/8", "127.0.0.1"],
                          ["--format=json", "--exclude=::ffff:127.0.0.0/104", "127.0.0.0/30"],
                          ["-4", "--in-order", "--exclude=127.0.0.0/8", "--targets=list"],
                          ["--table", "--exclude=::1", "::1", "::1%lo"],
                          ["--count=1", "--targets", "/dev/null"], ["--monitor", "--exclude=127.0.0.0/8", "127.0.0.1"]):
            with self.subTest(arguments):
                self.assert_refused(self.trace(*arguments), NOTHING)

    def test_nothing_to_trace_is_told_again_by_a_run_that_goes_on(self):
        arguments = ["-o", "out", "--resume", "book", "--exclude=127.0.0.1", "127.0.0.1"]
        self.assert_refused(self.trace(*arguments), NOTHING)
        self.assert_refused(self.trace(*arguments), "book: the run is complete, and nothing is left to do")

    def test_control_characters_are_refused_with_file_and_line(self):
        self.file("list", b"127.0.0.1\n127.0.0.2\0.evil\n\0\n127.0.0.3\x0b\n\x7f127.0.0.4\n127.0.0.5\0\n127.0.0.6\r\n")
        result = self.trace("-n", "--in-order", "-q1", "--targets", "list")
        texts = [(2, "127.0.0.2\\x00.evil"), (3, "\\x00"), (4, "127.0.0.3\\x0B"), (5, "\\x7F127.0.0.4"), (6, "127.0.0.5\\x00")]
        self.assertEqual(result.stderr.splitlines(),
                         [f"tracerouter: list:{line}: {text}: A target may not contain control characters" for line, text in texts])
        self.assertEqual(traced(result), ["127.0.0.1", "127.0.0.6"])
        self.assertEqual(result.returncode, 2)

    def test_a_list_without_lines_ends(self):
        self.assert_refused(self.trace("--targets", "/dev/zero"), "/dev/zero: The line is too long for a target")

    def test_mapped_addresses_are_ipv4(self):
        self.file("hosts", "::ffff:127.0.0.9 mapped.example\n127.0.0.9 mapped.example\n")
        mapped = command_with_hosts("-q1", "--in-order", "--format=csv", "-s", "::ffff:127.0.0.1", "mapped.example",
                                    "::ffff:127.0.0.2/127", "::ffff:127.0.0.4", "--exclude", "::ffff:127.0.0.3")
        shown = [line.split(",")[:2] for line in self.run_command(mapped).stdout.splitlines()[1:]]
        self.assertEqual(shown, [["mapped.example", "127.0.0.9"], ["127.0.0.2", "127.0.0.2"], ["::ffff:127.0.0.4", "127.0.0.4"]])
        only_ipv6 = self.run_command(command_with_hosts("-6", "mapped.example"))
        self.assertEqual(only_ipv6.stderr, "tracerouter: mapped.example: The name has no address of the requested family\n")
        self.assertEqual(only_ipv6.returncode, 3)

    def test_prefix_means_each_of_its_addresses(self):
        result = self.trace("--in-order", "127.0.0.9/30")
        self.assertEqual(traced(result), ["127.0.0.8", "127.0.0.9", "127.0.0.10", "127.0.0.11"])

    def test_excluded_addresses_are_left_out(self):
        self.file("list", "127.0.0.9\nlocalhost\n")
        result = self.trace("--in-order", "-4", "--exclude", "127.0.0.0/31", "--exclude=127.0.0.9", "--targets", "list",
                            "127.0.0.0/30")
        self.assertEqual(traced(result), ["127.0.0.2", "127.0.0.3"])
        self.assertEqual((result.stderr, result.returncode), ("", 0))

    def test_what_is_given_twice_is_traced_once(self):
        self.file("list", "127.0.0.2\n127.0.1.1\nlocalhost\n127.0.0.0/29\nLOCALHOST.\n127.0.0.6/31\n")
        result = self.trace("--in-order", "-4", "-q1", "--targets", "list", "127.0.0.0/30", "127.0.1.1")
        self.assertEqual(traced(result), ["127.0.0.0", "127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.1.1", "localhost",
                                          "127.0.0.4", "127.0.0.5", "127.0.0.6", "127.0.0.7"])

    def test_many_targets_come_in_random_order(self):
        addresses = [f"127.0.{i // 256}.{i % 256}" for i in range(1024)]
        self.file("list", "\n".join(addresses))
        for arguments in (["127.0.0.0/22"], ["--targets", "list"]):
            with self.subTest(arguments):
                targets = traced(self.trace("-q1", "--parallel=1", *arguments))
                self.assertNotEqual(targets, addresses)
                self.assertEqual(sorted(targets), sorted(addresses))

    def test_one_query_when_there_are_many_targets(self):
        few = self.trace("127.0.0.0/27")
        many = self.trace("127.0.0.0/27", "127.0.1.1")
        self.assertEqual((few.stdout.count(" ms"), many.stdout.count(" ms")), (32 * 3, 33))
        self.assertEqual(self.trace("-q2", "127.0.0.0/26").stdout.count(" ms"), 64 * 2)


if __name__ == "__main__":
    main()
