"""The rules of the house that no compiler checks. Each function returns complaints; none means that the rule holds."""

import json
import re
from pathlib import Path

# Room -> the rooms it may include beside itself. Every room may include the public headers ("tracerouter/...") and base.
MAY_INCLUDE = {
    "base": set(),
    "packet": set(),
    "multipath": set(),
    "engine": {"packet", "multipath"},
    "net": set(),
    "stats": set(),
    "trace": {"engine", "packet", "net", "stats"},
    "targets": set(),
    "enrich": {"report"},
    "report": set(),
    "view": {"report"},
    "host": {"net", "report"},
    "run": {"host", "targets", "enrich", "report", "stats", "view"},
    "cli": {"run", "host", "targets", "report", "stats"},
}

# Folders that belong to a kind of system -> who may include them, by how a path in src begins. What is in neither folder
# of net is for all systems.
INCLUDED_BY = {
    "net/posix/": ("net/posix/", "net/linux/", "net/open_channel.cpp", "host/"),
    "net/linux/": ("net/linux/", "net/open_channel.cpp", "host/own_address.cpp"),
}

# Rooms that compute and nothing else: no socket, no timer, no clock is read.
PURE_ROOMS = {"packet", "multipath", "engine", "stats", "report", "view"}
IMPURE = {
    "Asio beyond ip::address": re.compile(r"#\s*include\s*[<\"]boost/asio(?!/ip/address)"),
    "a header of the system": re.compile(r"#\s*include\s*<(sys|net|netinet|arpa|linux|unistd|poll|fcntl|thread)\b"),
    "an error of the system": re.compile(r"#\s*include\s*[<\"](cerrno|base/last_error)\b"),
    "a clock": re.compile(r"\bnow\s*\(\s*\)|\bclock_gettime\b|\bgettimeofday\b"),
}

TOP_LEVEL = {"CMakeLists.txt", "CMakePresets.json", "LICENSE", "README.md", "conan", "dev", "docs", "include", "src", "test"}
NOT_OURS = {"build", "CMakeUserPresets.json"}

MOST_LINES = 400
# Longer files, each with its reason.
LONG_FILES: dict[str, str] = {}

SOURCES = {".hpp", ".cpp", ".ipp", ".py", ".sh", ".cmake"}
QUOTED_INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)
ANY_INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.MULTILINE)
# Names of the standard library, and the header that each comes from.
HEADER_OF = {
    name: header
    for header, names in {
        "algorithm": "any_of all_of none_of find_if sort stable_sort copy_if transform", "array": "array", "chrono": "chrono",
        "deque": "deque", "expected": "expected", "filesystem": "filesystem", "functional": "function move_only_function",
        "limits": "numeric_limits", "map": "map multimap", "memory": "unique_ptr shared_ptr make_unique make_shared weak_ptr",
        "mutex": "mutex lock_guard unique_lock scoped_lock", "optional": "optional nullopt", "random": "random_device mt19937_64",
        "set": "set multiset", "span": "span", "sstream": "ostringstream istringstream", "string_view": "string_view",
        "thread": "thread", "tuple": "tuple tie", "unordered_map": "unordered_map", "unordered_set": "unordered_set",
        "variant": "variant get_if visit holds_alternative", "vector": "vector",
    }.items()
    for name in names.split()
}
STANDARD_NAME = re.compile(r"\bstd::(?:ranges::)?(\w+)")
CPP_BLOCK = re.compile(r"^```cpp\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)


def wrong_includes(root: Path) -> list[str]:
    """Rooms include only what the table allows, by paths that name the room."""
    complaints = []
    for path in _sources(root / "include"):
        complaints += _strangers(root, path, allowed={"tracerouter"})
    for path in _sources(root / "src"):
        room = path.relative_to(root / "src").parts[0]
        if room not in MAY_INCLUDE:
            complaints.append(f"{path.relative_to(root)}: src/{room} is not a room of the design")
            continue
        complaints += _strangers(root, path, {"tracerouter", "base", room} | MAY_INCLUDE[room])
    return complaints


def systems_outside_their_folders(root: Path) -> list[str]:
    """What belongs to a kind of system is included by its own folder, by the factory, and by those that the table names."""
    complaints = []
    for path in _sources(root / "src"):
        name = str(path.relative_to(root / "src"))
        for included in QUOTED_INCLUDE.findall(path.read_text()):
            folder = "/".join(included.split("/")[:2]) + "/"
            if not name.startswith(INCLUDED_BY.get(folder, "")):
                complaints.append(f'src/{name}: includes "{included}"')
    return complaints


def impurities(root: Path) -> list[str]:
    """Pure rooms never see a socket, a timer or a clock."""
    complaints = []
    for room in sorted(PURE_ROOMS):
        for path in _sources(root / "src" / room):
            code = COMMENT.sub("", path.read_text())
            complaints += [f"{path.relative_to(root)}: {what}" for what, sign in IMPURE.items() if sign.search(code)]
    return complaints


def names_without_header(root: Path) -> list[str]:
    """A file includes what it names, or its own header does: others with which it is compiled may not be there."""
    complaints = []
    for path in _sources(root / "src"):
        code = path.read_text()
        own = path.with_suffix(".hpp").read_text() if path.suffix == ".cpp" and path.with_suffix(".hpp").exists() else ""
        included = set(ANY_INCLUDE.findall(code + own))
        named = {HEADER_OF[name] for name in STANDARD_NAME.findall(COMMENT.sub("", code)) if name in HEADER_OF}
        complaints += [f"{path.relative_to(root)}: needs <{header}>" for header in sorted(named - included)]
    return complaints


def strangers_on_top(root: Path) -> list[str]:
    """The top level is as the design fixes it; dot files are free."""
    names = {path.name for path in root.iterdir() if not path.name.startswith(".")}
    return sorted(names - TOP_LEVEL - NOT_OURS)


def long_files(root: Path) -> list[str]:
    """Files stay small, or are listed with a reason; what is listed is there and is long."""
    lengths = {
        str(path.relative_to(root)): len(path.read_text().splitlines())
        for folder in ("include", "src", "test")
        for path in _sources(root / folder, SOURCES)
    }
    long = {name for name, lines in lengths.items() if lines > MOST_LINES}
    return [f"{name}: {lengths[name]} lines" for name in sorted(long - LONG_FILES.keys())] + [
        f"{name}: listed as long without need" for name in sorted(LONG_FILES.keys() - long)
    ]


def headers_not_installed(root: Path) -> list[str]:
    """Every public header is in the list of those that are installed and compiled alone."""
    listed = (root / "src" / "library.cmake").read_text()
    names = [str(path.relative_to(root / "include")) for path in _sources(root / "include")]
    return [name for name in names if f"/{name}" not in listed]


def stale_examples(root: Path) -> list[str]:
    """C++ in the documentation is a whole file of docs/examples, which is compiled and run; docs/library.md shows them all."""
    examples = {path.read_text(): path for path in _sources(root / "docs" / "examples")}
    shown = {page: CPP_BLOCK.findall(page.read_text()) for page in (root / "README.md", *(root / "docs").glob("*.md"))}
    strange = [
        f"{page.relative_to(root)}: no file of docs/examples: {block.splitlines()[0]}"
        for page, blocks in shown.items() for block in blocks if block not in examples
    ]
    in_manual = shown.get(root / "docs" / "library.md", [])
    return sorted(strange) + [f"docs/library.md: without {path.name}" for text, path in examples.items() if text not in in_manual]


def schemas_that_need_others(root: Path) -> list[str]:
    """Each schema stands for itself, so that nothing is fetched; what several of them define is the same in all."""
    complaints, known = [], {}
    for path in sorted((root / "docs" / "schema").glob("*.json")):
        text = path.read_text()
        complaints += [f"{path.name}: refers to {name}" for name in re.findall(r'"\$ref": "([^#"][^"]*)"', text)]
        complaints += [f"{path.name}: has an $id, which may be fetched"] if '"$id"' in text else []
        for name, definition in json.loads(text)["$defs"].items():
            first, wanted = known.setdefault(name, (path.name, definition))
            complaints += [f"{path.name}: {name} is not as in {first}"] if definition != wanted else []
    return complaints


def nameless_seeds(root: Path) -> list[str]:
    """What a fuzzer has found is written to the first folder it is given, and has the hash of its octets as its name."""
    seeds = (root / "test/fuzz/corpus").glob("*/*")
    return [str(seed.relative_to(root)) for seed in sorted(seeds) if re.fullmatch("[0-9a-f]{40}", seed.name)]


def _sources(folder: Path, suffixes=frozenset({".hpp", ".cpp", ".ipp"})) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in suffixes)


def _strangers(root: Path, path: Path, allowed: set[str]) -> list[str]:
    included = QUOTED_INCLUDE.findall(path.read_text())
    return [f'{path.relative_to(root)}: includes "{name}"' for name in included if name.split("/")[0] not in allowed]
