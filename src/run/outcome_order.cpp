#include "run/outcome_order.hpp"

#include <utility>

namespace tracerouter::run {

void outcome_order::expect(target_number target, std::size_t outcomes) {
    if (in_order_) expected_[target] = outcomes;
}

void outcome_order::take(trace_number number, outcome finished, const receiver& give) {
    if (!in_order_) return give(number, std::move(finished));
    held_back_.emplace(number, std::move(finished));
    while (!held_back_.empty() && held_back_.begin()->first == next_) {
        // Out of the list first: whoever takes it may end further targets.
        auto ready = held_back_.extract(held_back_.begin());
        pass_on();
        give(ready.key(), std::move(ready.mapped()));
    }
}

void outcome_order::pass_on() {
    const auto expected = expected_.find(next_.target);
    if (expected != expected_.end() && ++next_.address < expected->second) return;
    if (expected != expected_.end()) expected_.erase(expected);
    next_ = {target_number{static_cast<std::size_t>(next_.target) + 1}};
}

}  // namespace tracerouter::run
