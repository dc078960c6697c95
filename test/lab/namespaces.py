"""Private namespaces for labs of real kernels: the network, the mounts and the processes inside vanish with the program."""

import ctypes
import os
import signal
import subprocess
import sys

CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x00020000, 0x10000000, 0x20000000, 0x40000000
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REC, MS_PRIVATE = 2, 4, 8, 0x4000, 1 << 18
PR_SET_PDEATHSIG = 1
LAB_FAILED = 125

libc = ctypes.CDLL(None, use_errno=True)


class LabError(Exception):
    pass


def check(result, action):
    if result != 0:
        raise LabError(f"{action}: {os.strerror(ctypes.get_errno())}")


def mount(kind, place, flags):
    check(libc.mount(kind, place, kind, flags, None), "mount " + place.decode())


def write_file(path, text):
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


def enter_private_namespaces():
    own = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET
    if libc.unshare(own) == 0:
        return
    user, group = os.geteuid(), os.getegid()
    check(libc.unshare(own | CLONE_NEWUSER), "make private namespaces (are user namespaces allowed here?)")
    write_file("/proc/self/setgroups", "deny")
    write_file("/proc/self/uid_map", f"0 {user} 1\n")
    write_file("/proc/self/gid_map", f"0 {group} 1\n")


def make_private_mounts():
    check(libc.mount(None, b"/", None, MS_REC | MS_PRIVATE, None), "make the mounts private")
    libc.mount(b"proc", b"/proc", b"proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, None)
    # `ip netns` keeps its names here; on a file system of our own they are gone when we are.
    mount(b"tmpfs", b"/run", MS_NOSUID | MS_NODEV)


def ip(*words, inside=None, lines=None):
    place = [] if inside is None else ["-n", inside]
    batch = [] if lines is None else ["-batch", "-"]
    text = None if lines is None else "\n".join(lines) + "\n"
    done = subprocess.run(["ip", *place, *words, *batch], input=text, text=True, capture_output=True, check=False)
    if done.returncode != 0:
        raise LabError(f"ip {' '.join(words)}: {done.stderr.strip()}")


FORWARDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def fork():
    """As os.fork(); what is sent to the parent meanwhile waits for supervise(). The first process of a process namespace
    would never see it."""
    signal.pthread_sigmask(signal.SIG_BLOCK, FORWARDED)
    pid = os.fork()
    if pid == 0:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, FORWARDED)
    return pid


def supervise(pid):
    """Passes signals to the child and returns its exit status as a shell would."""
    for number in FORWARDED:
        signal.signal(number, lambda received, frame: os.kill(pid, received))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, FORWARDED)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return status if status >= 0 else 128 - status


def guarded(function, *arguments):
    try:
        return function(*arguments)
    except (LabError, OSError) as error:
        print(f"{os.path.basename(sys.argv[0])}: {error}", file=sys.stderr)
        return LAB_FAILED


def run_command(build, command):
    make_private_mounts()
    build()
    child = fork()
    if child == 0:
        try:
            os.execvp(command[0], command)
        except OSError as error:
            print(f"{os.path.basename(sys.argv[0])}: {command[0]}: {error.strerror}", file=sys.stderr)
            os._exit(127)
    return supervise(child)


def run(build, command):
    """Runs `command` in a network that build() makes. Returns its exit status, or LAB_FAILED."""
    os.environ["PATH"] = os.environ.get("PATH", "/usr/bin:/bin") + ":/usr/sbin:/sbin"
    if guarded(enter_private_namespaces) == LAB_FAILED:
        return LAB_FAILED
    first = fork()
    if first == 0:
        # First process of its process namespace: when it ends, the kernel ends everything inside.
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        os._exit(guarded(run_command, build, command))
    return supervise(first)
