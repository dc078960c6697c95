"""The output formats that the program has, as its help lists them: a new one is tried by the tests that go through all."""

import re
import subprocess


def formats_of(program):
    shown = subprocess.run([program, "--help"], capture_output=True, text=True, check=True).stdout
    listed = re.search(r"output format: ([\w, ]+) \(", shown).group(1)
    return re.split(", | or ", listed)
