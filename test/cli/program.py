"""Runs the built program from outside. Nothing here knows its sources."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
import namespace_rights  # noqa: E402
from formats import formats_of  # noqa: E402
from namespace_rights import main  # noqa: E402,F401

PROGRAM = os.environ["TRACEROUTER"]
FORMATS = formats_of(PROGRAM)
PATIENCE = 60  # seconds, far more than any test takes: ends a program that hangs

IS_ROOT = os.geteuid() == 0
NAMESPACE = ["unshare", "--net"] if IS_ROOT else ["unshare", "--user", "--map-root-user", "--net"]
NETWORK = "ip link set lo up && ip addr add 198.18.0.1/32 dev lo && ip route add 198.18.9.9 dev lo"


def command_in_namespace(*arguments):
    """A command line that traces inside a network of its own, which packets cannot leave: 127.0.0.0/8 is one hop away,
    what is sent to 198.18.9.9 vanishes, and there is no route to anything else."""
    namespace_rights.need_networks()
    return [*NAMESPACE, "sh", "-c", f'{NETWORK} && exec "$0" "$@"', PROGRAM, *arguments]


def command_with_hosts(*arguments):
    """The same, with ./hosts in the place of /etc/hosts."""
    namespace_rights.need_mounts()
    command = command_in_namespace(*arguments)
    bind = "mount --bind hosts /etc/hosts"
    if not os.path.exists("/etc/hosts"):
        bind = "{ cp -r /etc own-etc 2>/dev/null; cp hosts own-etc/hosts && mount --bind own-etc /etc; }"
    bind += ' && exec "$0" "$@"'
    return [command[0], "--mount", *command[1:command.index("sh")], "sh", "-c", bind, *command[command.index("sh"):]]


class ProgramTest(unittest.TestCase):
    """Each test has a fresh, empty directory to work in."""

    maxDiff = None

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)

    def file(self, name, content):
        (self.folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return name

    def run_command(self, command, **options):
        options = {"capture_output": True, "text": True, "stdin": subprocess.DEVNULL, **options}
        if "input" in options:
            del options["stdin"]
        return subprocess.run(command, cwd=self.folder, timeout=PATIENCE, **options)

    def run_program(self, *arguments, **options):
        return self.run_command([PROGRAM, *arguments], **options)

    def trace(self, *arguments, **options):
        """Runs the program where it can reach the loopback addresses and nothing else."""
        return self.run_command(command_in_namespace(*arguments), **options)

    def assert_refused(self, result, message):
        """Nothing but one line on standard error, and exit code 2."""
        self.assertEqual(result.stderr, f"tracerouter: {message}\n")
        self.assertEqual(result.stdout, "")
        self.assertEqual(result.returncode, 2)
