"""A test that failed beside a pause of the machine is run again, and no other."""

import time
import unittest
from unittest import mock

import pauses


def trial(failures):
    """A test that fails so often, then passes."""

    class Trial(pauses.PatientTest):
        runs = 0

        def runTest(self):
            type(self).runs += 1
            with self.subTest("part"):
                self.assertGreater(self.runs, failures)

    return Trial()


def outcome(failures, pause_s):
    """Failures that are told, tests that are told, and runs."""
    test, result = trial(failures), unittest.TestResult()
    with mock.patch.object(pauses, "Pauses") as made, mock.patch("builtins.print"):
        made.return_value.__enter__.return_value = mock.Mock(longest_s=pause_s)
        test.run(result)
    return len(result.failures), result.testsRun, test.runs


class PausesTest(unittest.TestCase):
    def test_a_failure_beside_a_pause_is_tried_again(self):
        self.assertEqual(outcome(failures=1, pause_s=0.5), (0, 1, 2))

    def test_a_failure_without_a_pause_stands(self):
        self.assertEqual(outcome(failures=1, pause_s=0.1), (1, 1, 1))

    def test_what_passes_beside_a_pause_stands(self):
        self.assertEqual(outcome(failures=0, pause_s=0.5), (0, 1, 1))

    def test_what_always_fails_is_told(self):
        self.assertEqual(outcome(failures=9, pause_s=0.5), (1, 1, pauses.ATTEMPTS))

    def test_a_pause_is_seen(self):
        with pauses.Pauses(wait=lambda seconds: time.sleep(seconds + 0.05)) as seen:
            time.sleep(0.2)
        self.assertGreater(seen.longest_s, 0.049)


if __name__ == "__main__":
    unittest.main()
