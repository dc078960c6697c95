#include <algorithm>
#include <optional>
#include <span>

#include "packet/checksum.hpp"
#include "packet/extensions.hpp"

namespace tracerouter::packet {
namespace {

using octets = std::span<const std::byte>;

constexpr std::size_t min_quote_size = 128;    // RFC 4884 section 3
constexpr std::size_t min_datagram_size = 28;  // what RFC 792 wants to be quoted
constexpr std::size_t word = 4;
constexpr int most_tries = 8;  // where a checksum is right by chance or by malice
constexpr std::uint8_t version_2 = 2;

struct structure_header {
    std::uint8_t version = 0;
    bool checksum_made = false;
};

/// Of what lies at the front of `rest`; nothing if it is too short for one.
std::optional<structure_header> header_of(octets rest) noexcept {
    reader in{rest};
    structure_header header;
    header.version = static_cast<std::uint8_t>(in.u8() >> 4);
    in.skip(1);
    header.checksum_made = in.u16() != 0;
    if (!in.ok()) return std::nullopt;
    return header;
}

/// Whether its header promises a checksum.
bool is_marked(octets rest) noexcept {
    const auto header = header_of(rest);
    return header && header->version == version_2 && header->checksum_made;
}

bool is_checked(octets rest) noexcept {
    return is_marked(rest) && checksum(rest) == 0;
}

bool is_unchecked(octets rest) noexcept {
    const auto header = header_of(rest);
    return header && header->version == version_2 && !header->checksum_made;
}

/// Whether there are objects, and they end where the structure does.
bool is_filled(octets structure) noexcept {
    extension_walk walk{structure};
    bool some = false;
    while (walk.next()) some = true;
    return some && !walk.broken();
}

octets from(octets body, std::size_t at) noexcept {
    return at < body.size() ? body.subspan(at) : octets{};
}

/// The longest structure that begins at `first` or a whole number of words behind it and has the right checksum. One
/// sum, from the end to the front, is enough for all places.
octets find_checked(octets body, std::size_t first) noexcept {
    if (body.size() <= first) return {};
    std::size_t at = first + (body.size() - first) / word * word;
    std::uint64_t sum = static_cast<std::uint16_t>(~checksum(body.subspan(at)));
    octets found;
    int tries = most_tries;
    while (at > first && tries > 0) {
        at -= word;
        reader in{body.subspan(at)};
        sum += in.u16();
        sum += in.u16();
        const octets candidate = body.subspan(at);
        if (sum % 0xffff != 0 || !is_marked(candidate)) continue;
        --tries;
        if (is_filled(candidate)) found = candidate;
    }
    return found;
}

bool is_unchecked_but_filled(octets rest) noexcept {
    return is_unchecked(rest) && is_filled(rest);
}

/// A structure without a checksum where the length field may mean, or at `least`.
octets find_unchecked(octets body, const extension_place& place, std::size_t least, bool expected) noexcept {
    const std::size_t field = place.length_field;
    if ((expected || field != 0) && is_unchecked_but_filled(from(body, least))) return from(body, least);
    for (const std::size_t at : {field, 4 * field, 8 * field}) {
        if (at >= min_datagram_size && is_unchecked_but_filled(from(body, at))) return from(body, at);
    }
    return {};
}

/// Where neither the length field nor the RFC's predecessors say.
octets find_elsewhere(octets body, const extension_place& place, std::size_t least, bool expected) noexcept {
    const bool anywhere = place.length_field != 0 && place.stripped == 0;
    const octets checked = find_checked(body, anywhere ? min_datagram_size : least);
    return checked.empty() ? find_unchecked(body, place, least, expected) : checked;
}

}  // namespace

found_extensions find_extensions(octets body, const extension_place& place) noexcept {
    const std::size_t least = min_quote_size - place.stripped;
    if (place.quote_size == 0 && body.size() <= least) return {};  // most answers
    const bool announced = place.quote_size >= least;
    const octets there = from(body, announced ? place.quote_size : least);
    if (is_checked(there) || (announced && is_unchecked_but_filled(there))) return {there, false};

    // Behind a short datagram there is padding, and then nothing but extensions.
    const bool padded = place.datagram_size != 0 && place.datagram_size <= min_quote_size;
    const octets elsewhere = find_elsewhere(body, place, least, announced || padded);
    if (!elsewhere.empty()) return {elsewhere, false};
    if (announced && is_unchecked(there)) return {there, false};

    // Something may be there that is not the rest of the quote.
    const auto version = reader{there}.u8() >> 4;
    return {{}, announced ? version != 0 : padded && version == version_2};
}

}  // namespace tracerouter::packet
