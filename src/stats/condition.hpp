#pragma once

#include <boost/asio/ip/address.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "tracerouter/monitor_result.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::stats {

/// What a condition looks at.
enum class condition_kind : std::uint8_t {
    loss,             ///< share of lost probes at the target above a share
    round_trip,       ///< one of the figures of its round-trip times above a time
    path_changed,     ///< a path_change or a length_change was told
    as_path_changed,  ///< a path_change between addresses of different AS was told
    unreachable,      ///< the target has not answered in the last rounds
};

/// A condition under which a run fails: --fail-if. It looks at the target hop, and is decided on what is certain to
/// 95 %: one loss of ten is no loss above 5 %.
struct condition {
    condition_kind kind{};
    /// Of loss and round_trip: the last 60, 300 or 900 seconds. Absent: since the beginning.
    std::optional<std::chrono::seconds> window{};
    double share = 0;  ///< of loss: 0 to 1
    duration time{};   ///< of round_trip
    /// Of round_trip: what is compared. For median, p95 and p99 the lower end of the interval; for mean, 1.96 standard
    /// errors are taken off.
    std::optional<duration> rtt_summary::*figure = nullptr;

    friend bool operator==(const condition&, const condition&) = default;
};

/// The number of the AS an address belongs to, if it is known.
using asn_lookup = std::function<std::optional<std::uint32_t>(const boost::asio::ip::address&)>;

/// Reads a condition: `loss>5%`, `loss[5m]>2%`, `p95>80ms`, `mean[60s]>0.5s`, `path-changed`, `as-path-changed`,
/// `unreachable`. Otherwise says in one line what is wrong with it and what may be written.
[[nodiscard]] std::variant<condition, std::string> parse_condition(std::string_view text);

/// Whether the condition holds for a result. A target that never answered has lost a probe in each round, and has no
/// round-trip times. `asn_of` is needed for as_path_changed only; addresses whose AS is not known change nothing.
[[nodiscard]] bool holds(const condition& condition, const monitor_result& result, const asn_lookup& asn_of = {});

}  // namespace tracerouter::stats
