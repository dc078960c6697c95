"""Every format, over all scenarios and both families, read by whatever reads it: schemas, jc, Graphviz."""

import concurrent.futures
import glob
import json
import os
import subprocess

import jsonschema
import lab
from formats import formats_of

SCHEMAS = os.path.join(lab.FOLDER, "..", "..", "docs", "schema")
SCENARIOS = sorted(os.path.basename(path)[:-5] for path in glob.glob(os.path.join(lab.FOLDER, "scenarios", "*.json")))
FORMATS = formats_of(lab.tracerouter_program())
FAMILIES = ("ipv4", "ipv6")
FEW = 3  # targets of each scenario
PLACES = {  # a router whose place the database of the tests knows
    "about": "one router on the way",
    "routers": {"r": {"address": "198.18.4.1", "rtt": 1}},
    "paths": {"main": ["r"]},
    "destinations": [{"address": "198.18.10.1", "rtt": 2}],
}
AT_ONCE = 4


def read_schema(path, strict):
    """A schema. In strict ones no key is let pass that they do not name, so that each is documented."""
    schema = lab.read_json(path)
    if strict:
        for part in schema["$defs"].values():
            if "properties" in part:
                part["additionalProperties"] = False
    return schema


def validator(name):
    schemas = [read_schema(os.path.join(SCHEMAS, f"{one}.schema.json"), strict=True) for one in ("trace-1", "event-1")]
    return jsonschema.Draft202012Validator(next(schema for schema in schemas if schema["title"] == name))


class Formats(lab.LabTest):
    def runs(self, *arguments, families=FAMILIES):
        """(what, standard output) of a run in each scenario by each family, several of them at once."""
        def run(place):
            scenario, family = place
            targets = lab.targets(scenario, FEW, family)
            done = lab.run(scenario, lab.tracerouter_program(), *arguments, *targets, family=family, log=False)
            self.assertIn(done.code, (0, 1), f"{scenario}, {family}: {done.stderr}")
            return f"{scenario}, {family}", done.stdout

        places = [(scenario, family) for scenario in SCENARIOS for family in families]
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(run, places))

    def check_lines(self, schema, output):
        self.assertTrue(output)
        for line in output.splitlines():
            errors = [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in
                      schema.iter_errors(json.loads(line))]
            self.assertEqual(errors, [], line)

    def test_the_schemas_are_schemas(self):
        for path in [*glob.glob(os.path.join(SCHEMAS, "*.json")), os.path.join(lab.FOLDER, "atlas-5000.schema.json")]:
            jsonschema.Draft202012Validator.check_schema(lab.read_json(path))
        self.assertFalse(validator("tracerouter.trace/1").is_valid({"schema": "tracerouter.trace/1"}))
        self.assertFalse(validator("tracerouter.event/1").is_valid({"schema": "tracerouter.event/1", "event": "hop"}))

    def test_json_is_what_its_schema_says(self):
        schema = validator("tracerouter.trace/1")
        for what, output in self.runs("-n", "--format=json", "--mtu"):
            with self.subTest(what):
                self.check_lines(schema, output)

    def test_failures_are_what_the_schemas_say(self):
        for format_name, schema in (("json", "tracerouter.trace/1"), ("events", "tracerouter.event/1")):
            run = self.run_in("clean16", lab.tracerouter_program(), "--format", format_name, "nosuch.invalid", "::/63", code=3)
            self.assertEqual(len(run.stdout.splitlines()), 2)
            self.check_lines(validator(schema), run.stdout)

    def test_failures_have_a_result_of_atlas(self):
        schema = jsonschema.Draft202012Validator(lab.read_json(os.path.join(lab.FOLDER, "atlas-5000.schema.json")))
        run = self.run_in("clean16", lab.tracerouter_program(), "-n", "--format", "atlas", "nosuch.invalid", "::/63",
                          "198.18.10.1", code=3)
        self.assertEqual(len(run.stdout.splitlines()), 3)
        self.check_lines(schema, run.stdout)

    def test_what_is_known_of_addresses_is_what_the_schema_says(self):
        database = os.path.join(lab.FOLDER, "..", "data", "example.mmdb")
        run = self.run_in("demo", lab.tracerouter_program(), "--asn-db", database, "--geo-db", database, "--format=json",
                          "far.example")
        for key in ("name", "asn", "as_name", "country", "city"):
            self.assertIn(f'"{key}":', run.stdout)
        self.check_lines(validator("tracerouter.trace/1"), run.stdout)

    def test_events_are_what_their_schema_says_and_add_up(self):
        schema = validator("tracerouter.event/1")
        for what, output in self.runs("-n", "--format=events"):
            with self.subTest(what):
                self.check_lines(schema, output)
                told, ended = {}, []
                for event in map(json.loads, output.splitlines()):
                    self.assertNotIn(event["trace"], ended)
                    if event["event"] == "hop":
                        told.setdefault(event["trace"], []).append(event["hop"]["ttl"])
                    else:
                        ended.append(event["trace"])
                self.assertEqual(sorted(told), sorted(ended))
                for ttls in told.values():
                    self.assertEqual(ttls, list(range(1, len(ttls) + 1)))

    def test_atlas_is_what_its_documentation_says(self):
        schema = jsonschema.Draft202012Validator(lab.read_json(os.path.join(lab.FOLDER, "atlas-5000.schema.json")))
        for protocol in ("-I", "-U", "-T"):
            families = FAMILIES if protocol == "-I" else ["ipv4"]
            for what, output in self.runs(protocol, "-q1", "--format=atlas", families=families):
                with self.subTest(f"{protocol}, {what}"):
                    self.check_lines(schema, output)

    def test_jc_reads_our_text(self):
        self.need("jc")
        for what, output in self.runs():
            for block in output.split("\n\n"):
                with self.subTest(what):
                    self.check_reading(block)

    def check_reading(self, block):
        """jc knows one responder of each line, and leaves out lines that hold nothing but asterisks."""
        jc = subprocess.run(["jc", "--traceroute"], input=block, capture_output=True, text=True, check=True)
        read = json.loads(jc.stdout)
        head, *lines = block.splitlines()
        self.assertTrue(head.startswith(f"traceroute to {read['destination_name']} ({read['destination_ip']})"), head)
        self.assertEqual([hop["hop"] for hop in read["hops"]], [int(line[:3]) for line in lines])
        for hop, line in zip(read["hops"], lines):
            shown = [float(before) for before, after in zip(line.split(), line.split()[1:]) if after == "ms"]
            self.assertEqual([probe["rtt"] for probe in hop["probes"] if probe["rtt"] is not None], shown, line)
            for probe in hop["probes"]:
                self.assertIn(f"({probe['ip']})", line)

    def test_graphviz_reads_our_graphs(self):
        self.need("dot")
        for what, output in self.runs("-n", "-q1", "--format=dot"):
            with self.subTest(what):
                drawn = subprocess.run(["dot", "-Tplain"], input=output, capture_output=True, text=True, check=False)
                self.assertEqual((drawn.returncode, drawn.stderr), (0, ""))
                self.assertIn("\nnode ", drawn.stdout)

    def test_a_graph_merges_hops(self):
        run = self.run_in("hundred", lab.tracerouter_program(), "-n", "-q1", "--format=dot", *lab.targets("hundred", 10))
        nodes = [line.split()[0] for line in run.stdout.splitlines() if "[label=" in line]
        self.assertEqual(len(nodes), len(set(nodes)))
        first = lab.responders(lab.truth("hundred", lab.targets("hundred", 1)[0]), 1).pop()
        self.assertIn(f'"{lab.SOURCE}" -> "{first}" [weight=10', run.stdout)

    def test_every_format_shows_what_options_ask_for_or_says_that_it_cannot(self):
        database = os.path.join(lab.FOLDER, "..", "data", "example.mmdb")
        target, name = "198.18.10.1", "many.example"
        named = {**PLACES, "destinations": [{"address": f"198.18.10.{host}", "rtt": 2, "name": name} for host in (1, 2)]}
        shown_by = {("--mtu", target): ("path_mtu", "1280"), ("--asn-db", database, target): (PLACES, "64500"),
                    ("--geo-db", database, target): (PLACES, "SE"), ("--all-addresses", name): (named, "198.18.10.2")}
        for layout in (["--table"], *(["--format", name] for name in FORMATS)):
            for wanted, (scenario, shown) in shown_by.items():
                with self.subTest(" ".join([*layout, wanted[0]])):
                    no_place = {"atlas": ("--mtu", "--asn-db", "--geo-db"), "text": ("--geo-db",)}
                    refused = wanted[0] in no_place.get(layout[-1], ())
                    run = self.run_in(scenario, lab.tracerouter_program(), "-n", *layout, *wanted, code=2 if refused else 0)
                    if refused:
                        self.assertRegex(run.stderr, rf"^tracerouter: {wanted[0]}: .* no place for .*; give another --format\n$")
                    else:
                        self.assertIn(shown, run.stdout)

    def test_hops_can_be_hidden_in_every_format(self):
        for format_name in FORMATS:
            with self.subTest(format_name):
                run = self.run_in("clean16", lab.tracerouter_program(), "-n", "-q1", "--mask-first=9", "--format",
                                  format_name, "198.18.10.1")
                for hidden in [lab.SOURCE, *(f"198.18.1.{number}" for number in range(2, 10))]:
                    self.assertNotRegex(run.stdout, rf"\b{hidden}\b(?!\d)")
                self.assertIn("198.18.1.10", run.stdout)


if __name__ == "__main__":
    lab.main()
