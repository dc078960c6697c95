"""Parsers against what the tools really printed in the simulated internet; the file names say in which scenario."""

import os
import unittest

import parsers
from parsers import Answer

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")
TARGET = "198.18.10.1"
TWO = ["198.19.0.1", "198.19.0.2"]

SILENT20 = {
    **{ttl: f"198.18.1.{ttl}" for ttl in range(1, 20) if ttl not in (9, 10, 11)},
    20: TARGET,
}
HUNDRED_FIRST = [
    "198.18.64.0", "198.18.64.1", "198.18.64.2", "198.18.64.3", "198.18.64.4", "198.18.64.5", "198.18.64.6",
    "198.18.64.10", "198.18.64.23", "198.18.64.73", "198.19.0.1",
]


def captured(name):
    with open(os.path.join(DATA, name), encoding="utf-8") as file:
        return file.read()


def addresses(path):
    """{ttl: address} of a path with one responder at each TTL."""
    return {ttl: one.address for ttl, found in path.items() for one in found}


class Parsers(unittest.TestCase):
    def test_every_tool_leaves_out_silent_hops(self):
        for name, parse in (
            ("tracerouter_silent.jsonl", lambda text: parsers.tracerouter(text)[TARGET][0]),
            ("tracepath_silent.txt", parsers.hop_lines),
            ("lft_silent.txt", parsers.hop_lines),
            ("nmap_silent.xml", lambda text: parsers.nmap(text)[TARGET][0]),
        ):
            with self.subTest(name):
                self.assertEqual(addresses(parse(captured(name))), SILENT20)

    def test_some_tools_go_on_behind_the_target(self):
        for name, parse in (
            ("mtr_silent.txt", parsers.mtr_raw),
            ("scamper_silent.jsonl", lambda text: parsers.scamper(text)[TARGET][0]),
        ):
            with self.subTest(name):
                shown = addresses(parse(captured(name)))
                self.assertEqual({ttl: one for ttl, one in shown.items() if ttl <= 20}, SILENT20)
                self.assertEqual({one for ttl, one in shown.items() if ttl > 20}, {TARGET})

    def test_outputs_with_several_targets_are_told_apart(self):
        for name, parse in (
            ("tracerouter.jsonl", parsers.named(parsers.tracerouter)),
            ("traceroute_side_by_side.txt", parsers.alone(parsers.hop_lines)),
            ("scamper.jsonl", parsers.named(parsers.scamper)),
            ("nmap.xml", parsers.named(parsers.nmap)),
        ):
            with self.subTest(name):
                paths = parse(captured(name), TWO)
                self.assertEqual(sorted(paths), TWO)
                self.assertEqual([addresses(paths[TWO[0]][0])[ttl] for ttl in range(1, 12)], HUNDRED_FIRST)
                self.assertEqual(addresses(paths[TWO[1]][0])[13], TWO[1])

    def test_one_target_needs_no_marker(self):
        paths = parsers.alone(parsers.hop_lines)(captured("lft_silent.txt"), [TARGET])
        self.assertEqual(addresses(paths[TARGET][0]), SILENT20)

    def test_traceroute_names_an_address_once_for_the_times_behind_it(self):
        path = parsers.hop_lines(captured("traceroute_diamonds.txt"))
        self.assertEqual(
            path[3], [Answer("198.18.2.4", 8.019), Answer("198.18.2.1", 5.021), Answer("198.18.2.1", 5.017)])
        self.assertEqual(sorted(path), list(range(1, 10)))

    def test_inetutils_writes_the_unit_without_a_space(self):
        path = parsers.hop_lines(captured("inetutils_prohibited.txt"))
        self.assertEqual(path[12], [Answer("198.18.1.12", time) for time in (69.933, 69.946, 70.006)])

    def test_tcptraceroute_adds_the_state_of_the_port(self):
        path = parsers.hop_lines(captured("tcptraceroute.txt"))
        self.assertEqual(path[3], [Answer(TARGET, time) for time in (0.096, 0.085, 0.089)])

    def test_lft_adds_the_port(self):
        self.assertEqual(parsers.hop_lines(captured("lft_silent.txt"))[20], [Answer(TARGET, 180.1)])

    def test_tracepath_probes_the_first_hop_twice(self):
        self.assertEqual(len(parsers.hop_lines(captured("tracepath_silent.txt"))[1]), 2)

    def test_mtr_does_not_say_which_of_several_addresses_a_time_belongs_to(self):
        path = parsers.mtr_raw(captured("mtr_diamonds.txt"))
        self.assertEqual({one.rtt_ms for one in path[3]}, {None})
        self.assertEqual([one.address for one in path[6]], ["198.18.1.10"] * 3)

    def test_tracerouter_keeps_every_query(self):
        path = parsers.tracerouter(captured("tracerouter_three_queries.jsonl"))[TARGET][0]
        self.assertEqual([len(found) for found in path.values()], [3, 3, 3])

    def test_tracerouter_marks_an_inferred_hop_by_having_no_time(self):
        line = (
            '{"target":"192.0.2.1","hops":[{"ttl":1,"state":"inferred","address":"192.0.2.9",'
            '"probes":[{"query":1,"status":"timeout"}]}]}')
        self.assertEqual(parsers.tracerouter(line), {"192.0.2.1": [{1: [Answer("192.0.2.9", None)]}]})

    def test_an_unresolved_target_has_no_hops(self):
        self.assertEqual(parsers.tracerouter('{"target":"x.test","error":{"code":"no_name"}}'), {"x.test": [{}]})

    def test_nmap_may_not_know_a_time(self):
        hop = '<host><address addr="192.0.2.1"/><trace><hop ttl="1" ipaddr="192.0.2.9" rtt="--"/></trace></host>'
        self.assertEqual(parsers.nmap(f"<nmaprun>{hop}</nmaprun>"), {"192.0.2.1": [{1: [Answer("192.0.2.9", None)]}]})

    def test_nmap_without_a_host_that_is_up(self):
        self.assertEqual(parsers.nmap("<nmaprun/>"), {})

    def test_dublin_gives_a_path_for_each_flow_and_ends_at_the_target(self):
        first, second = parsers.dublin(captured("dublin_diamonds.json"))
        self.assertEqual((max(first), max(second)), (9, 9))
        self.assertEqual((addresses(first)[3], addresses(second)[3]), ("198.18.2.4", "198.18.2.10"))
        self.assertEqual(second[1], [Answer("198.18.1.1", 5.128)])

    def test_dublin_leaves_out_what_it_did_not_receive(self):
        self.assertNotIn(1, parsers.dublin(captured("dublin_diamonds.json"))[0])


if __name__ == "__main__":
    unittest.main()
