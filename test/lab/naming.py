"""Runs tracerouter inside a scenario with a name server (dns_server.py), and makes zones for it."""

import ipaddress
import json
import os
import sys
import tempfile

import lab

SERVER = os.path.join(lab.FOLDER, "dns_server.py")


def reverse(address):
    return ipaddress.ip_address(address).reverse_pointer


def origin(address):
    """Where Team Cymru's zone has this address."""
    turned, _, family = reverse(address).partition(".in-addr" if ":" not in address else ".ip6")
    return f"{turned}.origin{'6' if ':' in address else ''}.asn.cymru.com"


def pointer(*names, **manner):
    return {"type": "PTR", "names": list(names), **manner}


def text(*texts, **manner):
    return {"type": "TXT", "texts": list(texts), **manner}


class Naming(lab.LabTest):
    """Base of tests with a name server."""

    def run_named(self, wanted, zone, *arguments, code=0, **options):
        """The run, and the queries that the server got, in their order."""
        with tempfile.TemporaryDirectory() as folder:
            zone = {"log": os.path.join(folder, "queries"), **zone}
            file = os.path.join(folder, "zone.json")
            with open(file, "w", encoding="utf-8") as out:
                json.dump(zone, out)
            run = self.run_in(wanted, sys.executable, "-B", SERVER, file, "--", lab.tracerouter_program(), *arguments,
                              code=code, **options)
            queries = []
            if os.path.exists(zone["log"]):
                with open(zone["log"], encoding="utf-8") as log:
                    queries = log.read().splitlines()
            return run, queries
