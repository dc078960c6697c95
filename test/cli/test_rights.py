"""What the program says when it may not open its sockets, and that it keeps no rights behind them."""

import collections
import ctypes
import os
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

from program import IS_ROOT, NAMESPACE, PATIENCE, PROGRAM, ProgramTest, command_in_namespace, main, namespace_rights

# Somebody without any right, in a network where nothing but what `PREPARE` says is allowed.
PREPARE = 'ip link set lo up; sysctl -qw net.ipv4.ping_group_range="$1"; shift; '
POWERLESS = "exec setpriv --bounding-set=-all --inh-caps=-all "
if IS_ROOT:
    POWERLESS += "--reuid 65534 --regid 65534 --clear-groups "
UNSHARE = ["unshare", "--net"] if IS_ROOT else ["unshare", "--user", "--map-root-user", "--net"]
SANITIZED = any(mark in Path(PROGRAM).read_bytes() for mark in (b"__asan_init", b"__tsan_init"))
CAN_GRANT = IS_ROOT and shutil.which("setcap")
CLOSED = "1 0"
OPEN = "0 65534" if IS_ROOT else "0 0"


def granted(folder):
    """A copy of the program in this folder, granted what the Debian package grants."""
    shutil.copy(PROGRAM, folder / "granted")
    folder.chmod(0o755)
    subprocess.run(["setcap", "cap_net_raw+p", folder / "granted"], check=True)


def as_user(*command, rights=("--inh-caps=-all",), prepare=""):
    """The command as an ordinary user with these rights (options of setpriv), as a shell of that user starts it."""
    user = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", *rights, "env"]
    script = f'{PREPARE} {prepare} exec {" ".join(user)} "$@"'
    return [*UNSHARE, "sh", "-c", script, "sh", CLOSED, *command]


class Rights(ProgramTest):
    def setUp(self):
        namespace_rights.need_networks()
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
            f"sudo setcap cap_net_raw+p {os.path.realpath(PROGRAM)}\n",
        )
        self.assertEqual((result.stdout, result.returncode), ("", 4))

    def test_one_line_says_how_to_open_ping_sockets(self):
        result = self.refused("127.0.0.1")
        self.assertIn('sudo sysctl -w net.ipv4.ping_group_range="0 2147483647" (it is "1 0" now)', result.stderr)
        self.assertIn(f"sudo setcap cap_net_raw+p {os.path.realpath(PROGRAM)}", result.stderr)
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
        for thread in Path(f"/proc/{program.pid}/task").iterdir():
            self.assertIn(f'Seccomp:\t{0 if SANITIZED else 2}\n', (thread / "status").read_text())

    def test_no_capability_is_left(self):
        program = self.start()
        self.assert_powerless(program, "CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")

    def test_targets_are_traced_without_them(self):
        program = self.start()
        shown, _ = program.communicate("127.0.0.3\n", timeout=PATIENCE)
        self.assertIn("traceroute to 127.0.0.3 ", shown)
        self.assertEqual(program.returncode, 0)

    @unittest.skipUnless(CAN_GRANT, "needs root and setcap to grant the program a right")
    def test_an_ordinary_user_gives_up_what_the_file_grants(self):
        """As the Debian package installs it. Such a user cannot empty the bounding set, and need not."""
        granted(self.folder)
        program = self.started(as_user("./granted", "-q1", "-T", "--targets", "-", "127.0.0.1"))
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


@unittest.skipUnless(CAN_GRANT, "needs root and setcap to grant the program a right")
class GrantedFile(ProgramTest):
    """What users have for whom nothing but the file of the program grants a right: raw probes, and no more."""

    def setUp(self):
        super().setUp()
        granted(self.folder)

    def granted(self, *arguments, **how):
        return self.run_command(as_user("./granted", "-n", *arguments, **how))

    def assert_traced(self, result):
        self.assertEqual((result.stderr, result.returncode), ("", 0))
        self.assertIn(" 1  127.0.0.1  ", result.stdout)

    def test_raw_probes_are_granted(self):
        self.assert_traced(self.granted("-T", "127.0.0.1"))

    def test_it_starts_where_the_right_is_not_to_be_had(self):
        for less in "--bounding-set=-net_raw", "--bounding-set=-all", "--no-new-privs":
            with self.subTest(less):
                self.assert_traced(self.granted("-U", "127.0.0.1", rights=["--inh-caps=-all", less]))
                result = self.granted("-T", "127.0.0.1", rights=["--inh-caps=-all", less])
                self.assertIn("raw sockets need the capability CAP_NET_RAW", result.stderr)
                self.assertEqual((result.stdout, result.returncode), ("", 4))

    def test_unprivileged_makes_no_use_of_it(self):
        self.assertEqual(self.granted("--unprivileged", "127.0.0.1").returncode, 4)
        self.assert_traced(self.granted("--unprivileged", "-U", "--rate", "0", "127.0.0.1"))

    def test_no_firewall_mark_is_granted(self):
        whom = "for users who have CAP_NET_RAW only through the program's file"
        self.assert_refused(self.granted("--fwmark", "7", "127.0.0.1"), f"--fwmark: not {whom}")
        self.assert_refused(self.granted("--fast-path", "127.0.0.1"), f"--fast-path: not {whom}")
        self.assertEqual(self.granted("--fwmark", "7", "--unprivileged", "-U", "127.0.0.1").returncode, 4)

    def test_rate_and_window_have_a_ceiling(self):
        for option, value, most in [("--rate", 0, 10000), ("--rate", 10001, 10000), ("--parallel", 1001, 1000)]:
            self.assert_refused(
                self.granted(option, str(value), "127.0.0.1"),
                f"{option} {value}: expected a number from 1 to {most}, "
                "for users who have CAP_NET_RAW only through the program's file",
            )
        self.assert_traced(self.granted("--rate", "10000", "--parallel", "1000", "127.0.0.1"))

    def test_ports_of_services_are_not_granted(self):
        self.assert_refused(
            self.granted("-U", "--source-port", "1023", "127.0.0.1"),
            "--source-port 1023: expected a number from 1024 to 65535, "
            "for users who have CAP_NET_RAW only through the program's file",
        )
        self.assert_traced(self.granted("-U", "--source-port", "1024", "127.0.0.1"))
        result = self.granted("-U", "--unprivileged", "--source-port", "1023", "127.0.0.1")
        self.assertEqual((result.stderr, result.returncode), (
            "tracerouter: the sockets cannot be opened with source port 1023: Permission denied\n", 4))

    def test_who_has_the_right_otherwise_has_it_whole(self):
        own = ["--inh-caps=+net_raw", "--ambient-caps=+net_raw"]
        self.assert_traced(self.granted("-T", "--rate", "0", "127.0.0.1", rights=own))
        self.assert_traced(self.run_command([*NAMESPACE, "sh", "-c", PREPARE + '"$@"', "sh", CLOSED, "./granted", "-n",
                                             "--fwmark", "7", "--rate", "0", "127.0.0.1"]))

    def test_false_sources_are_refused(self):
        for source in "224.0.0.1", "198.18.0.255", "2001:db8::2":
            with self.subTest(source):
                result = self.granted("-s", source, "127.0.0.1" if "." in source else "::1", prepare=OWN_ADDRESSES)
                self.assert_refused(result, f"--source {source}: expected an address of this host")


# Addresses of networks, groups, nobody and other hosts, in the network of OWN_ADDRESSES, which lets sockets have them.
OWN_ADDRESSES = (
    "ip link add near type veth peer far; ip link set near up; ip link set far up;"
    "ip addr add 198.18.0.1/24 broadcast 198.18.0.255 dev near; ip addr add 2001:db8::1/64 dev near nodad;"
    "ip route add default dev near; ip -6 route add default dev near;"
    "sysctl -qw net.ipv4.ip_nonlocal_bind=1 net.ipv6.ip_nonlocal_bind=1;"
)
FALSE_SOURCES = [
    "0.0.0.0", "224.0.0.1", "239.255.255.250", "255.255.255.255", "198.18.0.255", "198.18.0.2", "192.0.2.1", "240.0.0.1",
    "::", "ff02::1", "2001:db8::2", "2001:db8:1::1",
]


class Sources(ProgramTest):
    def trace_from(self, sources):
        """What is said of each source, one line each, and the exit codes, when a loopback address is the target."""
        each = 'for s; do case $s in *:*) t=::1;; *) t=127.0.0.1;; esac; "$program" -n -s $s $t >/dev/null; echo $?; done'
        script = f"ip link set lo up; {OWN_ADDRESSES} program=$0; {each}"
        result = self.run_command([*NAMESPACE, "sh", "-c", script, PROGRAM, *sources])
        return result.stderr.splitlines(), [int(code) for code in result.stdout.split()]

    def test_those_of_this_host_are_taken(self):
        own = ["127.0.0.1", "127.1.2.3", "198.18.0.1", "::1", "2001:db8::1"]
        self.assertEqual(self.trace_from(own), ([], [0] * len(own)))

    def test_loopback_addresses_reach_no_other_host(self):
        for source, target in ("127.0.0.1", "192.0.2.1"), ("::1", "2001:db8:1::1"):
            script = f'ip link set lo up; {OWN_ADDRESSES} exec "$0" -n -s {source} {target}'
            result = self.run_command([*NAMESPACE, "sh", "-c", script, PROGRAM])
            self.assertEqual((result.stdout, len(result.stderr.splitlines())), ("", 1))
            self.assertNotIn(result.returncode, [0, 1])

    def test_others_are_refused_whoever_asks(self):
        self.assertEqual(
            self.trace_from(FALSE_SOURCES),
            ([f"tracerouter: --source {source}: expected an address of this host" for source in FALSE_SOURCES],
             [2] * len(FALSE_SOURCES)),
        )


def landlock_version():
    """0: there is none in this kernel."""
    create_ruleset = 444
    return max(ctypes.CDLL(None).syscall(create_ruleset, None, 0, 1), 0)


@unittest.skipIf(SANITIZED, "programs with sanitizers have no jail")
class Jail(ProgramTest):
    """Whoever takes over the program while it looks up a name finds that nothing else is left to take."""

    def setUp(self):
        super().setUp()
        self.file("secret", "of the user\n")

    def intrude(self, *arguments, name_sources="files dns"):
        """What came of the attempts of each kind, without those of which the expected came."""
        self.file("nsswitch.conf", f"hosts: {name_sources}\n")
        mounts = "mount --bind nsswitch.conf /etc/nsswitch.conf; ip link set lo up;"
        command = [NAMESPACE[0], "--mount", *NAMESPACE[1:], "sh", "-c", f'{mounts} exec "$0" "$@"', PROGRAM]
        environment = dict(os.environ, LD_PRELOAD=os.environ["TRACEROUTER_INTRUDER"], SECRET="secret")
        result = self.run_command([*command, "--log-level", "debug", *arguments], env=environment)
        self.assertEqual(result.returncode, 3, result.stderr)
        self.lines = result.stderr.splitlines()
        found = collections.defaultdict(dict)
        for line in self.lines:
            if not line.startswith("tracerouter: "):
                kind, attempt, came_of_it = line.split(": ", 2)
                found[kind][attempt] = came_of_it
        return found

    def assert_all(self, attempts, came_of_it):
        self.assertTrue(attempts)
        self.assertEqual({name: got for name, got in attempts.items() if got != came_of_it}, {})

    def test_no_system_call_that_a_tracer_does_not_need_is_answered(self):
        found = self.intrude("some.name")
        self.assert_all(found["refused"], "Operation not permitted")
        self.assert_all(found["names"], "Permission denied")
        self.assert_all(found["unknown"], "Function not implemented")

    def test_what_a_tracer_needs_is_left(self):
        self.assert_all(self.intrude("some.name")["allowed"], "done")

    def test_no_file_can_be_touched(self):
        if not landlock_version():
            self.skipTest("no Landlock in this kernel")
        found = self.intrude("some.name")
        self.assertIn("tracerouter: debug: jail: files closed, system calls closed", self.lines)
        if landlock_version() < 4:
            found["files"].pop("connect by TCP")
        self.assert_all(found["files"], "Permission denied")
        self.assertEqual(sorted(os.listdir(self.folder)), ["nsswitch.conf", "secret"])

    def test_a_checkpoint_opens_no_folder(self):
        if not landlock_version():
            self.skipTest("no Landlock in this kernel")
        found = self.intrude("--resume", "checkpoint", "-o", "out", "some.name")
        self.assert_all({name: found["files"][name] for name in ("make file", "read secret")}, "Permission denied")
        self.assertEqual(sorted(os.listdir(self.folder)), ["checkpoint", "nsswitch.conf", "out", "secret"])

    def test_daemons_can_be_asked_where_names_come_from_them(self):
        sources = "files mdns4_minimal [NOTFOUND=return] dns"
        self.assertEqual(self.intrude("some.name", name_sources=sources)["refused"]["socket of machine"], "done")

    def test_name_servers_outlive_the_file_that_names_them(self):
        """DHCP clients put another file in the place of /etc/resolv.conf, which cannot be read any more."""
        if not landlock_version():
            self.skipTest("no Landlock in this kernel")
        prepare = "cp -R /etc etc; mount --bind etc /etc; ip link set lo up; exec"
        script = Path(__file__).with_name("renamed_settings.py")
        result = self.run_command([NAMESPACE[0], "--mount", *NAMESPACE[1:], "sh", "-c", f'{prepare} "$@"', "sh",
                                   sys.executable, "-B", str(script), PROGRAM])
        self.assertEqual(result.stdout, "127.0.0.9\n", result.stderr)


if __name__ == "__main__":
    main()
