#include "forger.hpp"

#include <array>

namespace tracerouter::sim {

namespace {

constexpr std::uint16_t most_probes_of_a_trace = 255 * 11;

using forgery = delivery (*)(std::span<const std::byte> probe, bool alone, dice& dice);

octets error_about(std::span<const std::byte> probe) {
    return write_error(probe, boost::asio::ip::address_v4{liar}, ttl_of_lies, {});
}

octets echo_about(std::span<const std::byte> probe) {
    return write_echo_reply(probe, boost::asio::ip::address_v4{liar}, ttl_of_lies);
}

delivery foreign_after_sealing(octets bytes) {
    seal(bytes);
    return foreign(std::move(bytes));
}

delivery malformed(octets bytes) {
    return {std::move(bytes), nature::malformed, {}, {}};
}

std::uint16_t anothers_identifier(std::uint16_t own, dice& dice) {
    return static_cast<std::uint16_t>((own + dice.between(1, 1000)) & 0x7fff);
}

// One field that is wrong may be a translator's work, if the cookie is right.
void spoil_cookie(octets& bytes, dice& dice) {
    const std::uint16_t right = get_u16(bytes, quoted_icmp_at + 2);
    put_u16(bytes, quoted_icmp_at + 2, static_cast<std::uint16_t>(right + dice.between(1, 0xfffe)));
}

// The checksum of a packet in which a word has been changed (RFC 1624).
std::uint16_t adjusted(std::uint16_t checksum, std::uint16_t before, std::uint16_t after) {
    unsigned sum = static_cast<std::uint16_t>(~checksum) + static_cast<std::uint16_t>(~before) + unsigned{after};
    while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<std::uint16_t>(~sum);
}

// The cookie is not what a translator would have made of it either.
delivery error_for_another(std::span<const std::byte> probe, bool, dice& dice) {
    octets bytes = error_about(probe);
    const std::uint16_t own = get_u16(bytes, quoted_icmp_at + 4);
    const std::uint16_t anothers = anothers_identifier(own, dice);
    const std::uint16_t translated = adjusted(get_u16(bytes, quoted_icmp_at + 2), own, anothers);
    put_u16(bytes, quoted_icmp_at + 4, anothers);
    do spoil_cookie(bytes, dice);
    while (get_u16(bytes, quoted_icmp_at + 2) % 0xffff == translated % 0xffff);
    return foreign_after_sealing(std::move(bytes));
}

delivery error_with_the_wrong_cookie(std::span<const std::byte> probe, bool, dice& dice) {
    octets bytes = error_about(probe);
    spoil_cookie(bytes, dice);
    return foreign_after_sealing(std::move(bytes));
}

delivery echo_for_another(std::span<const std::byte> probe, bool, dice& dice) {
    octets bytes = echo_about(probe);
    put_u16(bytes, icmp_at + 4, anothers_identifier(get_u16(bytes, icmp_at + 4), dice));
    return foreign_after_sealing(std::move(bytes));
}

delivery error_about_another_target(std::span<const std::byte> probe, bool, dice& dice) {
    octets bytes = error_about(probe);
    bytes[quote_at + 16] ^= std::byte{0x40};
    spoil_cookie(bytes, dice);
    return foreign_after_sealing(std::move(bytes));
}

// Another trace to the same target may have sent a probe of that number, in whose quote a translator has changed the
// rest.
delivery error_about_a_probe_never_sent(std::span<const std::byte> probe, bool alone, dice& dice) {
    if (!alone) return error_about_another_target(probe, alone, dice);
    octets bytes = error_about(probe);
    const int far = dice.between(most_probes_of_a_trace, 0xffff - most_probes_of_a_trace);
    const auto far_away = static_cast<std::uint16_t>(get_u16(bytes, quoted_icmp_at + 6) + far);
    // Where sequence numbers are shared between traces, even those far away may be its own; 0 is nobody's.
    const bool shared = get_u16(bytes, quoted_icmp_at + 4) >= 0x8000;
    for (const std::size_t at : {quoted_icmp_at + 6, quoted_id_at})
        put_u16(bytes, at, shared ? std::uint16_t{0} : far_away);
    return foreign_after_sealing(std::move(bytes));
}

delivery echo_with_the_wrong_cookie(std::span<const std::byte> probe, bool, dice& dice) {
    octets bytes = echo_about(probe);
    put_u16(bytes, icmp_at + 8, static_cast<std::uint16_t>(get_u16(bytes, icmp_at + 8) + dice.between(1, 0xfffe)));
    return foreign_after_sealing(std::move(bytes));
}

delivery error_about_udp(std::span<const std::byte> probe, bool, dice&) {
    octets bytes = error_about(probe);
    bytes[quote_at + 9] = std::byte{17};
    return foreign_after_sealing(std::move(bytes));
}

delivery error_about_an_answer(std::span<const std::byte> probe, bool, dice&) {
    octets bytes = error_about(probe);
    bytes[quoted_icmp_at] = std::byte{0};
    return foreign_after_sealing(std::move(bytes));
}

delivery anothers_request(std::span<const std::byte> probe, bool, dice&) {
    return foreign({probe.begin(), probe.end()});
}

delivery cut_short(std::span<const std::byte> probe, bool, dice& dice) {
    octets bytes = error_about(probe);
    bytes.resize(dice.between(std::size_t{0}, bytes.size() - 1));
    bytes.shrink_to_fit();
    return malformed(std::move(bytes));
}

// Checksums find every single wrong bit, wherever it is.
delivery damaged(std::span<const std::byte> probe, bool, dice& dice) {
    octets bytes = dice.chance(0.5) ? error_about(probe) : echo_about(probe);
    bytes[dice.between(std::size_t{0}, bytes.size() - 1)] ^= std::byte{1} << dice.between(0, 7);
    return malformed(std::move(bytes));
}

delivery noise(std::span<const std::byte>, bool, dice& dice) {
    octets bytes(dice.between(std::size_t{0}, 200));
    for (std::byte& octet : bytes) octet = static_cast<std::byte>(dice.roll());
    if (!bytes.empty()) bytes[0] = std::byte{0x60};
    return malformed(std::move(bytes));
}

constexpr std::array<forgery, 12> forgeries{error_for_another,
                                            error_with_the_wrong_cookie,
                                            echo_for_another,
                                            error_about_another_target,
                                            error_about_a_probe_never_sent,
                                            error_about_udp,
                                            error_about_an_answer,
                                            echo_with_the_wrong_cookie,
                                            anothers_request,
                                            cut_short,
                                            damaged,
                                            noise};

}  // namespace

delivery foreign(octets bytes) {
    return {std::move(bytes), nature::foreign, {}, {}};
}

delivery forge(std::span<const std::byte> probe, bool alone, dice& dice) {
    return forgeries[dice.between(std::size_t{0}, forgeries.size() - 1)](probe, alone, dice);
}

}  // namespace tracerouter::sim
