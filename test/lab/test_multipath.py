"""All parallel paths by --paths, held against what the simulated internet is made of."""

import collections
import json
import os
import re

import jsonschema
import lab
from test_formats import read_schema

TARGET = "198.18.10.1"
DIAMONDS = {
    "chains": [
        {"id": "a", "count": 3, "address": "198.18.1.1", "rtt": [1, 3]},
        {"id": "b", "count": 8, "address": "198.18.2.1", "rtt": [4, 6]},
        {"id": "c", "count": 3, "address": "198.18.3.1", "rtt": 9},
        {"id": "d", "count": 4, "address": "198.18.4.1", "rtt": [7, 12]},
    ],
    "paths": {"main": ["a1", "a2", "a3", {"flow": [["b1..b2"], ["b3..b4"], ["b5..b6"], ["b7..b8"]]}, "d1", "d2",
                       {"flow": ["c1", "c2", "c3"]}, "d3", "d4"]},
    "destinations": [{"prefix": "198.18.10.0/24", "rtt": 13}],
}
LINKS = {
    *(("198.18.1.3", f"198.18.2.{first}") for first in (1, 3, 5, 7)),
    *((f"198.18.2.{first}", f"198.18.2.{first + 1}") for first in (1, 3, 5, 7)),
    *((f"198.18.2.{last}", "198.18.4.1") for last in (2, 4, 6, 8)),
    *(("198.18.4.2", f"198.18.3.{one}") for one in (1, 2, 3)),
    *((f"198.18.3.{one}", "198.18.4.3") for one in (1, 2, 3)),
    ("198.18.1.1", "198.18.1.2"), ("198.18.1.2", "198.18.1.3"), ("198.18.4.1", "198.18.4.2"),
    ("198.18.4.3", "198.18.4.4"), ("198.18.4.4", TARGET),
}
EIGHT_WAYS = {
    "chains": [
        {"id": "a", "count": 3, "address": "198.18.1.1", "rtt": [1, 3]},
        {"id": "b", "count": 8, "address": "198.18.2.1", "rtt": 5},
        {"id": "d", "count": 3, "address": "198.18.4.1", "rtt": [7, 12]},
    ],
    "paths": {"main": ["a1", "a2", "a3", {"flow": [f"b{number}" for number in range(1, 9)]}, "d1", "d2", "d3"]},
    "destinations": [{"prefix": "198.18.10.0/24", "rtt": 13}],
}
SCHEMA = os.path.join(os.path.dirname(__file__), "../../docs/schema/paths-1.schema.json")


def with_defaults(world, **defaults):
    return {**world, "defaults": {"router": defaults}}


def links_of(result):
    return {(link["from"], link["to"]) for link in result["links"]}


class AllPaths(lab.LabTest):
    def search(self, world, *arguments, targets=(TARGET,), **options):
        run = self.run_in(world, lab.tracerouter_program(), "-n", "--paths", "--format", "json", *arguments, *targets,
                          **options)
        return [json.loads(line) for line in run.stdout.splitlines()], run

    def test_whole_graphs_are_found_by_all_protocols(self):
        for arguments in ([], ["-U"], ["-T"], ["--unprivileged"]):
            with self.subTest(arguments=arguments):
                found = 0
                for seed in range(1, 6):
                    (result,), _ = self.search(DIAMONDS, *arguments, "--confidence", 99, seed=seed)
                    self.assertTrue(result["complete"])
                    self.assertGreater(result["confidence"], 98)
                    self.assertLessEqual(links_of(result), LINKS, "a link that is not there")
                    found += links_of(result) == LINKS
                self.assertGreaterEqual(found, 4)

    def test_diamonds_are_described(self):
        (result,), _ = self.search(DIAMONDS, "--confidence", 99.9)
        self.assertEqual([(one["from_ttl"], one["to_ttl"], one["width"], one["length"], one["meshed"], one["per_packet"])
                          for one in result["diamonds"]], [(3, 6, 4, 3, False, False), (7, 9, 3, 2, False, False)])
        widths = collections.Counter(one["ttl"] for one in result["vertices"])
        self.assertEqual([widths[ttl] for ttl in range(1, 12)], [1, 1, 1, 4, 4, 1, 1, 3, 1, 1, 1])

    def test_loss_costs_probes_and_no_paths(self):
        lossy = with_defaults(DIAMONDS, loss=0.1)
        complete = 0
        for seed in range(1, 6):
            (result,), _ = self.search(lossy, seed=seed)
            self.assertLessEqual(links_of(result), LINKS)
            complete += links_of(result) == LINKS
        self.assertGreaterEqual(complete, 4)

    def test_limited_routers_are_waited_for(self):
        (result,), _ = self.search(with_defaults(DIAMONDS, limit="linux"))
        self.assertLessEqual(links_of(result), LINKS)
        incomplete = {one["incomplete"] for one in result["vertices"] if not one["complete"]}
        self.assertLessEqual(incomplete, {"limited"})
        self.assertLess(result["duration_ms"], 30_000)

    def test_balancing_by_packet_is_told_from_that_by_flow(self):
        (result,), _ = self.search("per_packet", "--confidence", 99.9)
        self.assertEqual([one["address"] for one in result["vertices"] if one["per_packet"]], ["198.18.1.1"])
        self.assertEqual(sum(one["ttl"] == 2 for one in result["vertices"]), 3)

    def test_silent_hops_are_passed(self):
        (result,), _ = self.search("silent20")
        self.assertEqual([one["ttl"] for one in result["vertices"] if one["address"] is None], [9, 10, 11])
        self.assertEqual(len(result["links"]), 19)
        self.assertTrue(result["complete"])

    def test_a_dead_target_ends_soon(self):
        (result,), run = self.search("dead12", code=1)
        self.assertFalse(result["reached"])
        self.assertLess(run.stats["probes"], 12 * 6 + 60)

    def test_several_targets_have_a_result_each(self):
        targets = [f"198.18.10.{number}" for number in range(1, 6)]
        results, _ = self.search(DIAMONDS, targets=targets)
        self.assertEqual({result["target"] for result in results}, set(targets))
        for result in results:
            self.assertEqual({to for _, to in links_of(result) if to.startswith("198.18.10.")}, {result["target"]})

    def test_routers_that_targets_share_are_asked_for_one_of_them(self):
        targets = [f"198.18.10.{number}" for number in range(1, 101)]
        (alone,), run = self.search(EIGHT_WAYS, "--confidence", 99)
        single = run.stats["probes"]
        results, run = self.search(EIGHT_WAYS, "--confidence", 99, targets=targets)
        # Its first flow, with two probes that measure the distance, and the flows that are asked at the last hop.
        own = alone["distance"] + 2 + 8
        self.assertLess(run.stats["probes"], 1.2 * (single + 99 * own))
        links = links_of(alone) - {("198.18.4.3", TARGET)}
        for result in results:
            self.assertEqual(links_of(result), links | {("198.18.4.3", result["address"])})
            self.assertTrue(result["complete"])
        told = collections.Counter((result.get("inferred_from"), result.get("inferred_up_to")) for result in results)
        leader = {source for source, _ in told if source}
        self.assertEqual(len(leader), 1)
        self.assertEqual(told, {(None, None): 1, (leader.pop(), 7): 99})

    def test_what_another_target_tells_is_marked(self):
        targets = [f"198.18.10.{number}" for number in range(1, 4)]
        results, _ = self.search(EIGHT_WAYS, targets=targets)
        for result in results:
            inferred = [one for one in result["vertices"] if one["inferred"]]
            self.assertEqual(len(inferred), 7 if "inferred_from" in result else 0)
            self.assertEqual(sum(one["inferred"] for one in result["links"]), 14 if "inferred_from" in result else 0)
        program = [lab.tracerouter_program(), "-n", "--paths", *targets]
        text = self.run_in(EIGHT_WAYS, *program).stdout
        self.assertRegex(text, r"\nhops 1 to 7: inferred from the paths to 198\.18\.10\.[123]\n")
        self.assertEqual(text.count("; inferred\n") + text.count("  inferred\n"), 14)
        graph = self.run_in(EIGHT_WAYS, *program, "--format", "dot").stdout
        self.assertNotIn("style=dotted", graph, "one of the targets has shown it")

    def routers_found(self, how, *arguments, **options):
        """Which routers of the diamond are said to be one, by their numbers; and the result."""
        world = {**EIGHT_WAYS, "routers": {f"b{number}": manners for number, manners in how.items()}}
        (result,), _ = self.search(world, "--aliases", *arguments, **options)
        return [{int(address.split(".")[-1]) for address in one["addresses"]} for one in result["routers"]], result

    def test_addresses_that_one_counter_numbers_are_one_router(self):
        idle, busy = {"counter": "idle"}, {"counter": "busy", "rate": 2000}
        how = {1: idle, 4: idle, 2: busy, 5: busy, 7: busy, 3: "random", 6: {"constant": 0}, 8: "probe"}
        for manners in ({"loss": 0.05, "jitter": 2}, {}):
            sets, result = self.routers_found({number: {"ip_id": ip_id, **manners} for number, ip_id in how.items()})
            self.assertEqual(sorted(map(sorted, sets)), [[1, 4], [2, 5, 7]])
            proofs = [proof for one in result["routers"] for proof in one["evidence"]]
            self.assertEqual({proof["proof"] for proof in proofs}, {"ip-id"})
            self.assertGreaterEqual(min(proof["samples"] for proof in proofs), 10)
        kinds = {int(one["address"].split(".")[-1]): one["ip_id"] for one in result["vertices"] if one["ttl"] == 4}
        self.assertEqual([kinds[number] for number in (1, 6, 8)], ["counter", "constant", "copied"])

    def test_counters_that_began_together_are_not_one_router(self):
        for rate in (0, 50):
            sets, _ = self.routers_found({number: {"ip_id": {"counter": str(number), "start": 0, "rate": rate}}
                                          for number in range(1, 9)})
            self.assertEqual(sets, [])

    def test_a_router_that_names_its_other_address_is_believed(self):
        # An interface that the probe came in by, with its IPv4 address, 198.18.2.3; and one of the next hop.
        objects = [{"class": 2, "type": 0x04, "hex": "00010000c6120203"},
                   {"class": 2, "type": 0xc4, "hex": "00010000c6120205"}]
        sets, result = self.routers_found({1: {"objects": objects, "ip_id": "random"}, 3: {"ip_id": "random"}})
        self.assertEqual(sets, [{1, 3}])
        self.assertEqual(result["routers"][0]["evidence"],
                         [{"proof": "interface-address", "one": "198.18.2.1", "other": "198.18.2.3"}])

    def test_routers_are_shown_by_their_letters(self):
        shared = {"ip_id": {"counter": "one"}}
        world = {**EIGHT_WAYS, "routers": {"b2": shared, "b6": shared}}
        run = self.run_in(world, lab.tracerouter_program(), "-n", "--paths", "--aliases", TARGET)
        self.assertRegex(run.stdout, r"\none router: hop 4 [a-h], [a-h]\n")
        schema = jsonschema.Draft202012Validator(read_schema(SCHEMA, strict=True))
        (result,), _ = self.search(world, "--aliases")
        self.assertEqual([error.message for error in schema.iter_errors(result)], [])

    def test_limits_of_the_user_hold_and_are_named(self):
        (result,), _ = self.search(DIAMONDS, "--max-probes", 60)
        self.assertIn("probe-limit", {one.get("incomplete") for one in result["vertices"]})
        self.assertIsNone(result["confidence"])
        (result,), _ = self.search(DIAMONDS, "--max-flows", 8)
        self.assertIn("flow-limit", {one.get("incomplete") for one in result["vertices"]})
        self.assertLessEqual(result["flows"], 8)

    def test_json_is_what_its_schema_says(self):
        schema = jsonschema.Draft202012Validator(read_schema(SCHEMA, strict=True))
        several = [TARGET, "198.18.10.2"]
        for world, targets, code in ((DIAMONDS, several, 0), ("per_packet", several, 0), ("silent20", [TARGET], 0),
                                     ("dead12", [TARGET], 1)):
            results, _ = self.search(world, code=code, targets=targets)
            for result in results:
                self.assertEqual([error.message for error in schema.iter_errors(result)], [])

    def test_text_is_read_in_eighty_columns(self):
        run = self.run_in(DIAMONDS, lab.tracerouter_program(), "-n", "--paths", "--confidence", 99.9, TARGET)
        lines = run.stdout.splitlines()
        self.assertLessEqual(max(map(len, lines)), 80)
        self.assertTrue(any(re.fullmatch(r" 3  198\.18\.1\.3 +to a-d", line) for line in lines), run.stdout)
        self.assertTrue(lines[-2].startswith("all paths found with a confidence of 99."), lines[-2])

    def test_what_was_asked_is_repeated_as_it_was(self):
        (result,), _ = self.search("near3", "--confidence", "99.9999")
        self.assertEqual(result["level"], 99.9999)

    def test_csv_and_dot_have_all_links(self):
        program = [lab.tracerouter_program(), "-n", "--paths", "--confidence", "99.9", TARGET]
        rows = self.run_in(DIAMONDS, *program, "--format", "csv").stdout.splitlines()
        self.assertEqual(len(rows), 1 + len(LINKS))
        graph = self.run_in(DIAMONDS, *program, "--format", "dot").stdout
        self.assertEqual(set(re.findall(r'"([0-9.]+)" -> "([0-9.]+)"', graph)), LINKS)


if __name__ == "__main__":
    lab.main()
