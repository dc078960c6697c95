"""The man page and the completions of bash, zsh and fish know the options of --help, all of them and no others."""

import os
import re
import shutil
import unittest
from pathlib import Path

from program import ProgramTest, main

FOLDER = Path(os.environ["TRACEROUTER_DERIVED"])
MAN_PAGE = FOLDER / "tracerouter.1"
OPTION_LINE = re.compile(r"^  (?:-(\w), |    )--([\w-]+)(?: ([A-Z]+))? +(.+)$", re.MULTILINE)
MAN_ENTRY = re.compile(r"^\.TP\n(?:-(\w), )?--([\w-]+)(?: ([A-Z]+))?\n(.+)$", re.MULTILINE)
ANY_OPTION = re.compile(r"(?<![\w-])(--[a-z][\w-]*|-\w)(?![\w-])")
ZSH_OPTION = re.compile(r"^\*(-\w|--[\w-]+)([+=]?)\[(.*?[^\\])\](?::([A-Z]+):(.*))?$", re.MULTILINE)
CHOICES = ("color", "format", "log-level", "progress")


def needs(tool):
    return unittest.skipUnless(shutil.which(tool), f"{tool} is not installed")


class Derived(ProgramTest):
    def setUp(self):
        super().setUp()
        self.rows = OPTION_LINE.findall(self.run_program("--help").stdout)
        self.assertGreater(len(self.rows), 40)
        self.names = {f"--{row[1]}" for row in self.rows} | {f"-{row[0]}" for row in self.rows if row[0]}

    def run_well(self, *command):
        """The standard output of a command that must not complain."""
        result = self.run_command(command, env={**os.environ, "HOME": str(self.folder), "LC_ALL": "C.UTF-8"})
        self.assertEqual((result.stderr, result.returncode), ("", 0))
        return result.stdout

    def choices(self, option):
        """The words that the program itself asks for."""
        message = self.run_program(f"--{option}", "?", "127.0.0.1").stderr
        return set(re.split(", | or ", message.strip().partition("expected ")[2]))


class ManPage(Derived):
    def setUp(self):
        super().setUp()
        self.text = re.sub(r"\\f[BIR]", "", MAN_PAGE.read_text()).replace(r"\-", "-").replace(r"\&", "")

    def test_options_are_those_of_the_help(self):
        entries = MAN_ENTRY.findall(self.text.partition(".SH OPTIONS")[2].partition(".SH OUTPUT")[0])
        self.assertEqual(entries, self.rows)

    def test_prose_names_no_other_option(self):
        self.assertLessEqual(set(ANY_OPTION.findall(self.text)), self.names)

    def test_exit_codes_are_those_of_the_help(self):
        shown = self.run_program("--help").stdout.partition("Exit codes:")[2]
        told = self.text.partition(".SH EXIT STATUS")[2].partition(".SH FILES")[0]
        self.assertEqual(re.findall(r"^\.B (\d+)$", told, re.MULTILINE), re.findall(r"(?:^|  )(\d+) \w", shown, re.MULTILINE))

    def test_version_is_that_of_the_program(self):
        name, version, *_ = self.run_program("--version").stdout.split()
        self.assertIn(f'"{name} {version}"', self.text)

    @needs("mandoc")
    def test_mandoc_has_nothing_to_say(self):
        self.assertEqual(self.run_well("mandoc", "-Tlint", str(MAN_PAGE)), "")

    @needs("man")
    def test_man_shows_it_without_warning(self):
        shown = self.run_well("man", "--warnings", "--encoding=UTF-8", "--local-file", str(MAN_PAGE))
        self.assertIn("trace the paths to one or many hosts at once", shown)


@needs("bash")
class Bash(Derived):
    def complete(self, *words):
        script = 'source "$1"; COMP_WORDS=("${@:2}"); COMP_CWORD=$(($# - 2)); _tracerouter && printf "%s\\n" "${COMPREPLY[@]}"'
        path = str(FOLDER / "tracerouter.bash")
        return set(self.run_well("bash", "--norc", "-c", script, "bash", path, "tracerouter", *words).split())

    def test_options_are_those_of_the_help(self):
        self.assertEqual(self.complete("-"), self.names)
        self.assertEqual(self.complete("host", "--gap"), {"--gap-limit"})

    def test_choices_are_those_of_the_program(self):
        for option in CHOICES:
            with self.subTest(option):
                self.assertEqual(self.complete(f"--{option}", ""), self.choices(option))
                self.assertEqual(self.complete(f"--{option}", "="), self.choices(option))
        self.assertEqual(self.complete("--format", "=", "js"), {"json"})

    def test_files_where_files_are_wanted(self):
        self.file("list.txt", "")
        files = {row[1] for row in self.rows if row[2] == "FILE"}
        self.assertEqual({row[1] for row in self.rows if "list.txt" in self.complete(f"--{row[1]}", "lis")}, files)

    def test_numbers_are_not_guessed(self):
        self.assertEqual(self.complete("-m", ""), set())

    def test_interfaces(self):
        self.assertEqual(self.complete("-i", ""), set(os.listdir("/sys/class/net")))


@needs("zsh")
class Zsh(Derived):
    def setUp(self):
        super().setUp()
        script = '_arguments() { print -rl -- "$@" }; source "$1"'
        self.shown = self.run_well("zsh", "-f", "-c", script, "zsh", str(FOLDER / "_tracerouter"))
        self.entries = ZSH_OPTION.findall(self.shown)

    def test_it_is_for_the_program(self):
        self.assertTrue((FOLDER / "_tracerouter").read_text().startswith("#compdef tracerouter\n"))

    def test_options_are_those_of_the_help(self):
        self.assertEqual({entry[0] for entry in self.entries}, self.names)
        self.assertEqual(len(self.shown.splitlines()), len(self.entries) + len(["-s", "-S", ":", "*:target"]))

    def test_values_and_descriptions_are_those_of_the_help(self):
        by_name = {name: (bool(joint), argument, text.replace("\\", "")) for name, joint, text, argument, _ in self.entries}
        for short, long, argument, text in self.rows:
            for name in (f"-{short}", f"--{long}") if short else (f"--{long}",):
                self.assertEqual(by_name[name], (bool(argument), argument, text))

    def test_choices_are_those_of_the_program(self):
        offered = {name[2:]: set(action.strip("()").split()) for name, *_, action in self.entries if "(" in action}
        self.assertEqual(offered, {option: self.choices(option) for option in CHOICES})


@needs("fish")
class Fish(Derived):
    def complete(self, line):
        """What is offered, each with its description."""
        path = str(FOLDER / "tracerouter.fish")
        shown = self.run_well("fish", "--no-config", "-c", 'source $argv[1]; complete -C "$argv[2]"', path, line)
        return dict(line.partition("\t")[::2] for line in shown.splitlines())

    def test_options_are_those_of_the_help(self):
        offered = {**self.complete("tracerouter -"), **self.complete("tracerouter --")}
        self.assertEqual({name.removesuffix("=") for name in offered}, self.names)
        for _, long, _, text in self.rows:
            self.assertIn(text, (offered.get(f"--{long}"), offered.get(f"--{long}=")))

    def test_choices_are_those_of_the_program(self):
        for option in CHOICES:
            with self.subTest(option):
                self.assertEqual(set(self.complete(f"tracerouter --{option} ")), self.choices(option))

    def test_values_are_wanted_where_the_help_names_one(self):
        text = (FOLDER / "tracerouter.fish").read_text()
        wanted = {name for name, rest in re.findall(r" -l ([\w-]+)(.*) -d ", text) if re.search(" -[xr]", rest)}
        self.assertEqual(wanted, {row[1] for row in self.rows if row[2]})


if __name__ == "__main__":
    main()
