"""What the formats of a monitor write, read by what is not ours: schemas, and parsers of CSV, OpenMetrics and mtr's text."""

import collections
import csv
import io
import json
import os
import re
import subprocess
import sys
import unittest

import jsonschema

SCHEMAS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "docs", "schema")
PROGRAM = ""  # the first argument


def samples(format_name):
    return subprocess.run([PROGRAM, format_name], check=True, capture_output=True, text=True).stdout


def validator(name):
    """No key is let pass that the schema does not name, so that each is documented."""
    with open(os.path.join(SCHEMAS, f"{name}.schema.json"), encoding="utf-8") as file:
        schema = json.load(file)
    for part in schema["$defs"].values():
        if "properties" in part:
            part["additionalProperties"] = False
    return jsonschema.Draft202012Validator(schema)


class MonitorFormats(unittest.TestCase):
    def check_lines(self, name, output):
        schema = validator(name)
        lines = [json.loads(line) for line in output.splitlines()]
        for line in lines:
            self.assertEqual([f"{error.json_path}: {error.message}" for error in schema.iter_errors(line)], [], line)
        return lines

    def test_json_is_what_its_schema_says(self):
        lines = self.check_lines("monitor-1", samples("json"))
        self.assertEqual(len(lines), 3)
        self.assertIn("p99_ms", lines[0]["hops"][0])

    def test_events_are_what_their_schema_says(self):
        lines = self.check_lines("event-1", samples("events"))
        kinds = collections.Counter(line["event"] for line in lines)
        self.assertEqual(set(kinds), {"start", "probe", "change", "burst", "outage", "recovery", "reset", "end", "summary", "failure"})
        statuses = collections.Counter(line["status"] for line in lines if line["event"] == "probe")
        self.assertEqual(set(statuses), {"sent", "answered", "lost", "late", "duplicate", "refused"})
        self.assertEqual(statuses["sent"], 1)

    def test_schemas_refuse_what_is_wrong(self):
        events, monitor = validator("event-1"), validator("monitor-1")
        of = {"schema": "tracerouter.event/1", "target": "a", "address": "198.18.1.1"}
        probe = {**of, "event": "probe", "round": 1, "flow": 0, "ttl": 1, "sent_at": "2026-11-29T10:00:00.000000001Z"}
        answer = {"rtt_ms": 1, "responder": "198.18.1.1", "arrived": False, "reply": "time-exceeded"}
        self.assertTrue(events.is_valid({**probe, "status": "lost"}))
        self.assertTrue(events.is_valid({**probe, "status": "answered", **answer}))
        self.assertFalse(events.is_valid({**probe, "status": "answered"}))
        self.assertFalse(events.is_valid({**probe, "status": "lost", **answer}))
        self.assertFalse(events.is_valid({**probe, "status": "lost", "new": 1}))
        self.assertFalse(events.is_valid({**probe, "status": "lost", "sent_at": "2026-11-29T10:00:00.000001Z"}))
        self.assertFalse(events.is_valid({**of, "event": "outage"}))
        self.assertFalse(monitor.is_valid({"schema": "tracerouter.monitor/1", "target": "a"}))

    def test_csv_has_a_value_in_each_cell_that_schemas_know(self):
        rows = list(csv.DictReader(io.StringIO(samples("csv")), strict=True))
        self.assertEqual([row["ttl"] for row in rows], ["1", "2", "3", "255", ""])
        with open(os.path.join(SCHEMAS, "monitor-1.schema.json"), encoding="utf-8") as file:
            known = {key for part in json.load(file)["$defs"].values() for key in part.get("properties", {})}
        self.assertEqual(set(rows[0]) - known, {"responder"})
        for row in rows:
            self.assertNotIn(None, [*row.keys(), *row.values()])
        self.assertEqual(rows[-1]["error"], "Host not found")
        self.assertEqual(float(rows[2]["loss"]), 0.1)

    def test_openmetrics_is_a_page_of_families(self):
        page = samples("openmetrics")
        self.assertTrue(page.endswith("\n# EOF\n"))
        sample = re.compile(r'([a-z_]+)\{((?:[a-z]+="(?:[^"\\\n]|\\["\\n])*",?)*)\} ([0-9.]+)')
        family, types, seen = "", {}, set()
        for line in page.splitlines()[:-1]:
            if line.startswith("# "):
                word, family = line.split(" ")[1:3]
                self.assertNotIn((word, family), seen)
                seen.add((word, family))
                if word == "TYPE":
                    types[family] = line.split(" ")[3]
                continue
            name, labels, _ = sample.fullmatch(line).groups()
            self.assertEqual(name, family + {"counter": "_total", "gauge": ""}[types[family]])
            self.assertNotIn((name, labels), seen)
            seen.add((name, labels))
        self.assertEqual(set(types.values()), {"counter", "gauge"})

    def test_text_is_read_as_that_of_mtr(self):
        row = re.compile(r"\s*(\d+)\.(?:\|--| AS\S+)\s+(\S+)\s+([0-9.]+)%?\s+(\d+)((?:\s+(?:[0-9.]+|-)){5})")
        found = [match.groups() for match in map(row.fullmatch, samples("text").splitlines()) if match]
        self.assertEqual([(hop, host, loss) for hop, host, loss, *_ in found],
                         [("1", "gw.example", "0.0"), ("2", "???", "100.0"), ("3", "gw.example", "10.0")])


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
