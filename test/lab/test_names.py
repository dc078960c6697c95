"""Names, AS numbers and places, from a name server that is well, ill, slow, dead or hostile."""

import json
import os
import sys
import unicodedata

import lab
from formats import formats_of
from naming import Naming, origin, pointer, reverse, text

TARGET = "198.18.10.1"
THREE = {
    "about": "three hops",
    "chains": [{"id": "r", "count": 3, "address": "198.18.1.1", "rtt": [1, 3]}],
    "paths": {"main": ["r1..r3"]},
    "destinations": [{"address": TARGET, "rtt": 4}],
}
HOPS = ["198.18.1.1", "198.18.1.2", "198.18.1.3", TARGET]
CYMRU = "64500 | 198.18.0.0/15 | US | arin | 2010-01-01"
PATIENT = "--dns-timeout=20"  # for tests that are about content: a busy machine must not change it


def zone(entries, **more):
    return {"records": {reverse(address): entry for address, entry in entries.items()}, **more}


def named(hops):
    return zone({address: pointer(f"r{number}.example") for number, address in enumerate(hops, 1)})


def shown_names(stdout):
    """{address: name} of the text of one target."""
    found = {}
    for line in stdout.splitlines()[1:]:
        words = line.split()
        if len(words) > 2 and words[2].startswith("("):
            found[words[2].strip("()")] = words[1]
    return found


class Names(Naming):
    def test_of_every_hop(self):
        run, queries = self.run_named(THREE, named(HOPS), PATIENT, TARGET)
        self.assertEqual(shown_names(run.stdout), {a: f"r{i}.example" for i, a in enumerate(HOPS, 1)})
        self.assertEqual(sorted(queries), sorted(f"udp {reverse(address)}" for address in HOPS))

    def test_outside_ascii_are_looked_up_as_the_dns_writes_them(self):
        _, queries = self.run_named(THREE, {}, "b\u00fccher.example", code=3, env={**os.environ, "LC_ALL": "C"})
        self.assertEqual(set(queries), {"udp xn--bcher-kva.example"})

    def test_over_ipv6(self):
        hops = [lab.ipv6(address) for address in HOPS]
        run, _ = self.run_named(THREE, named(hops), PATIENT, hops[-1])
        self.assertEqual(shown_names(run.stdout), {a: f"r{i}.example" for i, a in enumerate(hops, 1)})

    def test_in_json_and_beside_inferred_addresses(self):
        run, _ = self.run_named(THREE, named(HOPS), PATIENT, "--format=json", TARGET)
        probes = [probe for hop in json.loads(run.stdout)["hops"] for probe in hop["probes"]]
        self.assertEqual({probe["address"]: probe["name"] for probe in probes},
                         {a: f"r{i}.example" for i, a in enumerate(HOPS, 1)})

    def test_numeric_asks_nobody(self):
        for arguments in (["-n"], ["-n", "--format=json"]):
            run, queries = self.run_named(THREE, named(HOPS), *arguments, TARGET)
            self.assertEqual(queries, [])
            self.assertNotIn("example", run.stdout)

    def test_hosts_file_goes_first(self):
        with_name = {**THREE, "routers": {"r2": {"name": "hosts.example"}}}
        run, queries = self.run_named(with_name, named(HOPS), PATIENT, TARGET)
        self.assertEqual(shown_names(run.stdout)["198.18.1.2"], "hosts.example")
        self.assertNotIn(f"udp {reverse('198.18.1.2')}", queries)

    def test_an_address_is_asked_for_once_a_run(self):
        targets = lab.targets("hundred", 8)
        run, queries = self.run_named("hundred", zone({}), PATIENT, *targets)
        self.assertEqual(len(queries), len(set(queries)))
        self.assertEqual(run.stdout.count("traceroute to "), 8)

    def test_hidden_hops_are_neither_shown_nor_asked_for(self):
        for format_name in ("text", "json"):
            run, queries = self.run_named(THREE, named(HOPS), PATIENT, "--mask-first=2", "--format", format_name, TARGET)
            for hidden in (*HOPS[:2], "r1.example", lab.SOURCE):
                self.assertNotIn(hidden, run.stdout.replace(f"{HOPS[0]}0", ""))
            self.assertIn(HOPS[2], run.stdout)
            self.assertEqual(sorted(queries), sorted(f"udp {reverse(address)}" for address in HOPS[2:]))


class IllServers(Naming):
    """Whatever a server does, every address is shown, and the names of the others are."""

    def check_others_named(self, entry, shown=None):
        records = named(HOPS)
        records["records"][reverse("198.18.1.2")] = entry
        run, _ = self.run_named(THREE, records, PATIENT, TARGET)
        names = {a: f"r{i}.example" for i, a in enumerate(HOPS, 1)}
        self.assertEqual(shown_names(run.stdout), {**names, "198.18.1.2": shown or "198.18.1.2"})
        self.assertEqual(run.stderr, "")

    def test_codes(self):
        for manner in ("refused", "servfail"):
            with self.subTest(manner):
                self.check_others_named(pointer("x.example", manner=manner))

    def test_wrong_type(self):
        self.check_others_named(pointer("x.example", manner="wrong-type"))

    def test_aliases_in_a_circle(self):
        self.check_others_named(pointer("x.example", manner="alias-loop"))

    def test_truncation_leads_to_tcp(self):
        self.check_others_named(pointer("long.example", manner="truncated"), "long.example")

    def test_an_answer_as_large_as_they_come(self):
        self.check_others_named(pointer("huge.example", manner="huge"), "huge.example")

    def test_octets_that_are_no_message(self):
        self.check_others_named(pointer("x.example", manner="garbage"))

    def test_a_forged_answer_before_the_right_one(self):
        self.check_others_named(pointer("right.example", manner="forged"), "right.example")

    def test_the_longest_name(self):
        name = ".".join(["x" * 63] * 3 + ["y" * 61])  # 255 octets on the wire
        self.check_others_named(pointer(name), name)

    def test_names_that_no_host_may_have(self):
        for name in (r"\x1b[2J\x1b]0;owned\x07.example", r"two\x0a 9  lines.example", r"\xe2\x80\xaeturned.example",
                     "a (10.0.0.1)  0.1 ms", r"\x00.example", "", r"zero\xe2\x80\x8bwidth", r"\xff\xfe"):
            with self.subTest(name):
                self.check_others_named(pointer(name))

    def test_none_at_all(self):
        run = self.run_in(THREE, lab.tracerouter_program(), TARGET)
        self.assertEqual(shown_names(run.stdout), {address: address for address in HOPS})

    def test_a_dead_one(self):
        for arguments in ([], ["--format=json", "-A"]):
            run, queries = self.run_named(THREE, zone({}, silent=True), *arguments, TARGET)
            for address in HOPS:
                self.assertIn(address, run.stdout)
                self.assertIn(f"udp {reverse(address)}", queries)

    def test_a_slow_one_that_nobody_waits_for(self):
        run, _ = self.run_named(THREE, {**named(HOPS), "delay_ms": 5000}, "--dns-timeout=0", TARGET)
        self.assertEqual(shown_names(run.stdout), {address: address for address in HOPS})


class AsNumbers(Naming):
    def cymru(self, name="EXAMPLE-AS Example, US"):
        entries = {origin(address): text(CYMRU) for address in HOPS}
        return {"records": {**entries, "AS64500.asn.cymru.com": text(f"64500 | US | arin | 2010-01-01 | {name}")}}

    def test_in_text(self):
        run, queries = self.run_named(THREE, self.cymru(), PATIENT, "-n", "-A", TARGET)
        self.assertEqual(run.stdout.count(" [AS64500]  "), 4)
        self.assertEqual(sorted(queries), sorted(f"udp {origin(address)}" for address in HOPS))

    def test_in_json(self):
        run, queries = self.run_named(THREE, self.cymru(), PATIENT, "-n", "-A", "--format=json", TARGET)
        probes = [probe for hop in json.loads(run.stdout)["hops"] for probe in hop["probes"]]
        self.assertEqual({(probe["asn"], probe["as_name"]) for probe in probes}, {(64500, "EXAMPLE-AS Example, US")})
        self.assertEqual(queries.count("udp AS64500.asn.cymru.com"), 1)

    def test_over_ipv6(self):
        hops = [lab.ipv6(address) for address in HOPS]
        records = {origin(address): text("64500 | 2001:db8::/32 | US | arin | ") for address in hops}
        run, _ = self.run_named(THREE, {"records": records}, PATIENT, "-n", "-A", hops[-1])
        self.assertEqual(run.stdout.count(" [AS64500]  "), 4)

    def test_of_private_addresses_are_asked_of_nobody(self):
        private = {**THREE, "routers": {"r1": {"address": "10.0.0.1"}, "r2": {"address": "100.64.0.1"}}}
        _, queries = self.run_named(private, self.cymru(), PATIENT, "-A", "-n", TARGET)
        self.assertEqual(sorted(queries), sorted(f"udp {origin(address)}" for address in HOPS[2:]))

    def test_hostile_texts_are_harmless(self):
        formats = [*(set(formats_of(lab.tracerouter_program())) - {"atlas", "json"}), "json"]  # atlas has no place for them
        hostile = "\x1b[2J\n9 lines\u202e\u200b\x9b31m"
        for arguments in (["--table"], *(["--format", name] for name in formats)):
            with self.subTest(arguments):
                run, _ = self.run_named(THREE, self.cymru(hostile), PATIENT, "-A", *arguments, TARGET)
                self.assertEqual(unprintable(run.stdout), set())
        probe = json.loads(run.stdout)["hops"][0]["probes"][0]
        self.assertEqual(probe["as_name"], hostile)

    def test_octets_that_are_not_utf8(self):
        records = self.cymru()
        records["records"]["AS64500.asn.cymru.com"] = {"type": "TXT", "texts": ["64500|US|arin||\udcff"]}
        run, _ = self.run_named(THREE, records, PATIENT, "-A", "--format=json", TARGET)
        self.assertEqual(json.loads(run.stdout)["hops"][0]["probes"][0]["as_name"], "\ufffd")

    def test_texts_that_are_no_records(self):
        for texts in (["v=spf1 -all"], [""], ["99999999999 | 198.18.0.0/15 | | |"], ["|" * 200], ["x" * 2000]):
            with self.subTest(texts):
                records = {"records": {origin(address): text(*texts) for address in HOPS}}
                run, _ = self.run_named(THREE, records, PATIENT, "-A", "-n", TARGET)
                self.assertNotIn("[AS", run.stdout)


class Databases(Naming):
    DATABASE = os.path.join(lab.FOLDER, "..", "data", "example.mmdb")

    def test_the_one_in_the_repository_is_what_its_writer_writes(self):
        sys.path.insert(0, os.path.join(lab.FOLDER, "..", "support"))
        import mmdb  # pylint: disable=import-outside-toplevel
        with open(self.DATABASE, "rb") as file:
            self.assertEqual(file.read(), mmdb.build(mmdb.EXAMPLE))

    def test_as_numbers_without_a_network(self):
        run, queries = self.run_named(THREE, zone({}), "-n", "--asn-db", self.DATABASE, TARGET)
        self.assertEqual(run.stdout.count(" [AS64500]  "), 4)
        self.assertEqual(queries, [])

    def test_places(self):
        there = {**THREE, "chains": [{"id": "r", "count": 3, "address": "198.18.4.1", "rtt": [1, 3]}]}
        run, queries = self.run_named(there, zone({}), "-n", "--geo-db", self.DATABASE, "--format=json", TARGET)
        hops = json.loads(run.stdout)["hops"]
        self.assertEqual([(hop["probes"][0].get("country"), hop["probes"][0].get("city")) for hop in hops],
                         [("SE", "Malmö")] * 3 + [(None, None)])
        self.assertNotIn("asn", hops[0]["probes"][0])
        self.assertEqual(queries, [])

    def test_that_cannot_be_opened(self):
        for option in ("--asn-db", "--geo-db"):
            run = self.run_in(THREE, lab.tracerouter_program(), "--format=csv", option, "/nonexistent.mmdb", TARGET, code=2)
            self.assertEqual((run.stdout, run.stderr), ("", "tracerouter: /nonexistent.mmdb: No such file or directory\n"))


def unprintable(shown):
    """The characters that have no business in lines of visible text."""
    return {char for char in shown if char != "\n" and unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp", "Co", "Cs")}


if __name__ == "__main__":
    lab.main()
