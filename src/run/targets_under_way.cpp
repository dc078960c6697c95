#include "run/targets_under_way.hpp"

#include <variant>

namespace tracerouter::run {

// Names that are looked up take no room from addresses.
bool targets_under_way::has_room() const {
    const bool room = tasks_.size() < window_ + lookups_ && waiting_names_.size() < max_waiting_names;
    return room && tools_.tracer.has_room();
}

void targets_under_way::begin(target_number number, targets::target target) {
    if (std::holds_alternative<boost::asio::ip::address>(target.destination)) return start({number}, std::move(target));
    waiting_names_.emplace_back(number, std::move(target));
    look_up_next();
}

void targets_under_way::begin_address(trace_number number, std::string name, const boost::asio::ip::address& address) {
    start(number, {std::move(name), address}, true);
}

void targets_under_way::start(trace_number number, targets::target target, bool found) {
    const auto task = std::make_shared<target_task>(number, std::move(target), tools_, found);
    tasks_.emplace(number, task);
    task->start();
}

void targets_under_way::look_up_next() {
    if (waiting_names_.empty() || lookups_ >= max_lookups) return;
    auto [number, target] = std::move(waiting_names_.front());
    waiting_names_.pop_front();
    ++lookups_;
    start({number}, std::move(target));
}

void targets_under_way::look_up_ended() {
    --lookups_;
    look_up_next();
}

std::vector<target_number> targets_under_way::drop_waiting_names() {
    std::vector<target_number> dropped;
    for (const auto& [number, target] : std::exchange(waiting_names_, {})) dropped.push_back(number);
    return dropped;
}

void targets_under_way::cancel_tasks() {
    // A copy, because what ends at once leaves the list.
    const auto tasks = tasks_;
    for (const auto& [number, task] : tasks) task->cancel();
}

}  // namespace tracerouter::run
