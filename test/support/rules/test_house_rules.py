"""Holds this source tree to the rules of the house, and the rules to bad examples."""

import tempfile
import unittest
from pathlib import Path

import house_rules

ROOT = Path(__file__).resolve().parents[3]


class ThisTree(unittest.TestCase):
    def test_rooms_include_what_the_table_allows(self):
        self.assertEqual(house_rules.wrong_includes(ROOT), [])

    def test_systems_stay_in_their_folders(self):
        self.assertEqual(house_rules.systems_outside_their_folders(ROOT), [])

    def test_pure_rooms_see_no_socket_timer_or_clock(self):
        self.assertEqual(house_rules.impurities(ROOT), [])

    def test_files_include_what_they_name(self):
        self.assertEqual(house_rules.names_without_header(ROOT), [])

    def test_top_level_is_as_fixed(self):
        self.assertEqual(house_rules.strangers_on_top(ROOT), [])

    def test_files_are_small(self):
        self.assertEqual(house_rules.long_files(ROOT), [])

    def test_public_headers_are_installed(self):
        self.assertEqual(house_rules.headers_not_installed(ROOT), [])

    def test_code_in_the_documentation_is_that_of_the_examples(self):
        self.assertEqual(house_rules.stale_examples(ROOT), [])

    def test_schemas_are_whole(self):
        self.assertEqual(house_rules.schemas_that_need_others(ROOT), [])

    def test_seeds_say_what_they_are(self):
        self.assertEqual(house_rules.nameless_seeds(ROOT), [])


class BadExamples(unittest.TestCase):
    """A rule that cannot fail is no rule."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def test_a_room_that_reaches_upwards(self):
        self.write("src/packet/ipv4.cpp", '#include "packet/ipv4.hpp"\n#include "engine/engine.hpp"\n')
        self.assertEqual(house_rules.wrong_includes(self.root), ['src/packet/ipv4.cpp: includes "engine/engine.hpp"'])

    def test_nothing_includes_cli(self):
        for room in house_rules.MAY_INCLUDE.keys() - {"cli"}:
            self.write(f"src/{room}/a.hpp", '  #  include "cli/options.hpp"\n')
        self.assertEqual(len(house_rules.wrong_includes(self.root)), len(house_rules.MAY_INCLUDE) - 1)

    def test_an_include_without_its_room(self):
        self.write("src/net/a.cpp", '#include "b.hpp"\n')
        self.assertEqual(house_rules.wrong_includes(self.root), ['src/net/a.cpp: includes "b.hpp"'])

    def test_the_room_below_all(self):
        self.write("src/base/a.hpp", '#include "packet/ipv4.hpp"\n')
        self.write("src/packet/a.cpp", '#include "base/a.hpp"\n')
        self.write("include/tracerouter/a.hpp", '#include "base/a.hpp"\n')
        self.assertEqual(house_rules.wrong_includes(self.root), [
            'include/tracerouter/a.hpp: includes "base/a.hpp"', 'src/base/a.hpp: includes "packet/ipv4.hpp"'])

    def test_a_public_header_that_shows_a_room(self):
        self.write("include/tracerouter/a.hpp", '#include "packet/ipv4.hpp"\n')
        self.assertEqual(len(house_rules.wrong_includes(self.root)), 1)

    def test_a_room_nobody_designed(self):
        self.write("src/utils/a.hpp", "")
        self.assertEqual(house_rules.wrong_includes(self.root), ["src/utils/a.hpp: src/utils is not a room of the design"])

    def test_linux_outside_its_folder(self):
        for name in ("net/linux/a.cpp", "net/open_channel.cpp", "net/posix/b.cpp", "net/c.cpp", "trace/d.cpp"):
            self.write(f"src/{name}", '#include "net/linux/probe_socket.hpp"\n#include "net/lifeline.hpp"\n')
        self.assertEqual(
            house_rules.systems_outside_their_folders(self.root),
            [f'src/{name}: includes "net/linux/probe_socket.hpp"' for name in ("net/c.cpp", "net/posix/b.cpp", "trace/d.cpp")],
        )

    def test_each_impurity(self):
        bad = [
            "#include <boost/asio/steady_timer.hpp>",
            "#include <boost/asio.hpp>",
            "#include <sys/socket.h>",
            "#include <netinet/in.h>",
            "#include <cerrno>",
            '#include "base/last_error.hpp"',
            "auto t = clock::now();",
            "auto t = channel.now( );",
        ]
        for number, line in enumerate(bad):
            self.write(f"src/engine/a{number}.cpp", line)
        self.assertEqual(len(house_rules.impurities(self.root)), len(bad))

    def test_what_is_pure(self):
        self.write("src/report/a.cpp", "#include <boost/asio/ip/address.hpp>\n// from clock::now()\nint nowhere();\n")
        self.assertEqual(house_rules.impurities(self.root), [])

    def test_a_name_without_its_header(self):
        self.write("src/net/a.hpp", "#include <vector>\n")
        self.write("src/net/a.cpp", '#include "net/a.hpp"\n// std::map\nstd::vector<std::optional<int>> all;\n')
        self.assertEqual(house_rules.names_without_header(self.root), ["src/net/a.cpp: needs <optional>"])

    def test_a_stranger_on_top(self):
        self.write("notes.txt", "")
        self.write(".editorconfig", "")
        self.write("README.md", "")
        self.write("build/CMakeCache.txt", "")
        self.assertEqual(house_rules.strangers_on_top(self.root), ["notes.txt"])

    def test_a_long_file(self):
        self.write("src/net/a.cpp", "\n" * house_rules.MOST_LINES)
        self.write("test/unit/b.cpp", "\n" * (house_rules.MOST_LINES + 1))
        self.assertEqual(house_rules.long_files(self.root)[0], "test/unit/b.cpp: 401 lines")

    def test_a_header_left_out(self):
        self.write("include/tracerouter/a.hpp", "")
        self.write("include/tracerouter/b.hpp", "")
        self.write("src/library.cmake", "    ${include_dir}/tracerouter/a.hpp\n")
        self.assertEqual(house_rules.headers_not_installed(self.root), ["tracerouter/b.hpp"])

    def test_stale_examples(self):
        self.write("docs/examples/a.cpp", "int main() { return 1; }\n")
        self.write("docs/examples/b.cpp", "int main() { return 2; }\n")
        self.write("docs/library.md", "```cpp\nint main() { return 1; }\n```\n")
        self.write("README.md", "Other text.\n\n```cpp\nint main() {}\n```\n")
        self.assertEqual(house_rules.stale_examples(self.root), [
            "README.md: no file of docs/examples: int main() {}", "docs/library.md: without b.cpp"])

    def test_seeds_without_a_name(self):
        self.write("test/fuzz/corpus/keys/letters", "abc")
        self.write(f"test/fuzz/corpus/keys/{'0a' * 20}", "abc")
        self.assertEqual(house_rules.nameless_seeds(self.root), [f"test/fuzz/corpus/keys/{'0a' * 20}"])

    def test_schemas_that_need_others(self):
        self.write("docs/schema/a.json", '{"$id": "https://a.example/a.json", "$defs": {"b": {"$ref": "#/$defs/c"}, "c": {}}}')
        self.write("docs/schema/b.json", '{"$defs": {"b": {"$ref": "a.json#/$defs/b"}}}')
        self.assertEqual(house_rules.schemas_that_need_others(self.root), [
            "a.json: has an $id, which may be fetched", "b.json: refers to a.json#/$defs/b", "b.json: b is not as in a.json"])


if __name__ == "__main__":
    unittest.main()
