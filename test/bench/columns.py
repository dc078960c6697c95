"""What one scenario gave, and the cells of its table."""

import dataclasses

NONE = "-"

HEADINGS = (
    "tool", "wall s", "min..max", "x RTT", "x ours", "hops", "RTTs/hop", "wrong", "false links", "probes", "x ours",
    "RTT error us", "p95", "runs",
)


@dataclasses.dataclass(frozen=True)
class Block:
    scenario: str
    about: str
    rows: list  # pairs of name and figures
    conditions: str  # how busy the machine was

    def cells(self):
        return [cells(name, row) for name, row in self.rows]


def cells(name, row):
    spread = NONE if row.wall_least_s is None else f"{row.wall_least_s:.3f}..{row.wall_most_s:.3f}"
    hops = NONE if row.found is None else f"{short(row.found)}/{short(row.answering)}"
    return [
        name, number(row.wall_s, 3), spread, number(row.round_trips, 2), number(row.wall_ratio, 2), hops,
        short(row.times_per_hop), number(row.wrong, 0), number(row.false_links, 0), short(row.probes),
        number(row.probes_ratio, 2), number(row.rtt_error_median_us, 1), number(row.rtt_error_p95_us, 1), runs(row),
    ]


def number(value, digits):
    return NONE if value is None else f"{value:.{digits}f}"


def short(value):
    """A mean without needless digits."""
    return NONE if value is None else f"{value:.1f}".removesuffix(".0")


def runs(row):
    """How many gave figures, and why others did not."""
    return ", ".join(([str(row.runs)] if row.runs else []) + list(row.failures)) or NONE
