"""A terminal for tests: a program runs on it, a person types, and what is on the screen can be looked at."""

import fcntl
import os
import re
import select
import signal
import struct
import termios
import time

SECOND_SCREEN = "1049"
TOKEN = re.compile(r"\x1b\[([?0-9;]*)([A-Za-z])|\x1b[=>78]|([\x00-\x1f])|(.)", re.DOTALL)


class Screen:
    """What ECMA-48 octets leave on a screen: as much of it as the live view uses. Anything else is a fault."""

    def __init__(self, columns=80, rows=24):
        self.size = (columns, rows)
        self.modes = set()
        self.faults = []
        self.clear()

    def clear(self):
        self.lines, self.at = self.blank()
        self.other = self.blank()

    def blank(self):
        return [[" "] * self.size[0] for _ in range(self.size[1])], [0, 0]

    def resize(self, columns, rows):
        self.size = (columns, rows)
        self.clear()

    def text(self):
        return "\n".join("".join(line).rstrip() for line in self.lines)

    def feed(self, text):
        for found in TOKEN.finditer(text):
            parameters, final, control, sign = found.groups()
            if final:
                self.sequence(parameters, final)
            elif control:
                self.control(control)
            elif sign:
                self.put(sign)
            else:
                self.faults.append(found.group(0))

    def control(self, octet):
        if octet == "\r":
            self.at[0] = 0
        elif octet == "\n":
            self.next_line()
        elif octet == "\b":
            self.at[0] = max(self.at[0] - 1, 0)
        elif octet not in "\x18\x07":
            self.faults.append(octet)

    def next_line(self):
        if self.at[1] + 1 < self.size[1]:
            self.at[1] += 1
        else:
            self.lines = self.lines[1:] + [[" "] * self.size[0]]

    def put(self, sign):
        column, row = self.at
        if column < self.size[0] and row < self.size[1]:
            self.lines[row][column] = sign
        self.at[0] += 1

    def set_mode(self, number, on):
        if number == SECOND_SCREEN and on != (number in self.modes):
            self.lines, self.at, self.other = *self.other, (self.lines, self.at)
        (self.modes.add if on else self.modes.discard)(number)

    def sequence(self, parameters, final):
        if parameters.startswith("?"):
            self.set_mode(parameters[1:], final == "h")
            return
        numbers = [int(number or 0) for number in parameters.split(";")] if parameters else []
        first = numbers[0] if numbers else 0
        row = self.lines[min(self.at[1], self.size[1] - 1)]
        if final == "H":
            self.at = [(numbers[1] if len(numbers) > 1 else 1) - 1, max(first, 1) - 1]
        elif final == "C":
            self.at[0] += max(first, 1)
        elif final == "J":
            self.lines = self.blank()[0]
        elif final == "K":
            row[self.at[0]:] = [" "] * (self.size[0] - self.at[0])
        elif final == "P":
            del row[self.at[0]]
            row.append(" ")
        elif final != "m":
            self.faults.append(parameters + final)


class Terminal:
    """A pseudo terminal with a program on it, in a session of its own."""

    def __init__(self, *command, columns=80, rows=24, environment=None):
        self.screen = Screen(columns, rows)
        self.octets = b""
        self.undecoded = b""
        self.master, self.slave = os.openpty()
        self.resize(columns, rows, tell=False)
        self.modes_before = self.modes()
        self.status = None
        self.process = os.fork()
        if self.process == 0:
            self.become(command, {**os.environ, "TERM": "xterm", "LC_ALL": "C.UTF-8", **(environment or {})})

    def become(self, command, environment):
        os.close(self.master)
        os.setsid()
        fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
        for descriptor in range(3):
            os.dup2(self.slave, descriptor)
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP, signal.SIGPIPE):
            signal.signal(number, signal.SIG_DFL)
        os.execvpe(command[0], command, environment)

    def modes(self):
        modes = termios.tcgetattr(self.slave)
        return [modes[0], modes[1], modes[2], modes[3], modes[6]]

    def resize(self, columns, rows, tell=True):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        if tell:
            self.screen.resize(columns, rows)

    def type(self, text):
        data = text.encode() if isinstance(text, str) else text
        while data:
            self.read(0)
            _, writable, _ = select.select([], [self.master], [], 1)
            if not writable:
                return False
            written = os.write(self.master, data[:512])
            data = data[written:]
        return True

    def read(self, timeout):
        """Whether something came within that time."""
        readable, _, _ = select.select([self.master], [], [], timeout)
        if not readable:
            return False
        try:
            data = os.read(self.master, 65536)
        except OSError:
            return False
        self.octets += data
        text = self.undecoded + data
        whole = text.rfind(b"\x1b")
        # A sequence that is cut waits for its rest.
        if whole >= 0 and len(text) - whole < 12 and not re.match(rb"\x1b\[[?0-9;]*[A-Za-z]", text[whole:]):
            text, self.undecoded = text[:whole], text[whole:]
        else:
            self.undecoded = b""
        try:
            decoded = text.decode()
        except UnicodeDecodeError as error:
            decoded, self.undecoded = text[:error.start].decode(), text[error.start:] + self.undecoded
        self.screen.feed(decoded)
        return True

    def watch(self, seconds):
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if not self.read(left):
                time.sleep(min(0.01, left))

    def wait_for(self, wanted, seconds=10):
        """The match on the screen, as soon as there is one."""
        end = time.monotonic() + seconds
        while not (found := re.search(wanted, self.screen.text(), re.MULTILINE)):
            if time.monotonic() > end:
                raise AssertionError(f"no {wanted!r} on the screen:\n{self.screen.text()}")
            self.read(0.05)
        return found

    def kill(self, number):
        os.kill(self.process, number)

    def poll(self, flags=os.WNOHANG):
        if self.status is None:
            process, status = os.waitpid(self.process, flags)
            if process:
                self.status = status
        return self.status

    def finish(self, seconds=10):
        """Its exit code when it has ended; minus the number of the signal that killed it."""
        end = time.monotonic() + seconds
        while self.poll() is None:
            if time.monotonic() > end:
                os.kill(self.process, signal.SIGKILL)
                self.poll(0)
                raise AssertionError(f"it does not end:\n{self.screen.text()}")
            self.read(0.02)
        while self.read(0.05):
            pass
        return os.waitstatus_to_exitcode(self.status)

    def below(self):
        """What was written after the view had gone."""
        return self.octets.decode(errors="replace").rpartition("\x1b[?1049l")[2].replace("\r", "")

    def close(self):
        if self.poll() is None:
            os.kill(self.process, signal.SIGKILL)
            self.poll(0)
        os.close(self.master)
        os.close(self.slave)
