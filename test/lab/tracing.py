"""Runs tracerouter inside a scenario and holds what it says against what the simulator did."""

import collections
import json

import lab


def trace(test, wanted, *arguments, code=0, **options):
    """Traces with JSON output. Returns the results by target, and the lab's account of the run."""
    run = test.run_in(wanted, lab.tracerouter_program(), "-n", "--format", "json", *arguments, code=code, **options)
    results = {}
    for line in run.stdout.splitlines():
        result = json.loads(line)
        results[result["target"]] = result
    return results, run


def answers(result):
    """(ttl, probe) of all probes of a trace that were answered."""
    return [(hop["ttl"], probe) for hop in result["hops"] for probe in hop["probes"] if probe["status"] == "replied"]


def path(result):
    """The responders of each hop, `*` for none, as one line."""
    shown = []
    for hop in result["hops"]:
        here = sorted({probe["address"] for probe in hop["probes"] if probe["status"] == "replied"})
        shown.append("/".join(here) or "*")
    return " ".join(shown)


def chain(prefix, numbers):
    return [f"{prefix}.{number}" for number in numbers]


def check_against_log(test, results, log):
    """No answer is shown that the simulator did not give to a probe of that target and TTL; no round trip is shorter
    than the simulator made it, nor one answer counted twice."""
    given = collections.defaultdict(list)
    for probe in log:
        if probe.get("responder"):
            given[probe["destination"], probe["ttl"], probe["responder"]].append(probe)
    for result in results.values():
        for ttl, probe in answers(result):
            candidates = given[result["address"], ttl, probe["address"]]
            test.assertTrue(candidates, f"{result['target']}: nobody at {probe['address']} answered TTL {ttl}")
            took_us = candidates.pop(0)["delay_us"]
            test.assertGreaterEqual(probe["rtt_ms"] * 1000, took_us - 50, f"{result['target']} TTL {ttl}: {probe}")
