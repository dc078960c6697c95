#!/usr/bin/env python3
"""A chain of real Linux routers: network namespaces joined by veth pairs, all inside private namespaces that vanish with
this program. The command runs in front of the first router.

    linux_routers.py [--hops N] [--mtu K:BYTES] [--end-at K:TYPE] -- COMMAND ARG...

Router k answers as 10.77.k.2 and fd77:k::2, the target is one further: 10.77.N+1.2 and fd77:N+1::2 (k in decimal)."""

import argparse
import ctypes
import os
import signal
import subprocess
import sys

CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x00020000, 0x10000000, 0x20000000, 0x40000000
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REC, MS_PRIVATE = 2, 4, 8, 0x4000, 1 << 18
PR_SET_PDEATHSIG = 1
LAB_FAILED = 125

FORWARD = "for file in ipv4/ip_forward ipv6/conf/all/forwarding; do echo 1 > /proc/sys/net/$file; done"

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


def box(number):
    return f"box{number}"


def connect(hops):
    """Link k joins box k-1 (or us, for k = 1) and box k; box hops+1 is the target."""
    lines = [f"netns add {box(number)}" for number in range(1, hops + 2)]
    for number in range(1, hops + 2):
        behind = f"netns {box(number - 1)}" if number > 1 else ""
        lines.append(f"link add far {behind} address {mac(number, 1)} type veth "
                     f"peer name near address {mac(number, 2)} netns {box(number)}")
    ip(lines=lines)


def mac(number, side):
    return f"02:00:00:00:{number:02x}:{side:02x}"


def end_lines(device, number, side):
    """Neighbours are told, not asked for: a fresh device answers IPv6 solicitations only after a second."""
    other = 3 - side
    return [
        f"address add 10.77.{number}.{side}/30 dev {device}",
        f"address add fd77:{number}::{side}/64 dev {device} nodad",
        f"link set {device} up",
        f"neigh replace 10.77.{number}.{other} lladdr {mac(number, other)} dev {device} nud permanent",
        f"neigh replace fd77:{number}::{other} lladdr {mac(number, other)} dev {device} nud permanent",
    ]


def default_routes(gateway_link, side):
    return [
        f"route add default via 10.77.{gateway_link}.{side}",
        f"route add default via fd77:{gateway_link}::{side}",
    ]


def ways_back(number):
    """Box k reaches us and all boxes before it through its link k."""
    lines = []
    for link in range(1, number):
        lines.append(f"route add 10.77.{link}.0/30 via 10.77.{number}.1")
        lines.append(f"route add fd77:{link}::/64 via fd77:{number}::1")
    return lines


def configure_box(number, hops, ends, mtus):
    lines = ["link set lo up", *end_lines("near", number, 2), *ways_back(number)]
    if number <= hops:
        lines += end_lines("far", number + 1, 1)
        if number in mtus:
            lines.append(f"link set far mtu {mtus[number]}")
        if number in ends:
            lines += [f"route add {ends[number]} default", f"route add {ends[number]} ::/0"]
        else:
            lines += default_routes(number + 1, 2)
    ip(inside=box(number), lines=lines)
    if number <= hops:
        ip("netns", "exec", box(number), "sh", "-c", FORWARD)


def build(hops, ends, mtus):
    connect(hops)
    ip(lines=["link set lo up", *end_lines("far", 1, 1), *default_routes(1, 2)])
    for number in range(1, hops + 2):
        configure_box(number, hops, ends, mtus)


def numbered(kind):
    def parse(text):
        number, _, value = text.partition(":")
        return int(number), kind(value)

    return parse


def route_type(text):
    if text not in ("prohibit", "unreachable", "blackhole"):
        raise argparse.ArgumentTypeError("expected prohibit, unreachable or blackhole")
    return text


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hops", type=int, default=5, help="routers before the target, 1 to 100")
    parser.add_argument("--mtu", type=numbered(int), action="append", default=[], help="of the link behind router K")
    parser.add_argument("--end-at", type=numbered(route_type), action="append", default=[],
                        help="router K has no way on: prohibit, unreachable or blackhole")
    parser.add_argument("command", nargs="+")
    return parser.parse_args()


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


def run_inside(options):
    make_private_mounts()
    build(options.hops, dict(options.end_at), dict(options.mtu))
    command = fork()
    if command == 0:
        try:
            os.execvp(options.command[0], options.command)
        except OSError as error:
            print(f"linux_routers.py: {options.command[0]}: {error.strerror}", file=sys.stderr)
            os._exit(127)
    return supervise(command)


def guarded(function, *arguments):
    try:
        return function(*arguments)
    except (LabError, OSError) as error:
        print(f"linux_routers.py: {error}", file=sys.stderr)
        return LAB_FAILED


def main():
    options = parse_arguments()
    os.environ["PATH"] = os.environ.get("PATH", "/usr/bin:/bin") + ":/usr/sbin:/sbin"
    if guarded(enter_private_namespaces) == LAB_FAILED:
        return LAB_FAILED
    first = fork()
    if first == 0:
        # First process of its process namespace: when it ends, the kernel ends everything inside.
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        os._exit(guarded(run_inside, options))
    return supervise(first)


if __name__ == "__main__":
    sys.exit(main())
