"""Checkpoints: what is refused, and what an interrupted run leaves to the next."""

import json
import signal
import subprocess
import unittest

from program import PATIENCE, ProgramTest, command_in_namespace, main

MANY = "127.0.0.0/25"


class Resume(ProgramTest):
    def resume(self, *arguments):
        return self.trace("-q1", "--format=json", "-o", "out", "--resume", "book", *arguments)

    def targets(self):
        return [json.loads(line)["target"] for line in (self.folder / "out").read_text().splitlines()]

    def test_complete_run_is_not_done_again(self):
        first = self.resume(MANY)
        self.assertEqual((first.stderr, first.returncode), ("", 0))
        self.assertEqual(len(set(self.targets())), 128)
        written = (self.folder / "out").read_bytes()
        again = self.resume(MANY)
        self.assertEqual(again.stderr, "tracerouter: book: the run is complete, and nothing is left to do\n")
        self.assertEqual(again.returncode, 0)
        self.assertEqual((self.folder / "out").read_bytes(), written)

    def test_exit_code_is_that_of_all_runs(self):
        self.file("list", "127.0.0.1\nbad one\n127.0.0.2\n")
        self.assertEqual(self.resume("--targets=list").returncode, 2)
        self.assertEqual(self.resume("--targets=list").returncode, 2)

    def test_interrupted_run_goes_on(self):
        command = command_in_namespace("-q1", "--format=json", "-o", "out", "--resume", "book", "--rate=200", "-m1",
                                       "--parallel=1", MANY)
        for code in (130, 0):
            program = subprocess.Popen(command, cwd=self.folder, stderr=subprocess.PIPE, text=True)
            with program:
                if code == 130:
                    while not (self.folder / "out").exists() or not (self.folder / "out").stat().st_size:
                        self.assertIsNone(program.poll())
                    program.send_signal(signal.SIGINT)
                self.assertEqual(program.communicate(timeout=PATIENCE), (None, ""))
            self.assertEqual(program.returncode, code)
            self.assertNotIn("interrupted", (self.folder / "out").read_text())
        self.assertEqual(len(self.targets()), 128)
        self.assertEqual(len(set(self.targets())), 128)

    def test_other_options_or_targets_are_refused(self):
        self.resume(MANY)
        self.assert_refused(self.resume("127.0.0.0/24"),
                            "book: the checkpoint belongs to a run with other targets")
        self.assert_refused(self.resume("-m7", MANY), "book: the checkpoint belongs to a run with other options")

    def test_changed_list_is_refused(self):
        self.file("list", "127.0.0.1\n")
        self.resume("--targets=list")
        self.file("list", "127.0.0.2\n")
        self.assert_refused(self.resume("--targets=list"), "book: list has changed since the run of this checkpoint")

    def test_results_must_go_to_a_file(self):
        message = "--resume: the results must go to a file: give one with -o"
        self.assert_refused(self.run_program("--resume", "book", "127.0.0.1"), message)
        result = self.trace("--resume", "book", "-o", "/dev/null", "127.0.0.1")
        self.assert_refused(result, "/dev/null: --resume needs a regular file")

    def test_lists_must_be_files(self):
        result = self.resume("--targets=-")
        self.assert_refused(result, "--resume: standard input cannot be read a second time: use a file")

    def test_file_of_somebody_else_is_refused_and_kept(self):
        self.file("book", "precious\n")
        self.assert_refused(self.resume("127.0.0.1"), "book: not a checkpoint of tracerouter")
        self.assertEqual((self.folder / "book").read_text(), "precious\n")

    def test_checkpoint_that_cannot_be_created(self):
        result = self.trace("-o", "out", "--resume", "missing/book", "127.0.0.1")
        self.assertEqual(result.stderr, "tracerouter: missing/book: No such file or directory\n")
        self.assertEqual(result.returncode, 5)
        self.assertFalse((self.folder / "out").exists())


if __name__ == "__main__":
    main()
