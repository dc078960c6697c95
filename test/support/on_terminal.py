"""Runs a command on a terminal of its own and prints what the terminal was sent.

on_terminal.py JSON COMMAND...: the JSON is a list of pairs, of which the second is keys. They are typed one after the other: when the
first, a text, has been shown behind the text before, or so many seconds after the keys before. The exit code is that of the command.
"""

import errno
import fcntl
import json
import os
import pty
import select
import struct
import sys
import termios
import time

ROWS, COLUMNS = 24, 100


def read(terminal, patience_s):
    """The next octets; none at the end, which Linux reports as an error; None if there are none for so long."""
    if not select.select([terminal], [], [], patience_s)[0]:
        return None
    try:
        return os.read(terminal, 65536)
    except OSError as error:
        if error.errno != errno.EIO:
            raise
        return b""


class Typist:
    """Types keys when their turn has come."""

    def __init__(self, terminal, pairs):
        self.terminal, self.pairs = terminal, pairs
        self.looked_at, self.typed_at = 0, time.monotonic()

    def patience_s(self):
        waits = self.pairs and not isinstance(self.pairs[0][0], str)
        return max(0, self.typed_at + self.pairs[0][0] - time.monotonic()) if waits else None

    def turn_has_come(self, shown):
        wanted = self.pairs[0][0]
        if not isinstance(wanted, str):
            return self.patience_s() == 0
        found = shown.find(wanted.encode(), self.looked_at)
        if found >= 0:
            self.looked_at = found + len(wanted.encode())
        return found >= 0

    def type(self, shown):
        while self.pairs and self.turn_has_come(shown):
            os.write(self.terminal, self.pairs.pop(0)[1].encode())
            self.typed_at = time.monotonic()


def run(pairs, command):
    process, terminal = pty.fork()
    if process == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        os.execvp(command[0], command)
    shown, typist = b"", Typist(terminal, pairs)
    while (octets := read(terminal, typist.patience_s())) != b"":
        shown += octets or b""
        typist.type(shown)
    return shown, os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


if __name__ == "__main__":
    SHOWN, CODE = run(json.loads(sys.argv[1]), sys.argv[2:])
    sys.stdout.buffer.write(SHOWN)
    sys.exit(CODE)
