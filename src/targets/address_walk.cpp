#include "targets/address_walk.hpp"

#include <algorithm>
#include <iterator>

#include "targets/address_number.hpp"

namespace tracerouter::targets {

using boost::asio::ip::address;

address_walk::address_walk(const prefix& block, const std::vector<low_range>& left_out) : like_{block.first()} {
    std::uint64_t from = number_of(block.first()).low;
    const std::uint64_t last = number_of(block.last()).low;
    bool complete = false;
    for (const auto& gap : left_out) {
        if (gap.first > from) add({from, gap.first - 1});
        complete = complete || gap.last >= last;
        from = std::max(from, complete ? last : gap.last + 1);
    }
    if (!complete) add({from, last});
}

std::optional<address> address_walk::next() {
    if (done_) return std::nullopt;
    const auto place = next_;
    done_ = next_ == last_;
    ++next_;
    return at(order_ ? order_->at(place) : place);
}

std::uint64_t address_walk::left() const noexcept {
    constexpr std::uint64_t most = std::uint64_t{1} << 63;
    return done_ ? 0 : std::min(last_ - next_, most - 1) + 1;
}

void address_walk::add(const low_range& addresses) {
    const std::uint64_t place = done_ ? 0 : last_ + 1;
    runs_.push_back({place, addresses.first});
    last_ = place + (addresses.last - addresses.first);
    done_ = false;
}

address address_walk::at(std::uint64_t place) const {
    const auto behind = std::upper_bound(runs_.begin(), runs_.end(), place,
                                         [](std::uint64_t wanted, const run& known) { return wanted < known.place; });
    const run& holder = *std::prev(behind);
    return with_low(like_, holder.low + (place - holder.place));
}

}  // namespace tracerouter::targets
