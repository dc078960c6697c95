"""Tables for the documentation."""

from columns import HEADINGS


def head(facts, tools):
    commands = [f"- {tool.name}: `{tool.usage}`" for tool in tools]
    return "\n".join([*(f"- {fact}" for fact in facts), "", *commands, ""])


def show(block):
    table = [HEADINGS, ["---", *["---:"] * (len(HEADINGS) - 2), "---"], *block.cells()]
    lines = ["| " + " | ".join(line) + " |" for line in table]
    return "\n".join([f"### {block.scenario}: {block.about}", "", *lines, "", f"({block.conditions})", ""])


def foot(blocks):
    return ""
