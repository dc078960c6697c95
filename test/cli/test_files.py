"""The files that options name: one file has one purpose, and nothing of the user is lost by a mistake."""

import itertools
import os
import shutil
from pathlib import Path

from program import ProgramTest, main

DATABASE = Path(__file__).resolve().parent.parent / "data" / "example.mmdb"
WRITING = ("-o", "--resume", "--log-file")
READING = ("--targets", "--asn-db", "--geo-db")
CONTENT = "198.18.0.1 of the user\n"


class OneFile(ProgramTest):
    """No run here comes so far that it opens a socket."""

    def run_both(self, first, name, second, other, **options):
        arguments = ["--table", first, name, second, other, "127.0.0.1"]
        if "--resume" in (first, second) and "-o" not in (first, second):
            arguments += ["-o", "results"]
        return self.run_program(*arguments, **options)

    def assert_contested(self, result, *options):
        self.assertEqual((result.returncode, result.stdout), (2, ""), f"{options}: {result.stderr}")
        self.assertRegex(result.stderr, r"\Atracerouter: .*: is the same file as that of .*, and one would spoil the other\n\Z")
        for option in options:
            self.assertIn(f"{option} ", result.stderr)

    def pairs(self):
        """All pairs of options of which at least one writes, either way round, and of one that writes, given twice over."""
        for first, second in itertools.permutations(WRITING + READING, 2):
            if first in WRITING or second in WRITING:
                yield first, second

    def test_that_is_there(self):
        self.file("it", CONTENT)
        os.symlink("it", self.folder / "link")
        os.link(self.folder / "it", self.folder / "hard")
        os.symlink(self.folder, self.folder / "same")
        names = itertools.cycle(("it", "./it", "link", "hard", "same/it", str(self.folder / "it")))
        for first, second in self.pairs():
            result = self.run_both(first, "it", second, next(names))
            self.assert_contested(result, first, second)
            self.assertEqual((self.folder / "it").read_text(), CONTENT)
            self.assertFalse((self.folder / "results").exists())

    def test_that_is_not_there_yet(self):
        os.mkdir(self.folder / "folder")
        os.symlink("new", self.folder / "link")
        os.symlink(self.folder / "link", self.folder / "far")
        os.symlink(self.folder, self.folder / "same")
        before = sorted(os.listdir(self.folder))
        names = itertools.cycle(("new", "./new", "link", "far", "folder/../new", "same/new", str(self.folder / "new")))
        for first, second in self.pairs():
            self.assert_contested(self.run_both(first, next(names), second, "new"), first, second)
            self.assertEqual(sorted(os.listdir(self.folder)), before)

    def test_that_is_open_already(self):
        self.file("it", CONTENT)
        with open(self.folder / "it", "r+b") as held:
            number = held.fileno()
            for name in (f"/dev/fd/{number}", f"/proc/self/fd/{number}"):
                for first, second in self.pairs():
                    self.assert_contested(self.run_both(first, name, second, "it", pass_fds=[number]), first, second)
        self.assertEqual((self.folder / "it").read_text(), CONTENT)

    def test_that_is_a_standard_one(self):
        self.file("it", CONTENT)
        for option in ("--targets", "--resume", "--log-file"):
            with open(self.folder / "it", "ab") as end:
                more = ["-o", "/dev/stdout"] if option == "--resume" else []
                result = self.run_program(option, "it", *more, "127.0.0.1", capture_output=False, stdout=end, stderr=-1)
            self.assertEqual(result.returncode, 2, result.stderr)
            self.assertEqual((self.folder / "it").read_text(), CONTENT)
        for name in ("it", "/dev/stdin"):
            with open(self.folder / "it", "rb") as begin:
                self.assert_contested(self.run_program("--targets", "-", "-o", name, stdin=begin), "-o", "--targets")

    def test_between_folders_is_told_apart(self):
        for folder in ("one", "two"):
            os.mkdir(self.folder / folder)
        self.file("no-list", "x y\n")
        result = self.run_program("--resume", "one/new", "-o", "two/new", "--targets", "no-list", "--exclude=::/0", "--asn-db", "no-list")
        self.assertNotIn("same file", result.stderr)


class Together(ProgramTest):
    def test_what_two_purposes_do_not_spoil(self):
        shutil.copy(DATABASE, self.folder / "db")
        result = self.trace("--asn-db", "db", "--geo-db", "db", "--format=json", "-q1", "127.0.0.1")
        self.assertEqual((result.stderr, result.returncode), ("", 0))
        self.file("list", "127.0.0.1\n")
        self.assertEqual(self.trace("--targets", "list", "--targets", "./list", "-q1").returncode, 0)
        result = self.trace("-o", "/dev/null", "--log-file", "/dev/null", "--log-level=debug", "--targets", "/dev/null", "-q1", "127.0.0.1")
        self.assertEqual((result.stdout, result.stderr, result.returncode), ("", "", 0))

    def test_the_output_is_emptied_last(self):
        """Whatever is wrong beside it is found first."""
        for wrong in (["--targets", "missing"], ["--asn-db", "missing"], ["--geo-db", "list", "--table"], ["-i", "nosuch0"], ["--targets", "."]):
            self.file("list", "127.0.0.1\n")
            self.file("out", CONTENT)
            result = self.trace("-o", "out", *wrong, "127.0.0.1")
            self.assertGreaterEqual(result.returncode, 2, wrong)
            self.assertEqual((self.folder / "out").read_text(), CONTENT, wrong)
        self.assertEqual(self.trace("-o", "out", "-q1", "127.0.0.1").returncode, 0)
        self.assertNotIn("of the user", (self.folder / "out").read_text())

    def test_a_new_checkpoint_beside_results_is_refused(self):
        self.file("out", CONTENT)
        message = "out: is not empty, but book is a new checkpoint: name the checkpoint of this output, or remove the output"
        for begin in (None, b"", b"#check"):
            if begin is not None:
                self.file("book", begin)
            self.assert_refused(self.trace("-o", "out", "--resume", "book", "127.0.0.1"), message)
            self.assertEqual((self.folder / "out").read_text(), CONTENT)
        self.file("out", "")
        self.assertEqual(self.trace("-o", "out", "--resume", "book", "-q1", "127.0.0.1").returncode, 0)


if __name__ == "__main__":
    main()
