#pragma once

#include <boost/asio/ip/address.hpp>

#include <compare>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "report/reporter.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::run {

struct finished_trace {
    report::heading heading;
    trace_result result;
};

/// A target that could not be traced, and where it was written.
struct failed_target {
    report::failure failure;
    std::string place;      ///< "FILE:LINE"; empty: on the command line
    bool may_pass = false;  ///< the resolver could not be asked
};

/// There is nothing to tell of this target: it is excluded, or was given up before anything was known.
struct nothing {};

/// A name has these addresses, and each of them is a trace of its own.
struct found_addresses {
    std::string name;  ///< as the user wrote it
    std::vector<boost::asio::ip::address> addresses;
};

using outcome = std::variant<nothing, finished_trace, failed_target, found_addresses>;

/// Which number a target has among all of them, from 0.
enum class target_number : std::size_t {};

/// One trace of a run: of which target, and to which of the addresses that are traced of it, from 0.
struct trace_number {
    target_number target{};
    std::size_t address = 0;

    friend auto operator<=>(const trace_number&, const trace_number&) = default;
};

/// Hands outcomes on: as they come, or each after those of all targets before it.
class outcome_order {
public:
    explicit outcome_order(bool in_order) : in_order_{in_order} {}

    /// Numbers the next target.
    [[nodiscard]] target_number admit() { return target_number{admitted_++}; }

    /// Says that a target has so many outcomes, not one: that of each address, in their order. Before any of them.
    void expect(target_number target, std::size_t outcomes);

    using receiver = std::function<void(trace_number, outcome&&)>;

    /// Takes an outcome, and gives those whose turn has come one by one.
    void take(trace_number number, outcome finished, const receiver& give);

    /// Targets from the oldest whose outcome was not handed on to the youngest: what must be held back at most.
    [[nodiscard]] std::size_t span() const noexcept {
        return in_order_ ? admitted_ - static_cast<std::size_t>(next_.target) : 0;
    }

private:
    void pass_on();

    bool in_order_;
    std::size_t admitted_ = 0;
    trace_number next_;                              ///< whose turn it is
    std::map<target_number, std::size_t> expected_;  ///< outcomes of targets that have not one
    std::map<trace_number, outcome> held_back_;
};

}  // namespace tracerouter::run
