"""What people and scripts that come from traceroute(8) expect: their options, their readers, a source port of one's own."""

import itertools
import json

import lab
import tracing
from tracing import chain

TARGETS = [f"198.18.10.{octet}" for octet in range(1, 6)]
PORT = 4711

FIVE = {"chains": [{"id": "r", "count": 4, "address": "198.18.1.1", "rtt": [1, 7]}],
        "paths": {"main": ["r1..r4"]},
        "destinations": [{"address": target, "rtt": 9} for target in TARGETS]}

RAW = [("-U",), ("-T",)]
WAYS = [*RAW, ("-U", "--unprivileged")]


class SourcePorts(lab.LabTest):
    @staticmethod
    def every_way(ways):
        return itertools.product(["ipv4", "ipv6"], ways)

    @staticmethod
    def named(family, addresses):
        return [lab.ipv6(address) if family == "ipv6" else address for address in addresses]

    def test_targets_share_one(self):
        for family, options in self.every_way(WAYS):
            targets = self.named(family, TARGETS)
            results, run = tracing.trace(self, FIVE, *options, "--source-port", PORT, *targets)
            tracing.check_against_log(self, results, run.log)
            self.assertEqual({probe["source_port"] for probe in run.log if probe["ttl"] < 64}, {PORT})
            for target in targets:
                path = " ".join([*self.named(family, chain("198.18.1", range(1, 5))), target])
                self.assertEqual(tracing.path(results[target]), path)
                self.assertEqual(results[target]["foreign"], 0)

    def test_runs_at_the_same_time_do_not_take_answers_of_each_other(self):
        for family, options in self.every_way(RAW):
            target = self.named(family, TARGETS)[0]
            line = f'"{lab.tracerouter_program()}" -n --format json {" ".join(options)} --sport={PORT} {target}'
            run = self.run_in(FIVE, "sh", "-c", f"for run in 1 2 3 4; do {line} & done; wait")
            for line in run.stdout.splitlines():
                result = json.loads(line)
                # Raw sockets see the answers to all of them.
                self.assertEqual((result["distance"], result["duplicates"], len(tracing.answers(result))), (5, 0, 15))

    def test_the_path_is_the_same_in_every_run(self):
        for family in ["ipv4", "ipv6"]:
            target = self.named(family, ["198.18.10.1"])[0]
            for option in ["-U", "-T"]:
                line = f'"{lab.tracerouter_program()}" -n -q1 --format json {option} --source-port $port {target}'
                run = self.run_in("diamonds", "sh", "-c", f"for port in 7 7 7 7 $(seq 100 120); do {line} || exit; done")
                paths = [tracing.path(json.loads(line)) for line in run.stdout.splitlines()]
                self.assertEqual(len(set(paths[:4])), 1)
                self.assertGreater(len(set(paths)), 2, "other ports take other paths")

    def test_a_port_that_another_socket_has(self):
        """Matters to sockets without rights only, which get what comes to their port."""
        for family in ["ipv4", "ipv6"]:
            target = self.named(family, TARGETS)[0]
            kind = "AF_INET" if family == "ipv4" else "AF_INET6"
            taken = (f"import socket, subprocess, sys; other = socket.socket(socket.{kind}, socket.SOCK_DGRAM);"
                     f"other.bind(('', {PORT})); sys.exit(subprocess.run(sys.argv[1:]).returncode)")
            line = ["python3", "-c", taken, lab.tracerouter_program(), "-n", "-U", "--source-port", PORT, target]
            self.assertIn(f"\n 5  {target}  ", self.run_in(FIVE, *line).stdout)
            run = self.run_in(FIVE, *line, "--unprivileged", code=4)
            self.assertEqual((run.stdout, run.stderr), (
                "", f"tracerouter: the sockets cannot be opened with source port {PORT}: Address already in use\n"))


class Groups(lab.LabTest):
    def test_a_group_is_no_target_and_the_line_says_why(self):
        why = "A multicast address is that of a group of hosts, to which no single path leads"
        for group in ["224.0.0.1", "239.1.2.3", "ff02::1", "ff0e::1:2"]:
            for options in [("-I",), ("-U",), ("-U", "--unprivileged")]:
                run = self.run_in(FIVE, lab.tracerouter_program(), *options, group, code=2)
                self.assertEqual((run.stdout, run.stderr), ("", f"tracerouter: {group}: {why}\n"))


if __name__ == "__main__":
    lab.main()
