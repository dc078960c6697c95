"""Judging: what counts as found, wrong, a false link; how times and delays are paired."""

import unittest

import judge
from parsers import Answer

TARGET = "192.0.2.99"


def hop(ttl, *addresses, rtt=1.0, answers=True, links=(), **more):
    responders = [{"address": one, "rtt_ms": rtt, "answers": answers, **more} for one in addresses]
    return {"ttl": ttl, "responders": responders, "links": [list(pair) for pair in links]}


def truth(*hops, end="destination"):
    return {"destination": TARGET, "end": end, "hops": list(hops)}


def probe(ttl, responder, actual_us=1000.0, time_us=0.0):
    answer = "time-exceeded" if responder else None
    return {
        "time_us": time_us, "destination": TARGET, "ttl": ttl, "answer": answer, "responder": responder,
        "actual_us": actual_us,
    }


def verdict(path, true_path, *log):
    return judge.judge({TARGET: [path]}, {TARGET: true_path}, list(log))


class Hops(unittest.TestCase):
    def test_a_shown_responder_that_answered_is_found(self):
        seen = verdict({1: [Answer("a", 1.5)]}, truth(hop(1, "a")), probe(1, "a"))
        self.assertEqual((seen.found, seen.answering, seen.wrong, seen.rtt_errors_us), (1, 1, 0, [500.0]))

    def test_a_hop_that_was_not_shown_is_missing(self):
        seen = verdict({}, truth(hop(1, "a")), probe(1, "a"))
        self.assertEqual((seen.found, seen.answering), (0, 1))

    def test_a_target_that_the_tool_does_not_mention_counts(self):
        seen = judge.judge({}, {TARGET: truth(hop(1, "a"), hop(2, TARGET))}, [])
        self.assertEqual((seen.found, seen.answering), (0, 2))

    def test_silent_hops_are_not_expected(self):
        self.assertEqual(verdict({}, truth(hop(1, "a", answers=False))).answering, 0)

    def test_a_branch_that_did_not_answer_this_probe_is_wrong(self):
        seen = verdict({1: [Answer("b", 1.0)]}, truth(hop(1, "a", "b")), probe(1, "a"))
        self.assertEqual((seen.found, seen.wrong, seen.rtt_errors_us), (0, 1, []))

    def test_a_responder_of_another_hop_is_wrong(self):
        seen = verdict({2: [Answer("a", 1.0)]}, truth(hop(1, "a"), hop(2, "b")), probe(1, "a"), probe(2, None))
        self.assertEqual((seen.found, seen.wrong), (0, 1))

    def test_a_hop_taken_over_from_another_target_is_right_if_it_is_on_the_path(self):
        true_path = truth(hop(1, "a"))
        self.assertEqual(verdict({1: [Answer("a", None)]}, true_path).found, 1)
        self.assertEqual(verdict({1: [Answer("x", None)]}, true_path).wrong, 1)

    def test_an_answer_that_was_never_sent_cannot_be_right(self):
        seen = verdict({1: [Answer("b", 1.0)]}, truth(hop(1, "a")), probe(1, "b", actual_us=None))
        self.assertEqual(seen.wrong, 1)

    def test_what_is_shown_behind_the_target_is_left_out(self):
        path = {1: [Answer(TARGET, 1.0)], 2: [Answer(TARGET, 1.0)]}
        seen = verdict(path, truth(hop(1, TARGET)), probe(1, TARGET), probe(2, TARGET))
        self.assertEqual((seen.found, seen.wrong, seen.false_links), (1, 0, 0))

    def test_flows_of_one_target_are_one_set_of_hops(self):
        paths = [{1: [Answer("a", 1.0)]}, {1: [Answer("b", 1.0)]}]
        seen = judge.judge({TARGET: paths}, {TARGET: truth(hop(1, "a", "b"))}, [probe(1, "a"), probe(1, "b")])
        self.assertEqual((seen.found, seen.wrong, seen.times), (1, 0, 2))


class Links(unittest.TestCase):
    TRUE = truth(hop(1, "a1", "b1", links=[("a1", "a2"), ("b1", "b2")]), hop(2, "a2", "b2"))
    LOG = [probe(1, "a1"), probe(1, "b1"), probe(2, "a2"), probe(2, "b2")]

    def test_every_pair_of_neighbours_is_a_claim(self):
        path = {1: [Answer("a1", 1.0), Answer("b1", 1.0)], 2: [Answer("a2", 1.0)]}
        self.assertEqual(verdict(path, self.TRUE, *self.LOG).false_links, 1)

    def test_a_hop_between_breaks_the_claim(self):
        self.assertEqual(judge.links_shown({1: [Answer("a1", 1.0)], 3: [Answer("a3", 1.0)]}), set())

    def test_flows_shown_apart_claim_only_their_own_links(self):
        paths = [{1: [Answer(f"{flow}1", 1.0)], 2: [Answer(f"{flow}2", 1.0)]} for flow in "ab"]
        self.assertEqual(judge.judge({TARGET: paths}, {TARGET: self.TRUE}, self.LOG).false_links, 0)


class Times(unittest.TestCase):
    LOG = [("a", 1000.0), ("b", 7.0), ("a", 1200.0), ("a", 1100.0)]

    def test_as_many_times_as_delays_are_paired_in_order(self):
        found = [Answer("a", 1.01), Answer("a", 1.22), Answer("a", 1.13)]
        self.assertEqual([round(error) for error in judge.rtt_errors("a", found, self.LOG)], [10, 20, 30])

    def test_a_missing_time_compares_with_the_median_delay(self):
        self.assertEqual([round(error) for error in judge.rtt_errors("a", [Answer("a", 1.0)], self.LOG)], [-100])

    def test_an_address_without_time_has_no_error(self):
        self.assertEqual(judge.rtt_errors("a", [Answer("a", None)], self.LOG), [])

    def test_delays_are_in_the_order_of_the_probes(self):
        log = [probe(1, "a", 20.0, time_us=2.0), probe(1, "a", 10.0, time_us=1.0)]
        self.assertEqual(judge.answers_by_hop(log)[TARGET, 1], [("a", 10.0), ("a", 20.0)])


class Bounds(unittest.TestCase):
    def test_the_slowest_answer_bounds_the_run(self):
        paths = {TARGET: truth(hop(1, "a", rtt=5, slow_ms=300), hop(2, TARGET, rtt=100))}
        self.assertEqual((judge.least_ms(paths), judge.reference_ms(paths)), (305, 100))

    def test_a_silent_target_has_no_round_trip_time(self):
        paths = {TARGET: truth(hop(1, "a", rtt=5), hop(2, TARGET, rtt=9, answers=False), end="silent")}
        self.assertEqual((judge.least_ms(paths), judge.reference_ms(paths)), (5, None))

    def test_a_refusal_is_an_end(self):
        self.assertEqual(judge.reference_ms({TARGET: truth(hop(1, "a", rtt=7), end="unreachable")}), 7)


if __name__ == "__main__":
    unittest.main()
