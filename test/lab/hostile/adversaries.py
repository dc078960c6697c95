"""Who answers in the place of an internet. Each has `meet`, which gets a probe and yields datagrams; those that also talk
without being asked have `idle`, an endless supply of datagrams, each of them None where there is nothing to say."""

import random
import struct

from . import packets

LIAR = "192.0.2.66"
MINE = 0xcb007101  # 203.0.113.1: the target whose probes the forger sees


class Honest:
    """DISTANCE: routers 198.18.1.1 and on, then the target."""

    def __init__(self, distance="4"):
        self.distance = int(distance)

    def meet(self, probe):
        if probe.ttl < self.distance:
            yield packets.expired(probe, probe.own(f"198.18.1.{probe.ttl}"))
        else:
            yield packets.arrived(probe)


class MtuLiar(Honest):
    """DISTANCE STEP: each probe larger than 100 octets is too big for the first link, which takes STEP octets less."""

    def __init__(self, distance="3", step="1"):
        super().__init__(distance)
        self.step = int(step)

    def meet(self, probe):
        if len(probe.octets) > 100:
            yield packets.too_big(probe, probe.own("198.18.1.1"), len(probe.octets) - self.step)
        else:
            yield from super().meet(probe)


class ManyRouters:
    """STEP: every probe is answered by another router, their addresses STEP apart."""

    def __init__(self, step):
        self.step = int(step)
        self.router = 0x0b000001

    def meet(self, probe):
        self.router = 0x0b000000 + (self.router + self.step) % 0x70000000
        yield packets.expired(probe, probe.own(".".join(map(str, self.router.to_bytes(4, "big")))))


class Poisoner:
    """HOW WIDTH: the targets whose third octet is below WIDTH are hostile; before them it stands at TTL 2 and answers for
    the liar, as often as Linux would (HOW is "limit") or always ("all"). Nobody answers at TTL 2 before the others."""

    def __init__(self, how="limit", width="1"):
        self.burst = self.tokens = 6.0 if how == "limit" else float("inf")
        self.width = int(width)
        self.now = 0

    def tick(self, now):
        passed = now - self.now if self.now else 0
        self.tokens = min(self.burst, self.tokens + passed)
        self.now = now

    def meet(self, probe):
        hostile = (probe.number >> 8 & 0xff) < self.width
        if probe.ttl == 2 and (not hostile or self.tokens < 1):
            return
        if probe.ttl == 2:
            self.tokens -= 1
            yield packets.expired(probe, probe.own(LIAR))
        elif probe.ttl < 4:
            yield packets.expired(probe, probe.own(f"198.18.1.{probe.ttl}"))
        else:
            yield packets.arrived(probe)


class Forger(Honest):
    """Sees only the probes that reach its own address, 203.0.113.1, and tells lies about the traces to 203.0.113.2 to .11
    and their IPv6 twins, with all that it can guess from what it has seen. Beyond three hops nobody else answers."""

    def __init__(self):
        super().__init__("4")
        self.forged = 0
        self.lies = None

    def meet(self, probe):
        if probe.number == MINE and probe.ttl >= self.distance and self.lies is None:
            self.lies = self.lies_after(probe)
        if probe.ttl < self.distance or probe.number == MINE:
            yield from super().meet(probe)

    def idle(self):
        while True:
            lie = next(self.lies, None) if self.lies else None
            self.forged += lie is not None
            yield lie

    def lies_after(self, seen):
        sources = [seen.source, seen.own("198.18.0.3")]
        for step in [0, *range(1, 9), *range(-8, 0)]:
            for target in range(2, 12):
                for sequence in range(-64, 96):
                    source = sources[sequence % 2]
                    yield self.lie(seen, source, seen.own(f"203.0.113.{target}"), step, sequence)

    def lie(self, seen, source, target, step, later):
        """The seen probe, with the addresses of another, an identifier near its own and a sequence number near it."""
        message = bytearray(seen.message)
        places = {packets.UDP: (0, (6, 10)), packets.TCP: (0, (4,))}
        identifier, sequences = places.get(seen.protocol, (4, (6,)))
        struct.pack_into("!H", message, identifier, (seen.identifier + step) % 65536)
        for place in sequences:
            struct.pack_into("!H", message, place, (seen.sequence + later) % 65536)
        identification = (seen.sequence + later) % 65536
        quote = packets.datagram(source, target, seen.protocol, bytes(message), 1, identification)
        return packets.host_unreachable(seen.own(LIAR), seen.source, quote)


class Translator(Honest):
    """FIELD: from TTL 2 on a translator has changed that field of what is quoted, and nobody changes it back."""

    def __init__(self, field, distance="5"):
        super().__init__(distance)
        self.change = getattr(self, "change_" + field)

    def meet(self, probe):
        if probe.ttl < 2 or probe.ttl >= self.distance:
            yield from super().meet(probe)
        else:
            quote = bytearray(probe.octets)
            self.change(probe, quote)
            yield packets.expired(probe, probe.own(f"198.18.1.{probe.ttl}"), bytes(quote))

    @staticmethod
    def put(probe, quote, offset, word, mend=True):
        """Another word, and the checksum of the transport after it, as a translator does."""
        at = {packets.UDP: 6, packets.TCP: 16}.get(probe.protocol, 2) + probe.header
        before = struct.unpack_from("!H", quote, offset)[0]
        struct.pack_into("!H", quote, offset, word)
        if mend and at + 2 <= len(quote):
            after = packets.changed_word(struct.unpack_from("!H", quote, at)[0], before, word)
            struct.pack_into("!H", quote, at, after)

    def change_destination(self, probe, quote):
        end = probe.header
        word = struct.unpack_from("!H", quote, end - 2)[0] ^ 0x0107
        self.put(probe, quote, end - 2, word, probe.protocol != packets.ICMP)

    def change_identifier(self, probe, quote):
        self.put(probe, quote, probe.header + (4 if probe.is_echo else 0), 0x2345)

    def change_identifier_alone(self, probe, quote):
        self.put(probe, quote, probe.header + (4 if probe.is_echo else 0), 0x2345, mend=False)

    def change_port(self, probe, quote):
        if not probe.is_echo:
            self.put(probe, quote, probe.header + 2, 8080)

    def change_checksum(self, probe, quote):
        at = {packets.UDP: 6, packets.TCP: 16}.get(probe.protocol, 2) + probe.header
        struct.pack_into("!H", quote, at, struct.unpack_from("!H", quote, at)[0] ^ 0x0f0f)

    def change_all(self, probe, quote):
        self.change_identifier(probe, quote)
        self.change_destination(probe, quote)
        self.change_port(probe, quote)


class Flooder(Honest):
    """COPIES SEED: an honest path, and so many mutated copies of each answer, with the outer checksums right."""

    def __init__(self, copies="20", seed="1"):
        super().__init__("6")
        self.copies = int(copies)
        self.dice = random.Random(int(seed))

    def meet(self, probe):
        for answer in super().meet(probe):
            yield answer
            for _ in range(self.copies):
                yield self.mutated(answer)

    def mutated(self, answer):
        header = 20 if answer[0] >> 4 == 4 else 40
        message = bytearray(answer[header:])
        for _ in range(self.dice.randint(1, 6)):
            message[self.dice.randrange(len(message))] = self.dice.choice([0, 1, 0x7f, 0x80, 0xff, self.dice.randrange(256)])
        if self.dice.random() < 0.3:
            del message[self.dice.randrange(8, len(message)):]
        if self.dice.random() < 0.3:
            message += bytes(self.dice.randrange(256) for _ in range(self.dice.randrange(1, 400)))
        outer = packets.Probe(answer)
        if outer.protocol == packets.TCP:
            return packets.datagram(outer.source, outer.target, outer.protocol, bytes(message))
        return packets.datagram(outer.source, outer.target, outer.protocol,
                                packets.sealed(outer.source, outer.target, bytes(message)))


ADVERSARIES = {
    "honest": Honest,
    "mtu": MtuLiar,
    "routers": ManyRouters,
    "poison": Poisoner,
    "forge": Forger,
    "translate": Translator,
    "flood": Flooder,
}
