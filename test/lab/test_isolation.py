"""The lab is a guest: it ends what it started, passes on exit codes and signals, and says so when it fails."""

import glob
import os
import signal
import subprocess
import sys
import tempfile
import time

import lab
import namespace_rights

TARGET = "198.18.10.1"
LINUX_ROUTERS = os.path.join(lab.FOLDER, "linux_routers.py")
HOSTS = os.path.join(lab.FOLDER, "hosts.py")


def processes_with(word):
    """Process numbers whose environment or arguments hold `word`."""
    found = []
    for place in glob.glob("/proc/[0-9]*"):
        number = int(os.path.basename(place))
        if number == os.getpid():
            continue
        for part in ("environ", "cmdline"):
            try:
                with open(os.path.join(place, part), "rb") as file:
                    if word.encode() in file.read():
                        found.append(number)
                        break
            except OSError:
                pass
    return found


def wait_until(condition, seconds=10):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def devices():
    with open("/proc/net/dev", encoding="ascii") as file:
        return sorted(line.split(":")[0].strip() for line in file if ":" in line)


def network_namespaces():
    seen = set()
    for place in glob.glob("/proc/[0-9]*/ns/net"):
        try:
            seen.add(os.readlink(place))
        except OSError:
            pass
    return seen


LABS = {
    "simulator": lambda: [lab.lab_program(), "run", lab.scenario("clean16"), "--"],
    "linux_routers": lambda: [sys.executable, LINUX_ROUTERS, "--hops", "2", "--"],
    "hosts": lambda: [sys.executable, HOSTS, "dual-homed", "--"],
}


class Isolation(lab.LabTest):
    def start(self, which, script, **options):
        """A lab whose processes carry a mark by which they are found again."""
        mark = f"LAB_MARK_{os.getpid()}_{time.monotonic_ns()}"
        environment = dict(os.environ, LAB_MARK=mark)
        started = subprocess.Popen(
            [*LABS[which](), "sh", "-c", script], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)
        self.addCleanup(self.finish, started)
        return started, mark

    def finish(self, started):
        if started.poll() is None:
            started.kill()
        started.communicate()

    def ready(self, started):
        self.assertEqual(started.stdout.readline(), "ready\n")

    def for_each_lab(self):
        self.need("ip")
        for which in LABS:
            with self.subTest(which):
                yield which

    def test_exit_codes_pass_through(self):
        for which in self.for_each_lab():
            for script, code in (("exit 0", 0), ("exit 7", 7), ("kill -TERM $$", 143)):
                started, _ = self.start(which, script)
                self.assertEqual(started.wait(30), code)

    def test_a_missing_command_is_127(self):
        self.assertEqual(lab.run("clean16", "/nonexistent/program").code, 127)

    def test_nothing_is_left_after_a_normal_end(self):
        before = devices()
        for which in self.for_each_lab():
            started, mark = self.start(which, "sleep 1000 & (sleep 1000 &) ; exit 3")
            self.assertEqual(started.wait(30), 3)
            self.assertTrue(wait_until(lambda found=mark: not processes_with(found)))
            self.assertEqual(devices(), before)

    def test_nothing_is_left_after_a_kill(self):
        before = devices()
        for which in self.for_each_lab():
            started, mark = self.start(which, "echo ready; readlink /proc/self/ns/net; sleep 1000")
            self.ready(started)
            namespace = started.stdout.readline().strip()
            self.assertIn(namespace, network_namespaces())
            started.kill()
            self.assertTrue(wait_until(lambda found=mark: not processes_with(found)))
            self.assertTrue(wait_until(lambda: namespace not in network_namespaces()))
            self.assertEqual(devices(), before)

    def test_names_and_mounts_stay_inside(self):
        for which in self.for_each_lab():
            with open("/proc/self/mounts", encoding="utf-8") as file:
                before = file.read()
            started, _ = self.start(which, "exit 0")
            started.wait(30)
            with open("/proc/self/mounts", encoding="utf-8") as file:
                self.assertEqual(file.read(), before)
            self.assertEqual(glob.glob("/run/netns/box*"), [])

    def test_signals_reach_the_command(self):
        for which in self.for_each_lab():
            for number in (signal.SIGINT, signal.SIGTERM):
                started, _ = self.start(which, f"trap 'echo caught; exit 9' {number.name[3:]}; echo ready; while :; do sleep 0.05; done")
                self.ready(started)
                started.send_signal(number)
                self.assertEqual(started.wait(30), 9)
                self.assertEqual(started.stdout.read(), "caught\n")

    def test_only_the_lab_is_reachable(self):
        result = self.run_in("clean16", "ip", "-o", "link", "show")
        self.assertEqual([line.split(": ")[1] for line in result.stdout.splitlines()], ["lo", "lab0"])

    def test_the_death_of_the_simulator_is_seen(self):
        # Inside, the simulator is the second process.
        result = lab.run("clean16", "sh", "-c", "kill -KILL 2; sleep 1000")
        self.assertEqual(result.code, 125)
        self.assertIn("the simulator died", result.stderr)

    def test_lost_probes_are_seen(self):
        flood = (
            "import os, signal, socket\n"
            "os.kill(2, signal.SIGSTOP)\n"
            "s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
            "for _ in range(101000): s.sendto(b'x', ('198.18.10.1', 9))\n"
            "os.kill(2, signal.SIGCONT)\n")
        result = lab.run("clean16", sys.executable, "-c", flood, log=False)
        self.assertEqual(result.code, 125, result.stderr)
        self.assertIn("overwhelmed", result.stderr)
        self.assertTrue(result.stats["overwhelmed"])
        self.assertGreater(result.stats["device_dropped"], 0)

    def test_unwritable_files_are_refused_at_once(self):
        started = subprocess.run(
            [lab.lab_program(), "run", lab.scenario("near3"), "--stats", "/nonexistent/stats", "--", "true"],
            capture_output=True, text=True, check=False)
        self.assertEqual(started.returncode, 125)
        self.assertIn("/nonexistent/stats", started.stderr)

    def test_ordinary_users_can_use_it(self):
        """As nobody, with a device file that everybody may open, as distributions ship it."""
        self.need("setpriv", "unshare", "traceroute")
        if os.geteuid() != 0:
            return  # then every other test shows it
        namespace_rights.need_user_namespaces()
        with tempfile.TemporaryDirectory() as folder:
            os.chmod(folder, 0o755)
            program = os.path.join(folder, "tracerouter-lab")
            subprocess.run(["cp", lab.lab_program(), program], check=True)
            scenario = os.path.join(folder, "clean16.json")
            subprocess.run(["cp", lab.scenario("clean16"), scenario], check=True)
            script = (
                "mount -t tmpfs none /dev/net && mknod /dev/net/tun c 10 200 && chmod 666 /dev/net/tun &&"
                f" exec setpriv --reuid 65534 --regid 65534 --clear-groups --bounding-set -all {program} run {scenario} --"
                f" traceroute -n -I -q 1 {TARGET}")
            done = subprocess.run(["unshare", "--mount", "sh", "-c", script], capture_output=True, text=True, check=False, cwd="/")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(max(lab.parse_traceroute(done.stdout)), 16)


class BareMachine(lab.LabTest):
    def test_names_are_there_where_etc_holds_next_to_nothing(self):
        """No hosts, no resolv.conf or one that leads nowhere: the lab brings its own, and everything else stays."""
        namespace_rights.need_mounts()
        with tempfile.TemporaryDirectory(dir=os.getcwd() if os.access(".", os.W_OK) else None) as folder:
            with open(os.path.join(folder, "passwd"), "w", encoding="utf-8") as file:
                file.write("root:x:0:0::/:/bin/sh\n")
            os.symlink("/nonexistent/resolv.conf", os.path.join(folder, "resolv.conf"))
            look = "cat /etc/passwd /etc/resolv.conf && getent ahostsv4 far.example && getent ahostsv4 localhost"
            script = f'mount --bind {folder} /etc && exec {lab.lab_program()} run {lab.scenario("demo")} -- sh -c "{look}"'
            done = subprocess.run(["unshare", *namespace_rights.AS_ROOT_OF_OUR_OWN, "--mount", "sh", "-c", script],
                                  capture_output=True, text=True, check=False)
            self.assertEqual(sorted(os.listdir(folder)), ["passwd", "resolv.conf"])
        self.assertEqual(done.returncode, 0, done.stderr)
        for wanted in ("root:x:0", "nameserver 127.0.0.1", "198.18.12.1", "127.0.0.1"):
            self.assertIn(wanted, done.stdout)


if __name__ == "__main__":
    lab.main()
