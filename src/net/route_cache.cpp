#include "net/route_cache.hpp"

#include <boost/endian/conversion.hpp>

#include <algorithm>

namespace tracerouter::net {

using boost::asio::ip::address;

route_cache::number route_cache::number_of(const address& address) {
    if (address.is_v4()) return {0, address.to_v4().to_uint()};
    const auto octets = address.to_v6().to_bytes();
    return {boost::endian::load_big_u64(octets.data()), boost::endian::load_big_u64(octets.data() + 8)};
}

void route_cache::cut(const address& prefix, unsigned bits) {
    const unsigned host_bits = (prefix.is_v4() ? 32 : 128) - bits;
    const number first = number_of(prefix);
    // The numbers of the prefix are those from the first to the one with all host bits set.
    number last = first;
    last.low |= host_bits >= 64 ? UINT64_MAX : (std::uint64_t{1} << host_bits) - 1;
    if (host_bits > 64) last.high |= host_bits == 128 ? UINT64_MAX : (std::uint64_t{1} << (host_bits - 64)) - 1;
    starts_.push_back(first);
    const number behind{last.high + (last.low == UINT64_MAX ? 1 : 0), last.low + 1};
    if (behind > first) starts_.push_back(behind);
}

void route_cache::seal() {
    std::ranges::sort(starts_);
    const auto repeated = std::ranges::unique(starts_);
    starts_.erase(repeated.begin(), repeated.end());
    pieces_.resize(starts_.size() + 1);
}

std::size_t route_cache::piece_of(const address& address) const {
    return static_cast<std::size_t>(std::ranges::upper_bound(starts_, number_of(address)) - starts_.begin());
}

std::optional<way_out> route_cache::find(const address& destination, std::uint8_t tos, time_point now) const {
    const entry& found = pieces_[piece_of(destination)];
    if (found.tos != tos || now >= found.until) return std::nullopt;
    return found.way;
}

void route_cache::put(const address& destination, std::uint8_t tos, const way_out& way, time_point now) {
    pieces_[piece_of(destination)] = {way, tos, now + lifetime};
}

}  // namespace tracerouter::net
