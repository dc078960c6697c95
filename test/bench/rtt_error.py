"""Reported round-trip times against those that a packet capture saw on the simulated wire, while one core is kept busy.

TRACEROUTER_LAB=... TRACEROUTER=... python3 test/bench/rtt_error.py [RUNS]
"""

import collections
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lab"))

import lab  # noqa: E402  (the folder has to be known first)

TARGET = "198.18.10.1"
TCPDUMP = ("tcpdump", "-n", "-tt", "--time-stamp-precision=nano")
CAPTURED = 'tcpdump -Z root -s 128 --immediate-mode --time-stamp-precision=nano -i any -w "$1" icmp 2>/dev/null & ' \
           'capture=$!; sleep 0.5; "$2" -n --format json "$3"; sleep 0.2; kill $capture; wait'


def wire_times_us(capture):
    """{TTL: [microseconds between a probe and its answer, ...]}"""
    text = subprocess.run([*TCPDUMP, "-vv", "-r", capture], capture_output=True, text=True, check=True).stdout
    # One packet is a line that begins with its time, and indented lines: its payload, then what it quotes.
    left, times = {}, collections.defaultdict(list)
    for packet in re.split(r"\n(?=\d)", text):
        at = float(packet.split()[0].split(".")[1]) / 1000 + int(packet.split(".")[0]) * 1e6
        number = int(re.search(r"ICMP echo (?:request|reply), id \d+, seq (\d+)", packet).group(1))
        if "ICMP time exceeded" not in packet and "ICMP echo request" in packet:
            left[number] = at, int(re.search(r"ttl (\d+)", packet).group(1))
        elif number in left:
            sent_at, ttl = left[number]
            times[ttl].append(at - sent_at)
    return times


def errors_us():
    with tempfile.TemporaryDirectory() as folder:
        capture = os.path.join(folder, "capture")
        run = lab.run("clean16", "sh", "-c", CAPTURED, "sh", capture, lab.tracerouter_program(), TARGET, timeout=20)
        wire = wire_times_us(capture)
    for hop in json.loads(run.stdout)["hops"]:
        for probe in hop["probes"]:
            if probe["status"] == "replied":
                yield min((probe["rtt_ms"] * 1000 - time for time in wire[hop["ttl"]]), key=abs)


def main():
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as busy:
        try:
            errors = [error for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else 10) for error in errors_us()]
        finally:
            busy.terminate()
    sizes = sorted(map(abs, errors))
    print(f"{len(errors)} answers: median {statistics.median(errors):.1f} us, 95 % within {sizes[len(sizes) * 95 // 100]:.1f} us")


if __name__ == "__main__":
    main()
