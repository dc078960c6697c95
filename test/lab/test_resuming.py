"""A run that dies at any moment goes on where it was: every target once, no half lines."""

import csv
import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
import unittest

import lab

TARGETS = 4096
KILLS = 10


def die_and_go_on(folder, arguments):
    """Inside a scenario: kills the run again and again at random moments, then lets it end. Prints the exit codes."""
    command = [lab.tracerouter_program(), "-n", "-q", "1", "--resume", f"{folder}/book", *arguments]
    codes = []
    for _ in range(KILLS):
        program = subprocess.Popen(command)
        try:
            program.wait(timeout=random.uniform(0, 0.3))
        except subprocess.TimeoutExpired:
            program.kill()
        codes.append(program.wait())
    codes.append(subprocess.run(command, check=False).returncode)
    codes.append(subprocess.run(command, check=False).returncode)
    print(json.dumps(codes))


class Resuming(lab.LabTest):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def resumed(self, output, *arguments):
        """The path of the output of a run that was killed again and again."""
        path = os.path.join(self.folder, output)
        run = self.run_in("generated", sys.executable, "-B", __file__, self.folder, "--rate", "60000", "-o", path,
                          *arguments, log=False)
        codes = json.loads(run.stdout)
        self.assertIn(-9, codes)
        self.assertEqual(codes[-2:], [0, 0])
        self.assertTrue(run.stderr.endswith(f"tracerouter: {self.folder}/book: the run is complete, "
                                            "and nothing is left to do\n"))
        return path

    def check_targets(self, targets):
        self.assertEqual(len(targets), TARGETS)
        self.assertEqual(len(set(targets)), TARGETS)

    def test_json(self):
        path = self.resumed("out.jsonl", "--format", "json", "10.0.0.0/20")
        with open(path, encoding="utf-8") as lines:
            self.check_targets([json.loads(line)["target"] for line in lines])

    def test_gzip(self):
        path = self.resumed("out.jsonl.gz", "--format", "json", "10.0.0.0/20")
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            self.check_targets([json.loads(line)["target"] for line in lines])

    def test_zstandard(self):
        self.need("zstd")
        path = self.resumed("out.jsonl.zst", "--format", "json", "10.0.0.0/20")
        text = subprocess.run(["zstd", "-dcq", path], capture_output=True, check=True, text=True).stdout
        self.check_targets([json.loads(line)["target"] for line in text.splitlines()])

    def test_csv_of_a_list_in_order(self):
        targets = [f"10.0.{number // 256}.{number % 256}" for number in range(TARGETS)]
        with open(os.path.join(self.folder, "list"), "w", encoding="utf-8") as file:
            file.write("\n".join(targets))
        path = self.resumed("out.csv", "--format", "csv", "--in-order", "--targets", file.name)
        with open(path, encoding="utf-8") as lines:
            ended = [line["target"] for line in csv.DictReader(lines) if line["end"]]
        self.assertEqual(ended, targets)


if __name__ == "__main__":
    if len(sys.argv) > 2 and sys.argv[1].startswith("/"):
        die_and_go_on(sys.argv[1], sys.argv[2:])
    else:
        unittest.main(verbosity=2)
