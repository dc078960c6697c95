"""Outputs of tracers as paths. A path is {ttl: [Answer, ...]}; a TTL without an answer is absent.

Parsers of formats that name their targets give {target: [path, ...]}; those of the others give a path, which `alone`
joins with its target.
"""

import collections
import json
import re
import xml.etree.ElementTree

# rtt_ms is None where the tool names an address without saying which time belongs to it.
Answer = collections.namedtuple("Answer", "address rtt_ms")

# Written by side_by_side.sh before what one of several processes printed.
MARKER = "### "


def alone(parse):
    """Makes a parser of one target's output one for `targets`: for one target, or several below their markers."""

    def parse_all(text, targets):
        if len(targets) == 1:
            return {targets[0]: [parse(text)]}
        parts = re.split(rf"^{MARKER}(\S+)\n", text, flags=re.MULTILINE)
        return {target: [parse(part)] for target, part in zip(parts[1::2], parts[2::2])}

    return parse_all


def named(parse):
    """The same for a parser that finds the targets in the output."""
    return lambda text, _targets: parse(text)


def tracerouter(text):
    """Ours, one JSON object a line. An inferred hop has an address of its own and no time."""
    paths = collections.defaultdict(list)
    for trace in map(json.loads, text.splitlines()):
        path = collections.defaultdict(list)
        for hop in trace.get("hops", ()):
            if "address" in hop:
                path[hop["ttl"]].append(Answer(hop["address"], None))
            for probe in hop["probes"]:
                if probe["status"] == "replied":
                    path[hop["ttl"]].append(Answer(probe["address"], probe.get("rtt_ms")))
        paths[trace["target"]].append(dict(path))
    return dict(paths)


HOP_LINE = re.compile(r"^\s*(\d+):?\s+(.*)$", re.MULTILINE)
ADDRESS_OR_TIME = re.compile(r"(\d+\.\d+\.\d+\.\d+|[0-9a-f]*:[0-9a-f:]+)(?::\d+)?(?=\s|$)|([\d.]+) ?ms")


def hop_lines(text):
    """Lines that begin with a TTL: traceroute, inetutils-traceroute, tcptraceroute, tracepath, lft; without names."""
    path = collections.defaultdict(list)
    for ttl, line in HOP_LINE.findall(text):
        address = None
        for found, time in ADDRESS_OR_TIME.findall(line):
            if found:
                address = found
            else:
                path[int(ttl)].append(Answer(address, float(time)))
    return dict(path)


def mtr_raw(text):
    """mtr --raw: `h INDEX ADDRESS` for each new address of a hop, `p INDEX MICROSECONDS SEQUENCE` for each answer."""
    addresses = collections.defaultdict(dict)
    times = collections.defaultdict(list)
    for kind, index, value in re.findall(r"^([hp]) (\d+) (\S+)", text, flags=re.MULTILINE):
        if kind == "h":
            addresses[int(index) + 1][value] = True
        else:
            times[int(index) + 1].append(int(value) / 1000)
    return {ttl: mtr_answers(list(found), times[ttl]) for ttl, found in addresses.items()}


def mtr_answers(addresses, times):
    if len(addresses) > 1:
        return [Answer(address, None) for address in addresses]
    return [Answer(addresses[0], time) for time in times]


def scamper(text):
    """scamper -O json: one object a line, some of them about the run."""
    paths = collections.defaultdict(list)
    for trace in map(json.loads, text.splitlines()):
        if trace["type"] == "trace":
            path = collections.defaultdict(list)
            for hop in trace.get("hops", ()):
                path[hop["probe_ttl"]].append(Answer(hop["addr"], hop["rtt"]))
            paths[trace["dst"]].append(dict(path))
    return dict(paths)


def nmap(text):
    """nmap -oX. Hops that several targets share are printed for each, with the time seen on the way to one of them."""
    paths = {}
    for host in xml.etree.ElementTree.fromstring(text).iter("host"):
        hops = host.iterfind("trace/hop")
        path = {int(hop.get("ttl")): [nmap_answer(hop)] for hop in hops if hop.get("ipaddr")}
        paths[host.find("address").get("addr")] = [path]
    return paths


def nmap_answer(hop):
    time = hop.get("rtt")
    return Answer(hop.get("ipaddr"), None if time == "--" else float(time))


def dublin(text):
    """The trace.json of dublin-traceroute: a path for each flow. It goes on behind the target; `is_last` is the end."""
    flows = json.loads(text)["flows"].values()
    return [dublin_path(flow) for flow in flows]


def dublin_path(probes):
    path = {}
    for probe in probes:
        if probe["received"]:
            ttl = probe["sent"]["ip"]["ttl"]
            path[ttl] = [Answer(probe["received"]["ip"]["src"], probe["rtt_usec"] / 1000)]
        if probe["is_last"]:
            break
    return path


def dublin_for(text, targets):
    return {targets[0]: dublin(text)}
