"""Hosts with two uplinks, with routes of their own, with narrow links: a probe goes the way that the host would send it."""

import os
import subprocess
import sys

import hosts
import lab

PROGRAM = os.path.join(lab.FOLDER, "hosts.py")
# Of each family: the networks of eth1, of eth2 and of the target.
FAMILIES = {"ipv4": ("192.0.2.{}", "203.0.113.{}", "198.51.100.{}"),
            "ipv6": ("2001:db8:1::{}", "2001:db8:2::{}", "2001:db8:100::{}")}


class HostTest(lab.LabTest):
    """Base of tests on a host of the lab."""

    def run_on(self, network, *command, code=0):
        self.need("ip")
        line = [sys.executable, "-B", PROGRAM, *network.split(), "--", *map(str, command)]
        done = subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, code, f"{command}\n{done.stdout}\n{done.stderr}")
        return done

    def run_script(self, network, *lines, code=0):
        """The output of each line of a shell on such a host."""
        script = "\n".join(f"{line}\necho '@@@'" for line in lines)
        text = self.run_on(network, "sh", "-ec", script, code=code).stdout
        return text.split("@@@\n")[:-1]


class TheLab(HostTest):
    def test_both_uplinks_lead_to_the_target(self):
        self.need("ping")
        for first, second, target in FAMILIES.values():
            for source in (first, second):
                self.run_on("dual-homed", "ping", "-n", "-q", "-c", 1, "-W", 1, "-I", source.format(2), target.format(2))

    def test_the_route_follows_the_source_and_the_mark(self):
        for first, second, target in FAMILIES.values():
            ways = self.run_script("dual-homed",
                                   f"ip route get {target.format(2)}",
                                   f"ip route get {target.format(2)} from {second.format(2)}",
                                   f"ip route get {target.format(2)} mark 7")
            for way, router in zip(ways, (first, second, second)):
                self.assertIn(f"via {router.format(1)} ", way)

    def test_each_condition_can_be_set_up(self):
        for condition in hosts.CONDITIONS:
            self.run_on(f"dual-homed {condition}", "true")

    def test_wrong_words_are_refused(self):
        for words in ("no-such-network", "single no-such-condition"):
            self.assertIn("hosts.py: error", self.run_on(words, "true", code=2).stderr)
        self.assertIn("command", subprocess.run([sys.executable, PROGRAM, "single"], capture_output=True, text=True, check=False).stderr)


if __name__ == "__main__":
    lab.main()
