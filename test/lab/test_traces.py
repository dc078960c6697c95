"""tracerouter shows the path that is there: every oddity of the simulated internet, one target and many."""

import json

import lab
import tracing
from tracing import chain

TARGET = "198.18.10.1"


class Traces(lab.LabTest):
    def trace(self, wanted, *arguments, **options):
        results, run = tracing.trace(self, wanted, *arguments, **options)
        tracing.check_against_log(self, results, run.log)
        return results, run

    def trace_one(self, wanted, *arguments, target=TARGET, **options):
        results, _ = self.trace(wanted, *arguments, target, **options)
        return results[target]

    def check_path(self, result, hops, reason, reached=True):
        self.assertEqual(tracing.path(result), " ".join(hops))
        self.assertEqual([hop["ttl"] for hop in result["hops"]], list(range(1, len(hops) + 1)))
        self.assertEqual((result["stop_reason"], result["reached"]), (reason, reached))

    def test_sixteen_hops_three_times_each(self):
        result = self.trace_one("clean16")
        self.check_path(result, chain("198.18.1", range(1, 16)) + [TARGET], "destination")
        self.assertEqual([len(hop["probes"]) for hop in result["hops"]], [3] * 16)
        self.assertTrue(all(probe["status"] == "replied" for hop in result["hops"] for probe in hop["probes"]))
        self.assertEqual(result["distance"], 16)

    def test_text_is_what_parsers_of_traceroute_read(self):
        run = self.run_in("clean16", lab.tracerouter_program(), "-n", TARGET)
        self.assertTrue(run.stdout.startswith(f"traceroute to {TARGET} ({TARGET}), 30 hops max, 60 byte packets\n"))
        hops = lab.parse_traceroute(run.stdout)
        self.assertEqual([{answer.address for answer in hop.answers} for hop in hops.values()],
                         [{address} for address in chain("198.18.1", range(1, 16)) + [TARGET]])
        self.assertTrue(all(len(hop.answers) == 3 and not hop.silent for hop in hops.values()))

    def test_silent_hops_in_the_middle(self):
        hops = chain("198.18.1", range(1, 9)) + ["*"] * 3 + chain("198.18.1", range(12, 20)) + [TARGET]
        self.check_path(self.trace_one("silent20"), hops, "destination")

    def test_nothing_behind_the_twelfth_hop(self):
        result = self.trace_one("dead12", code=1)
        self.check_path(result, chain("198.18.1", range(1, 13)) + ["*"] * 5, "gap", reached=False)
        self.assertIsNone(result.get("distance"))

    def test_the_gap_limit_says_how_many_silent_hops_are_shown(self):
        result = self.trace_one("dead12", "--gap-limit", 2, code=1)
        self.check_path(result, chain("198.18.1", range(1, 13)) + ["*"] * 2, "gap", reached=False)

    def test_the_last_ttl_ends_a_trace(self):
        result = self.trace_one("clean16", "-m", 5, code=1)
        self.check_path(result, chain("198.18.1", range(1, 6)), "max-hops", reached=False)

    def test_a_first_ttl_leaves_out_the_hops_before(self):
        result = self.trace_one("clean16", "-f", 10)
        self.assertEqual([hop["ttl"] for hop in result["hops"]], list(range(10, 17)))

    def test_a_slow_hop_is_waited_for(self):
        result = self.trace_one("slow_hop")
        self.assertEqual(len(tracing.answers(result)), 36)

    def test_a_filter_ends_the_path(self):
        result = self.trace_one("prohibited12", code=1)
        self.check_path(result, chain("198.18.1", range(1, 13)), "unreachable", reached=False)
        self.assertEqual(result["hops"][11]["probes"][0]["icmp_type"], 3)
        run = self.run_in("prohibited12", lab.tracerouter_program(), "-n", TARGET, code=1)
        self.assertEqual(run.stdout.splitlines()[-1].count("!X"), 3)

    def test_a_loop_ends_the_path(self):
        result = self.trace_one("loop", code=1)
        self.assertEqual((result["stop_reason"], result["reached"]), ("loop", False))
        self.assertLess(len(result["hops"]), 12)

    def trace_flows(self, flows):
        """The paths that a run for each of these values of --flow shows, the runs one after the other."""
        command = f"\"{lab.tracerouter_program()}\" -n --format json --flow $flow {TARGET}"
        numbers = " ".join(map(str, flows))
        run = self.run_in("diamonds", "sh", "-c", f"for flow in {numbers}; do {command} || exit; done")
        return [tracing.path(json.loads(line)).split(" ") for line in run.stdout.splitlines()]

    def test_flows_show_all_branches_and_no_false_link(self):
        true_path = lab.truth("diamonds", TARGET)
        links = lab.links(true_path)
        paths = self.trace_flows(range(200))
        self.assertEqual(len(paths), 200)
        for hops in paths:
            self.assertTrue(set(zip(hops, hops[1:])) <= links, hops)
        for ttl in range(1, true_path["distance"] + 1):
            self.assertEqual({hops[ttl - 1] for hops in paths}, lab.responders(true_path, ttl))

    def test_a_flow_is_the_same_in_every_run(self):
        self.assertEqual(len(set(map(tuple, self.trace_flows([4711] * 5)))), 1)

    def test_per_packet_balancing_shows_all_who_answered(self):
        result = self.trace_one("per_packet")
        self.assertEqual(result["stop_reason"], "destination")

    def test_labels(self):
        result = self.trace_one("mpls")
        self.assertEqual(result["hops"][2]["probes"][0]["mpls"], [
            {"label": 24003, "tc": 5, "bottom": False, "ttl": 1},
            {"label": 1048575, "tc": 7, "bottom": True, "ttl": 254}])

    def test_translators_are_marked(self):
        result = self.trace_one("nat")
        marked = {hop["ttl"] for hop in result["hops"] for probe in hop["probes"] if probe["nat"]}
        self.assertEqual(marked, {5, 6})
        self.assertEqual(result["stop_reason"], "destination")
        # Router 5 rewrites the TOS byte of what it forwards.
        quoted = {hop["ttl"]: probe["tos_quoted"] for hop in result["hops"] for probe in hop["probes"] if "tos_quoted" in probe}
        self.assertEqual({ttl for ttl, tos in quoted.items() if tos == 40}, {6})
        text = self.run_in("nat", lab.tracerouter_program(), "-n", TARGET).stdout
        self.assertEqual([line.split()[0] for line in text.splitlines() if "<TOS:0x28>" in line], ["6"])

    def test_an_error_from_the_address_of_the_target_is_no_arrival(self):
        result = self.trace_one("dnat")
        self.assertEqual(result["distance"], 6)
        self.assertEqual(result["hops"][4]["probes"][0]["reply"], "time-exceeded")

    def test_duplicates_are_counted_not_shown(self):
        result = self.trace_one("duplicates")
        self.assertGreater(result["duplicates"], 0)
        self.assertTrue(all(len(hop["probes"]) == 3 for hop in result["hops"]))

    def test_corrupt_answers_are_dropped(self):
        result = self.trace_one("corrupt")
        # Where one field of a quote differs, enough is left to know the probe by: it may be a translator's work.
        self.assertEqual(tracing.path(result).split(" ")[1:5], ["*", "*", "198.18.1.4", "198.18.1.5"])
        marked = [{probe["nat"] for probe in hop["probes"] if "nat" in probe} for hop in result["hops"]]
        self.assertEqual(marked, [{False}, set(), set(), {True}, {True}, {False}, {False}])
        self.assertEqual(result["stop_reason"], "destination")

    def test_quotes_of_any_length(self):
        for target in lab.targets("quotes"):
            self.assertNotIn("*", tracing.path(self.trace_one("quotes", target=target)))

    def test_limits_leave_one_trace_whole(self):
        self.assertEqual(len(tracing.answers(self.trace_one("limited"))), 36)

    def test_limits_used_up_by_former_traces_are_waited_for(self):
        script = f"for run in 1 2 3 4 5; do \"{lab.tracerouter_program()}\" -n --format json {TARGET} || exit; done"
        run = self.run_in("limited", "sh", "-c", script)
        expected = " ".join(chain("198.18.1", range(1, 12)) + [TARGET])
        self.assertEqual([tracing.path(json.loads(line)) for line in run.stdout.splitlines()], [expected] * 5)

    def test_nearly_no_delay(self):
        self.check_path(self.trace_one("near3"), chain("198.18.1", (1, 2)) + [TARGET], "destination")

    def test_a_hundred_targets_at_once(self):
        targets = lab.targets("hundred")
        results, _ = self.trace("hundred", *targets)
        self.assertEqual(set(results), set(targets))
        for target in targets:
            true_path = lab.truth("hundred", target)
            expected = [sorted(lab.responders(true_path, ttl))[0] for ttl in range(1, true_path["distance"] + 1)]
            self.check_path(results[target], expected, "destination")

    def test_a_hundred_targets_in_order(self):
        targets = lab.targets("hundred")
        run = self.run_in("hundred", lab.tracerouter_program(), "-n", "--in-order", *targets)
        shown = [line.split(" ")[2] for line in run.stdout.splitlines() if line.startswith("traceroute to ")]
        self.assertEqual(shown, targets)

    def test_size_tos_and_fragment_bit_are_those_asked_for(self):
        _, run = self.trace("clean16", "-t", 0x28, "--size", 1400, "-F", TARGET)
        self.assertEqual({(probe["tos"], probe["size"]) for probe in run.log}, {(0x28, 1400)})

    def test_all_probes_of_a_trace_are_one_flow(self):
        _, run = self.trace("clean16", TARGET)
        self.assertEqual(len({probe["flow"] for probe in run.log}), 1)
        self.assertEqual(len({probe["sequence"] for probe in run.log}), len(run.log))


if __name__ == "__main__":
    lab.main()
