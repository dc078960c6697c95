"""The library inside programs of its users, through real sockets."""

import json
import os
import re
import sys
import tempfile

import lab

PROGRAMS = os.environ["TRACEROUTER_LIBRARY_PROGRAMS"]

# Fetches the page of with_server until it says that all targets are traced; then prints every page.
CLIENT = """
import subprocess, sys, time, urllib.error, urllib.request
with open(sys.argv[2]) as targets:
    server = subprocess.Popen([sys.argv[1], "8080"], stdin=targets)
opened = None
while not opened:
    try:
        opened = urllib.request.urlopen("http://127.0.0.1:8080/", timeout=60)
    except urllib.error.URLError:
        assert server.poll() is None, "the server has ended"
        time.sleep(0.01)
pages = [opened.read().decode()]
while pages[-1].split()[0] != pages[-1].split()[2]:
    pages.append(urllib.request.urlopen("http://127.0.0.1:8080/", timeout=60).read().decode())
server.wait()
for page in pages:
    print("page", page)
sys.exit(server.returncode)
"""


def program(name):
    return os.path.join(PROGRAMS, name)


def true_paths(scenario, targets):
    """{target: its true path as the programs print it}, where each hop is one router that answers."""
    paths = {}
    for line in lab.ask("truth", lab.scenario(scenario), *targets):
        truth = json.loads(line)
        hops = [sorted(lab.responders(truth, ttl))[0] for ttl in range(1, truth["distance"] + 1)]
        paths[truth["destination"]] = " ".join(hops)
    return paths


class Library(lab.LabTest):
    def write(self, targets):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        name = os.path.join(folder.name, "targets")
        with open(name, "w", encoding="utf-8") as file:
            file.write("\n".join(targets) + "\n")
        return name

    def test_a_thousand_traces_beside_a_server_and_a_timer(self):
        targets = lab.targets("generated", limit=1000)
        run = self.run_in("generated", sys.executable, "-c", CLIENT, program("with_server"), self.write(targets), log=False)
        lines = run.stdout.splitlines()
        pages = [line for line in lines if line.startswith("page ")]
        found = dict(line.split(" ", 1) for line in lines if not line.startswith("page "))
        self.assertEqual(found, true_paths("generated", targets))
        counts = re.search(r"ticks (\d+), pages (\d+), longest turn (\d+) us, .*", run.stderr)
        self.assertIsNotNone(counts, run.stderr)
        self.assertEqual(int(counts[2]), len(pages), "every request has its page")
        self.assertGreater(len(set(pages)), 5, "pages come while traces are under way")
        self.assertGreater(int(counts[1]), 5, "the timer ticks meanwhile")
        print(counts[0], file=sys.stderr)

    def test_two_tracers_of_one_process_get_their_own_answers(self):
        targets = lab.targets("hundred")
        with open(self.write(targets), encoding="utf-8") as file:
            run = self.run_in("hundred", program("two_tracers"), stdin=file)
        counts = re.findall(r"^(\d) replies (\d+) foreign (\d+) malformed 0$", run.stdout, re.MULTILINE)
        self.assertEqual([number for number, _, _ in counts], ["0", "1"], run.stdout)
        truth = true_paths("hundred", targets)
        for number, replies, foreign in counts:
            lines = [line.split(" ", 2)[1:] for line in run.stdout.splitlines() if line.startswith(f"{number} 198.")]
            self.assertEqual(dict(lines), truth)
            self.assertEqual(len(lines), len(truth), "each once")
            self.assertGreater(int(foreign), int(replies) // 2, "the answers to the other")


if __name__ == "__main__":
    lab.main()
