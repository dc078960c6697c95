"""Scenario files: all of ours are valid, mistakes are named."""

import glob
import json
import os
import subprocess
import tempfile

import lab


def check(text):
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "scenario.json")
        with open(file, "w", encoding="utf-8") as out:
            out.write(text)
        done = subprocess.run([lab.lab_program(), "check", file], capture_output=True, text=True, check=False)
        return done.returncode, [line.removeprefix(file + ": ") for line in done.stderr.splitlines()]


class Scenarios(lab.LabTest):
    def test_all_files_are_valid_and_say_what_is_odd(self):
        files = glob.glob(os.path.join(lab.FOLDER, "scenarios", "*.json"))
        self.assertGreater(len(files), 15)
        for file in files:
            with self.subTest(os.path.basename(file)):
                done = subprocess.run([lab.lab_program(), "check", file], capture_output=True, text=True, check=False)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                with open(file, encoding="utf-8") as text:
                    self.assertIn('"about"', text.read())

    def test_every_mistake_gets_its_line(self):
        code, lines = check('{"routers": {"a": {"address": "8.8.8.8", "rtt": -1, "colour": 1}}, "destinations": []}')
        self.assertEqual(code, 2)
        places = [line.split(":")[0] for line in lines]
        self.assertEqual(places, ["routers.a.address", "routers.a.rtt", "routers.a.colour", "destinations"])

    def test_bad_json_has_a_line_number(self):
        code, lines = check('{\n  "seed": 1,\n  "seed" 2\n}')
        self.assertEqual(code, 2)
        self.assertRegex(lines[0], r"^line 3: not JSON: ")

    def test_a_missing_file(self):
        done = subprocess.run([lab.lab_program(), "run", "/nonexistent.json", "--", "true"], capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (2, "/nonexistent.json: cannot be read\n"))

    def test_truth_of_all_targets_is_json(self):
        lines = lab.ask("truth", lab.scenario("hundred"))
        self.assertEqual(len(lines), 100)
        paths = [json.loads(line) for line in lines]
        self.assertTrue(all(10 <= path["distance"] <= 18 for path in paths))
        self.assertEqual(max(hop["responders"][0]["rtt_ms"] for path in paths for hop in path["hops"]), 200)
        first_hops = {tuple(sorted(lab.responders(path, ttl))) for path in paths for ttl in range(1, 7)}
        self.assertEqual(len(first_hops), 6)

    def test_help(self):
        done = subprocess.run([lab.lab_program(), "--help"], capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("tracerouter-lab run SCENARIO", done.stdout)


if __name__ == "__main__":
    lab.main()
