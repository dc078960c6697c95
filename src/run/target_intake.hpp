#pragma once

#include <cstddef>
#include <functional>

#include "run/done_targets.hpp"
#include "run/outcome.hpp"
#include "run/outcome_delivery.hpp"
#include "run/targets_under_way.hpp"
#include "targets/target_source.hpp"

namespace tracerouter::run {

/// Pulls targets from their source and begins them, as long as there is room for their traces, their outcomes and their
/// results. What an earlier run has done is left out. Waits for lines of a list that are not written yet.
class target_intake {
public:
    /// What it works with. All of it outlives the intake.
    struct surroundings {
        targets::target_source& targets;
        done_targets& done;
        targets_under_way& under_way;
        outcome_delivery& outcomes;
        std::function<bool()> output_has_room;
        std::function<void()> on_filled;  ///< called at the end of each fill()
    };

    /// `most_held_back`: outcomes that wait for those of targets before them.
    target_intake(surroundings with, std::size_t most_held_back);

    /// Calls `then` once so many targets are held, or there are no more; at once if that is so now.
    void read_ahead(std::size_t count, std::function<void()> then);

    /// Begins targets until there is no room for more, no more are there, or the next one has to be waited for.
    void fill();

    /// Begins a trace to each address that was found for a name.
    void begin_addresses(target_number number, found_addresses found);

    /// No more targets are wanted.
    void stop();

    [[nodiscard]] bool stopped() const noexcept { return stopped_; }
    /// All targets have been pulled.
    [[nodiscard]] bool exhausted() const noexcept { return exhausted_; }

private:
    [[nodiscard]] bool may_pull() const;
    void begin(targets::pulled_target pulled);
    void begin_target(targets::target target);
    void reject(targets::rejected_target rejected);
    void leave_out(target_number number);
    void wait_for_lines(std::function<void()> then);

    surroundings with_;
    std::size_t most_held_back_;
    bool waiting_ = false;  ///< for the next line of a list
    bool exhausted_ = false;
    bool stopped_ = false;
};

}  // namespace tracerouter::run
