"""test_reference.py DOXYFILE: every public name is documented, and Doxygen finds no fault in how. Exits with 77 without it."""

import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml
from pathlib import Path

SKIPPED = 77

NOT_OURS = {"boost", "boost::system", "std"}  # namespaces that we only name

# One of each kind without a docstring, inside of what has one.
BARE = """
/// Documented.
namespace lib {
struct bare_struct {};
class bare_class {};
enum class bare_enum {};
using bare_alias = int;
inline constexpr int bare_constant = 1;
inline int bare_function() { return bare_constant; }
template <class T>
concept bare_concept = true;
/// Documented.
enum class numbers { bare_enumerator, /** Documented. */ other };
/// Documented.
class whole {
public:
    whole(int);
    int bare_member;
    static constexpr int bare_static = 1;
    using bare_member_alias = int;
    void bare_member_function();
    enum bare_member_enum {};
    struct bare_nested {};
private:
    int private_member_;
};
}
"""


def run_doxygen(doxyfile, **settings):
    """Runs it with some settings changed, and returns its exit code and complaints."""
    lines = [f"@INCLUDE = {doxyfile}", *(f"{name} = {value}" for name, value in settings.items())]
    done = subprocess.run(["doxygen", "-"], input="\n".join(lines), capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def undocumented(doxyfile, folder, **settings):
    """The public names without a docstring, of every kind: Doxygen's own warnings pass over enumerators and others."""
    run_doxygen(doxyfile, OUTPUT_DIRECTORY=folder, EXTRACT_ALL="YES", WARNINGS="NO", WARN_AS_ERROR="NO",
                GENERATE_HTML="NO", GENERATE_XML="YES", **settings)
    pages = sorted(Path(folder, "xml").glob("*.xml"))
    compounds = [compound for page in pages for compound in xml.parse(page).iter("compounddef") if is_public(compound)]
    named = [pair for compound in compounds for pair in names_of(compound)]
    return [name for name, element in named if is_public(element) and not is_documented(element)]


def names_of(compound):
    """(name, element) of a namespace or class and of all that is in it."""
    scope = compound.findtext("compoundname")
    if scope not in NOT_OURS:
        yield scope, compound
    for member in compound.iter("memberdef"):
        name = f"{scope}::{member.findtext('name')}"
        yield name, member
        yield from ((f"{name}::{value.findtext('name')}", value) for value in member.iter("enumvalue"))


def is_public(element):
    return element.get("prot", "public") == "public" and element.get("kind") not in ("file", "dir", "page")


def is_documented(element):
    texts = (element.find("briefdescription"), element.find("detaileddescription"))
    return any(text is not None and "".join(text.itertext()).strip() for text in texts)


class Reference(unittest.TestCase):
    doxyfile = ""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def test_every_public_name_is_documented(self):
        self.assertEqual(undocumented(self.doxyfile, self.folder), [])

    def test_the_reference_is_made_without_complaints(self):
        self.assertEqual(run_doxygen(self.doxyfile, OUTPUT_DIRECTORY=self.folder), (0, ""))
        self.assertTrue(Path(self.folder, "html", "classtracerouter_1_1tracer.html").exists())

    def test_names_of_every_kind_would_be_missed(self):
        Path(self.folder, "bare.hpp").write_text(BARE)
        found = undocumented(self.doxyfile, self.folder, INPUT=self.folder)
        wanted = set(re.findall(r"bare_\w+", BARE)) | {"whole"}
        self.assertEqual({name.split("::")[-1] for name in found}, wanted)

    def test_a_bare_name_fails_the_making_of_the_reference(self):
        Path(self.folder, "bare.hpp").write_text(BARE)
        code, complaints = run_doxygen(self.doxyfile, OUTPUT_DIRECTORY=self.folder, INPUT=self.folder)
        self.assertNotEqual(code, 0)
        self.assertIn("bare_member", complaints)


if __name__ == "__main__":
    if not shutil.which("doxygen"):
        print("doxygen is not installed: apt install --no-install-recommends doxygen")
        sys.exit(SKIPPED)
    Reference.doxyfile = sys.argv.pop(1)
    unittest.main()
