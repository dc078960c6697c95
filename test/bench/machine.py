"""Where it was measured: figures mean little without it."""

import os
import platform
import subprocess


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        models = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    return f"{os.cpu_count()} x {models[0] if models else platform.machine()}"


def load():
    """Processes that wanted to run in the last minute. Above the number of cores, times are worth little."""
    return f"load {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores"


def output_of(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def package_version(name):
    return output_of("dpkg-query", "-W", "-f=${Version}", name) or "not installed"


def versions(packages):
    return ", ".join(f"{name} {package_version(name)}" for name in packages)


def description(program, packages):
    return [
        f"machine: {processor()}, Linux {platform.release()}",
        f"program: {output_of(program, '--version')}",
        f"rivals: {versions(packages)}",
    ]
