"""What a tool showed, held against what the simulator knows."""

import collections
import dataclasses
import statistics


@dataclasses.dataclass
class Verdict:
    """Of one run over all its targets."""

    found: int = 0  # answering hops that were shown
    answering: int = 0  # hops of the true paths that answer
    wrong: int = 0  # responders shown at a TTL where they did not answer
    false_links: int = 0  # neighbours shown that are none
    times: int = 0  # round-trip times shown for the hops found
    rtt_errors_us: list = dataclasses.field(default_factory=list)  # reported minus simulated


def answers_by_hop(log):
    """{(destination, ttl): [(responder, actual delay in us), ...]} of answers sent, in order of the probes."""
    answers = collections.defaultdict(list)
    for probe in sorted(log, key=lambda one: one["time_us"]):
        if probe["answer"] is not None and probe["actual_us"] is not None:
            answers[probe["destination"], probe["ttl"]].append((probe["responder"], probe["actual_us"]))
    return answers


def judge(shown, truths, log):
    """`shown` as the parsers give it, `truths` as {target: true path}, `log` of the simulator."""
    answers = answers_by_hop(log)
    verdict = Verdict()
    for target, truth in truths.items():
        paths = [up_to(target, path) for path in shown.get(target, ())]
        judge_hops(merged(paths), truth, answers, verdict)
        verdict.false_links += len(set().union(*(links_shown(path) for path in paths)) - true_links(truth))
    return verdict


def up_to(target, path):
    """Some tools go on behind the target; what it answers there is no hop."""
    end = min((ttl for ttl, found in path.items() if any(one.address == target for one in found)), default=None)
    return {ttl: found for ttl, found in path.items() if end is None or ttl <= end}


def merged(paths):
    hops = collections.defaultdict(list)
    for path in paths:
        for ttl, found in path.items():
            hops[ttl] += found
    return hops


def judge_hops(hops, truth, answers, verdict):
    # Where paths part and only some routers answer, it depends on the flow whether this hop does.
    answering = {hop["ttl"] for hop in truth["hops"] if all(one["answers"] for one in hop["responders"])}
    verdict.answering += len(answering)
    for ttl, found in hops.items():
        log = answers[truth["destination"], ttl]
        right = right_addresses(ttl, truth, log)
        addresses = {one.address for one in found}
        verdict.wrong += len(addresses - right)
        if ttl in answering and addresses & right:
            verdict.found += 1
            verdict.times += sum(one.rtt_ms is not None for one in found)
        for address in addresses & right:
            verdict.rtt_errors_us += rtt_errors(address, found, log)


def right_addresses(ttl, truth, log):
    """Who answered. Where no probe of this target was answered, an address taken over from another may be true."""
    if log:
        return {responder for responder, _ in log}
    return set().union(*(answering_addresses(hop) for hop in truth["hops"] if hop["ttl"] == ttl))


def answering_addresses(hop):
    return {one["address"] for one in hop["responders"] if one["answers"]}


def rtt_errors(address, found, log):
    """Times and delays are paired in their order; where some are missing, each time compares with the median delay."""
    times = [one.rtt_ms * 1000 for one in found if one.address == address and one.rtt_ms is not None]
    delays = [delay for responder, delay in log if responder == address]
    if not delays:
        return []
    if len(times) != len(delays):
        delays = [statistics.median(delays)] * len(times)
    return [time - delay for time, delay in zip(times, delays)]


def links_shown(path):
    return {
        (near.address, far.address)
        for ttl, found in path.items() for near in found for far in path.get(ttl + 1, ())
    }


def true_links(truth):
    return {tuple(pair) for hop in truth["hops"] for pair in hop["links"]}


def least_ms(truths):
    """When the last answer arrives if every probe starts at once: no tracer can show all hops sooner."""
    return max(
        one["rtt_ms"] + one.get("slow_ms", 0)
        for truth in truths.values() for hop in truth["hops"] for one in hop["responders"] if one["answers"])


def reference_ms(truths):
    """Round-trip time to the farthest end, target or refusal; None where a target is silent."""
    if any(truth["end"] not in ("destination", "unreachable") for truth in truths.values()):
        return None
    return max(one["rtt_ms"] for truth in truths.values() for one in truth["hops"][-1]["responders"])
