#include "targets/target_filter.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "targets/mixing.hpp"

namespace tracerouter::targets {
namespace {

/// 128 bits of a name: so many that no two names of a list share them.
address_number digest(std::string_view name) {
    if (name.ends_with('.')) name.remove_suffix(1);
    address_number bits{1, 2};
    for (const char c : name) {
        const bool capital = c >= 'A' && c <= 'Z';
        const auto letter = static_cast<unsigned char>(capital ? c - 'A' + 'a' : c);
        bits = {mixed(bits.high ^ letter), mixed(bits.low + letter)};
    }
    return bits;
}

}  // namespace

/// IPv4 has addresses of its own: those that IPv6 prefixes have for it would slip past exclusions.
target_filter::target_filter(exclusion_list excluded) : excluded_{std::move(excluded)} {
    covered_.add(prefix{boost::asio::ip::make_address_v6("::ffff:0:0"), 96});
}

bool target_filter::admit(const boost::asio::ip::address& address) {
    return !excluded_.find(address) && !covered_.contains(address) && alone_.insert(address);
}

bool target_filter::admit(std::string_view name) {
    return names_.insert(digest(name));
}

address_walk target_filter::admit(const prefix& block) {
    auto left_out = covered_.inside(block);
    for (const auto& range : excluded_.inside(block)) left_out.push_back(range);
    std::sort(left_out.begin(), left_out.end(),
              [](const low_range& left, const low_range& right) { return left.first < right.first; });
    covered_.add(block);
    return {block, left_out};
}

}  // namespace tracerouter::targets
