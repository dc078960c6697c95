#pragma once

#include <algorithm>
#include <chrono>

#include "engine/icmp_rate_limit.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::engine {

/// How many ICMP errors a router still grants one prober, if it limits them as Linux does (engine/icmp_rate_limit.hpp).
/// All times are those at which the probes were sent: from one prober all of them take the same way to the router.
class error_budget {
public:
    explicit error_budget(bool ipv6 = false) : ipv6_(ipv6) {}

    /// It has answered a probe that was sent at `sent`.
    void answered(time_point sent) {
        answers_.take(sent, refill());
        used_up_until_ = std::max(used_up_until_, answers_.next(refill()));
        faster_ = faster_ || answers_.left < beyond_doubt;
    }

    /// A probe on top of the first ones is sent to it.
    void asked(time_point sent) {
        asks_.left = left(sent) - 1;
        asks_.at = std::max(asks_.at, sent);
    }

    /// It has answered more than a limited router can.
    [[nodiscard]] bool faster() const { return faster_; }
    /// One more probe, on top of those it was asked, may show that it does.
    [[nodiscard]] bool may_be_faster(time_point now) const { return left(now) > beyond_doubt; }
    /// Its limit explains that a probe of that time stayed without an answer. That stays so when it has refilled.
    [[nodiscard]] bool used_up(time_point sent) const { return !faster_ && sent < used_up_until_; }
    /// Until when that is so, as far as is known now; long ago if it is not.
    [[nodiscard]] time_point used_up_until() const { return faster_ ? time_point{} : used_up_until_; }
    /// Answers that may be expected of it beside those that were already asked for.
    [[nodiscard]] double left(time_point now) const {
        if (faster_) return burst;
        return std::min(answers_.left_at(now, refill()), asks_.left_at(now, refill()));
    }
    /// When it will have one answer left, if nothing is asked before.
    /// \param answers_within what has no answer by then took nothing from it
    [[nodiscard]] time_point next(time_point now, duration answers_within) const {
        if (faster_) return now;
        const time_point by_answers = after(now, answers_.left_at(now, refill()));
        const time_point by_all = after(now, left(now));
        return std::min(by_all, std::max(by_answers, asks_.at + answers_within));
    }
    [[nodiscard]] time_point last_asked() const { return asks_.at; }

private:
    static constexpr double burst = icmp_burst;
    // Two more than Linux grants: no error of our clock explains that.
    static constexpr double beyond_doubt = -1.5;
    // Of an answer; its tick is coarser than our clock.
    static constexpr double margin = 0.02;

    struct bucket {
        double left = burst;
        time_point at{};

        [[nodiscard]] double left_at(time_point now, double refill) const {
            if (now <= at) return left;
            return std::min(burst, left + std::chrono::duration<double>{now - at}.count() * refill);
        }
        void take(time_point now, double refill) {
            left = left_at(now, refill) - 1;
            at = std::max(at, now);
        }
        /// When there is one left.
        [[nodiscard]] time_point next(double refill) const {
            if (left >= 1) return {};
            return at + std::chrono::ceil<duration>(std::chrono::duration<double>{(1 - left) / refill});
        }
    };

    [[nodiscard]] time_point after(time_point now, double left) const {
        const double missing = margin + 1 - left;
        if (missing <= 0) return now;
        return now + std::chrono::ceil<duration>(std::chrono::duration<double>{missing / refill()});
    }

    /// Answers a second.
    [[nodiscard]] double refill() const {
        const duration interval = ipv6_ ? icmp_interval_ipv6 : icmp_interval_ipv4;
        return 1 / std::chrono::duration<double>{interval}.count();
    }

    bucket answers_;
    bucket asks_;
    time_point used_up_until_{};
    bool ipv6_;
    bool faster_ = false;
};

}  // namespace tracerouter::engine
