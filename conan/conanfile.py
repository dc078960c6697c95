import os
import re

from conan import ConanFile
from conan.errors import ConanInvalidConfiguration
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy, load, rmdir

required_conan_version = ">=2.2"

CPP_STANDARDS = ("20", "gnu20", "23", "gnu23", "26", "gnu26")


class TracerouterConan(ConanFile):
    name = "tracerouter"
    description = "Asynchronous, event-driven traceroute: a library on Boost.Asio and a program"
    license = "Apache-2.0"
    author = "the authors of tracerouter"
    homepage = "https://tracerouter.invalid"  # until it has one
    url = "https://tracerouter.invalid"
    topics = ("traceroute", "icmp", "network", "asio")
    package_type = "library"
    languages = "C++"
    settings = "os", "arch", "compiler", "build_type"
    # program: beside the library, which needs headers of Boost and nothing else.
    options = {"shared": [True, False], "fPIC": [True, False], "program": [True, False]}
    # The program uses spdlog, and the fmt that comes with it, as headers; their packages name those targets only then.
    default_options = {
        "shared": False,
        "fPIC": True,
        "program": True,
        "spdlog/*:header_only": True,
        "fmt/*:header_only": True,
    }

    @property
    def _with_tests(self):
        return not self.conf.get("tools.build:skip_test", default=False, check_type=bool)

    def set_version(self):
        project = load(self, os.path.join(self.recipe_folder, "..", "CMakeLists.txt"))
        self.version = re.search(r"project\(tracerouter VERSION ([0-9.]+)", project).group(1)

    def export_sources(self):
        root = os.path.join(self.recipe_folder, "..")
        for pattern in ("CMakeLists.txt", "LICENSE", "README.md", "docs/*", "include/*", "src/*", "test/*"):
            copy(self, pattern, root, self.export_sources_folder)

    def configure(self):
        if self.options.shared:
            self.options.rm_safe("fPIC")
        if not self.options.program:
            self.options["boost/*"].header_only = True

    def layout(self):
        self.folders.root = ".."
        cmake_layout(self)

    def validate(self):
        check_min_cppstd(self, 20)
        if self.settings.os != "Linux":
            raise ConanInvalidConfiguration("tracerouter runs on Linux only")

    def compatibility(self):
        # The interface is that of C++20, whatever the standard of its users.
        return [{"settings": [("compiler.cppstd", standard)]} for standard in CPP_STANDARDS]

    def requirements(self):
        self.requires("boost/[>=1.81 <2]", transitive_headers=True)
        if not self.options.program:
            return
        # DNS, databases of AS numbers and places, rights, results in .gz and .zst, the log.
        self.requires("c-ares/[>=1.18 <2]", visible=False)
        self.requires("libmaxminddb/[>=1.7 <2]", visible=False)
        self.requires("libcap/[>=2.66 <3]", visible=False)
        self.requires("zlib/[>=1.2.13 <2]", visible=False)
        self.requires("zstd/[>=1.5.4 <2]", visible=False)
        self.requires("spdlog/[>=1.10 <2]", visible=False)

    def build_requirements(self):
        self.tool_requires("cmake/[>=3.25 <5]")
        if self._with_tests:
            self.test_requires("gtest/[>=1.12 <2]")

    def generate(self):
        toolchain = CMakeToolchain(self)
        toolchain.user_presets_path = False  # no file of ours in the source
        toolchain.cache_variables["TRACEROUTER_BUILD_PROGRAM"] = bool(self.options.program)
        toolchain.cache_variables["TRACEROUTER_BUILD_TESTS"] = self._with_tests
        toolchain.generate()
        CMakeDeps(self).generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()
        if self._with_tests:
            cmake.ctest(cli_args=["--output-on-failure", "-L", '"^(unit|sim)$"'])

    def package(self):
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))
        CMake(self).install()
        # Consumers get the configuration that their own generator writes, and no second one.
        rmdir(self, os.path.join(self.package_folder, "lib", "cmake"))
        rmdir(self, os.path.join(self.package_folder, "lib", "pkgconfig"))

    def package_info(self):
        self.cpp_info.libs = ["tracerouter"]
        self.cpp_info.requires = ["boost::headers"]
        self.cpp_info.system_libs = ["pthread"]
        self.cpp_info.set_property("cmake_file_name", "tracerouter")
        self.cpp_info.set_property("cmake_target_name", "tracerouter::tracerouter")
        self.cpp_info.set_property("pkg_config_name", "tracerouter")
