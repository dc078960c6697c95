#include "targets/prefix.hpp"

#include <algorithm>
#include <cstddef>

#include "base/numbers.hpp"
#include "targets/address_syntax.hpp"
#include "targets/error.hpp"

namespace tracerouter::targets {

using boost::asio::ip::address;
using boost::asio::ip::address_v4;
using boost::asio::ip::address_v6;

namespace {

/// Applies `change` to the octets of an address of either family, in network byte order.
template <class Change>
address with_octets(const address& original, Change change) {
    if (original.is_v4()) {
        auto octets = original.to_v4().to_bytes();
        change(octets);
        return address_v4{octets};
    }
    auto octets = original.to_v6().to_bytes();
    change(octets);
    return address_v6{octets, original.to_v6().scope_id()};
}

/// Sets all bits behind the first `length` to `value`.
address with_host_bits(const address& original, unsigned length, bool value) {
    return with_octets(original, [length, value](auto& octets) {
        for (std::size_t bit = length; bit < octets.size() * 8; ++bit) {
            const auto mask = static_cast<unsigned char>(0x80u >> (bit % 8));
            auto& octet = octets[bit / 8];
            octet = static_cast<unsigned char>(value ? octet | mask : octet & ~mask);
        }
    });
}

/// Bits of ::ffff:0:0/96 (RFC 4291 section 2.5.5.2).
constexpr unsigned mapping_length = 96;

unsigned width(const address& any) {
    return any.is_v4() ? 32 : 128;
}

}  // namespace

prefix::prefix(const address& address, unsigned length)
    : first_{with_host_bits(address, length, false)}, last_{with_host_bits(address, length, true)} {}

// Addresses are ordered by family first, so a range never contains one of the other family.
bool prefix::contains(const address& address) const noexcept {
    return first_ <= address && address <= last_;
}

bool prefix::is_wide() const noexcept {
    if (first_.is_v4()) return false;
    const auto from = first_.to_v6().to_bytes();
    const auto to = last_.to_v6().to_bytes();
    return !std::equal(from.begin(), from.begin() + 8, to.begin());
}

bool prefix::contains(const prefix& other) const noexcept {
    return contains(other.first_) && contains(other.last_);
}

prefix prefix::without_scope() const {
    prefix any = *this;
    for (auto* end : {&any.first_, &any.last_}) {
        if (end->is_v6()) *end = address_v6{end->to_v6().to_bytes()};
    }
    return any;
}

boost::system::result<prefix> parse_prefix(std::string_view text) {
    const auto slash = text.find('/');
    const auto network = parse_address(text.substr(0, slash));
    if (slash == std::string_view::npos) {
        if (!network) return network.error();
        return prefix{*network, width(*network)};
    }
    const auto length = whole_number<unsigned>(text.substr(slash + 1));
    if (!network || !length) return make_error_code(errc::invalid_prefix);
    const bool mapped = network->is_v4() && text.find(':') != std::string_view::npos;
    const unsigned before = mapped ? mapping_length : 0;
    if (*length < before) return make_error_code(errc::mapped_prefix);
    if (*length - before > width(*network)) return make_error_code(errc::invalid_prefix);
    return prefix{*network, *length - before};
}

}  // namespace tracerouter::targets
