"""One table over all scenarios: how long each tool took, and which hops it missed. For the front page."""

from columns import NONE, short


def head(facts, tools):
    return ""


def show(block):
    return ""


def foot(blocks):
    headings = ["", *(block.scenario for block in blocks)]
    lines = [headings, ["---", *["---:"] * len(blocks)]]
    rows_of = [dict(block.rows) for block in blocks]
    for name in rows_of[0]:
        lines.append([name, *(cell(rows.get(name)) for rows in rows_of)])
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def cell(row):
    """The time, with the hops where some are missing; why there is none, if so."""
    if row is None or row.wall_s is None:
        return ", ".join(row.failures) if row and row.failures else NONE
    if row.found is None or row.found == row.answering:
        return f"{row.wall_s:.3f} s"
    return f"{row.wall_s:.3f} s, {short(row.found)} of {short(row.answering)} hops"
