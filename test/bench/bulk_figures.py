"""Rounds of bulk runs summed up as one row a runner. Machines differ from minute to minute: ratios are taken within a
round, and their median is shown."""

import dataclasses
import statistics
from typing import Optional

HEADINGS = ("", "probes/s", "CPU us/probe", "user", "system", "x CPU", "x rate", "hops found", "wrong", "peak MB")


@dataclasses.dataclass(frozen=True)
class Spent:
    """One run."""

    probes: int
    wall_s: float
    user_s: float
    system_s: float
    peak_mb: float
    found: Optional[int] = None  # answering hops of the sample that were shown
    answering: Optional[int] = None
    wrong: Optional[int] = None

    @property
    def rate(self):
        return self.probes / self.wall_s

    @property
    def cpu_us(self):
        return (self.user_s + self.system_s) * 1e6 / self.probes


def row(name, runs, limits):
    """The cells of a runner; `limits` are the runs of the first runner in the same rounds."""
    middle = lambda values: statistics.median(list(values))  # noqa: E731
    pairs = list(zip(runs, limits))
    return (
        name,
        f"{middle(run.rate for run in runs):,.0f}",
        f"{middle(run.cpu_us for run in runs):.2f}",
        f"{middle(run.user_s * 1e6 / run.probes for run in runs):.2f}",
        f"{middle(run.system_s * 1e6 / run.probes for run in runs):.2f}",
        f"{middle(run.cpu_us / limit.cpu_us for run, limit in pairs):.2f}",
        f"{middle(run.rate / limit.rate for run, limit in pairs):.2f}",
        share_found(runs),
        "-" if runs[0].wrong is None else str(sum(run.wrong for run in runs)),
        f"{max(run.peak_mb for run in runs):.0f}",
    )


def share_found(runs):
    if runs[0].answering is None:
        return "-"
    return f"{sum(run.found for run in runs) / sum(run.answering for run in runs):.2%}"


def table(rows, headings=HEADINGS):
    widths = [max(map(len, column)) for column in zip(headings, *rows)]
    return "\n".join(
        "  ".join([first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(rest, widths[1:]))])
        for first, *rest in (headings, *rows))


def sample_of(targets, size):
    """About `size` of them, evenly spread."""
    return targets[::max(1, len(targets) // size)]
