"""Runs of one tool summed up as one row. A figure that no run gave is None."""

import dataclasses
import math
import operator
import statistics
from typing import Optional

from judge import least_ms, reference_ms


@dataclasses.dataclass
class Figures:
    runs: int = 0  # that gave figures
    failures: tuple = ()  # why others did not
    wall_s: Optional[float] = None  # median
    wall_least_s: Optional[float] = None
    wall_most_s: Optional[float] = None
    round_trips: Optional[float] = None  # median of wall time / round-trip time of the target
    found: Optional[float] = None  # mean
    answering: Optional[float] = None  # mean
    times_per_hop: Optional[float] = None  # round-trip times shown for each hop found
    wrong: Optional[int] = None  # sum
    false_links: Optional[int] = None  # sum
    probes: Optional[float] = None  # median
    rtt_error_median_us: Optional[float] = None  # signed: reported minus simulated
    rtt_error_p95_us: Optional[float] = None  # of the magnitudes
    wall_ratio: Optional[float] = None  # to the first row
    probes_ratio: Optional[float] = None


def percentile(values, share):
    """The smallest value that at least this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def sum_up(runs):
    good = [run for run in runs if run.failure is None]
    failures = tuple(run.failure for run in runs if run.failure is not None)
    if not good:
        return Figures(failures=failures)
    walls = [run.wall_ms / 1000 for run in good]
    verdicts = [run.verdict for run in good]
    errors = [error for verdict in verdicts for error in verdict.rtt_errors_us]
    return Figures(
        runs=len(good),
        failures=failures,
        wall_s=statistics.median(walls),
        wall_least_s=min(walls),
        wall_most_s=max(walls),
        round_trips=median_round_trips(good),
        found=statistics.mean(verdict.found for verdict in verdicts),
        answering=statistics.mean(verdict.answering for verdict in verdicts),
        times_per_hop=ratio(sum(verdict.times for verdict in verdicts), sum(verdict.found for verdict in verdicts)),
        wrong=sum(verdict.wrong for verdict in verdicts),
        false_links=sum(verdict.false_links for verdict in verdicts),
        probes=statistics.median(run.probes for run in good),
        rtt_error_median_us=statistics.median(errors) if errors else None,
        rtt_error_p95_us=percentile(map(abs, errors), 0.95) if errors else None)


def median_round_trips(runs):
    if any(run.reference_ms is None for run in runs):
        return None
    return statistics.median(run.wall_ms / run.reference_ms for run in runs)


def limit(truths_of_runs):
    """The row of a tracer that costs nothing: the simulated delays alone. Of each run the true paths of its targets."""
    least = [least_ms(truths) for truths in truths_of_runs]
    references = [reference_ms(truths) for truths in truths_of_runs]
    known = None not in references
    return Figures(
        wall_s=statistics.median(least) / 1000,
        round_trips=statistics.median(map(operator.truediv, least, references)) if known else None)


def compare(rows):
    """Fills in the ratios to the first row."""
    first = rows[0]
    for row in rows:
        row.wall_ratio = ratio(row.wall_s, first.wall_s)
        row.probes_ratio = ratio(row.probes, first.probes)


def ratio(value, base):
    return None if value is None or not base else value / base
