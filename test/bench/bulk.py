#!/usr/bin/env python3
"""Many targets: what a probe costs, beside a loop that does nothing but send, and beside scamper; and how memory grows.
A generated internet, the simulator on a core of its own, the tools in turn."""

import argparse
import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lab"))

import bench
import lab
import machine
from bulk_figures import Spent, row, sample_of, table
from bulk_runners import RUNNERS, Job, read_sample
from judge import judge

SCENARIOS = {
    "survey": "40 % of the targets are dead, one router in ten is silent; no delay",
    "survey_limited": "the same with delays up to 200 ms, loss, and every router limited like Linux",
    "generated": "everybody answers at once",
}
SAMPLE = 500  # targets whose paths are checked
SPEND = os.path.join(os.path.dirname(os.path.abspath(__file__)), "spend.py")
CORES = sorted(os.sched_getaffinity(0))
MEMORY_TARGETS = (10_000, 100_000, 1_000_000)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, prog="bench --bulk")
    parser.add_argument("--build", default="build/release", help="folder of the built programs (%(default)s)")
    parser.add_argument("--scenario", choices=SCENARIOS, default="survey",
                        help="; ".join(f"{name}: {about}" for name, about in SCENARIOS.items()) + " (%(default)s)")
    parser.add_argument("--rate", type=int, default=0, help="probes per second of tracerouter (0: no limit)")
    parser.add_argument("--targets", type=int, default=20_000, help="of each run (%(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="in which each has a turn (%(default)s)")
    parser.add_argument("--tool", action="append", metavar="TEXT",
                        help="only rows that contain this, beside the limit; repeatable")
    parser.add_argument("--memory", action="store_true", help="peak memory at 10,000, 100,000 and 1,000,000 targets")
    return parser.parse_args()


class Field:
    """The targets, their true paths, and where a run leaves its files."""

    def __init__(self, scenario, targets, folder, rate=0):
        addresses = lab.targets(scenario, spread=targets)
        self.scenario = scenario
        self.folder = folder
        self.core = CORES[0] if len(CORES) > 1 else "any"
        self.job = Job(addresses[0], len(addresses), os.path.join(folder, "list"), os.path.join(folder, "out"), 14, rate)
        with open(self.job.list_file, "w", encoding="utf-8") as file:
            file.write("\n".join(addresses) + "\n")
        paths = map(json.loads, lab.ask("truth", lab.scenario(scenario), *sample_of(addresses, SAMPLE)))
        self.truths = {path["destination"]: path for path in paths}

    def run(self, runner):
        """One run of it."""
        cost_file = os.path.join(self.folder, "cost")
        command = [sys.executable, "-B", SPEND, cost_file, self.core, *runner.command(self.job)]
        result = lab.run(self.scenario, *command, log=False, timeout=3600)
        if result.code not in runner.good:
            sys.exit(f"bench: {runner.name}: exit code {result.code}: {result.stderr.strip()}")
        return Spent(probes=result.stats["probes"], **lab.read_json(cost_file), **self.judged(runner))

    def judged(self, runner):
        if runner.key is None:
            return {}
        verdict = judge(read_sample(runner, self.job.output, self.truths.keys()), self.truths, [])
        os.remove(self.job.output)
        return {"found": verdict.found, "answering": verdict.answering, "wrong": verdict.wrong}


def chosen(wanted):
    limit, *others = RUNNERS
    return [limit, *(runner for runner in others if not wanted or any(part in runner.name for part in wanted))]


def measure(field, runners, rounds):
    """{runner: [Spent, ...]}, all in turn."""
    runs = {runner: [] for runner in runners}
    for _ in range(rounds):
        for runner, done in runs.items():
            done.append(field.run(runner))
    return runs


def costs(options, runners):
    with tempfile.TemporaryDirectory() as folder:
        runs = measure(Field(options.scenario, options.targets, folder, options.rate), runners, options.rounds)
    limits = runs[runners[0]]
    return table([row(runner.name, done, limits) for runner, done in runs.items()])


def memory(options, runners):
    """Of all but the limit, which holds nothing."""
    rows = [[runner.name] for runner in runners[1:]]
    for targets in MEMORY_TARGETS:
        with tempfile.TemporaryDirectory() as folder:
            field = Field(options.scenario, targets, folder, options.rate)
            for cells, runner in zip(rows, runners[1:]):
                cells.append(f"{field.run(runner).peak_mb:.0f}")
    return table(rows, ("peak MB", *(f"{targets:,} targets" for targets in MEMORY_TARGETS)))


def main():
    options = arguments()
    bench.name_programs(options.build)
    runners = chosen(options.tool)
    os.sched_setaffinity(0, CORES[1:] or CORES)  # ours, and so the simulator's: the measured program has the first
    print("\n".join(machine.description(lab.tracerouter_program(), ["scamper"])), end="\n\n", flush=True)
    before = machine.load()
    print(costs(options, runners), flush=True)
    print(f"({options.scenario}: {SCENARIOS[options.scenario]})")
    print(f"({options.targets:,} targets, medians of {options.rounds} rounds; {before} before, {machine.load()} after)")
    if options.memory:
        print("", memory(options, runners), sep="\n")


if __name__ == "__main__":
    main()
