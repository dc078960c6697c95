"""renamed_settings.py PROGRAM: in a network and a mount namespace of its own with an /etc of its own, replaces
/etc/resolv.conf while PROGRAM waits for names, and prints the addresses of the name servers that it asks then."""

import os
import select
import socket
import subprocess
import sys

OLD, NEW, NOBODY = "127.0.0.9", "127.0.0.10", "127.0.0.1"
NO_SUCH_NAME = b"\x81\x83"


def replace_settings(server):
    with open("/etc/new", "w", encoding="ascii") as file:
        file.write(f"nameserver {server}\n")
    os.rename("/etc/new", "/etc/resolv.conf")


def name_server(address):
    opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    opened.bind((address, 53))
    return opened


def rests(task):
    with open(f"{task}/stat", encoding="ascii") as file:
        return file.read().rsplit(")", 1)[1].split()[0] == "S"


def await_resolver(program):
    """Until there is a second thread, and it has read its settings and waits."""
    folder = f"/proc/{program.pid}/task"
    while True:
        others = [task for task in os.listdir(folder) if task != str(program.pid)]
        if others and all(rests(f"{folder}/{task}") for task in others):
            return


def main():
    servers = [name_server(address) for address in (OLD, NEW, NOBODY)]
    replace_settings(OLD)
    program = subprocess.Popen([sys.argv[1], "-n", "-q1", "--targets", "-"], stdin=subprocess.PIPE)
    await_resolver(program)
    replace_settings(NEW)
    program.stdin.write(b"one.example\ntwo.example\nthree.example\n")
    program.stdin.close()
    asked = set()
    while program.poll() is None:
        for server in select.select(servers, [], [], 0.1)[0]:
            question, client = server.recvfrom(512)
            server.sendto(question[:2] + NO_SUCH_NAME + question[4:], client)
            asked.add(server.getsockname()[0])
    print(*sorted(asked))


main()
