#pragma once

#include <boost/system/error_code.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

#include "tracerouter/time.hpp"

namespace tracerouter::engine {

/// How long a host that can send nothing at all is waited for.
struct host_patience {
    /// With fewer traces that wait there is little to lose...
    static constexpr std::size_t few = 8;
    /// ... so that it is said at once if nothing was ever sent,
    static constexpr duration few_at_first = std::chrono::milliseconds{700};
    /// or after a time in which links come back by themselves.
    static constexpr duration few_later = std::chrono::minutes{1};
    /// Many traces begin on a host that may just be starting...
    static constexpr duration many_at_first = std::chrono::seconds{15};
    /// ... and, once something has been sent, wait for as long as it takes. But a firewall may mean just these targets.
    static constexpr duration many_at_a_firewall = std::chrono::minutes{1};

    /// Whether it is in vain to wait for the host any longer.
    [[nodiscard]] static bool ends(duration waited, std::size_t traces, bool sent_before,
                                   boost::system::error_code reason) {
        const bool firewall = reason == boost::system::errc::operation_not_permitted;
        if (traces < few) return waited >= (sent_before && !firewall ? few_later : few_at_first);
        if (!sent_before) return waited >= many_at_first;
        return firewall && waited >= many_at_a_firewall;
    }
};

/// A router next to this host that does not answer at its link address, so that what the kernel takes does not leave.
class silent_router {
public:
    /// The kernel has given up a probe that it took at `sent_at`.
    void given_up(time_point sent_at, time_point now);
    /// An answer has come through a router.
    void heard(std::size_t router, time_point now);
    [[nodiscard]] bool heard_through(std::size_t router) const { return router < heard_.size() && heard_[router]; }
    [[nodiscard]] bool heard_after(time_point when) const { return last_heard_ && *last_heard_ > when; }

    /// Since when nothing is known to have passed the router.
    [[nodiscard]] std::optional<time_point> since() const { return since_; }
    /// Whether what left at that time shows that it answers again.
    [[nodiscard]] bool ends_by_what_left(time_point at) const { return since_ && at > last_given_up_; }
    /// It answers again. \return since when it was silent
    time_point end();

    /// Whether that router is worth to be waited for, with so many traces that wait.
    [[nodiscard]] bool worth_waiting(std::size_t router, std::size_t traces, time_point now);
    /// Whether it is silent, and waited for.
    [[nodiscard]] bool waited_for() const { return since_ && !waited_in_vain_; }

private:
    std::optional<time_point> since_;
    time_point last_given_up_{};
    bool waited_in_vain_ = false;  // since an answer came
    std::vector<bool> heard_;      // by router
    std::optional<time_point> last_heard_;
};

}  // namespace tracerouter::engine
