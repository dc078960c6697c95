"""Who sends many probes: each runner's command line, and how what it wrote is read."""

import dataclasses
import os
import re
from typing import Callable, Optional

import lab
import parsers

SCAMPER_TRACE = "trace -P icmp-paris -q 1 -w 1 -m 30 -g 31"


@dataclasses.dataclass(frozen=True)
class Job:
    """The same for all who take part in one round."""

    first: str  # The targets are so many addresses from here on ...
    targets: int
    list_file: str  # ... one a line.
    output: str
    ttls: int  # Mean length of the paths, for who does not find out.
    rate: int  # Probes per second, for tracerouter; 0: no limit.


@dataclasses.dataclass(frozen=True)
class Runner:
    """One row of the table."""

    name: str
    command: Callable[[Job], list]
    key: Optional[re.Pattern] = None  # Finds the target in a line of its output; without it, it shows nothing.
    parse: Optional[Callable[[str], dict]] = None
    good: tuple = (0,)  # exit codes


def raw_limit(job):
    return [os.environ["TRACEROUTER_RAW_LIMIT"], job.first, job.targets, job.ttls, "deaf"]


def ring_limit(job):
    return [os.environ["TRACEROUTER_RING_LIMIT"], "lab0", lab.SOURCE, job.first, job.targets, job.ttls]


def tracerouter(*options):
    return lambda job: [
        lab.tracerouter_program(), "-n", "-q", "1", "--rate", job.rate, *options, "--format", "json", "-o", job.output,
        "--targets", job.list_file]


def scamper(job):
    return ["scamper", "-O", "json", "-p", "10000", "-w", "10000", "-c", SCAMPER_TRACE, "-o", job.output,
            "-f", job.list_file]


# The first is what the others are measured by.
RUNNERS = (
    # It outruns the simulator, and only what arrives there is counted: the lab then ends with 125.
    Runner("raw limit", raw_limit, good=(0, 125)),
    Runner("tracerouter", tracerouter(), re.compile(r'"target":"([^"]+)"'), parsers.tracerouter, (0, 1)),
    Runner("raw limit, --fast-path", ring_limit, good=(0, 125)),
    Runner("tracerouter --fast-path", tracerouter("--fast-path"), re.compile(r'"target":"([^"]+)"'),
           parsers.tracerouter, (0, 1)),
    Runner("tracerouter --doubletree", tracerouter("--doubletree"), re.compile(r'"target":"([^"]+)"'),
           parsers.tracerouter, (0, 1)),
    Runner("scamper, at most 10,000 a second", scamper, re.compile(r'"dst":"([^"]+)"'), parsers.scamper),
)


def read_sample(runner, path, sample):
    """{target: [path, ...]} of the targets in `sample`, from a file that may be too large to be read at once."""
    with open(path, encoding="utf-8") as lines:
        wanted = [line for line in lines if (found := runner.key.search(line)) and found.group(1) in sample]
    return runner.parse("".join(wanted))
