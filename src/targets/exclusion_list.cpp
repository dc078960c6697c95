#include "targets/exclusion_list.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace tracerouter::targets {
namespace {

boost::asio::ip::address without_scope(const boost::asio::ip::address& address) noexcept {
    if (address.is_v4()) return address;
    return boost::asio::ip::address_v6{address.to_v6().to_bytes()};
}

}  // namespace

exclusion_list::exclusion_list(std::vector<prefix> prefixes) {
    for (auto& block : prefixes) block = block.without_scope();
    // Wider before narrower where both begin at the same address: then whatever contains a prefix stands before it.
    std::sort(prefixes.begin(), prefixes.end(), [](const prefix& left, const prefix& right) {
        return left.first() != right.first() ? left.first() < right.first() : left.last() > right.last();
    });
    for (const auto& block : prefixes) {
        if (prefixes_.empty() || !prefixes_.back().contains(block)) prefixes_.push_back(block);
    }
}

const prefix* exclusion_list::find(const boost::asio::ip::address& scoped) const noexcept {
    const auto address = without_scope(scoped);
    const auto behind = std::upper_bound(
        prefixes_.begin(), prefixes_.end(), address,
        [](const boost::asio::ip::address& wanted, const prefix& block) { return wanted < block.first(); });
    if (behind == prefixes_.begin()) return nullptr;
    const auto& candidate = *std::prev(behind);
    return candidate.contains(address) ? &candidate : nullptr;
}

std::vector<low_range> exclusion_list::inside(const prefix& scoped) const {
    const auto block = scoped.without_scope();
    auto next = std::partition_point(prefixes_.begin(), prefixes_.end(),
                                     [&block](const prefix& known) { return known.last() < block.first(); });
    std::vector<low_range> found;
    for (; next != prefixes_.end() && next->first() <= block.last(); ++next) {
        const auto first = std::max(next->first(), block.first());
        const auto last = std::min(next->last(), block.last());
        found.push_back({number_of(first).low, number_of(last).low});
    }
    return found;
}

}  // namespace tracerouter::targets
