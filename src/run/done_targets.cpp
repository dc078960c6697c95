#include "run/done_targets.hpp"

#include <cstdint>
#include <vector>

namespace tracerouter::run {
namespace {

std::uint64_t number_of(target_number target) {
    return static_cast<std::uint64_t>(target);
}

}  // namespace

bool done_targets::contains(target_number target) const {
    return kept_ && kept_->contains(number_of(target));
}

void done_targets::remove_done(target_number target, std::vector<boost::asio::ip::address>& addresses) const {
    if (!kept_) return;
    std::erase_if(addresses, [this, target](const auto& one) { return kept_->contains(number_of(target), one); });
}

void done_targets::expect(target_number target, const std::vector<boost::asio::ip::address>& addresses) {
    if (kept_) open_.emplace(target, open_target{addresses, addresses.size()});
}

void done_targets::add(trace_number number) {
    if (!kept_) return;
    const auto target = number_of(number.target);
    const auto open = open_.find(number.target);
    if (open == open_.end()) return kept_->add(target);
    if (--open->second.left > 0) return kept_->add(target, open->second.addresses[number.address]);
    open_.erase(open);
    kept_->add(target);
}

}  // namespace tracerouter::run
