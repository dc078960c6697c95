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
    const block wanted = block_of(destination);
    const std::size_t place = place_of(wanted);
    const auto& near = pages_[place >> page_bits];
    if (!near) return std::nullopt;
    const entry& found = (*near)[place % near->size()];
    if (found.of != wanted || now >= found.until) return std::nullopt;
    return found.source;
}

void source_cache::put(const address& destination, const address& source, time_point now) {
    const block of = block_of(destination);
    const std::size_t place = place_of(of);
    auto& near = pages_[place >> page_bits];
    if (!near) near = std::make_unique<page>();
    (*near)[place % near->size()] = {of, source, now + lifetime};
}

}  // namespace tracerouter::net
