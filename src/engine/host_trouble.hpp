#pragma once

#include <boost/system/error_code.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "tracerouter/time.hpp"

namespace tracerouter::engine {

/// Whether what the kernel refused to send for this reason may be taken later: a link, an address, a route, memory or a
/// firewall may come back. All other reasons are about the datagram or are meant to stay, as a route that prohibits it.
[[nodiscard]] bool may_pass(boost::system::error_code reason);

/// When to try again what has just failed: soon at first, then twice as late each time, up to some seconds.
class back_off {
public:
    /// It failed. A failure before the time of the next attempt belongs to the last one.
    void failed(time_point now) {
        if (now < next_) return;
        next_ = now + step_;
        step_ = std::min(2 * step_, longest);
        ++rounds_;
    }
    /// Something else did not fail: what has failed is still not tried before its time, but soon.
    void succeeded() { step_ = first; }
    /// Not before this time; the past if nothing has failed.
    [[nodiscard]] time_point next() const { return next_; }
    /// Attempts that failed.
    [[nodiscard]] std::uint32_t rounds() const { return rounds_; }

private:
    static constexpr duration first = std::chrono::milliseconds{50};
    static constexpr duration longest = std::chrono::seconds{2};

    duration step_ = first;
    time_point next_{};
    std::uint32_t rounds_ = 0;
};

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

/// What this host itself keeps from leaving: what the kernel refuses for a reason that may pass, and what it takes and
/// does not send. None of it says anything about the network, so it is kept back and tried again. To be told what
/// becomes of each probe.
class host_trouble {
public:
    // A router next to this host that does not answer at its link address: what the kernel takes does not leave.

    /// The kernel has given up a probe that it took at `sent_at`, since the router is silent.
    void router_silent(time_point sent_at, time_point now);
    /// Nothing is known to have passed the router since.
    [[nodiscard]] bool router_silent() const { return router_silent_since_.has_value(); }
    /// An answer has come through a router.
    void heard(std::size_t router, time_point now) {
        last_heard_ = now;
        if (!heard_through(router)) remember(router);
        if (router_silent_since_) end_of_silence(now);
    }
    /// A probe has left for a router.
    void passed_router(time_point at) {
        if (router_silent_since_ && at > router_silent_at_) end_of_silence(at);
    }
    [[nodiscard]] bool heard_through(std::size_t router) const { return router < heard_.size() && heard_[router]; }
    [[nodiscard]] bool heard_after(time_point when) const { return last_heard_ && *last_heard_ > when; }
    /// Whether that router is worth to be waited for, with so many traces that wait.
    [[nodiscard]] bool waits_for_router(std::size_t router, std::size_t traces, time_point now);
    /// How many probes may be sent now: a few, to see whether the router answers again.
    [[nodiscard]] std::size_t most_to_try() const { return waiting_for_router() ? tried_at_once : SIZE_MAX; }
    /// Some were.
    void tried(time_point now) {
        if (waiting_for_router()) again_.failed(now);
    }

    /// The kernel took a probe.
    void sent(time_point now) {
        last_sent_ = now;
        if (since_) end(now);
    }
    /// A probe has left: the kernel stamped it.
    void left(time_point at) { last_left_ = std::max(last_left_.value_or(at), at); }
    /// The kernel refused a probe.
    void refused(time_point now);
    /// A probe did not leave, although the kernel took it.
    void swallowed(time_point now) { again_.failed(now); }

    /// Several were refused in a row: nothing is to be sent before retry_at().
    [[nodiscard]] bool pausing() const { return refused_in_a_row() || waiting_for_router(); }
    [[nodiscard]] time_point retry_at() const { return again_.next(); }
    /// Since when nothing can be sent, if that is so.
    [[nodiscard]] std::optional<time_point> since() const {
        if (!pausing()) return std::nullopt;
        return waiting_for_router() ? router_silent_since_ : since_;
    }

    /// Attempts that failed, of all probes together.
    [[nodiscard]] std::uint32_t rounds() const { return again_.rounds(); }
    /// Whether something was sent after that time, so that it is not the whole host that cannot.
    [[nodiscard]] bool sent_after(time_point when) const { return last_sent_ && *last_sent_ > when; }
    /// Whether waiting is in vain, with so many traces that wait. Then it is so until something is sent.
    [[nodiscard]] bool hopeless(std::size_t traces, boost::system::error_code reason, time_point now);

    /// The kernel says of each probe when it leaves, as far as is known: one of which it does not has not left.
    [[nodiscard]] bool tells_what_leaves() const { return last_left_.has_value(); }
    [[nodiscard]] bool left_after(time_point when) const { return last_left_ && *last_left_ > when; }
    /// Whether nothing could be sent at some time between the two, so that an answer may have been lost here.
    [[nodiscard]] bool between(time_point from, time_point to) const;

private:
    static constexpr unsigned in_a_row_to_pause = 8;
    /// A shorter time, in which many probes were refused, is that of one target.
    static constexpr duration shortest_outage = std::chrono::milliseconds{100};

    static constexpr std::size_t tried_at_once = 8;

    [[nodiscard]] bool refused_in_a_row() const { return in_a_row_ >= in_a_row_to_pause && !given_up_; }
    [[nodiscard]] bool waiting_for_router() const { return router_silent_since_ && !router_given_up_; }
    void end(time_point now);
    void end_of_silence(time_point now);
    void remember(std::size_t router);

    back_off again_;
    unsigned in_a_row_ = 0;            // refused since the last that was sent
    std::optional<time_point> since_;  // the first of these
    std::optional<time_point> last_sent_;
    std::optional<time_point> last_left_;
    bool given_up_ = false;  // since the last that was sent
    std::optional<time_point> router_silent_since_;
    time_point router_silent_at_{};  // the last time that this was heard
    bool router_given_up_ = false;   // since an answer came
    std::vector<bool> heard_;        // by router
    std::optional<time_point> last_heard_;
    // The last time in which nothing could be sent.
    time_point outage_began_{};
    time_point outage_ended_{};
};

}  // namespace tracerouter::engine
