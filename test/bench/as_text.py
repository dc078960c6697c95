"""Tables for a terminal."""

from columns import HEADINGS


def head(facts, tools):
    return "\n".join([*facts, "", *(f"{tool.name}: {tool.usage}" for tool in tools), ""])


def show(block):
    table = [list(HEADINGS), *block.cells()]
    widths = [max(map(len, column)) for column in zip(*table)]
    lines = ["  ".join(aligned(line, widths)).rstrip() for line in table]
    return "\n".join([f"{block.scenario}: {block.about}", *lines, f"({block.conditions})", ""])


def aligned(line, widths):
    """The first and the last column are words, those between are numbers."""
    first, *rest, last = line
    return [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(rest, widths[1:])), last]


def foot(blocks):
    return ""
