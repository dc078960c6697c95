"""What the program says when it may not open its sockets, and that it keeps no rights behind them."""

import os
import shutil
import subprocess
import unittest
from pathlib import Path

from program import IS_ROOT, PATIENCE, PROGRAM, ProgramTest, command_in_namespace

# Somebody without any right, in a network where nothing but what `PREPARE` says is allowed.
PREPARE = 'ip link set lo up; sysctl -qw net.ipv4.ping_group_range="$1"; shift; '
POWERLESS = "exec setpriv --bounding-set=-all --inh-caps=-all "
if IS_ROOT:
    POWERLESS += "--reuid 65534 --regid 65534 --clear-groups "
UNSHARE = ["unshare", "--net"] if IS_ROOT else ["unshare", "--user", "--map-root-user", "--net"]
SANITIZED = any(mark in Path(PROGRAM).read_bytes() for mark in (b"__asan_init", b"__tsan_init"))
CLOSED = "1 0"
OPEN = "0 65534" if IS_ROOT else "0 0"


class Rights(ProgramTest):
    def setUp(self):
        super().setUp()
        if not IS_ROOT and "cap_net_raw" in self.capabilities():
            self.skipTest("the program was granted CAP_NET_RAW")
        self.folder.chmod(0o755)

    @staticmethod
    def capabilities():
        return subprocess.run(["getcap", PROGRAM], capture_output=True, text=True, check=False).stdout

    def powerless(self, group_range, *arguments):
        script = PREPARE + POWERLESS + '"$@"'
        return self.run_command([*UNSHARE, "sh", "-c", script, "sh", group_range, PROGRAM, *arguments])

    def refused(self, *arguments):
        return self.powerless(CLOSED, *arguments)

    def test_one_line_says_what_is_missing_and_how_to_grant_it(self):
        result = self.refused("-T", "127.0.0.1")
        self.assertEqual(
            result.stderr,
            "tracerouter: raw sockets need the capability CAP_NET_RAW: run this with sudo, or grant it for good by: "
            f"sudo setcap cap_net_raw+ep {os.path.realpath(PROGRAM)}\n",
        )
        self.assertEqual((result.stdout, result.returncode), ("", 4))

    def test_one_line_says_how_to_open_ping_sockets(self):
        result = self.refused("127.0.0.1")
        self.assertIn('sudo sysctl -w net.ipv4.ping_group_range="0 2147483647" (it is "1 0" now)', result.stderr)
        self.assertIn(f"sudo setcap cap_net_raw+ep {os.path.realpath(PROGRAM)}", result.stderr)
        self.assertEqual(len(result.stderr.splitlines()), 1)
        self.assertEqual((result.stdout, result.returncode), ("", 4))

    def test_udp_needs_no_rights_at_all(self):
        for target in ["127.0.0.1", "::1"]:
            result = self.refused("-n", "-U", target)
            self.assertEqual((result.stderr, result.returncode), ("", 0))
            self.assertIn(f" 1  {target}  ", result.stdout)

    def test_ping_sockets_need_no_rights_once_they_are_open(self):
        result = self.powerless(OPEN, "-n", "127.0.0.1", "::1")
        self.assertEqual((result.stderr, result.returncode), ("", 0))
        self.assertIn(" 1  127.0.0.1  ", result.stdout)
        self.assertIn(" 1  ::1  ", result.stdout)

    def test_wrong_usage_is_told_first(self):
        self.assertEqual(self.refused("-m300", "127.0.0.1").returncode, 2)

    def test_no_output_file_is_emptied(self):
        self.file("out", "of an earlier run\n")
        self.assertEqual(self.refused("-o", "out", "127.0.0.1").returncode, 4)
        self.assertEqual((self.folder / "out").read_text(), "of an earlier run\n")

    def test_help_needs_no_rights(self):
        self.assertEqual(self.refused("--help").returncode, 0)


class RightsGivenUp(ProgramTest):
    def start(self, *arguments):
        """A program that waits for targets on its standard input, past the block of a first one."""
        return self.started(command_in_namespace("-q1", "--targets", "-", "127.0.0.1", *arguments))

    def started(self, command):
        program = subprocess.Popen(command, cwd=self.folder, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.addCleanup(program.wait)
        self.addCleanup(program.stdout.close)
        self.addCleanup(program.stdin.close)
        self.addCleanup(program.kill)
        program.stdin.write("127.0.0.2\n")
        program.stdin.flush()
        self.assertTrue(program.stdout.readline().startswith("traceroute to 127.0.0."))
        return program

    def assert_powerless(self, program, *kinds):
        status = dict(line.split(":\t", 1) for line in Path(f"/proc/{program.pid}/status").read_text().splitlines())
        for kind in kinds:
            self.assertEqual(int(status[kind], 16), 0, kind)
        self.assertEqual(status["NoNewPrivs"], "1")
        self.assertEqual(status["Seccomp"], "0" if SANITIZED else "2")

    def test_no_capability_is_left(self):
        program = self.start()
        self.assert_powerless(program, "CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")

    def test_targets_are_traced_without_them(self):
        program = self.start()
        shown, _ = program.communicate("127.0.0.3\n", timeout=PATIENCE)
        self.assertIn("traceroute to 127.0.0.3 ", shown)
        self.assertEqual(program.returncode, 0)

    @unittest.skipUnless(IS_ROOT and shutil.which("setcap"), "needs root and setcap to grant the program a right")
    def test_an_ordinary_user_gives_up_what_the_file_grants(self):
        """As the Debian package installs it. Such a user cannot empty the bounding set, and need not."""
        shutil.copy(PROGRAM, self.folder / "granted")
        self.folder.chmod(0o755)
        subprocess.run(["setcap", "cap_net_raw+ep", self.folder / "granted"], check=True)
        user = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--inh-caps=-all"]
        script = PREPARE + f'exec {" ".join(user)} "$@"'
        command = [*UNSHARE, "sh", "-c", script, "sh", CLOSED, "./granted", "-q1", "-T", "--targets", "-", "127.0.0.1"]
        program = self.started(command)
        self.assert_powerless(program, "CapInh", "CapPrm", "CapEff", "CapAmb")
        shown, _ = program.communicate("127.0.0.3\n", timeout=PATIENCE)
        self.assertIn("traceroute to 127.0.0.3 ", shown)
        self.assertEqual(program.returncode, 0)

    @unittest.skipUnless(IS_ROOT, "needs root to make a file that root without capabilities may not open")
    def test_files_that_only_rights_open_are_opened_first(self):
        for name, content in (("list", "127.0.0.2\n"), ("out", ""), ("log", "")):
            self.file(name, content)
            os.chown(self.folder / name, 65534, 65534)
            (self.folder / name).chmod(0o600)
        result = self.trace("--targets", "list", "-o", "out", "--log-level", "debug", "--log-file", "log", "127.0.0.1")
        self.assertEqual((result.stderr, result.returncode), ("", 0))
        self.assertIn("traceroute to 127.0.0.2 ", (self.folder / "out").read_text())
        self.assertIn("127.0.0.2", (self.folder / "log").read_text())


@unittest.skipIf(SANITIZED, "programs with sanitizers have no jail")
class Jail(ProgramTest):
    """Whoever takes over the program while it looks up a name finds that nothing else is left to take."""

    def setUp(self):
        super().setUp()
        self.file("secret", "of the user\n")
        environment = dict(os.environ, LD_PRELOAD=os.environ["TRACEROUTER_INTRUDER"], SECRET="secret")
        result = self.trace("--log-level", "debug", "some.name", env=environment)
        self.assertEqual(result.returncode, 3, result.stderr)
        self.lines = result.stderr.splitlines()
        self.attempts = dict(line.split(": ", 1) for line in self.lines if not line.startswith("tracerouter: "))

    def assert_refused_all(self, error, *attempts):
        self.assertEqual([self.attempts[name] for name in attempts], [error] * len(attempts))

    def test_no_file_can_be_touched(self):
        if "tracerouter: debug: jail: files closed, system calls closed" not in self.lines:
            self.skipTest("no Landlock in this kernel")
        self.assertEqual(self.attempts["read settings"], "done")
        self.assert_refused_all("Permission denied", "change settings", "read secret", "make file", "remove secret")
        self.assertEqual(os.listdir(self.folder), ["secret"])

    def test_no_program_can_be_started_and_no_process_reached(self):
        self.assert_refused_all("Operation not permitted", "open secret to all", "be another user", "signal parent",
                                "start program")


if __name__ == "__main__":
    unittest.main()
