#pragma once

#include <boost/system/error_code.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "engine/back_off.hpp"
#include "engine/silent_router.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::engine {

/// Whether what the kernel refused to send for this reason may be taken later: a link, an address, a route, memory or a
/// firewall may come back. All other reasons are about the datagram or are meant to stay, as a route that prohibits it.
[[nodiscard]] bool may_pass(boost::system::error_code reason);

/// What this host itself keeps from leaving: what the kernel refuses for a reason that may pass, and what it takes and
/// does not send. None of it says anything about the network, so it is kept back and tried again. To be told what
/// becomes of each probe.
class host_trouble {
public:
    // A router next to this host that does not answer at its link address: what the kernel takes does not leave.

    /// The kernel has given up a probe that it took at `sent_at`, since the router is silent.
    void router_silent(time_point sent_at, time_point now);
    /// An answer has come through a router.
    void heard(std::size_t router, time_point now) {
        router_.heard(router, now);
        if (router_.since()) end_of_silence(now);
    }
    /// A probe has left for a router.
    void passed_router(time_point at) {
        if (router_.ends_by_what_left(at)) end_of_silence(at);
    }
    [[nodiscard]] silent_router& router() { return router_; }
    [[nodiscard]] const silent_router& router() const { return router_; }
    /// How many probes may be sent now: a few, to see whether the router answers again.
    [[nodiscard]] std::size_t most_to_try() const { return router_.waited_for() ? tried_at_once : SIZE_MAX; }
    /// Some were.
    void tried(time_point now) {
        if (router_.waited_for()) again_.failed(now);
    }

    // All the rest.

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
    [[nodiscard]] bool pausing() const { return refused_in_a_row() || router_.waited_for(); }
    [[nodiscard]] time_point retry_at() const { return again_.next(); }
    /// Since when nothing can be sent, if that is so.
    [[nodiscard]] std::optional<time_point> since() const {
        if (!pausing()) return std::nullopt;
        return router_.waited_for() ? router_.since() : since_;
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
    void end(time_point now);
    void end_of_silence(time_point now);

    back_off again_;
    unsigned in_a_row_ = 0;            // refused since the last that was sent
    std::optional<time_point> since_;  // the first of these
    std::optional<time_point> last_sent_;
    std::optional<time_point> last_left_;
    bool given_up_ = false;  // since the last that was sent
    silent_router router_;
    // The last time in which nothing could be sent.
    time_point outage_began_{};
    time_point outage_ended_{};
};

}  // namespace tracerouter::engine
