#include "resolve/exclusion_list.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace tracerouter::resolve {

exclusion_list::exclusion_list(std::vector<prefix> prefixes) {
    // Wider before narrower where both begin at the same address: then whatever contains a prefix stands before it.
    std::sort(prefixes.begin(), prefixes.end(), [](const prefix& left, const prefix& right) {
        return left.first() != right.first() ? left.first() < right.first() : left.last() > right.last();
    });
    for (const auto& block : prefixes) {
        if (prefixes_.empty() || !prefixes_.back().contains(block)) prefixes_.push_back(block);
    }
}

const prefix* exclusion_list::find(const boost::asio::ip::address& address) const noexcept {
    const auto behind = std::upper_bound(
        prefixes_.begin(), prefixes_.end(), address,
        [](const boost::asio::ip::address& wanted, const prefix& block) { return wanted < block.first(); });
    if (behind == prefixes_.begin()) return nullptr;
    const auto& candidate = *std::prev(behind);
    return candidate.contains(address) ? &candidate : nullptr;
}

}  // namespace tracerouter::resolve
