#include "targets/covered_ranges.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

namespace tracerouter::targets {

void covered_ranges::add(const prefix& block) {
    auto first = number_of(block.first());
    auto last = number_of(block.last()).low;
    // Neighbours become one range with it.
    constexpr auto largest = std::numeric_limits<std::uint64_t>::max();
    const address_number before{first.high, first.low == 0 ? 0 : first.low - 1};
    const std::uint64_t behind = last == largest ? largest : last + 1;
    auto& known = block.first().is_v4() ? ipv4_ : ipv6_;
    auto next = reaching(known, before);
    while (next != known.end() && next->first.high == first.high && next->first.low <= behind) {
        first.low = std::min(first.low, next->first.low);
        last = std::max(last, next->second);
        next = known.erase(next);
    }
    known.emplace_hint(next, first, last);
}

bool covered_ranges::contains(const boost::asio::ip::address& address) const noexcept {
    const auto number = number_of(address);
    const auto& known = family_of(address);
    const auto found = reaching(known, number);
    return found != known.end() && found->first <= number;
}

std::vector<low_range> covered_ranges::inside(const prefix& block) const {
    const auto first = number_of(block.first());
    const auto last = number_of(block.last());
    std::vector<low_range> found;
    const auto& known = family_of(block.first());
    for (auto next = reaching(known, first); next != known.end() && next->first <= last; ++next) {
        found.push_back({std::max(first.low, next->first.low), std::min(last.low, next->second)});
    }
    return found;
}

covered_ranges::ranges::const_iterator covered_ranges::reaching(const ranges& known,
                                                                const address_number& first) noexcept {
    const auto behind = known.upper_bound(first);
    if (behind == known.begin()) return behind;
    const auto candidate = std::prev(behind);
    return candidate->first.high == first.high && candidate->second >= first.low ? candidate : behind;
}

}  // namespace tracerouter::targets
