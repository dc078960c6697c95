#include "adversary.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "engine/address_hash.hpp"
#include "forger.hpp"

namespace tracerouter::sim {

namespace {

using namespace std::chrono_literals;

constexpr int lies_for_a_probe = 20;
constexpr int copies = 6;
constexpr std::uint8_t echo_reply = 0;
constexpr std::uint8_t unreachable = 3;
constexpr std::uint8_t time_exceeded = 11;

void put_address(octets& bytes, std::size_t at, const address_v4& address) {
    put_u16(bytes, at, static_cast<std::uint16_t>(address.to_uint() >> 16));
    put_u16(bytes, at + 2, static_cast<std::uint16_t>(address.to_uint()));
}

// The balance makes up for it, so that the checksum, which is the cookie, stays right.
octets with_another_identifier(octets probe, dice& dice) {
    const int before = get_u16(probe, icmp_at + 4);
    const int other = (before + dice.between(1, 0x7fff)) & 0x7fff;
    put_u16(probe, icmp_at + 4, static_cast<std::uint16_t>(other));
    const int balance = (get_u16(probe, icmp_at + 8) + before + 0xffff - other) % 0xffff;
    put_u16(probe, icmp_at + 8, static_cast<std::uint16_t>(balance));
    return probe;
}

octets with_a_number_never_sent(octets probe, dice& dice) {
    const auto far = static_cast<std::uint16_t>(get_u16(probe, icmp_at + 6) + dice.between(0x2000, 0xe000));
    put_u16(probe, icmp_at + 6, far);
    put_u16(probe, 4, far);
    return probe;
}

octets with_another_cookie(octets probe, dice& dice) {
    const auto other = static_cast<std::uint16_t>(get_u16(probe, icmp_at + 2) + dice.between(1, 0xfffe));
    put_u16(probe, icmp_at + 2, other);
    return probe;
}

/// Addresses that would share a place in the tables of the engine with the router 10.0.0.3, if the hash had no secret:
/// the twelve bits that choose a segment, and the six that choose the place in it, are the same.
std::vector<address_v4> find_colliders() {
    constexpr std::uint64_t decisive = std::uint64_t{0x3f} << 32 | 0x1ffe;
    constexpr address_v4::uint_type victim = 0x0a000003;
    const std::uint64_t wanted = engine::hash_of(address_v4{victim}, 0) & decisive;
    std::vector<address_v4> found;
    for (address_v4::uint_type candidate = 0x0b000000; found.size() < 32; ++candidate) {
        if ((engine::hash_of(address_v4{candidate}, 0) & decisive) == wanted) found.emplace_back(candidate);
    }
    return found;
}

}  // namespace

void adversary::meet(const route& route, const datagram& probe, time_point at, arrivals& answers) {
    const bool own = route.target == world_.routes.front().target;
    const bool seen = own || world_.enemy == hostility::sees_all;
    switch (world_.enemy) {
        case hostility::none: return;
        case hostility::sees_nothing: return forge(probe.bytes, true, at, answers);
        case hostility::sees_one_trace:
        case hostility::sees_all: return seen ? forge(probe.bytes, false, at, answers) : void();
        case hostility::mutates: return mutate(answers);
        case hostility::announces_sizes: return own ? announce_sizes(probe.bytes, at, answers) : void();
        case hostility::answers_anyhow: return own ? answer_anyhow(probe.bytes, at, answers) : void();
        case hostility::repeats: return repeat(probe.bytes, at, answers);
        case hostility::has_many_addresses: return own ? go_on_behind(route, probe.bytes, at, answers) : void();
    }
}

void adversary::forge(std::span<const std::byte> seen, bool blind, time_point at, arrivals& answers) {
    for (int number = 0; number < lies_for_a_probe; ++number) {
        const bool lucky = blind && dice_.chance(0.5);
        answers.emplace_back(at + dice_.between(100us, 20ms), foreign(lucky ? nearly_true(seen) : lie(seen, blind)));
    }
    // What it sees it can answer before anybody else.
    if (world_.enemy == hostility::sees_all) {
        answers.emplace_back(at + 100us, foreign(write_error(seen, address_v4{liar}, ttl_of_lies, {})));
    }
}

// All numbers are guessed but one, so that each of them is seen to be needed. Nothing shows a translator.
octets adversary::nearly_true(std::span<const std::byte> seen) {
    const octets quoted(seen.begin(), seen.end());
    switch (dice_.between(0, 2)) {
        case 0: return write_echo_reply(with_another_identifier(quoted, dice_), address_v4{liar}, ttl_of_lies);
        case 1: return write_error(with_a_number_never_sent(quoted, dice_), address_v4{liar}, ttl_of_lies, {});
        default: return write_error(with_another_cookie(quoted, dice_), address_v4{liar}, ttl_of_lies, {});
    }
}

// About the trace to another target, with all that can be guessed from what is seen: numbers are near each other, or
// the same. Who sees nothing takes any. Sometimes it shows a translator.
octets adversary::lie(std::span<const std::byte> seen, bool blind) {
    const auto& victim = world_.routes[dice_.between(std::size_t{1}, world_.routes.size() - 1)];
    octets quoted(seen.begin(), seen.end());
    const auto near = [&](int word, int distance) {
        const int number = blind ? static_cast<int>(dice_.roll() & 0xffff) : word + dice_.between(-distance, distance);
        return static_cast<std::uint16_t>(number);
    };
    const bool anywhere = dice_.chance(0.5);
    const std::uint16_t sequence = near(get_u16(quoted, icmp_at + 6), anywhere ? 0x7fff : 60);
    put_u16(quoted, icmp_at + 4, near(get_u16(quoted, icmp_at + 4), 8) & 0x7fff);
    put_u16(quoted, icmp_at + 6, sequence);
    put_u16(quoted, 4, sequence);
    if (blind || dice_.chance(0.5)) put_u16(quoted, icmp_at + 2, static_cast<std::uint16_t>(dice_.roll()));
    put_address(quoted, 16, victim.target);
    if (dice_.chance(0.3)) return write_echo_reply(quoted, victim.target, ttl_of_lies);
    error_answer said{.type = dice_.chance(0.5) ? time_exceeded : unreachable, .quoted_checksum = {}, .labels = {}};
    if (dice_.chance(0.3)) said.quoted_source = address_v4{liar};
    return write_error(quoted, address_v4{liar}, ttl_of_lies, said);
}

// Copies of each answer with a word changed, which come before it.
void adversary::mutate(arrivals& answers) {
    const std::size_t honest = answers.size();
    for (std::size_t number = 0; number < honest * copies; ++number) {
        const auto& [at, original] = answers[number % honest];
        octets bytes = original.bytes;
        const std::size_t word = icmp_at + 2 * dice_.between(std::size_t{0}, (bytes.size() - icmp_at) / 2 - 1);
        const auto change = static_cast<std::uint16_t>(dice_.roll());
        // Small changes find the numbers of other probes.
        put_u16(bytes, word, dice_.chance(0.5) ? get_u16(bytes, word) ^ (change & 0x3f) : change);
        seal(bytes);
        answers.emplace_back(at - 10us, foreign(std::move(bytes)));
    }
}

void adversary::announce_sizes(std::span<const std::byte> probe, time_point at, arrivals& answers) {
    const std::size_t size = get_u16(probe, 2);
    if (size <= 60) return;
    error_answer too_big{.type = unreachable, .code = 4, .quoted_checksum = {}, .labels = {}};
    const std::array<std::size_t, 4> sizes{size - 1, 68, 65'535, dice_.between(std::size_t{0}, size)};
    too_big.mtu = static_cast<std::uint16_t>(sizes[dice_.between(std::size_t{0}, world_.seed % sizes.size())]);
    answers.clear();
    answers.emplace_back(at + 5ms, foreign(write_error(probe, address_v4{liar}, ttl_of_lies, too_big)));
}

void adversary::answer_anyhow(std::span<const std::byte> probe, time_point at, arrivals& answers) {
    if (dice_.chance(0.5)) answers.clear();
    constexpr std::array<std::uint8_t, 6> types{echo_reply, unreachable, 4, 5, time_exceeded, 12};
    error_answer said{.type = types[dice_.between(std::size_t{0}, types.size() - 1)],
                      .code = static_cast<std::uint8_t>(dice_.between(0, 255)),
                      .quoted_checksum = {},
                      .labels = {},
                      .mtu = static_cast<std::uint16_t>(dice_.roll())};
    const auto& any = world_.routes[dice_.between(std::size_t{0}, world_.routes.size() - 1)];
    answers.emplace_back(at + dice_.between(1ms, 60ms), foreign(write_error(probe, any.target, ttl_of_lies, said)));
}

void adversary::repeat(std::span<const std::byte> probe, time_point at, arrivals& answers) {
    const arrivals honest = answers;
    for (int copy = 0; copy < 30; ++copy) {
        for (const auto& [time, answer] : honest) answers.emplace_back(time + dice_.between(0us, 20ms), answer);
        octets nobodys = write_error(probe, address_v4{liar}, ttl_of_lies, {});
        for (std::size_t at_word = quoted_icmp_at + 2; at_word < nobodys.size(); at_word += 2) {
            put_u16(nobodys, at_word, static_cast<std::uint16_t>(dice_.roll()));
        }
        put_u16(nobodys, quoted_id_at, static_cast<std::uint16_t>(dice_.roll()));
        seal(nobodys);
        answers.emplace_back(at + dice_.between(0us, 20ms), foreign(std::move(nobodys)));
    }
}

// Behind its own last router the path goes on, over addresses that are made to push a router of all paths out of what
// is remembered.
void adversary::go_on_behind(const route& route, std::span<const std::byte> probe, time_point at, arrivals& answers) {
    if (ttl_of(probe) <= route.hops.size()) return;
    static const std::vector<address_v4> colliders = find_colliders();
    const address_v4 from = colliders[responders_++ % colliders.size()];
    answers.clear();
    answers.emplace_back(at + 1ms, foreign(write_error(probe, from, ttl_of_lies, {})));
}

}  // namespace tracerouter::sim
