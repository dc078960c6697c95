#include "enrich/dns_names.hpp"

#include <algorithm>
#include <array>
#include <ranges>
#include <string_view>

namespace tracerouter::enrich {
namespace {

using boost::asio::ip::address;
using boost::asio::ip::address_v4;
using boost::asio::ip::address_v6;

std::string backwards(const address_v4& address) {
    std::string out;
    for (const unsigned octet : address.to_bytes() | std::views::reverse) out += std::to_string(octet) + '.';
    return out;
}

std::string backwards(const address_v6& address) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const unsigned octet : address.to_bytes() | std::views::reverse) {
        for (const unsigned nibble : {octet & 15, octet >> 4}) (out += digits[nibble]) += '.';
    }
    return out;
}

std::string backwards(const address& address) {
    return address.is_v4() ? backwards(address.to_v4()) : backwards(address.to_v6());
}

struct block {
    std::uint32_t first;
    unsigned length;
};

constexpr std::array<block, 7> local_blocks{{
    {0x0000'0000, 8},   // this network
    {0x0A00'0000, 8},   // private
    {0x6440'0000, 10},  // shared
    {0x7F00'0000, 8},   // loopback
    {0xA9FE'0000, 16},  // link-local
    {0xAC10'0000, 12},  // private
    {0xC0A8'0000, 16},  // private
}};

bool is_local(const address_v4& address) {
    const auto inside = [value = address.to_uint()](const block& b) {
        return (value ^ b.first) >> (32 - b.length) == 0;
    };
    return address.is_multicast() || std::any_of(local_blocks.begin(), local_blocks.end(), inside);
}

bool is_local(const address_v6& address) {
    const bool unique_local = (address.to_bytes()[0] & 0xFE) == 0xFC;
    return unique_local || address.is_link_local() || address.is_loopback() || address.is_multicast() ||
           address.is_unspecified();
}

}  // namespace

std::string reverse_name(const address& address) {
    return backwards(address) + (address.is_v4() ? "in-addr.arpa" : "ip6.arpa");
}

std::string origin_name(const address& address) {
    return backwards(address) + (address.is_v4() ? "origin.asn.cymru.com" : "origin6.asn.cymru.com");
}

std::string as_name_name(std::uint32_t asn) {
    return "AS" + std::to_string(asn) + ".asn.cymru.com";
}

bool is_local(const address& address) {
    return address.is_v4() ? is_local(address.to_v4()) : is_local(address.to_v6());
}

}  // namespace tracerouter::enrich
