"""The tracers that are compared: how each is called, and who reads its output. All without names."""

import dataclasses
import os
import shlex
from typing import Callable, Optional

import lab
import parsers

FOLDER = os.path.dirname(os.path.abspath(__file__))


def listed(*command):
    """A program that takes any number of targets."""
    return lambda targets: [*command, *targets]


def side_by_side(*command):
    """A program that takes one target: a process for each."""
    script = os.path.join(FOLDER, "side_by_side.sh")
    return lambda targets: [*command, *targets] if len(targets) == 1 else [script, ",".join(targets), *command]


def only_one(*command):
    """A program that is measured with one target only."""
    return lambda targets: [*command, *targets] if len(targets) == 1 else None


def dublin(*arguments):
    """dublin-traceroute prints rounded times and writes the exact ones to a file."""
    return only_one("sh", "-c", 'dublin-traceroute "$@" >&2 && cat trace.json', "sh", *arguments)


@dataclasses.dataclass(frozen=True)
class Tool:
    """One row of the table."""

    name: str
    program: str  # What must be installed; "tracerouter" is the one under test.
    package: Optional[str]  # The Debian package that has it.
    command: Callable[[list], Optional[list]]  # Targets -> command; None: not with so many targets.
    parse: Callable[[str, list], dict]  # Output, targets -> {target: [path, ...]}

    @property
    def is_ours(self):
        return self.program == "tracerouter"

    @property
    def usage(self):
        """How it is called, for people."""
        return shlex.join(self.command(["TARGET"]))

    def command_line(self, targets):
        line = self.command(targets)
        return line and [lab.tracerouter_program() if word == "tracerouter" else word for word in line]

    def installed(self):
        return lab.find_tool(lab.tracerouter_program() if self.is_ours else self.program) is not None


FAST_MTR = ("mtr", "-n", "--raw", "-c", "1", "-i", "0.1", "-G", "1", "-Z", "1")
FAST_SCAMPER = "trace -P icmp-paris -q 1 -w 1 -m 30 -g 31 -N 30"
HOP_LINES = parsers.alone(parsers.hop_lines)
MTR = parsers.alone(parsers.mtr_raw)
OURS = parsers.named(parsers.tracerouter)
SCAMPER = parsers.named(parsers.scamper)
NMAP = parsers.named(parsers.nmap)

def probing(option):
    """Ours by another protocol."""
    return (
        Tool(f"tracerouter {option}", "tracerouter", None,
             listed("tracerouter", "-n", option, "--format", "json"), OURS),
        Tool(f"tracerouter {option} -q 1", "tracerouter", None,
             listed("tracerouter", "-n", option, "-q", "1", "--format", "json"), OURS),
    )


def scamper_by(method):
    return ("scamper", "-O", "json", "-p", "10000", "-c", FAST_SCAMPER.replace("icmp-paris", method), "-i")


# Each with its defaults and, where that differs much, once more as fast as it can sensibly be.
# The first row is the one that the others are compared with.
ICMP_TOOLS = (
    Tool("tracerouter", "tracerouter", None, listed("tracerouter", "-n", "--format", "json"), OURS),
    Tool("tracerouter -q 1", "tracerouter", None, listed("tracerouter", "-n", "-q", "1", "--format", "json"), OURS),
    Tool("traceroute -I", "traceroute", "traceroute", side_by_side("traceroute", "-n", "-I"), HOP_LINES),
    Tool("traceroute -I -N 96", "traceroute", "traceroute",
         side_by_side("traceroute", "-n", "-I", "-N", "96"), HOP_LINES),
    Tool("traceroute -I -q 1 -N 64", "traceroute", "traceroute",
         side_by_side("traceroute", "-n", "-I", "-q", "1", "-N", "64"), HOP_LINES),
    Tool("mtr", "mtr", "mtr-tiny", only_one("mtr", "-n", "--raw", "-c", "3"), MTR),
    Tool("mtr, fast", "mtr", "mtr-tiny", side_by_side(*FAST_MTR), MTR),
    Tool("scamper", "scamper", "scamper", listed("scamper", "-O", "json", "-i"), SCAMPER),
    Tool("scamper, fast", "scamper", "scamper",
         listed("scamper", "-O", "json", "-p", "10000", "-c", FAST_SCAMPER, "-i"), SCAMPER),
    Tool("nmap", "nmap", "nmap", listed("nmap", "-sn", "-n", "--traceroute", "-oX", "-"), NMAP),
    Tool("nmap, fast", "nmap", "nmap", listed("nmap", "-Pn", "-sn", "-n", "-T5", "--traceroute", "-oX", "-"), NMAP),
    Tool("tracepath", "tracepath", "iputils-tracepath", only_one("tracepath", "-n"), HOP_LINES),
    Tool("lft", "lft", "lft", only_one("lft", "-n"), HOP_LINES),
    Tool("inetutils-traceroute", "inetutils-traceroute", "inetutils-traceroute",
         only_one("inetutils-traceroute", "-I"), HOP_LINES),
    Tool("tcptraceroute", "tcptraceroute", "tcptraceroute", only_one("tcptraceroute", "-n"), HOP_LINES),
    Tool("dublin-traceroute", "dublin-traceroute", "dublin-traceroute", dublin(), parsers.dublin_for),
    Tool("dublin-traceroute, fast", "dublin-traceroute", "dublin-traceroute", dublin("-n", "1"), parsers.dublin_for),
)

UDP_TOOLS = (
    *probing("-U"),
    Tool("traceroute", "traceroute", "traceroute", side_by_side("traceroute", "-n"), HOP_LINES),
    Tool("traceroute -N 96", "traceroute", "traceroute", side_by_side("traceroute", "-n", "-N", "96"), HOP_LINES),
    Tool("mtr -u, fast", "mtr", "mtr-tiny", side_by_side(*FAST_MTR, "-u"), MTR),
    Tool("scamper udp-paris, fast", "scamper", "scamper", listed(*scamper_by("udp-paris")), SCAMPER),
    Tool("tracepath", "tracepath", "iputils-tracepath", only_one("tracepath", "-n"), HOP_LINES),
)

TCP_TOOLS = (
    *probing("-T"),
    Tool("traceroute -T", "traceroute", "traceroute", side_by_side("traceroute", "-n", "-T"), HOP_LINES),
    Tool("traceroute -T -N 96", "traceroute", "traceroute",
         side_by_side("traceroute", "-n", "-T", "-N", "96"), HOP_LINES),
    Tool("mtr -T, fast", "mtr", "mtr-tiny", side_by_side(*FAST_MTR, "-T"), MTR),
    Tool("scamper tcp, fast", "scamper", "scamper", listed(*scamper_by("tcp")), SCAMPER),
    Tool("tcptraceroute", "tcptraceroute", "tcptraceroute", only_one("tcptraceroute", "-n"), HOP_LINES),
)

TOOLS = {"icmp": ICMP_TOOLS, "udp": UDP_TOOLS, "tcp": TCP_TOOLS}
