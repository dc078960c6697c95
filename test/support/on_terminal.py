"""Runs a command on a terminal of its own and prints what the terminal was sent.

on_terminal.py JSON COMMAND...: the JSON is a list of pairs, a text and keys. Whenever the text of the next pair has been shown
behind that of the last, its keys are typed. The exit code is that of the command.
"""

import errno
import fcntl
import json
import os
import pty
import struct
import sys
import termios

ROWS, COLUMNS = 24, 100


def read(terminal):
    """The next octets; none at the end, which Linux reports as an error."""
    try:
        return os.read(terminal, 65536)
    except OSError as error:
        if error.errno != errno.EIO:
            raise
        return b""


def run(typing, command):
    process, terminal = pty.fork()
    if process == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        os.execvp(command[0], command)
    shown, looked_at = b"", 0
    while octets := read(terminal):
        shown += octets
        while typing and (found := shown.find(typing[0][0].encode(), looked_at)) >= 0:
            text, keys = typing.pop(0)
            looked_at = found + len(text.encode())
            os.write(terminal, keys.encode())
    return shown, os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


if __name__ == "__main__":
    SHOWN, CODE = run(json.loads(sys.argv[1]), sys.argv[2:])
    sys.stdout.buffer.write(SHOWN)
    sys.exit(CODE)
