#include "net/source_cache.hpp"

#include <cstring>

namespace tracerouter::net {

using boost::asio::ip::address;

source_cache::block source_cache::block_of(const address& destination) {
    if (destination.is_v4()) return {destination.to_v4().to_uint() >> 8, true};
    block of;
    const auto octets = destination.to_v6().to_bytes();
    std::memcpy(&of.bits, octets.data(), sizeof of.bits);
    return of;
}

std::size_t source_cache::place_of(const block& of) {
    // Multiplicative hashing: neighbours, which surveys are full of, lie in different places.
    constexpr std::uint64_t golden = 0x9e3779b97f4a7c15;
    return static_cast<std::size_t>((of.bits + (of.v4 ? 1 : 0)) * golden >> (64 - size_bits));
}

std::optional<address> source_cache::find(const address& destination, time_point now) const {
    if (entries_.empty()) return std::nullopt;
    const block wanted = block_of(destination);
    const entry& found = entries_[place_of(wanted)];
    if (found.of != wanted || now >= found.until) return std::nullopt;
    return found.source;
}

void source_cache::put(const address& destination, const address& source, time_point now) {
    if (entries_.empty()) entries_.resize(std::size_t{1} << size_bits);
    const block of = block_of(destination);
    entries_[place_of(of)] = {of, source, now + lifetime};
}

}  // namespace tracerouter::net
