"""The live view of --monitor on a pseudo terminal: what is shown, what keys do, and that the terminal comes back.

Each test runs its function of the same name within the lab, where the program is a child whose terminal we hold."""

import os
import random
import re
import signal
import sys
import tempfile
import unittest

import lab
from pty_screen import SECOND_SCREEN, Terminal

TARGET = "198.18.10.1"
HOPS = 20
SCENARIO = {
    "chains": [{"id": "r", "count": HOPS - 1, "address": "198.18.1.1", "rtt": [1, HOPS - 1], "jitter": 1}],
    "paths": {"main": [f"r1..r{HOPS - 1}"]},
    "destinations": [{"address": TARGET, "rtt": HOPS, "jitter": 2}, {"address": "198.18.10.9", "silent": True, "rtt": 9}],
}
# A sanitizer would take these signals before the program does.
OWN_CRASHES = {"ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":handle_segv=0:handle_abort=0"}
LAST_HOP = rf"^ +{HOPS} {TARGET}"


def view(*arguments, target=TARGET, **options):
    return Terminal(lab.tracerouter_program(), "--monitor", "-n", *arguments, target, **options)


def shown_view(*arguments, **options):
    terminal = view(*arguments, **options)
    terminal.wait_for(LAST_HOP)
    return terminal


def check_given_back(terminal, *, tables=True):
    """The terminal is as before, and the tables are below the prompt, if the program could still write them."""
    assert terminal.modes() == terminal.modes_before, (terminal.modes(), terminal.modes_before)
    assert SECOND_SCREEN not in terminal.screen.modes and {"25", "7"} <= terminal.screen.modes, terminal.screen.modes
    assert terminal.screen.faults == [], terminal.screen.faults
    assert bool(re.search(LAST_HOP, terminal.below(), re.MULTILINE)) == tables, terminal.below()


def check_end(terminal, code, **options):
    assert (found := terminal.finish()) == code, found
    check_given_back(terminal, **options)
    terminal.close()


def keys_do_what_the_help_says():
    terminal = shown_view()
    for key, wanted in [("l", "No Target"), ("l", LAST_HOP), ("d", "-50s"), ("d", "at least 1 path"), ("d", "Wrst"),
                        ("j", r"^>  1 "), ("\r", "decided probes"), ("\x1b", r"^>  1 "), ("\x1b", r"^   1 "),
                        ("z", "Hop AS"), ("z", LAST_HOP), ("n", LAST_HOP), ("?", "freeze the picture"), ("?", LAST_HOP),
                        (" ", "FROZEN"), (" ", r"1\.\d\d"), ("P", "STOPPED"), ("P", LAST_HOP), ("i", "Interval, seconds: 1_"),
                        ("0.2\r", r"every 0\.2 s"), ("r", r"0:00:0\d"), ("i9999\r", "from 0.01 to 3600")]:
        terminal.type(key)
        terminal.wait_for(wanted)
    terminal.wait_for(LAST_HOP)
    terminal.type("q")
    check_end(terminal, 0)


def a_target_that_is_not_reached_ends_with_1():
    terminal = view(target="198.18.10.9")
    terminal.wait_for("not reached")
    terminal.wait_for(r"^ +1 198\.18\.1\.1 ")
    terminal.type("q")
    assert terminal.finish() == 1
    terminal.close()


def every_end_gives_the_terminal_back():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        terminal = shown_view()
        terminal.kill(number)
        check_end(terminal, 130)
    terminal = shown_view()
    terminal.type("\x03")
    check_end(terminal, 130)
    for number in (signal.SIGABRT, signal.SIGQUIT, signal.SIGSEGV):
        terminal = shown_view(environment=OWN_CRASHES)
        terminal.kill(number)
        check_end(terminal, -number, tables=False)
    terminal = shown_view()
    terminal.kill(signal.SIGINT)
    terminal.kill(signal.SIGINT)
    assert terminal.finish() in (130, -signal.SIGINT)
    assert terminal.modes() == terminal.modes_before and SECOND_SCREEN not in terminal.screen.modes


def all_rounds_end_the_view():
    check_end(view("--count", "2", "--interval", "0.1"), 0)


def sizes_of_any_kind_are_drawn():
    terminal = shown_view()
    numbers = random.Random(1)
    for _ in range(300):
        terminal.resize(numbers.randint(1, 300), numbers.randint(1, 100))
        terminal.read(0)
    for columns, rows, wanted in [(40, 10, "round"), (5, 3, "5x3"), (1, 1, "1"), (300, 90, LAST_HOP), (80, 24, LAST_HOP)]:
        terminal.watch(0.2)  # what was drawn for the size before
        terminal.resize(columns, rows)
        terminal.wait_for(wanted)
        assert all(len(line) == columns for line in terminal.screen.lines)
    terminal.type("q")
    check_end(terminal, 0)


def anything_may_be_typed():
    numbers = random.Random(2)
    ends = b"q\x03\x1a\x1c"  # quit, and the signals of a terminal
    terminal = shown_view()
    terminal.type(bytes(octet for octet in numbers.randbytes(10_000) if octet not in ends))
    terminal.watch(0.3)
    for _ in range(3):  # out of a sequence, of a prompt and of an overlay
        terminal.type("\x1b")
        terminal.watch(0.2)
    terminal.type("q")
    assert terminal.finish() in (0, 1)  # r forgets that the target was reached
    assert terminal.modes() == terminal.modes_before and SECOND_SCREEN not in terminal.screen.modes


def control_z_stops_the_program_until_fg():
    with tempfile.TemporaryDirectory() as folder:
        shell = Terminal("sh", "-i", environment={"PS1": "$ "})
        before = os.path.join(folder, "before")
        shell.type(f"stty -a > {before}; {lab.tracerouter_program()} --monitor -n {TARGET}\r")
        shell.wait_for(LAST_HOP)
        shell.type("\x1a")
        shell.watch(0.3)
        assert SECOND_SCREEN not in shell.screen.modes
        shell.type(f"stty -a | diff {before} - && echo sa''me\r")
        shell.wait_for("same")
        shell.watch(0.2)  # the prompt
        size = len(shell.octets)
        shell.watch(1.2)
        assert len(shell.octets) == size, "it is stopped"
        shell.type("fg\r")
        shell.wait_for(LAST_HOP)
        assert SECOND_SCREEN in shell.screen.modes
        shell.type("q")
        shell.watch(0.3)
        shell.type(f"echo code $?; stty -a | diff {before} - && echo as bef''ore\r")
        shell.wait_for("code 0")
        shell.wait_for("as before")
        shell.close()


def a_second_of_twenty_hops_takes_two_kilobytes():
    terminal = shown_view()
    terminal.watch(1)
    size = len(terminal.octets)
    terminal.watch(4)
    assert len(terminal.octets) - size <= 4 * 2048, len(terminal.octets) - size
    terminal.type("q")
    check_end(terminal, 0)


class LiveView(lab.LabTest):
    def inside(self, function):
        self.run_in(SCENARIO, sys.executable, os.path.abspath(__file__), "--inside", function.__name__, log=False)


for one in (keys_do_what_the_help_says, a_target_that_is_not_reached_ends_with_1, every_end_gives_the_terminal_back,
            all_rounds_end_the_view, sizes_of_any_kind_are_drawn, anything_may_be_typed,
            control_z_stops_the_program_until_fg, a_second_of_twenty_hops_takes_two_kilobytes):
    setattr(LiveView, "test_" + one.__name__, lambda self, function=one: self.inside(function))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        globals()[sys.argv[2]]()
    else:
        unittest.main()
