"""Tests for virtual machines, whose processors may stand still for a second: neither the tracer nor the simulated network
is what it should be then. A test that fails while that happens says nothing and is run again; one that passes stands."""

import os
import sys
import threading
import time
import unittest

BETWEEN_LOOKS_S = 0.02
LONGEST_S = 0.3  # a busy processor lets nobody wait so long who mostly sleeps
ATTEMPTS = 3


class Pauses:
    """Within `with`: looks at each processor all the time. `longest_s` is how long one of them has let us wait."""

    def __init__(self, wait=time.sleep):
        self.longest_s = 0.0
        self.wait = wait
        self.over = threading.Event()
        self.watches = [threading.Thread(target=self.watch, args=(one,)) for one in os.sched_getaffinity(0)]

    def watch(self, processor):
        os.sched_setaffinity(0, {processor})  # of this thread
        while not self.over.is_set():
            began = time.monotonic()
            self.wait(BETWEEN_LOOKS_S)
            self.longest_s = max(self.longest_s, time.monotonic() - began - BETWEEN_LOOKS_S)

    def __enter__(self):
        for one in self.watches:
            one.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        for one in self.watches:
            one.join()


class Recorder(unittest.TestResult):
    """Keeps what is said of a test, for another result."""

    def __init__(self):
        super().__init__()
        self.said = []

    def play(self, result):
        for name, arguments in self.said:
            getattr(result, name)(*arguments)


def recorded(name):
    def record(self, *arguments):
        getattr(unittest.TestResult, name)(self, *arguments)
        self.said.append((name, arguments))
    return record


for name in ("startTest", "stopTest", "addSuccess", "addFailure", "addError", "addSkip", "addSubTest"):
    setattr(Recorder, name, recorded(name))


class PatientTest(unittest.TestCase):
    """A test that is run again where it failed beside a pause of the machine."""

    def run(self, result=None):
        result = self.defaultTestResult() if result is None else result
        for attempt in range(1, ATTEMPTS + 1):
            recorder = Recorder()
            with Pauses() as pauses:
                super().run(recorder)
            if recorder.wasSuccessful() or pauses.longest_s < LONGEST_S or attempt == ATTEMPTS:
                break
            print(f"{self.id()}: a processor stood still for {pauses.longest_s:.1f} s; once more", file=sys.stderr)
        recorder.play(result)
        return result
