#pragma once

#include <boost/asio/ip/address.hpp>

#include <compare>
#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include "report/reporter.hpp"
#include "targets/target_source.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::run {

using report::target_number;

/// One trace of a run: of which target, and to which of the addresses that are traced of it, from 0.
struct trace_number {
    target_number target{};
    std::size_t address = 0;

    friend auto operator<=>(const trace_number&, const trace_number&) = default;
};

/// A target that could not be traced, and where it was written.
struct failed_target {
    report::failure failure;
    std::string place;      ///< "FILE:LINE"; empty: on the command line
    bool may_pass = false;  ///< the resolver could not be asked
};

/// "FILE:LINE: TARGET (ADDRESS): why", each part only if it is known.
[[nodiscard]] std::string message_of(const failed_target& failed);

/// What becomes of something that is no target that could be traced.
[[nodiscard]] failed_target failure_of(targets::rejected_target rejected);

/// What is wrong with a run that has no target at all.
[[nodiscard]] failed_target nothing_to_trace();

/// A name has these addresses, and each of them is a trace of its own.
struct found_addresses {
    std::string name;  ///< as the user wrote it
    std::vector<boost::asio::ip::address> addresses;
};

/// There is nothing to trace: the target is excluded, or an earlier run has traced it.
struct left_out {};

/// The run ended before anything was known of the target.
struct given_up {};

/// How the task of a target ends.
using outcome = std::variant<given_up, left_out, trace_result, failed_target, found_addresses>;

}  // namespace tracerouter::run
