"""Too little of everything, and system calls that fail: less is done, or one line says why, and nothing aborts."""

import errno
import os
import platform
import random
import resource
import shutil
import signal
import subprocess
import sys
import unittest
from pathlib import Path

from program import IS_ROOT, NAMESPACE, NETWORK, PROGRAM, ProgramTest, main, namespace_rights

DOCUMENTED = {0, 1, 2, 3, 4, 5, 130}
SANITIZED = any(mark in Path(PROGRAM).read_bytes() for mark in (b"__asan_init", b"__tsan_init"))
MIB = 1 << 20
MOST = 8  # times of one call: prctl() alone is called once for each capability
AF_INET6, AF_NETLINK = 10, 16

# Numbers of x86-64, the only machine that scarcity.cpp knows.
WRITE, SOCKET, CLONE, EPOLL_CTL, EPOLL_CREATE1, CLONE3 = 1, 41, 56, 233, 291, 435
MEMORY = {9, 10}  # mmap, mprotect
BRK = 12  # fails without an error: it returns what there was, which RLIMIT_AS is for
WAITS = {7, 232, 281, 286}  # poll, epoll_wait, epoll_pwait, timerfd_settime: a wait that fails may never end


def limits(**wanted):
    def set_limits():
        for name, value in wanted.items():
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))
    return set_limits


class Scarcity(ProgramTest):
    """All of it runs in one network namespace (see the end of this file)."""

    def setUp(self):
        namespace_rights.need_networks()
        super().setUp()

    def run_with(self, set_limits, *arguments, **options):
        return self.run_program(*arguments, preexec_fn=set_limits, **options)

    def assert_in_order(self, result, what):
        """A documented exit code, and a line that says why where it is one of failure."""
        self.assertIn(result.returncode, DOCUMENTED, f"{what}: {result}")
        said = [line for line in result.stderr.splitlines() if line.startswith("tracerouter: ")]
        if result.returncode >= 2:
            self.assertTrue(said, f"{what}: {result}")

    def test_few_descriptors(self):
        self.file("list", "127.0.0.1\nlocalhost\n")
        works = []
        for number in range(21):
            for arguments in (["127.0.0.1"], ["-U", "--unprivileged", "127.0.0.1"],
                              ["-o", "out", "--resume", f"book{number}", "--targets", "list", "--log-file", "log"]):
                (self.folder / "out").unlink(missing_ok=True)
                result = self.run_with(limits(NOFILE=number), *arguments)
                if "error while loading shared libraries" in result.stderr:
                    continue  # the program has not begun
                self.assert_in_order(result, f"{number} {arguments}")
                works += [number] if result.returncode == 0 else []
        self.assertIn(20 if SANITIZED else 16, works)  # sanitizers hold some themselves

    @unittest.skipIf(SANITIZED, "sanitizers need more address space than any limit leaves")
    def test_little_memory(self):
        least = next(size for size in range(2 * MIB, 64 * MIB, MIB // 4)
                     if self.run_with(limits(AS=size), "--version").returncode == 0)
        self.file("list", "127.0.0.1\nlocalhost\n")
        codes = []
        for size in range(least, least + 8 * MIB, MIB // 4):
            for arguments in (["127.0.0.1"], ["--targets", "list", "-o", "out.gz", "--format=json"]):
                result = self.run_with(limits(AS=size), *arguments)
                self.assert_in_order(result, f"{size >> 10} KiB {arguments}")
                codes.append(result.returncode)
        self.assertEqual(self.run_with(limits(AS=256 * MIB), "127.0.0.1").returncode, 0)

    @unittest.skipUnless(IS_ROOT and shutil.which("setpriv"), "needs root and setpriv, since only others are limited")
    @unittest.skipIf(SANITIZED, "the leak sanitizer needs a process of its own")
    def test_no_thread(self):
        """One process is all that this user may have, and threads count as such."""
        self.folder.chmod(0o777)
        user = ["prlimit", "--nproc=1", "setpriv", "--reuid=54321", "--regid=54321", "--clear-groups", PROGRAM]
        for arguments in (["-n", "-U", "127.0.0.1"], ["-U", "localhost"], ["-U", "-o", "out", "--resume", "book", "127.0.0.1", "127.0.0.2"]):
            result = self.run_command([*user, *arguments])
            self.assertEqual((result.stderr, result.returncode), ("", 0), arguments)
            self.assertIn(" 1  ", result.stdout or (self.folder / "out").read_text())

    def test_closed_descriptors(self):
        for closed in ("<&-", ">&-", "2>&-", "<&- >&-", "<&- 2>&-", ">&- 2>&-", "<&- >&- 2>&-"):
            self.file("list", "127.0.0.1\nnosuch.invalid\n")
            script = f'exec "$0" -n -q1 -o out --targets list --log-level=debug --log-file log {closed}'
            result = self.run_command(["sh", "-c", script, PROGRAM])
            self.assertEqual(result.returncode, 3, closed)
            self.assertEqual((self.folder / "list").read_text(), "127.0.0.1\nnosuch.invalid\n")
            self.assertTrue((self.folder / "out").read_text().startswith("traceroute to "), closed)
            self.assertEqual(len((self.folder / "out").read_text().splitlines()), 2, closed)
            self.assertNotIn("traceroute to", (self.folder / "log").read_text())
        result = self.run_command(["sh", "-c", 'exec "$0" 127.0.0.1 >&-', PROGRAM])
        self.assertEqual((result.stderr, result.returncode), ("tracerouter: results cannot be written: Bad file descriptor\n", 5))
        result = self.run_command(["sh", "-c", 'exec "$0" --targets - <&-', PROGRAM])
        self.assert_refused(result, "standard input: Bad file descriptor")

    def test_a_checkpoint_without_end(self):
        for device in ("/dev/zero", "/dev/null", "/dev/full"):
            self.assert_refused(self.run_program("--resume", device, "-o", "out", "127.0.0.1"),
                                f"{device}: --resume needs a regular file")
            self.assertFalse((self.folder / "out").exists())
        with open(self.folder / "book", "wb") as book:
            book.write(b"#checkpoint 1 ")
            book.truncate(1 << 40)
        self.assert_refused(self.run_program("--resume", "book", "-o", "out", "127.0.0.1"), "book: not a checkpoint of tracerouter")


class Arguments(ProgramTest):
    def test_odd_ones_are_refused_in_one_line(self):
        for odd in ("--=", "--=x", "-=", "-", "---", "---=", "-\n", "--\n", "", " ", "=", "--targets", "--targets=", "-o", "-o=", "-\xff",
                    "--\xff=\xff", "-" * 1000, "--" + "x" * 100_000, "x" * 100_000, "-n=", "-nq", "-4=6", "--no-such", "-I-U", "%n%s",
                    "--max-ttl=" + "9" * 1000, "/", "//", ":/", "%", "::1%", "--help=", "--version=1", "--resume", "--mtu=x"):
            result = self.run_program(odd)
            self.assertEqual((result.returncode, result.stdout), (2, ""), f"{odd[:40]!r}: {result.stderr[:200]}")
            self.assertEqual(len(result.stderr.splitlines()), 1, odd[:40])

    def test_nobody_knows_what_people_type(self):
        dice = random.Random(17)
        pieces = ["-", "--", "=", "", "n", "q", "targets", "format", "json", "resume", "size", "%", "/", ":", ".", "1", "0x", "\x01", "\xfc",
                  "-1", "9" * 30, " ", "\n", "o", "stats", "exclude", "::ffff:", "x" * 300]
        for _ in range(100):
            words = ["".join(dice.choices(pieces, k=dice.randrange(5))) for _ in range(dice.randrange(1, 5))]
            result = self.run_program(*words, "--exclude", "0.0.0.0/0", "--exclude", "::/0", "--dns-timeout", "nan")
            self.assertEqual(result.returncode, 0 if {"-h", "--help"} & set(words) else 2, f"{words}: {result.stderr[:300]}")


@unittest.skipIf(SANITIZED or platform.machine() != "x86_64", "needs x86-64 and a program without sanitizers")
class Failures(Scarcity):
    MANNERS = (["-n", "-q1", "127.0.0.1"],
               ["-n", "-q1", "-U", "--unprivileged", "::1"],
               ["-q1", "-o", "out", "--targets", "list", "--log-file", "log", "--log-level=debug", "--resume", "book"])

    def failing(self, wish, *arguments):
        for name in ("out", "book", "log"):
            (self.folder / name).unlink(missing_ok=True)
        environment = dict(os.environ, LD_PRELOAD=os.environ["TRACEROUTER_SCARCITY"], TRACEROUTER_FAIL=wish)
        return self.run_program(*arguments, env=environment)

    def calls(self, *arguments):
        """{number: times} of the calls that a run makes."""
        counted = self.failing("count", *arguments)
        self.assertEqual(counted.returncode, 0, counted.stderr)
        return dict(map(int, line.split()) for line in counted.stderr.splitlines() if not line.startswith("tracerouter: "))

    def test_any_call_fails_once(self):
        self.file("list", "127.0.0.1\nlocalhost\n")
        for arguments in self.MANNERS:
            for number, times in self.calls(*arguments).items():
                for nth in range(1, 1 + min(times, MOST)) if number not in WAITS | {BRK} else ():
                    error = errno.ENOMEM if number in MEMORY else errno.EMFILE if nth % 2 else errno.EPERM
                    result = self.failing(f"{number} {error} @{nth}", *arguments)
                    self.assert_in_order(result, f"{arguments}: call {number}, time {nth}")

    def test_what_a_sandbox_may_refuse(self):
        self.file("list", "127.0.0.1\nlocalhost\n")
        for number in (CLONE, CLONE3):
            for error in (errno.EPERM, errno.ENOSYS, errno.EAGAIN):
                for arguments in self.MANNERS:
                    result = self.failing(f"{number} {error}", *arguments)
                    self.assertEqual(result.returncode, 0, f"{number} {error} {arguments}: {result.stderr}")
        for error in (errno.EPERM, errno.EACCES, errno.EAFNOSUPPORT):
            result = self.failing(f"{SOCKET} {error} {AF_INET6}", *self.MANNERS[0])
            self.assertEqual((result.stderr, result.returncode), ("", 0), error)
            for arguments in (*self.MANNERS[:2], ["-n", "-T", "-s", "127.0.0.1", "127.0.0.2"], ["-n", "-i", "lo", "::1"]):
                result = self.failing(f"{SOCKET} {error} {AF_NETLINK}", *arguments)
                self.assertEqual((result.stderr, result.returncode), ("", 0), f"{error} {arguments}")
            result = self.failing(f"{SOCKET} {error} {AF_NETLINK}", "-s", "192.0.2.7", "127.0.0.1")
            self.assertEqual(result.returncode, 2, result)

    def test_waits_that_are_refused(self):
        for error in (errno.EPERM, errno.ENOSYS, errno.EACCES):
            for number in (EPOLL_CTL, EPOLL_CREATE1):
                result = self.failing(f"{number} {error}", *self.MANNERS[0])
                self.assertEqual((result.returncode, len(result.stderr.splitlines())), (5, 1), result)
                self.assertIn("epoll", result.stderr)

    def test_calls_that_always_fail(self):
        self.file("list", "127.0.0.1\nlocalhost\n")
        arguments = self.MANNERS[2]
        unbearable = WAITS | MEMORY | {BRK, WRITE}  # without write() nothing can be told
        for number in self.calls(*arguments).keys() - unbearable:
            for error in (errno.EPERM, errno.ENOSYS):
                result = self.failing(f"{number} {error}", *arguments)
                self.assert_in_order(result, f"call {number}, error {error}")


if __name__ == "__main__":
    if "INSIDE" not in os.environ and namespace_rights.works(*NAMESPACE, "true"):
        os.environ["INSIDE"] = "yes"
        os.execvp(NAMESPACE[0], [*NAMESPACE, "sh", "-c", f'{NETWORK} && exec "$0" "$@"', sys.executable, "-B", *sys.argv])
    main()
