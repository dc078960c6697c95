#!/usr/bin/env python3
"""Runs a command on one core and writes what it cost to a file.

usage: spend.py FILE CORE COMMAND ARG...    CORE may be "any"

A peak of memory below that of this script, some 13 MB, is told as that.
"""

import json
import os
import sys
import time


def main():
    file, core, *command = sys.argv[1:]
    if core != "any":
        os.sched_setaffinity(0, {int(core)})
    began = time.monotonic()
    child = os.posix_spawnp(command[0], command, os.environ)
    _, status, used = os.wait4(child, 0)
    cost = {
        "wall_s": time.monotonic() - began,
        "user_s": used.ru_utime,
        "system_s": used.ru_stime,
        "peak_mb": used.ru_maxrss / 1024,
    }
    with open(file, "w", encoding="utf-8") as out:
        json.dump(cost, out)
    sys.exit(os.waitstatus_to_exitcode(status) & 0xFF)


if __name__ == "__main__":
    main()
