"""What people and scripts that come from traceroute(8) expect: their options, their readers, a source port of one's own."""

import itertools
import json
import re
import subprocess
import tempfile

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
        why = "A multicast address belongs to a group of hosts, so no single path leads to it"
        for group in ["224.0.0.1", "239.1.2.3", "ff02::1", "ff0e::1:2"]:
            for options in [("-I",), ("-U",), ("-U", "--unprivileged")]:
                run = self.run_in(FIVE, lab.tracerouter_program(), *options, group, code=2)
                self.assertEqual((run.stdout, run.stderr), ("", f"tracerouter: {group}: {why}\n"))


SHORT = {"chains": [{"id": "r", "count": 3, "address": "198.18.1.1", "rtt": [1, 5]}],
         "routers": {"r2": {"silent": True}},
         "paths": {"main": ["r1..r3"]},
         "destinations": [{"address": TARGETS[0], "rtt": 9, "name": "target.example"}]}

SMOKEPING = re.compile(r"\s*\d+\s+(\S+)\s+[\d.,]+\s+ms\s*")

# What Perl reads of each query: who answered.
NET_TRACEROUTE = """
use Net::Traceroute;
my $trace = Net::Traceroute->new(host => $ARGV[1], trace_program => $ARGV[0], queries => 3, query_timeout => 1,
                                 max_ttl => 20, tos => 8, no_fragment => 1, @ARGV[2..$#ARGV]);
print $trace->found, "\\n";
for my $hop (1 .. $trace->hops) { print join(" ", map { $trace->hop_query_host($hop, $_) } 1 .. 3), "\\n" }
"""


class Scripts(lab.LabTest):
    """What docs/usage.md says of scripts: their calls, and the form that they look for."""

    def call(self, *arguments, wanted=SHORT, code=0):
        return self.run_in(wanted, lab.tracerouter_program(), *arguments, code=code).stdout.splitlines()

    def test_smokeping(self):
        """TraceroutePing: one query, and a line that has a number, an address, a time and a unit."""
        lines = self.call("-w", 1, "-f", 1, "-m", 30, "-q", 1, "-n", TARGETS[0])
        read = [found.group(1) for found in map(SMOKEPING.fullmatch, lines) if found]
        self.assertEqual(read, ["198.18.1.1", "198.18.1.3", TARGETS[0]])
        lines = self.call("-6", "-w", 1, "-f", 3, "-m", 3, "-q", 1, "-n", lab.ipv6(TARGETS[0]), code=1)
        self.assertEqual(SMOKEPING.fullmatch(lines[-1]).group(1), lab.ipv6("198.18.1.3"))
        self.call("-6", "-n", "-q1", "-f1", "-m1", "-w1", "::1")

    def test_netrics(self):
        """The number of the last line is that of the target; a hop has three times, none of them between marks."""
        self.assertEqual(self.call("-m", 64, "-q", 5, "-w", 2, TARGETS[0])[-1].split()[0], "4")
        time = r"[.\d]+ *ms"
        form = re.compile(rf"\s*\d+\s+\S+\s+\([.\d]+\)\s+{time}\s+{time}\s+{time}\s*|\s*\d+\s+\*\s+\*\s+\*\s*|traceroute to .+")
        for line in self.call(TARGETS[0]):
            self.assertIsNotNone(form.fullmatch(line), line)

    def test_what_is_not_reached_is_no_success(self):
        """Unlike with traceroute(8), which scripts that look at the code find out."""
        self.call("-n", "-m", 3, TARGETS[0], code=1)

    def test_a_wrapper_that_plays_tcptraceroute(self):
        """That of Debian's traceroute calls `-T -O info`, with --sport for -p, the port for the second word, the length for the third."""
        script = "sed \"s#^exec [^ ]*#exec '$1'#\" \"$(command -v tcptraceroute.db)\" > $2; shift 2; exec sh $wrapper \"$@\""
        with tempfile.NamedTemporaryFile() as wrapper:
            line = ["sh", "-c", f"wrapper={wrapper.name}; PATH=$PATH:/usr/sbin; {script}", "sh", lab.tracerouter_program(), wrapper.name]
            run = self.run_in(SHORT, *line, "-n", "-q", 1, "-w", 2, "-S", "-p", PORT, TARGETS[0], 443, 80)
            self.assertEqual(run.stdout.splitlines()[0], f"traceroute to {TARGETS[0]} ({TARGETS[0]}), 30 hops max, 80 byte packets")
            probes = [probe for probe in run.log if probe["ttl"] < 64]
            self.assertEqual({(probe["protocol"], probe["source_port"], probe["destination_port"], probe["size"]) for probe in probes},
                             {("tcp", PORT, 443, 80)})

    def test_a_ping_by_tcp(self):
        """tcpping asks the target alone."""
        lines = self.call("-T", "-O", "info", "-f", 255, "-m", 255, "-q", 1, "-w", 3, "-n", TARGETS[0])
        self.assertRegex(lines[-1], rf"^255  {TARGETS[0]}  [\d.]+ ms$")

    def test_net_traceroute(self):
        for how in [[], ["use_icmp", 1], ["use_tcp", 1]]:
            run = self.run_in(SHORT, "perl", "-e", NET_TRACEROUTE, lab.tracerouter_program(), TARGETS[0], *how)
            self.assertEqual(run.stdout.splitlines(), ["1", " ".join(["198.18.1.1"] * 3), " ".join(["255.255.255.255"] * 3),
                                                       " ".join(["198.18.1.3"] * 3), " ".join([TARGETS[0]] * 3)])

    def test_labels_are_what_some_readers_do_not_know(self):
        lines = self.call("-n", "-q", 1, TARGETS[0], wanted="mpls")
        self.assertEqual([bool(SMOKEPING.fullmatch(line)) for line in lines[1:]], [True, False, False, False, True, True])
        self.run_in("mpls", "perl", "-e", NET_TRACEROUTE, lab.tracerouter_program(), TARGETS[0], code=255)

    def test_trparse(self):
        """A head with name and address, and in each line times with what stands behind them."""
        head, *lines = self.call("-A", "target.example")
        self.assertRegex(head, rf"\btarget\.example\s+\({TARGETS[0]}\)")
        for line in lines:
            shown = re.findall(r"(?:(\d+(?:\.\d+)?)\s+ms|\*)\s*(!\S*)?", line)
            self.assertEqual(len(shown), 3, line)

    def test_jc(self):
        self.need("jc")
        text = "\n".join(self.call(TARGETS[0]))
        read = json.loads(subprocess.run(["jc", "--traceroute"], input=text, capture_output=True, text=True, check=True).stdout)
        self.assertEqual([hop["hop"] for hop in read["hops"]], [1, 2, 3, 4])
        self.assertEqual([probe["ip"] for probe in read["hops"][-1]["probes"]], [TARGETS[0]] * 3)


if __name__ == "__main__":
    lab.main()
