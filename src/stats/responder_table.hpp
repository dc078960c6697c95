#pragma once

#include <boost/asio/ip/address.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "stats/rtt_histogram.hpp"
#include "stats/rtt_moments.hpp"
#include "stats/sample_window.hpp"
#include "tracerouter/monitor_result.hpp"
#include "tracerouter/time.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::stats {

/// The addresses that have answered at one TTL, most_responders of them at most: anybody may answer from any address.
class responder_table {
public:
    /// An answer in time. Returns the number of its responder: its place in the order of first answers, or
    /// nameless_responder.
    std::uint8_t answered(std::uint64_t round, std::chrono::system_clock::time_point sent_at, const reply& answer,
                          duration rtt);
    /// A pair of answers of one responder, as in rtt_moments.
    void pair(std::uint8_t number, duration earlier, duration later);

    /// Where an answer is from; absent for nameless_responder.
    [[nodiscard]] std::optional<boost::asio::ip::address> address(std::uint8_t number) const;
    /// What the responder said last that has answered the newest round; absent if none has.
    [[nodiscard]] std::optional<reply_kind> newest_kind() const;
    /// The one with most answers first. `all_answers` is the number of answers at this TTL. Percentiles are exact where
    /// the window has all answers.
    [[nodiscard]] std::vector<responder_summary> summaries(std::uint64_t all_answers, const sample_window& window,
                                                           bool window_has_all) const;
    /// Octets of memory behind this object, labels left out.
    [[nodiscard]] std::size_t memory() const;

private:
    struct responder {
        boost::asio::ip::address address{};
        std::uint64_t newest_round = 0;
        duration last{};
        reply_kind kind{};
        bool arrived = false;
        std::vector<mpls_label> mpls{};
        std::chrono::system_clock::time_point first_seen{};
        std::chrono::system_clock::time_point last_seen{};
        rtt_moments moments{};
        rtt_histogram histogram{};
    };

    responder* at(const boost::asio::ip::address& address);
    static responder_summary summary(const responder& one, std::vector<duration>& samples);

    std::vector<responder> responders_{};
    std::size_t newest_ = 0;  // who answered last: probably the next one, too
};

}  // namespace tracerouter::stats
