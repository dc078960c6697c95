"""The same path by every protocol, over both families, with raw sockets and as somebody without any right."""

import json
import os

import lab
import tracing
from tracing import chain

TARGET = "198.18.10.1"
POWERLESS = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]
if os.geteuid() == 0:
    POWERLESS += ["--reuid", "65534", "--clear-groups"]

# What is typed, and by whom.
RAW = [(), ("-U",), ("-T",)]
WITHOUT_RIGHTS = [(), ("-U",)]

NAMED = {"chains": [{"id": "r", "count": 3, "address": "198.18.1.1", "rtt": [1, 3]}],
         "paths": {"main": ["r1..r3"]},
         "destinations": [{"address": TARGET, "rtt": 4, "name": "target.example"}]}


class Protocols(lab.LabTest):
    def every_way(self):
        """(family, options, command) of every way to trace."""
        for family in ["ipv4", "ipv6"]:
            for options in RAW:
                yield family, options, [lab.tracerouter_program()]
            for options in WITHOUT_RIGHTS:
                yield family, options, [*POWERLESS, lab.tracerouter_program()]

    @staticmethod
    def named(family, address):
        return lab.ipv6(address) if family == "ipv6" and address != "*" else address

    @staticmethod
    def true_path(wanted, target):
        """The responders of a path without branches."""
        truth = lab.truth(wanted, target)
        return " ".join(min(lab.responders(truth, ttl)) for ttl in range(1, truth["distance"] + 1))

    def trace_listed(self, wanted, targets, *options):
        """From a list that may be as long as it likes, for all that the program knows."""
        return tracing.trace(self, wanted, *options, "--targets", "-", input="\n".join(targets))

    def trace(self, wanted, family, options, command, *more, target=TARGET, code=0):
        run = self.run_in(wanted, *command, "-n", "--format", "json", *options, *more, self.named(family, target),
                          code=code)
        result = json.loads(run.stdout)
        tracing.check_against_log(self, {target: result}, run.log)
        self.assertEqual((result["family"], result["protocol"]),
                         (family, {"-U": "udp", "-T": "tcp"}.get("".join(options), "icmp")))
        return result, run

    def check(self, wanted, hops, reason, code=0, first=lambda result: None):
        for family, options, command in self.every_way():
            with self.subTest(wanted=wanted, family=family, options=options, command=command):
                result, _ = self.trace(wanted, family, options, command, code=code)
                self.assertEqual(tracing.path(result), " ".join(self.named(family, hop) for hop in hops))
                self.assertEqual(result["stop_reason"], reason)
                self.assertEqual(result["clock"], "kernel")
                first(result)

    def test_clean(self):
        def all_answered(result):
            self.assertEqual(len(tracing.answers(result)), 48)
        self.check("clean16", chain("198.18.1", range(1, 16)) + [TARGET], "destination", first=all_answered)

    def test_many_targets_at_once(self):
        targets = lab.targets("hundred")
        expected = {target: self.true_path("hundred", target) for target in targets}
        for options in RAW:
            with self.subTest(options=options):
                results, run = self.trace_listed("hundred", targets, "--log-level", "debug", *options)
                self.assertNotIn("ring", run.stderr, "which would say that there is none")
                tracing.check_against_log(self, results, run.log)
                self.assertEqual({target: tracing.path(result) for target, result in results.items()}, expected)

    def test_labels_come_with_many_targets_too(self):
        one = tracing.trace(self, "mpls", TARGET)[0][TARGET]
        many = self.trace_listed("mpls", [TARGET])[0][TARGET]
        labels = [[probe.get("mpls") for probe in hop["probes"]] for hop in one["hops"]]
        self.assertTrue(any(any(hop) for hop in labels))
        self.assertEqual([[probe.get("mpls") for probe in hop["probes"]] for hop in many["hops"]], labels)

    def test_silent_hops(self):
        hops = chain("198.18.1", range(1, 9)) + ["*"] * 3 + chain("198.18.1", range(12, 20)) + [TARGET]
        self.check("silent20", hops, "destination")

    def test_dead_target(self):
        self.check("dead12", chain("198.18.1", range(1, 13)) + ["*"] * 5, "gap", code=1)

    def test_filter(self):
        self.check("prohibited12", chain("198.18.1", range(1, 13)), "unreachable", code=1)

    def test_refusals_of_what_expires_there_end_nothing(self):
        routers = {"chains": [{"id": "r", "count": 6, "address": "198.18.1.1", "rtt": [1, 11]}]}
        destinations = {"destinations": [{"address": TARGET, "rtt": 14}]}
        hops = chain("198.18.1", range(1, 7)) + [TARGET]
        for code, reply in [("host-admin", "prohibited"), ("host", "unreachable"), ("port", "port-unreachable")]:
            path = ["r1", "r2", *({"router": f"r{k}", "reject": code, "expiring": True} for k in (3, 4)), "r5..r6"]
            self.check({**routers, **destinations, "paths": {"main": path}}, hops, "destination",
                       first=lambda result, reply=reply: self.assertEqual(
                           [[probe["reply"] for probe in hop["probes"]] for hop in result["hops"][2:4]],
                           [[reply] * 3] * 2))

    def test_one_address_at_neighbouring_hops_is_no_loop(self):
        scenario = {"chains": [{"id": "r", "count": 2, "address": "198.18.1.1", "rtt": [2, 6]},
                               {"id": "s", "count": 4, "address": "198.18.2.1", "rtt": [8, 14], "answer_from": "198.18.2.9"},
                               {"id": "t", "count": 2, "address": "198.18.3.1", "rtt": [20, 40]}],
                    "paths": {"main": ["r1..r2", "s1..s4", "t1..t2"]},
                    "destinations": [{"address": TARGET, "rtt": 50}]}
        hops = chain("198.18.1", range(1, 3)) + ["198.18.2.9"] * 4 + chain("198.18.3", range(1, 3)) + [TARGET]
        self.check(scenario, hops, "destination")

    def test_a_router_that_calls_the_port_unreachable_is_no_target(self):
        scenario = {"chains": [{"id": "r", "count": 4, "address": "198.18.1.1", "rtt": [1, 7]}],
                    "paths": {"main": ["r1..r2", {"router": "r3", "reject": "port"}, "r4"]},
                    "destinations": [{"address": TARGET, "rtt": 9}]}
        self.check(scenario, chain("198.18.1", [1, 2, 3, 3]), "unreachable", code=1,
                   first=lambda result: self.assertFalse(result["reached"]))
        run = self.run_in(scenario, lab.tracerouter_program(), "-n", "-U", TARGET, code=1)
        self.assertEqual(run.stdout.splitlines()[-1].count("!<3>"), 3)

    def test_time_exceeded_from_the_address_of_the_target_is_no_arrival(self):
        path = lab.truth("dnat", TARGET)
        for family, options, command in self.every_way():
            with self.subTest(family=family, options=options, command=command):
                result, _ = self.trace("dnat", family, options, command)
                self.assertEqual(result["distance"], path["distance"])
                self.assertEqual(result["stop_reason"], "destination")

    def test_loop(self):
        for family, options, command in self.every_way():
            with self.subTest(family=family, options=options, command=command):
                result, _ = self.trace("loop", family, options, command, code=1)
                self.assertEqual(result["stop_reason"], "loop")

    def test_a_target_that_answers_from_another_address(self):
        scenario = {"chains": [{"id": "r", "count": 3, "address": "198.18.1.1", "rtt": [1, 3]}],
                    "paths": {"main": ["r1..r3"]},
                    "destinations": [{"address": TARGET, "rtt": 4, "answer_from": "198.18.10.99"}]}
        for family, options, command in self.every_way():
            if options == ("-T",):
                continue  # nobody believes a segment from another address
            with self.subTest(family=family, options=options, command=command):
                result, _ = self.trace(scenario, family, options, command)
                self.assertEqual((result["stop_reason"], result["distance"]), ("destination", 4))
                self.assertEqual(result["hops"][3]["probes"][0]["address"], self.named(family, "198.18.10.99"))

    def test_open_and_closed_tcp_ports(self):
        scenario = {"chains": [{"id": "r", "count": 2, "address": "198.18.1.1", "rtt": [1, 2]}],
                    "paths": {"main": ["r1..r2"]},
                    "destinations": [{"address": TARGET, "rtt": 3, "tcp": "syn-ack"},
                                     {"address": "198.18.10.2", "rtt": 3, "tcp": "reset"}]}
        for family in ["ipv4", "ipv6"]:
            for target, kind in [(TARGET, "syn-ack"), ("198.18.10.2", "reset")]:
                result, run = self.trace(scenario, family, ("-T",), [lab.tracerouter_program()], "-p", 443, target=target)
                last = result["hops"][-1]["probes"][0]
                self.assertEqual((result["distance"], last["reply"]), (3, kind))
                self.assertNotIn("icmp_type", last)
                probes = [probe for probe in run.log if probe["protocol"] == "tcp" and probe["tcp_sequence"] != 0]
                self.assertEqual({probe["destination_port"] for probe in probes}, {443})
                # Our kernel knows nothing of these connections and resets them.
                if kind == "syn-ack":
                    self.assertTrue(any(probe["ttl"] == 64 and probe["answer"] is None for probe in run.log))

    def test_every_probe_of_a_trace_is_of_one_flow(self):
        for family, options, command in self.every_way():
            with self.subTest(family=family, options=options, command=command):
                _, run = self.trace("near3", family, options, command)
                self.assertEqual(len({probe["flow"] for probe in run.log if probe["ttl"] < 64}), 1)

    def test_labels(self):
        stacks = {2: [(24003, 0, True, 1)], 3: [(24003, 5, False, 1), (1048575, 7, True, 254)], 4: [(16, 1, True, 2)]}
        for family, options, command in self.every_way():
            with self.subTest(family=family, options=options, command=command):
                result, _ = self.trace("mpls", family, options, command)
                for ttl, stack in stacks.items():
                    # Router 3 quotes eight octets of UDP, where a UDP socket finds no mark.
                    answered = [probe for probe in result["hops"][ttl - 1]["probes"] if probe["status"] == "replied"]
                    self.assertEqual(len(answered), 3)
                    for probe in answered:
                        self.assertEqual(probe["mpls"], [
                            {"label": label, "tc": tc, "bottom": bottom, "ttl": left} for label, tc, bottom, left in stack])

    def test_routers_and_targets_that_quote_headers_only(self):
        scenario = {"defaults": {"router": {"quote": 8}, "destination": {"quote": 8}},
                    "chains": [{"id": "r", "count": 5, "address": "198.18.1.1", "rtt": [1, 9]}],
                    "routers": {"r3": {"silent": True}},
                    "paths": {"main": ["r1..r5"]},
                    "destinations": [{"address": TARGET, "rtt": 11}]}
        hops = chain("198.18.1", [1, 2]) + ["*"] + chain("198.18.1", [4, 5]) + [TARGET]

        def all_answered(result):
            self.assertEqual(len(tracing.answers(result)), 15)
            self.assertEqual([len(hop["probes"]) for hop in result["hops"]], [3] * 6, "nothing that was answered is shown lost")
            if result["protocol"] == "udp":
                self.assertEqual((result["foreign"], result["late"]), (0, 0))
        self.check(scenario, hops, "destination", first=all_answered)

    def test_surveys_behind_routers_that_quote_headers_only(self):
        """Nothing tells which probe such an answer is about, and many targets share the routers."""
        targets = [f"198.18.10.{octet}" for octet in range(1, 41)]
        scenario = {"defaults": {"router": {"quote": 8}, "destination": {"quote": 8}},
                    "chains": [{"id": "r", "count": 5, "address": "198.18.1.1", "rtt": [1, 9]}],
                    "routers": {"r3": {"silent": True}},
                    "paths": {"main": ["r1..r5"]},
                    "destinations": [{"address": target, "rtt": 11} for target in targets]}
        truth = chain("198.18.1", range(1, 6))
        for options in ("--rate=1000", "--rate=10000"):
            results, run = tracing.trace(self, scenario, "-U", "--unprivileged", options, *targets)
            self.assertEqual(len(results), len(targets))
            tracing.check_against_log(self, results, run.log)
            for result in results.values():
                self.assertEqual((result["reached"], result["distance"], result["foreign"]), (True, 6, 0), result)
                for hop, router in zip(result["hops"], [*truth, result["address"]]):
                    shown = {probe["address"] for probe in hop["probes"] if probe["status"] == "replied"}
                    self.assertLessEqual(shown | {hop.get("address", router)}, {router})

    def test_a_socket_that_does_not_see_what_is_quoted_says_nothing_of_it(self):
        scenario = {"defaults": {"router": {"quote": 8}},
                    "chains": [{"id": "r", "count": 4, "address": "198.18.1.1", "rtt": [1, 7]}],
                    "paths": {"main": ["r1..r4"]},
                    "destinations": [{"address": TARGET, "rtt": 9}]}
        result, run = self.trace(scenario, "ipv4", ("-U",), [lab.tracerouter_program()], "--unprivileged", "--mtu")
        self.assertEqual(tracing.path(result), " ".join(chain("198.18.1", range(1, 5)) + [TARGET]))
        for hop in result["hops"][:4]:
            self.assertNotIn("path_mtu", hop)
            for probe in hop["probes"]:
                self.assertEqual(probe["status"], "replied")
                self.assertNotIn("nat", probe)
        self.assertEqual(len({probe["flow"] for probe in run.log if probe["ttl"] < 64}), 1)

    def test_extensions(self):
        for family, options, command in self.every_way():
            with self.subTest(family=family, options=options, command=command):
                result, _ = self.trace("extensions", family, options, command, "-q1")
                hops = [hop["probes"][0] for hop in result["hops"]]
                self.assertEqual(hops[0]["interface"], [{"role": "incoming", "index": 7, "address": "198.18.1.9",
                                                         "name": "xe-0/0/1", "mtu": 1500}])
                self.assertEqual(hops[1]["mpls"][0]["label"], 24003)
                self.assertEqual(hops[1]["interface"], [{"role": "outgoing", "index": 42}])
                self.assertEqual(hops[1]["extensions"], [{"class": 5, "type": 1, "hex": "00ff"}])
                self.assertEqual(hops[2]["interface"], [{"role": "incoming", "name": "\x1b[2m"}])
                self.assertEqual(hops[3]["mpls"][0]["label"], 16)
                for broken in [4, 5, 7]:
                    self.assertNotIn("mpls", hops[broken])
                self.assertEqual([hop.get("extensions_malformed", False) for hop in hops],
                                 [False] * 4 + [True] * 5 + [False])
                self.assertEqual(result["malformed_extensions"], 5)

    def test_broken_extensions_of_the_old_form_are_left_out_and_counted(self):
        scenario = {"chains": [{"id": "r", "count": 2, "address": "198.18.1.1", "rtt": [1, 2]}],
                    "routers": {"r1": {"mpls": [{"label": 16, "tc": 0, "ttl": 1}], "mpls_legacy": True,
                                       "extension_fault": "checksum"}},
                    "paths": {"main": ["r1..r2"]},
                    "destinations": [{"address": TARGET, "rtt": 3}]}
        for family, options, command in self.every_way():
            with self.subTest(family=family, options=options, command=command):
                result, _ = self.trace(scenario, family, options, command, "-q1")
                self.assertNotIn("mpls", result["hops"][0]["probes"][0])
                self.assertEqual(result["malformed_extensions"], 1)

    def test_extensions_in_text_cannot_write_to_the_terminal(self):
        text = self.run_in("extensions", lab.tracerouter_program(), "-n", TARGET).stdout
        self.assertIn(" <IF:incoming,name=xe-0/0/1,index=7,address=198.18.1.9,mtu=1500>  ", text)
        self.assertIn(" <MPLS:L=24003,E=0,S=1,T=1> <IF:outgoing,index=42> <EXT:5/1:00ff>  ", text)
        self.assertIn(" <IF:incoming,name=\\x1B\\x5B2m>  ", text)

    def test_translators_are_marked(self):
        for family, options, command in self.every_way():
            with self.subTest(family=family, options=options, command=command):
                result, _ = self.trace("nat", family, options, command)
                self.assertEqual(result["stop_reason"], "destination")
                # One that comes late, because the simulator had to wait, is known as well.
                self.assertEqual(len(tracing.answers(result)) + result["late"], 21)

    def test_flows_see_all_branches_and_no_false_link(self):
        for family in ["ipv4", "ipv6"]:
            target = self.named(family, TARGET)
            true_path = lab.truth("diamonds", target)
            for options in RAW:
                with self.subTest(family=family, options=options):
                    command = f"\"{lab.tracerouter_program()}\" -n -q1 --format json --flow $flow {' '.join(options)} {target}"
                    script = f"for flow in $(seq 40); do {command} || exit; done"
                    run = self.run_in("diamonds", "sh", "-c", script)
                    paths = [tracing.path(json.loads(line)).split(" ") for line in run.stdout.splitlines()]
                    self.assertEqual(len(paths), 40)
                    for hops in paths:
                        self.assertTrue(set(zip(hops, hops[1:])) <= lab.links(true_path), hops)
                    for ttl in range(1, true_path["distance"] + 1):
                        self.assertEqual({hops[ttl - 1] for hops in paths}, lab.responders(true_path, ttl))

    def test_path_mtu_with_and_without_the_help_of_routers(self):
        for family, options, command in self.every_way():
            with self.subTest(family=family, options=options, command=command):
                result, _ = self.trace("path_mtu", family, options, command, "--mtu", "-q1")
                self.assertEqual([hop.get("path_mtu") for hop in result["hops"]], [1500, 1500, 1400, 1400, 1280, 1280])
                result, _ = self.trace("path_mtu", family, options, command, "--mtu", "-q1", target="198.18.10.2")
                self.assertEqual([hop.get("path_mtu") for hop in result["hops"]], [1500, 1500, 1400, None, 1280, 1280])

    def test_path_mtu_whatever_the_size_of_the_other_probes(self):
        for options in RAW:
            for size in ["1300", "1401", "1500"]:
                with self.subTest(options=options, size=size):
                    result, _ = self.trace("path_mtu", "ipv4", options, [lab.tracerouter_program()], "--mtu", "-q1", "--size", size)
                    self.assertEqual([hop.get("path_mtu") for hop in result["hops"]], [1500, 1500, 1400, 1400, 1280, 1280])

    def test_path_mtu_in_text(self):
        text = self.run_in("path_mtu", lab.tracerouter_program(), "-n", "--mtu", TARGET).stdout.splitlines()[1:]
        self.assertEqual([line.split()[-1] for line in text], ["F=1500", "ms", "F=1400", "ms", "F=1280", "ms"])

    def test_both_families_in_one_invocation(self):
        results, _ = tracing.trace(self, NAMED, TARGET, lab.ipv6(TARGET), "target.example", family="both")
        self.assertEqual({result["family"] for result in results.values()}, {"ipv4", "ipv6"})
        self.assertTrue(all(result["distance"] == 4 for result in results.values()))

    def test_an_interface_gives_its_own_source(self):
        """Even where the route to the target leads through another one."""
        device = ("ip link add side type veth peer name other && ip addr add 198.18.0.77/32 dev side && "
                  "ip addr add 2001:db8::77/128 dev side nodad && ip link set side arp off up && ip link set other up && "
                  "ip route add 198.18.0.0/15 dev side metric 5000 && ip route add 2001:db8::/32 dev side metric 5000")
        for family, options, command in self.every_way():
            with self.subTest(family=family, options=options, command=command):
                line = [*command, "-n", "-q1", "-m1", "-w0.1", "-i", "side", "--format", "json", *options]
                run = self.run_in(NAMED, "sh", "-c", device + ' && exec "$@"', "sh", *line, self.named(family, TARGET), code=1)
                self.assertEqual(json.loads(run.stdout)["source"], "198.18.0.77" if family == "ipv4" else "2001:db8::77")

    def test_the_family_of_names(self):
        for option, family in [("-4", "ipv4"), ("-6", "ipv6")]:
            results, _ = tracing.trace(self, NAMED, option, "target.example", family="both")
            self.assertEqual(results["target.example"]["family"], family)
        self.run_in(NAMED, lab.tracerouter_program(), "-6", TARGET, code=3)


if __name__ == "__main__":
    lab.main()
