#include "cli/outcome_order.hpp"

#include <utility>

namespace tracerouter::cli {

void outcome_order::take(target_number number, outcome finished, const receiver& give) {
    if (!in_order_) return give(number, std::move(finished));
    held_back_.emplace(static_cast<std::size_t>(number), std::move(finished));
    while (!held_back_.empty() && held_back_.begin()->first == next_) {
        // Out of the list first: whoever takes it may end further targets.
        auto ready = held_back_.extract(held_back_.begin());
        ++next_;
        give(target_number{ready.key()}, std::move(ready.mapped()));
    }
}

}  // namespace tracerouter::cli
