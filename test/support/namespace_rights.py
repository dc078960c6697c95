"""What this system lets tests do with namespaces. A test that needs what is forbidden is skipped, and ctest is told so."""

import functools
import os
import subprocess
import sys
import unittest

SKIPPED = 77  # SKIP_RETURN_CODE of the tests
FORBIDDEN = "this system forbids "

AS_ROOT_OF_OUR_OWN = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]


@functools.lru_cache(maxsize=None)
def works(*command):
    try:
        return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0
    except OSError:
        return False


def need_networks():
    """A network of its own: for ordinary users that takes a user namespace, which a chroot forbids, for example."""
    if not works("unshare", *AS_ROOT_OF_OUR_OWN, "--net", "true"):
        raise unittest.SkipTest(FORBIDDEN + "network namespaces to this user")


def need_mounts():
    """Mounts of its own, too."""
    if not works("unshare", *AS_ROOT_OF_OUR_OWN, "--net", "--mount", "true"):
        raise unittest.SkipTest(FORBIDDEN + "mount namespaces to this user")


def need_user_namespaces():
    """Those of an ordinary user, whoever runs the tests."""
    ordinary = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []
    if not works(*ordinary, "unshare", "--user", "--map-root-user", "--net", "true"):
        raise unittest.SkipTest(FORBIDDEN + "user namespaces")


def main(verbosity=1):
    """Runs the tests of the main module, for ctest: where something was forbidden, the test is skipped and not passed."""
    result = unittest.main(module="__main__", exit=False, verbosity=verbosity).result
    forbidden = {reason for _, reason in result.skipped if reason.startswith(FORBIDDEN)}
    for reason in sorted(forbidden):
        print(f"skipped: {reason}", file=sys.stderr)
    if not result.wasSuccessful():
        sys.exit(1)
    sys.exit(SKIPPED if forbidden else 0)
