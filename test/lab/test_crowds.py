"""Many targets behind routers that they share: limits, parallel paths, distances, stop sets."""

import collections
import json
import unittest

import lab
import tracing

SMALL_INTERNET = {
    "about": "two thousand destinations without delay",
    "generated": {"first": "10.0.0.0", "count": 2000, "hops": [10, 18], "shared": 6},
}


def shown(hop):
    """(address, how it is known) of a hop; None where nothing is."""
    if hop["state"] == "inferred":
        return hop["address"], "inferred"
    for probe in hop["probes"]:
        if probe["status"] == "replied":
            return probe["address"], "answered"
    return None, hop["state"]


class Crowds(lab.LabTest):
    def trace_all(self, wanted, *arguments, limit=None, seed=None):
        targets = lab.targets(wanted, limit)
        results, run = tracing.trace(self, wanted, "-q", 1, *arguments, *targets, seed=seed)
        self.assertEqual(len(results), len(targets))
        return results, run

    def check(self, wanted, results, seed=None):
        """How often each way of knowing a hop occurs; none may be wrong."""
        known = collections.Counter()
        for target, result in results.items():
            true = lab.truth(wanted, target, seed)
            for hop in result["hops"]:
                address, how = shown(hop)
                known[how] += 1
                if address:
                    self.assertIn(address, lab.responders(true, hop["ttl"]), f"{target} TTL {hop['ttl']} {how}")
            self.assertEqual(len(result["hops"]), true["distance"])
        return known

    def test_every_hop_behind_limited_routers_is_named(self):
        for seed in (1, 2):
            results, _ = self.trace_all("hundred_limited", "--rate", 50000, seed=seed)
            known = self.check("hundred_limited", results, seed)
            self.assertEqual(known["limited"] + known["silent"], 0, known)
            self.assertGreater(known["inferred"], 500)

    def test_surveys_one_after_the_other_tell_limited_hops_from_silent_ones(self):
        survey = f'"{lab.tracerouter_program()}" -n --format json "$@"'
        targets = lab.targets("hundred_limited")
        for options in ["", "-q 1", "-U"]:
            with self.subTest(options=options):
                three = f"for i in 1 2 3; do {survey} {options}; done"
                run = self.run_in("hundred_limited", "sh", "-c", three, "sh", *targets)
                states = collections.Counter(
                    hop["state"] for line in run.stdout.splitlines() for hop in json.loads(line)["hops"])
                # On a slow machine limits refill between the surveys, and more is inferred.
                explained = states["limited"] + states["inferred"]
                self.assertGreater(explained, 1000, states)
                self.assertGreater(states["limited"], 100, states)
                self.assertLess(states["silent"], explained / 20, states)

    def test_nothing_wrong_is_inferred_where_paths_are_balanced(self):
        for seed in (1, 2, 3):
            results, _ = self.trace_all("hundred_balanced", "--rate", 50000, seed=seed)
            known = self.check("hundred_balanced", results, seed)
            self.assertGreater(known["inferred"], 200)

    def test_without_limits_nothing_is_inferred(self):
        results, _ = self.trace_all("hundred", "--rate", 50000)
        self.assertEqual(set(self.check("hundred", results)), {"answered"})

    def test_further_queries_keep_to_the_limits(self):
        targets = lab.targets("hundred_limited", 20)
        results, run = tracing.trace(self, "hundred_limited", "-q", 3, *targets)
        known = self.check("hundred_limited", results)
        self.assertEqual(known["limited"] + known["silent"], 0, known)
        suppressed = run.stats["suppressed"]["rate-limit"]
        self.assertLess(suppressed, 20 * 8 + 40, "the first queries of all, and some questions")

    def test_next_to_nothing_is_sent_beyond_a_target(self):
        results, run = tracing.trace(self, SMALL_INTERNET, "-q", 1, "--rate", 20000, "10.0.0.0/21", code=1)
        reached = [result for result in results.values() if result.get("reached")]
        self.assertEqual(len(reached), 2000)
        path = sum(result["distance"] for result in reached)
        self.assertLess(run.stats["probes"], path + 2 * 2000 + 30 * 48)

    def test_a_stop_set_finds_the_routers_with_few_probes(self):
        def routers(results):
            return {shown(hop)[0] for result in results.values() for hop in result.get("hops", [])} - {None}

        whole, run = tracing.trace(self, SMALL_INTERNET, "-q", 1, "--rate", 20000, "10.0.0.0/22")
        few, thrifty = tracing.trace(self, SMALL_INTERNET, "-q", 1, "--rate", 20000, "--doubletree", "10.0.0.0/22")
        self.assertEqual(self.check_sample(few), self.check_sample(whole))
        self.assertEqual(routers(few), routers(whole))
        self.assertLess(thrifty.stats["probes"], 0.4 * run.stats["probes"])

    def check_sample(self, results):
        """Lengths of some paths, whose hops must all be right."""
        lengths = {}
        for target in sorted(results)[::50]:
            true = lab.truth(SMALL_INTERNET, target)
            for hop in results[target]["hops"]:
                address, how = shown(hop)
                self.assertIn(address, lab.responders(true, hop["ttl"]), f"{target} TTL {hop['ttl']} {how}")
            lengths[target] = len(results[target]["hops"])
        return lengths


if __name__ == "__main__":
    unittest.main(verbosity=2)
