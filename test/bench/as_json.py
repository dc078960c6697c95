"""Rows for machines: one object a line. A figure that was not measured is null."""

import dataclasses
import json


def head(facts, tools):
    return json.dumps({"facts": facts, "commands": {tool.name: tool.usage for tool in tools}})


def show(block):
    common = {"scenario": block.scenario, "conditions": block.conditions}
    return "\n".join(json.dumps({**common, "tool": name, **dataclasses.asdict(row)}) for name, row in block.rows)


def foot(blocks):
    return ""
