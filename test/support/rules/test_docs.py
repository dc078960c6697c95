"""test_docs.py PROGRAM: the manual shows the help text of this very program."""

import subprocess
import sys
import unittest
from pathlib import Path

USAGE = Path(__file__).resolve().parents[3] / "docs" / "usage.md"


class Usage(unittest.TestCase):
    program = ""

    def test_usage_shows_the_options(self):
        shown = subprocess.run([self.program, "--help"], capture_output=True, text=True, check=True).stdout
        options = shown.split("\nExamples:")[0].rstrip()
        self.assertIn(f"```\n{options}\n```", USAGE.read_text())


if __name__ == "__main__":
    Usage.program = sys.argv.pop(1)
    unittest.main()
