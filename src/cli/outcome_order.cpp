#include "cli/outcome_order.hpp"

#include <utility>

namespace tracerouter::cli {

std::vector<outcome> outcome_order::take(target_number number, outcome finished) {
    std::vector<outcome> ready;
    if (!in_order_) {
        ready.push_back(std::move(finished));
        return ready;
    }
    held_back_.emplace(static_cast<std::size_t>(number), std::move(finished));
    while (!held_back_.empty() && held_back_.begin()->first == next_) {
        ready.push_back(std::move(held_back_.begin()->second));
        held_back_.erase(held_back_.begin());
        ++next_;
    }
    return ready;
}

}  // namespace tracerouter::cli
