"""What the program costs before its first probe and behind its last answer, in the simulated internet: medians.

TRACEROUTER_LAB=... TRACEROUTER=... python3 test/bench/startup.py [RUNS]
"""

import os
import statistics
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lab"))

import lab  # noqa: E402  (the folder has to be known first)

TARGET = "198.18.10.1"
# Runs a command and prints when it began and ended, by the clock of the simulator's log.
WATCH = """
import subprocess, sys, time
began = time.monotonic_ns()
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(began / 1000, time.monotonic_ns() / 1000)
"""


def one_run():
    """Microseconds from start to first probe, and from last answer that is part of the result to the end."""
    run = lab.run("near3", sys.executable, "-c", WATCH, lab.tracerouter_program(), "-n", TARGET)
    began, ended = map(float, run.stdout.split())
    answers = [probe["time_us"] + probe["actual_us"] for probe in run.log if probe["ttl"] <= 3 and probe["actual_us"]]
    return run.log[0]["time_us"] - began, ended - max(answers)


def main():
    runs = [one_run() for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else 30)]
    for title, values in zip(("start to first probe", "last answer to exit"), zip(*runs)):
        print(f"{title}: {statistics.median(values) / 1000:.2f} ms, {min(values) / 1000:.2f} to {max(values) / 1000:.2f}")


if __name__ == "__main__":
    main()
