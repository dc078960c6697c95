"""What a build from source asks for, and what it says of itself. Nothing is compiled."""

import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WITHOUT_TESTS = ("GTest", "Python3", "benchmark")
ONLY_OF_THE_PROGRAM = ("spdlog", "fmt")


class Source(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def configure(self, *arguments, missing=()):
        """Configures as a stranger would. Returns the rules of the build and {name: value} of the cache."""
        hidden = [f"-DCMAKE_DISABLE_FIND_PACKAGE_{name}=ON" for name in missing]
        build = self.folder / "build"
        done = subprocess.run(["cmake", "-S", str(ROOT), "-B", str(build), "-G", "Ninja", *hidden, *arguments],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        cache = dict(re.findall(r"^(\w+):\w+=(.*)$", (build / "CMakeCache.txt").read_text(), re.MULTILINE))
        return (build / "build.ninja").read_text(), cache

    def test_the_program_comes_of_a_plain_build(self):
        rules, cache = self.configure(missing=WITHOUT_TESTS)
        self.assertRegex(rules, r"(?m)^build tracerouter: CXX_EXECUTABLE_LINKER")
        self.assertEqual(cache["CMAKE_BUILD_TYPE"], "Release")
        self.assertNotIn("-Werror", rules)

    def test_the_library_needs_headers_of_boost_and_nothing_else(self):
        rules, _ = self.configure("-DTRACEROUTER_BUILD_PROGRAM=OFF", missing=WITHOUT_TESTS + ONLY_OF_THE_PROGRAM)
        self.assertRegex(rules, r"(?m)^build src/libtracerouter\.a:")
        self.assertNotRegex(rules, r"(?m)^build tracerouter:")

    def test_each_hidden_package_is_needed_by_what_it_is_for(self):
        for name, wanted in [("GTest", "-DTRACEROUTER_BUILD_TESTS=ON"), ("spdlog", "-DTRACEROUTER_BUILD_PROGRAM=ON")]:
            with self.subTest(name), self.assertRaises(AssertionError):
                self.configure(wanted, missing=[name])

    def test_shared_libraries_of_boost_do(self):
        self.configure(f"-DBoost_DIR={self.boost_without_static_libraries()}")

    def boost_without_static_libraries(self):
        """Boost as distributions have it that leave static libraries out."""
        config = next(Path("/usr/lib").glob("*/cmake/Boost-1*"), None)
        if config is None:
            self.skipTest("needs Boost as Debian has it")
        libraries = config.parents[1]
        copy = self.folder / "usr" / "lib" / libraries.name
        shutil.copytree(config.parent, copy / "cmake", ignore=shutil.ignore_patterns("*-static.cmake"))
        for library in libraries.glob("libboost_*.so*"):
            (copy / library.name).symlink_to(library)
        (self.folder / "usr" / "include").symlink_to("/usr/include")
        return copy / "cmake" / config.name


class Revision(unittest.TestCase):
    """What --version says beside the number."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.source = Path(folder.name)

    def git(self, *arguments):
        subprocess.run(["git", "-c", "user.name=A", "-c", "user.email=a@example.net", *arguments], cwd=self.source,
                       capture_output=True, check=True)

    def revision(self):
        output = self.source / "revision.cpp"
        subprocess.run(["cmake", "-D", f"SOURCE={self.source}", "-D", f"OUTPUT={output}", "-P",
                        str(ROOT / "src" / "cli" / "revision.cmake")], check=True)
        text = re.search(r'return "(.*)";', output.read_text()).group(1)
        output.unlink()
        return text

    def test_a_source_without_its_history_says_nothing(self):
        self.assertEqual(self.revision(), "")

    @unittest.skipUnless(shutil.which("git"), "git is not installed")
    def test_a_working_copy_says_where_it_stands_and_a_release_nothing(self):
        self.git("init", "--quiet")
        self.git("commit", "--quiet", "--allow-empty", "-m", "one")
        self.assertRegex(self.revision(), r"^[0-9a-f]{7,}$")
        self.git("tag", "v0.2.0")
        self.assertEqual(self.revision(), "")
        self.git("commit", "--quiet", "--allow-empty", "-m", "two")
        self.assertRegex(self.revision(), r"^v0\.2\.0-1-g[0-9a-f]+$")
        (self.source / "file").write_text("one")
        self.git("add", "file")
        self.assertRegex(self.revision(), r"^v0\.2\.0-1-g[0-9a-f]+-dirty$")


if __name__ == "__main__":
    unittest.main()
