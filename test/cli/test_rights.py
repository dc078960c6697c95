"""What the program says when it may not open its sockets."""

import os
import subprocess
import unittest

from program import IS_ROOT, PROGRAM, ProgramTest

# Somebody without any right.
POWERLESS = ["setpriv", "--reuid", "65534", "--clear-groups", "--bounding-set=-all"] if IS_ROOT else []


class Rights(ProgramTest):
    def setUp(self):
        super().setUp()
        if not IS_ROOT and "cap_net_raw" in self.capabilities():
            self.skipTest("the program was granted CAP_NET_RAW")
        self.folder.chmod(0o755)

    @staticmethod
    def capabilities():
        return subprocess.run(["getcap", PROGRAM], capture_output=True, text=True, check=False).stdout

    def refused(self, *arguments):
        return self.run_command([*POWERLESS, PROGRAM, *arguments])

    def test_one_line_says_what_is_missing_and_how_to_grant_it(self):
        result = self.refused("127.0.0.1")
        self.assertEqual(
            result.stderr,
            "tracerouter: raw sockets need the capability CAP_NET_RAW: run this with sudo, or grant it for good by: "
            f"sudo setcap cap_net_raw+ep {os.path.realpath(PROGRAM)}\n",
        )
        self.assertEqual((result.stdout, result.returncode), ("", 4))

    def test_wrong_usage_is_told_first(self):
        self.assertEqual(self.refused("-m300", "127.0.0.1").returncode, 2)

    def test_no_output_file_is_emptied(self):
        self.file("out", "of an earlier run\n")
        self.assertEqual(self.refused("-o", "out", "127.0.0.1").returncode, 4)
        self.assertEqual((self.folder / "out").read_text(), "of an earlier run\n")

    def test_help_needs_no_rights(self):
        self.assertEqual(self.refused("--help").returncode, 0)


if __name__ == "__main__":
    unittest.main()
