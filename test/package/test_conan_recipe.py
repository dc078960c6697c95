"""Runs the Conan recipe against stand-ins for Conan itself, which is no Debian package: does it say what CMake says?"""

import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
import types
import unittest
from pathlib import Path
from unittest import mock

ROOT = Path(__file__).resolve().parents[2]


def stand_in(name, **members):
    module = types.ModuleType(name)
    vars(module).update(members)
    return module


def copy(_recipe, pattern, source, destination):
    for path in Path(source).glob(pattern):
        if path.is_dir():
            shutil.copytree(path, Path(destination) / path.relative_to(source), dirs_exist_ok=True)
        else:
            (Path(destination) / path.relative_to(source)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, Path(destination) / path.relative_to(source))


CONAN = {
    "conan": stand_in("conan", ConanFile=object),
    "conan.errors": stand_in("conan.errors", ConanInvalidConfiguration=type("Invalid", (Exception,), {})),
    "conan.tools": stand_in("conan.tools"),
    "conan.tools.build": stand_in("conan.tools.build", check_min_cppstd=mock.Mock()),
    "conan.tools.cmake": stand_in("conan.tools.cmake", **{
        name: mock.Mock() for name in ("CMake", "CMakeDeps", "CMakeToolchain", "cmake_layout")
    }),
    "conan.tools.files": stand_in("conan.tools.files", copy=copy, rmdir=mock.Mock(),
                                  load=lambda _recipe, path: Path(path).read_text()),
}


def load_recipe(program=True, skip_test=False):
    spec = importlib.util.spec_from_file_location("conanfile", ROOT / "conan" / "conanfile.py")
    module = importlib.util.module_from_spec(spec)
    with mock.patch.dict(sys.modules, CONAN):
        spec.loader.exec_module(module)
    recipe = module.TracerouterConan()
    recipe.recipe_folder = str(ROOT / "conan")
    recipe.options = mock.MagicMock(program=program, shared=False)
    recipe.conf = mock.Mock(get=mock.Mock(return_value=skip_test))
    return recipe


def requirements(recipe):
    """{name: version range} of all that the recipe asks for, and the same of its tools."""
    recipe.requires = recipe.test_requires = mock.Mock()
    recipe.tool_requires = mock.Mock()
    recipe.requirements()
    recipe.build_requirements()
    return tuple(dict(call.args[0].split("/") for call in one.call_args_list)
                 for one in (recipe.requires, recipe.tool_requires))


def section(profile, title):
    """{name: version} of a section of a profile."""
    text = (ROOT / "conan" / "profiles" / profile).read_text()
    lines = text.split(f"[{title}]\n")[1].split("\n[")[0].split()
    return dict(line.split("/") for line in lines)


def number(version):
    return [int(part) for part in version.split(".")]


def within(version, wanted):
    """Whether a version lies in a range like [>=1.2 <2]."""
    least, end = re.fullmatch(r"\[>=([0-9.]+) <([0-9.]+)\]", wanted).groups()
    return number(least) <= number(version) < number(end)


class Recipe(unittest.TestCase):
    def setUp(self):
        self.recipe = load_recipe()

    def test_version_is_the_one_of_cmake(self):
        self.recipe.set_version()
        self.assertRegex((ROOT / "CMakeLists.txt").read_text(), rf"VERSION {re.escape(self.recipe.version)}\b")

    def test_what_is_exported_is_what_cmake_reads(self):
        with tempfile.TemporaryDirectory() as folder:
            self.recipe.export_sources_folder = folder
            self.recipe.export_sources()
            names = {path.name for path in Path(folder).iterdir()}
        self.assertLessEqual({"CMakeLists.txt", "LICENSE", "docs", "include", "src", "test"}, names)

    def test_what_is_exported_configures_with_its_tests(self):
        with tempfile.TemporaryDirectory() as folder:
            self.recipe.export_sources_folder = folder
            self.recipe.export_sources()
            done = subprocess.run(
                ["cmake", "-S", folder, "-B", f"{folder}/build", "-G", "Ninja", "-DTRACEROUTER_BUILD_TESTS=ON"],
                capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_system_profile_names_all_that_is_required_in_a_version_that_will_do(self):
        for wanted, title in zip(requirements(self.recipe), ("platform_requires", "platform_tool_requires")):
            given = section("system", title)
            self.assertEqual(given.keys(), wanted.keys())
            self.assertEqual([name for name, version in given.items() if not within(version, wanted[name])], [])

    def test_targets_of_headers_only_are_asked_for(self):
        cmake = (ROOT / "src" / "host" / "CMakeLists.txt").read_text()
        used = set(re.findall(r"(\w+)::[\w-]*header.only", cmake))
        self.assertEqual(used, {"spdlog", "fmt"})
        self.assertTrue(all(self.recipe.default_options[f"{name}/*:header_only"] for name in used))

    @staticmethod
    def toolchain(recipe):
        toolchain = mock.Mock(cache_variables={})
        with mock.patch.dict(recipe.generate.__globals__, CMakeToolchain=lambda _recipe: toolchain):
            recipe.generate()
        return toolchain

    def test_switches_are_options_of_cmake(self):
        toolchain = self.toolchain(self.recipe)
        options = re.findall(r"option\((\w+)", (ROOT / "CMakeLists.txt").read_text())
        self.assertLessEqual(set(toolchain.cache_variables), set(options))
        self.assertTrue(toolchain.generate.called)

    def test_the_library_alone_needs_headers_of_boost_and_nothing_else(self):
        recipe = load_recipe(program=False)
        recipe.configure()
        recipe.options.__getitem__.assert_called_with("boost/*")
        self.assertIs(recipe.options["boost/*"].header_only, True)
        self.assertEqual(list(requirements(recipe)[0]), ["boost", "gtest"])
        self.assertIs(self.toolchain(recipe).cache_variables["TRACEROUTER_BUILD_PROGRAM"], False)

    def test_without_tests_there_is_no_googletest(self):
        recipe = load_recipe(skip_test=True)
        self.assertNotIn("gtest", requirements(recipe)[0])
        self.assertIs(self.toolchain(recipe).cache_variables["TRACEROUTER_BUILD_TESTS"], False)

    def test_no_file_is_left_in_the_source(self):
        self.assertIs(self.toolchain(self.recipe).user_presets_path, False)
        self.assertIn("test_folder=$TMP", (ROOT / "conan" / "profiles" / "debian-12-gcc").read_text())
        self.assertIn("user_presets_path = False", (ROOT / "conan" / "test_package" / "conanfile.py").read_text())

    def test_who_made_it_and_where_it_is(self):
        for name in ("author", "homepage", "url", "license", "description"):
            self.assertTrue(getattr(self.recipe, name), name)

    def test_every_standard_that_users_may_have_gets_the_same_package(self):
        standards = [value for one in self.recipe.compatibility() for _, value in one["settings"]]
        self.assertLessEqual({"20", "gnu20", "23", "gnu23"}, set(standards))

    def test_target_is_the_one_that_cmake_exports(self):
        self.recipe.cpp_info = mock.Mock()
        self.recipe.package_info()
        self.recipe.cpp_info.set_property.assert_any_call("cmake_target_name", "tracerouter::tracerouter")
        self.assertIn("add_library(tracerouter::tracerouter ALIAS", (ROOT / "src" / "library.cmake").read_text())

    def test_what_consumers_get_is_required(self):
        self.recipe.requires = mock.Mock()
        self.recipe.requirements()
        self.recipe.cpp_info = mock.Mock()
        self.recipe.package_info()
        visible = {call.args[0].split("/")[0] for call in self.recipe.requires.call_args_list
                   if call.kwargs.get("visible", True)}
        self.assertEqual(visible, {name.split("::")[0] for name in self.recipe.cpp_info.requires})

    def test_only_linux(self):
        self.recipe.settings = mock.Mock(os="Windows")
        with self.assertRaises(CONAN["conan.errors"].ConanInvalidConfiguration):
            self.recipe.validate()


if __name__ == "__main__":
    unittest.main()
