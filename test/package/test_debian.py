"""test_debian.py BUILD: the Debian packages of a build, made and looked through; nothing is installed."""

import gzip
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HEADERS = list((Path(__file__).resolve().parents[2] / "include" / "tracerouter").glob("*.hpp"))
DOCUMENTS = {"NEWS.md.gz", "changelog.gz", "copyright"}
SERVICE = "usr/lib/systemd/system/tracerouter-monitor@.service"
FILES = {
    "usr/bin/tracerouter",
    SERVICE,
    "usr/share/bash-completion/completions/tracerouter",
    "usr/share/fish/vendor_completions.d/tracerouter.fish",
    "usr/share/man/man1/tracerouter.1.gz",
    "usr/share/zsh/vendor-completions/_tracerouter",
    *(f"usr/share/doc/tracerouter/{name}" for name in DOCUMENTS),
    *(f"usr/share/doc/tracerouter/{name}.md" for name in ("usage", "output", "paths", "bulk", "monitor", "privileges", "security", "timing")),
    "usr/share/doc/tracerouter/monitor_view.svg",
    "usr/share/doc/tracerouter/paths.svg",
    *(f"usr/share/doc/tracerouter/schema/{name}-1.schema.json" for name in ("trace", "event", "monitor", "paths")),
}


def output_of(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, check=True, **options).stdout


@unittest.skipUnless(shutil.which("dpkg-shlibdeps"), "needs the tools of Debian packages")
class Package(unittest.TestCase):
    build = ""

    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = Path(scratch.name)
        output_of("cpack", "--config", f"{cls.build}/CPackConfig.cmake", "-B", scratch.name)
        cls.dev, cls.package = sorted(cls.folder.glob("*.deb"))
        cls.content = cls.folder / "content"
        cls.dev_content = cls.folder / "dev"
        output_of("dpkg-deb", "--raw-extract", str(cls.package), str(cls.content))
        output_of("dpkg-deb", "--raw-extract", str(cls.dev), str(cls.dev_content))

    def field(self, name, package=None):
        return output_of("dpkg-deb", "--field", str(package or self.package), name).strip()

    @staticmethod
    def files_of(content):
        names = {str(path.relative_to(content)) for path in content.rglob("*") if path.is_file()}
        return {name for name in names if not name.startswith("DEBIAN/")}

    def configure(self, status):
        """What postinst does where setcap, a stand-in, ends with this status. The path holds the stand-in alone."""
        stand_in = self.folder / "setcap"
        stand_in.write_text(f'#!/bin/sh\necho "setcap $*"\nexit {status}\n')
        stand_in.chmod(0o755)
        script = self.content / "DEBIAN" / "postinst"
        return subprocess.run(["/bin/sh", str(script), "configure"], env={"PATH": str(self.folder)}, capture_output=True,
                              text=True, check=False)

    def test_name_is_made_of_version_and_architecture(self):
        version = output_of(str(self.content / "usr/bin/tracerouter"), "--version").split()[1]
        self.assertEqual(self.package.name, f"tracerouter_{version}_{self.field('Architecture')}.deb")

    def test_files_are_these_and_no_others(self):
        self.assertEqual(self.files_of(self.content), FILES)

    def test_the_library_has_a_package_of_its_own(self):
        self.assertEqual(self.dev.name, f"libtracerouter-dev_{self.field('Version')}_{self.field('Architecture')}.deb")
        self.assertIn("libboost", self.field("Depends", self.dev))
        files = self.files_of(self.dev_content)
        self.assertFalse(files & FILES)
        self.assertLessEqual({f"usr/share/doc/libtracerouter-dev/{name}" for name in DOCUMENTS}, files)
        for wanted in ("libtracerouter.a", "tracerouter.pc", "tracerouter-config.cmake", "tracerouter.hpp", "callback.cpp"):
            self.assertIn(wanted, {Path(name).name for name in files})
        self.assertEqual({name for name in files if name.startswith("usr/include/")},
                         {f"usr/include/tracerouter/{path.name}" for path in HEADERS} | {"usr/include/tracerouter/version.hpp"})

    def test_what_it_needs_is_declared(self):
        needed = {word.split()[0] for word in self.field("Depends").split(", ")}
        self.assertLessEqual({"libc6", "libcap2-bin"}, needed)

    def test_changelog_is_of_this_version(self):
        with gzip.open(self.content / "usr/share/doc/tracerouter/changelog.gz", "rt") as changelog:
            self.assertTrue(changelog.readline().startswith(f"tracerouter ({self.field('Version')}) "))

    def test_every_user_gets_raw_sockets(self):
        result = self.configure(0)
        self.assertEqual(result.stdout, "setcap cap_net_raw+p /usr/bin/tracerouter\n")
        self.assertEqual((result.stderr, result.returncode), ("", 0))

    def test_without_them_it_is_installed_all_the_same(self):
        result = self.configure(1)
        self.assertIn("/usr/bin/tracerouter was not given cap_net_raw", result.stderr)
        self.assertEqual(result.returncode, 0)

    @unittest.skipUnless(shutil.which("systemd-analyze"), "systemd is not installed")
    def test_the_service_is_one_that_systemd_understands(self):
        """In a tree of its own, where the program of the package stands where the unit looks for it."""
        unit = self.folder / "tracerouter-monitor@test.service"
        program = str(self.content / "usr/bin/tracerouter")
        unit.write_text((self.content / SERVICE).read_text().replace("ExecStart=tracerouter ", f"ExecStart={program} "))
        result = subprocess.run(["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True,
                                check=False)
        ours = [line for line in result.stderr.splitlines() if unit.name in line or str(unit) in line]
        self.assertEqual((ours, result.returncode), ([], 0), result.stderr)

    def test_the_service_knows_the_options_of_the_program(self):
        """With a list that is not there, the program says so; with an option that it does not have, that."""
        lines = (self.content / SERVICE).read_text().splitlines()
        given = {key: rest for key, _, rest in (line.partition("=") for line in lines)}
        command = given["ExecStart"].replace("$OPTIONS", given["Environment"].strip('"').partition("=")[2]).split()
        arguments = [word.replace("/etc/tracerouter/%i.targets", "/nonexistent") for word in command[1:]]
        result = subprocess.run([str(self.content / "usr/bin/tracerouter"), "--unprivileged", "-U", *arguments],
                                capture_output=True, text=True, check=False)
        self.assertEqual((result.returncode, result.stderr), (2, "tracerouter: /nonexistent: No such file or directory\n"))

    @unittest.skipUnless(shutil.which("lintian"), "lintian is not installed")
    def test_lintian_finds_no_error(self):
        root = ["--allow-root"] if os.geteuid() == 0 else []
        result = subprocess.run(["lintian", "--fail-on", "error", *root, str(self.package), str(self.dev)],
                                capture_output=True, text=True, check=False)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)


if __name__ == "__main__":
    Package.build = sys.argv.pop(1)
    unittest.main()
