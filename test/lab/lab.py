"""Runs commands inside the simulated internet, for tests. TRACEROUTER_LAB and TRACEROUTER name the programs."""

import collections
import ipaddress
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

FOLDER = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(FOLDER, "..", "support"))
import namespace_rights  # noqa: E402
import pauses  # noqa: E402
SOURCE = "198.18.0.2"

Hop = collections.namedtuple("Hop", "answers silent")
Answer = collections.namedtuple("Answer", "address rtt_ms mark")


def lab_program():
    return os.environ["TRACEROUTER_LAB"]


def tracerouter_program():
    return os.environ["TRACEROUTER"]


def scenario(name):
    return os.path.join(FOLDER, "scenarios", name + ".json")


class Result:
    """What a command inside a scenario did, and what the simulator saw of it."""

    def __init__(self, finished, stats, log):
        self.code = finished.returncode
        self.stdout = finished.stdout
        self.stderr = finished.stderr
        self.stats = stats
        self.log = log

    @property
    def command_ms(self):
        return self.stats["command_ms"]


def read_json(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    return json.loads(text) if text else None


def read_json_lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def scenario_file(wanted, folder):
    """The file of a scenario given by name, by path, or as a dictionary of its keys."""
    if isinstance(wanted, dict):
        path = os.path.join(folder, "scenario.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(wanted, file)
        return path
    return wanted if os.sep in wanted else scenario(wanted)


def ipv6(address):
    """The IPv6 address of whoever has this IPv4 address in a scenario."""
    return str(ipaddress.ip_address("2001:db8::") + int(ipaddress.IPv4Address(address)))


def run(wanted, *command, seed=None, family=None, timeout=120, log=True, **subprocess_options):
    """Runs `command` inside a scenario."""
    with tempfile.TemporaryDirectory() as folder:
        stats_file = os.path.join(folder, "stats")
        log_file = os.path.join(folder, "log")
        line = [lab_program(), "run", scenario_file(wanted, folder), "--stats", stats_file]
        if log:
            line += ["--log", log_file]
        if seed is not None:
            line += ["--seed", str(seed)]
        if family is not None:
            line += ["--family", family]
        finished = subprocess.run(
            line + ["--", *map(str, command)], capture_output=True, text=True, timeout=timeout, check=False,
            **subprocess_options)
        stats = read_json(stats_file) if os.path.exists(stats_file) else None
        probes = read_json_lines(log_file) if log and os.path.exists(log_file) else None
        return Result(finished, stats, probes)


def ask(*arguments):
    finished = subprocess.run([lab_program(), *arguments], capture_output=True, text=True, timeout=60, check=False)
    if finished.returncode != 0:
        raise RuntimeError(finished.stderr)
    return finished.stdout.splitlines()


def truth(wanted, address, seed=None):
    """The true path: a dictionary with end, distance, distances and hops."""
    with tempfile.TemporaryDirectory() as folder:
        seed_option = [] if seed is None else ["--seed", str(seed)]
        return json.loads(ask("truth", scenario_file(wanted, folder), *seed_option, address)[0])


def targets(wanted, limit=None, family="ipv4", spread=None):
    """The first `limit` of them, or `spread` of them from all over a generated internet."""
    limit_option = [] if limit is None else ["--limit", str(limit)]
    spread_option = [] if spread is None else ["--spread", str(spread)]
    return ask("targets", scenario_file(wanted, FOLDER), "--family", family, *limit_option, *spread_option)


def responders(path, ttl):
    """Addresses that may answer at this TTL of a true path."""
    return {one["address"] for one in path["hops"][ttl - 1]["responders"] if one["answers"]}


def links(path):
    """All pairs of neighbours that exist on a true path."""
    return {tuple(pair) for hop in path["hops"] for pair in hop["links"]}


def parse_traceroute(text):
    """{ttl: Hop} of the output of traceroute -n, or of a program that prints the same grammar."""
    hops = {}
    for line in text.splitlines():
        found = re.match(r"^ ?(\d+)  ?(.*)$", line)
        if found:
            hops[int(found.group(1))] = parse_hop(found.group(2).split())
    return hops


def parse_hop(words):
    answers = []
    silent = 0
    address = None
    for position, word in enumerate(words):
        if word == "*":
            silent += 1
        elif is_address(word):
            address = word
        elif word == "ms":
            answers.append(Answer(address, float(words[position - 1]), None))
        elif word.startswith("!") and answers:
            answers[-1] = answers[-1]._replace(mark=word)
    return Hop(answers, silent)


def is_address(word):
    try:
        ipaddress.ip_address(word)
    except ValueError:
        return False
    return True


class LabTest(pauses.PatientTest):
    """Base of the tests in this folder."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        namespace_rights.need_networks()

    def need(self, *tools):
        """A missing tool is a failure: a skipped check would look like a passed one."""
        for tool in tools:
            self.assertIsNotNone(find_tool(tool), f"{tool} is not installed")

    def run_in(self, wanted, *command, code=0, **options):
        result = run(wanted, *command, **options)
        self.assertEqual(result.code, code, f"{command}\n{result.stdout}\n{result.stderr}")
        return result

    def traceroute(self, wanted, *arguments, **options):
        self.need("traceroute")
        return parse_traceroute(self.run_in(wanted, "traceroute", "-n", *arguments, **options).stdout)


def find_tool(name):
    """Some tools live where only root looks."""
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


def main():
    namespace_rights.main(verbosity=2)
