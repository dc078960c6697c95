"""The output formats of traces, as the help lists them: a new one is tried by the tests that go through all."""

import re
import subprocess

OF_MONITORS_ONLY = {"openmetrics"}


def formats_of(program):
    shown = subprocess.run([program, "--help"], capture_output=True, text=True, check=True).stdout
    listed = re.search(r"--format F +as ([\w, ]+) \(", shown).group(1)
    return [word for word in re.split(", | or ", listed) if word not in OF_MONITORS_ONLY]
