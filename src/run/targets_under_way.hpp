#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "run/outcome.hpp"
#include "run/target_task.hpp"
#include "targets/target_source.hpp"

namespace tracerouter::run {

/// Names looked up at once.
inline constexpr std::size_t max_lookups = 64;

/// Names that wait for their look-up, so that addresses behind them need not.
inline constexpr std::size_t max_waiting_names = 4096;

/// The targets that have begun and have not ended: a task for each that is traced or looked up, and the names that wait
/// for their look-up. The observer of the tasks passes on what they tell it: look_up_ended() and ended().
class targets_under_way {
public:
    /// `window` targets are traced at once.
    targets_under_way(const task_tools& tools, std::size_t window) : tools_{tools}, window_{window} {}

    /// Tasks tell hops before the end of their trace. Before the first of them begins.
    void tell_hops(bool wanted) { tools_.tell_hops = wanted; }

    /// Whether another target can begin.
    [[nodiscard]] bool has_room() const;

    /// Traces an address at once. A name waits until it can be looked up.
    void begin(target_number number, targets::target target);
    /// Traces one of the addresses that were found for a name.
    void begin_address(trace_number number, std::string name, const boost::asio::ip::address& address);

    /// The look-up of a task has ended. The next name begins.
    void look_up_ended();
    /// A task has ended.
    void ended(trace_number number) { tasks_.erase(number); }

    /// Forgets the names that wait for their look-up, and says which targets they are: no task will tell their outcome.
    [[nodiscard]] std::vector<target_number> drop_waiting_names();
    /// Cancels all tasks. Some tell their outcome at once.
    void cancel_tasks();

    [[nodiscard]] bool empty() const { return tasks_.empty() && waiting_names_.empty(); }
    /// Look-ups are under way, those of cancelled tasks too: they cannot be recalled.
    [[nodiscard]] bool looking_up() const { return lookups_ > 0; }

private:
    void start(trace_number number, targets::target target, bool found = false);
    void look_up_next();

    task_tools tools_;
    std::size_t window_;
    std::map<trace_number, std::shared_ptr<target_task>> tasks_;
    std::deque<std::pair<target_number, targets::target>> waiting_names_;
    std::size_t lookups_ = 0;
};

}  // namespace tracerouter::run
