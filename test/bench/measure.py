"""Runs tools inside the simulated internet, in turn, and collects what each run showed and cost."""

import dataclasses
import json
import re
import subprocess
import tempfile
from typing import Optional

import lab
from judge import Verdict, judge, reference_ms

LAB_FAILED = 125  # the exit code of a simulator that lost packets or could not start


@dataclasses.dataclass
class Run:
    """One run of one tool. Where it gave no figures, `failure` says why."""

    failure: Optional[str] = None
    wall_ms: Optional[float] = None
    reference_ms: Optional[float] = None  # round-trip time to the target; None if that is silent
    probes: Optional[int] = None
    verdict: Optional[Verdict] = None
    lateness_us: Optional[float] = None  # 95th percentile of what the simulator itself was late


@dataclasses.dataclass(frozen=True)
class Limits:
    runs: int  # of each tool
    run_seconds: float  # a longer run is ended
    tool_seconds: float  # a tool that used up so much in a scenario is not run again there


class Scene:
    """A scenario with its targets and true paths; the seed varies what is left to chance."""

    def __init__(self, name, family="ipv4"):
        self.name = name
        self.targets = lab.targets(name, family=family)
        self.truths_by_seed = {}

    @property
    def about(self):
        with open(lab.scenario(self.name), encoding="utf-8") as file:
            return re.search(r'"about": "(.*)"', file.read()).group(1)

    def truths(self, seed):
        if seed not in self.truths_by_seed:
            lines = lab.ask("truth", lab.scenario(self.name), "--seed", str(seed), *self.targets)
            paths = map(json.loads, lines)
            self.truths_by_seed[seed] = {path["destination"]: path for path in paths}
        return self.truths_by_seed[seed]


def measure(scene, tools, limits, watch):
    """{tool: [Run, ...]} for the tools that can do the scenario. `watch` hears of each run before it starts."""
    runs = {tool: [] for tool in tools if tool.command_line(scene.targets)}
    for seed in range(1, limits.runs + 1):
        for tool, done in runs.items():
            if wants_another(done, limits):
                watch(scene, tool, seed)
                done.append(run_once(scene, tool, seed, limits.run_seconds))
    return runs


def wants_another(done, limits):
    used_ms = sum(run.wall_ms for run in done if run.wall_ms is not None)
    return not any(run.failure for run in done) and used_ms < limits.tool_seconds * 1000


def run_once(scene, tool, seed, run_seconds):
    if not tool.installed():
        return Run(failure=f"not installed: {tool.package or tool.program}")
    with tempfile.TemporaryDirectory() as folder:
        try:
            result = lab.run(
                scene.name, *tool.command_line(scene.targets), seed=seed, timeout=run_seconds, cwd=folder,
                stdin=subprocess.DEVNULL)
        except subprocess.TimeoutExpired:
            return Run(failure=f"over {run_seconds:g} s")
    return judged(result, scene, tool, seed)


def judged(result, scene, tool, seed):
    if result.code == LAB_FAILED or result.stats is None:
        return Run(failure="the simulator failed: " + last_line(result.stderr))
    try:
        shown = tool.parse(result.stdout, scene.targets)
    except Exception as error:  # whatever a tool printed, the others go on
        return Run(failure=f"output not understood: {error!r}, exit code {result.code}, {last_line(result.stderr)}")
    truths = scene.truths(seed)
    return Run(
        wall_ms=result.command_ms,
        reference_ms=reference_ms(truths),
        probes=result.stats["probes"],
        verdict=judge(shown, truths, result.log),
        lateness_us=result.stats["lateness_us"]["p95"])


def last_line(text):
    return (text.strip().splitlines() or [""])[-1]
