#!/usr/bin/env python3
"""Measures tracerouter and other tracers in the simulated internet and prints one table for each scenario."""

import argparse
import os
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(FOLDER), "lab"))

import as_json
import as_markdown
import as_summary
import as_text
import figures
import machine
import plan
from columns import Block
from measure import Limits, Scene, measure
from tools import TOOLS


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, prog="bench")
    parser.add_argument("--build", default="build/release", help="folder of the built programs (%(default)s)")
    parser.add_argument("--only", action="append", choices=plan.SCENARIOS, metavar="SCENARIO", help="repeatable")
    parser.add_argument("--protocol", default="icmp", choices=TOOLS, help="of the probes (%(default)s)")
    parser.add_argument("--family", default="ipv4", choices=["ipv4", "ipv6"], help="of the targets (%(default)s)")
    parser.add_argument("--tool", action="append", metavar="TEXT",
                        help="only rows that contain this, beside ours; repeatable")
    parser.add_argument("--runs", type=int, default=5, help="of each row in each scenario (%(default)s)")
    parser.add_argument("--limit", type=float, default=90, help="seconds after which a run is ended (%(default)g)")
    parser.add_argument("--patience", type=float, default=20,
                        help="seconds of runs after which a row is not run again (%(default)g)")
    parser.add_argument("--markdown", dest="form", action="store_const", const=as_markdown, default=as_text)
    parser.add_argument("--json", dest="form", action="store_const", const=as_json, help="one object for each row")
    parser.add_argument("--summary", dest="form", action="store_const", const=as_summary,
                        help="one table of times, a column for each scenario")
    parser.add_argument("--list", action="store_true", help="name scenarios, rows and their packages, and end")
    return parser.parse_args()


def name_programs(build):
    """lab.py takes the programs from the environment."""
    os.environ.setdefault("TRACEROUTER", os.path.abspath(os.path.join(build, "tracerouter")))
    os.environ.setdefault("TRACEROUTER_LAB", os.path.abspath(os.path.join(build, "test/lab/tracerouter-lab")))
    os.environ.setdefault("TRACEROUTER_RAW_LIMIT", os.path.abspath(os.path.join(build, "test/bench/tracerouter-raw-limit")))
    os.environ.setdefault("TRACEROUTER_RING_LIMIT", os.path.abspath(os.path.join(build, "test/bench/tracerouter-ring-limit")))
    for variable in ("TRACEROUTER", "TRACEROUTER_LAB"):
        if not os.access(os.environ[variable], os.X_OK):
            sys.exit(f"bench: {os.environ[variable]} is not built; ./dev bench builds it, or set {variable}")


def chosen(protocol, wanted):
    """The first row is always there: the others are compared with it."""
    first, *others = TOOLS[protocol]
    return [first, *(tool for tool in others if not wanted or any(part in tool.name for part in wanted))]


def watch(scene, tool, number):
    """A line that is overwritten, where somebody looks."""
    if sys.stderr.isatty():
        print(f"\r\033[K{scene.name}: run {number} of {tool.name}\r", end="", file=sys.stderr, flush=True)


def block_of(scene, tools, limits):
    before = machine.load()
    runs = measure(scene, tools, limits, watch)
    conditions = f"{before} before, {machine.load()} after; {lateness(runs)}"
    return Block(scene.name, scene.about, rows_of(scene, runs), conditions)


def rows_of(scene, runs):
    """Named figures, ours first, the limit last."""
    rows = [(tool.name, figures.sum_up(done)) for tool, done in runs.items()]
    figures.compare([row for _, row in rows])
    seeds = range(1, max(map(len, runs.values())) + 1)
    return rows + [("the simulated delays alone", figures.limit([scene.truths(seed) for seed in seeds]))]


def lateness(runs):
    """What the simulator itself was late, as a sign of how disturbed the measurement was."""
    late = [run.lateness_us for done in runs.values() for run in done if run.lateness_us is not None]
    return f"95 % of the simulator's answers less than {max(late):.0f} us late" if late else "nothing ran"


def list_all():
    print("scenarios:", *plan.SCENARIOS)
    for protocol, tools in TOOLS.items():
        print(f"{protocol}:")
        for tool in tools:
            print(f"  {tool.name}    ({tool.package or 'built here'})")


def run(options):
    name_programs(options.build)
    tools = chosen(options.protocol, options.tool)
    limits = Limits(options.runs, options.limit, options.patience)
    packages = sorted({tool.package for tool in tools if tool.package})
    tell(options.form.head(machine.description(os.environ["TRACEROUTER"], packages), tools))
    blocks = []
    for name in options.only or plan.SCENARIOS:
        blocks.append(block_of(Scene(name, options.family), tools, limits))
        tell(options.form.show(blocks[-1]))
    tell(options.form.foot(blocks))


def tell(text):
    if text:
        print(text, flush=True)


def main():
    options = arguments()
    if options.list:
        list_all()
    else:
        run(options)


if __name__ == "__main__":
    main()
